package org.rumbench.testkit.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;

/// Scripts kept as files: `scripts/*.script` on the test class path for every design, `scripts/DESIGN/*.script` for one;
/// in the same way `crashes`, `faults` and `damages`, for those that are cut, failed or damaged everywhere.
public final class ScriptFiles {
  private ScriptFiles() {}

  /// One test for each script in `folder` for a design, named as its file; `replay` throws when it fails.
  public static Stream<DynamicTest> tests(String folder, String design, Consumer<Script> replay) {
    return in(folder, design).entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> replay.accept(entry.getValue())));
  }

  private static SortedMap<String, Script> in(String folders, String design) {
    SortedMap<String, Script> found = new TreeMap<>();
    ClassLoader loader = ScriptFiles.class.getClassLoader();
    try {
      for (String folder : List.of(folders, folders + "/" + design)) {
        for (URL url : Collections.list(loader.getResources(folder))) {
          read(url.toURI(), found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }

  private static void read(URI folder, SortedMap<String, Script> into) throws IOException {
    if (!folder.getScheme().equals("jar")) {
      read(Path.of(folder), into);
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
      read(jar.provider().getPath(folder), into);
    }
  }

  private static void read(Path folder, SortedMap<String, Script> into) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      for (Path path : list.toList()) {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".script")) {
          into.put(name, ScriptText.parse(Files.readString(path)));
        }
      }
    }
  }
}
