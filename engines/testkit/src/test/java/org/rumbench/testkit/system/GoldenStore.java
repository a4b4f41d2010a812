package org.rumbench.testkit.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptText;

/// The files that some build left of a store, by storage backend, and the script they came from: a zip of
/// `BACKEND/FILE` and `content.script` at `src/test/resources/golden/DESIGN/GENERATION.zip` of the design's module.
///
/// @param generation name of the generation, such as `v1`
/// @param script     what was written
/// @param files      by backend, then by name
public record GoldenStore(String generation, Script script, SortedMap<String, SortedMap<String, byte[]>> files) {
  private static final String SCRIPT = "content.script";
  private static final String ZIP = ".zip";

  private static Path folder(String design) {
    return Path.of("src/test/resources/golden", design);
  }

  /// All generations kept for a design, by name.
  public static List<GoldenStore> of(String design) {
    Path folder = folder(design);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<GoldenStore> found = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path path : list.sorted().toList()) {
        if (path.toString().endsWith(ZIP)) {
          found.add(read(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static GoldenStore read(Path path) throws IOException {
    String text = "";
    SortedMap<String, SortedMap<String, byte[]>> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readAllBytes();
        String name = entry.getName();
        if (name.equals(SCRIPT)) {
          text = new String(bytes, StandardCharsets.UTF_8);
        } else {
          int slash = name.indexOf('/');
          files.computeIfAbsent(name.substring(0, slash), backend -> new TreeMap<>())
              .put(name.substring(slash + 1), bytes);
        }
      }
    }
    String file = String.valueOf(path.getFileName());
    return new GoldenStore(file.substring(0, file.length() - ZIP.length()), ScriptText.parse(text), files);
  }

  /// Keeps it; a generation that exists is never overwritten.
  public void writeFor(String design) {
    Path path = folder(design).resolve(generation + ZIP);
    try {
      Files.createDirectories(folder(design));
      try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        put(zip, SCRIPT, ScriptText.print(script).getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, SortedMap<String, byte[]>> backend : files.entrySet()) {
          for (Map.Entry<String, byte[]> file : backend.getValue().entrySet()) {
            put(zip, backend.getKey() + "/" + file.getKey(), file.getValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /// The files of a directory as they are now.
  public static SortedMap<String, byte[]> filesIn(Path directory) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path path : list.filter(Files::isRegularFile).toList()) {
        files.put(String.valueOf(path.getFileName()), Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /// Puts files into an empty directory.
  public static void copyInto(Path directory, SortedMap<String, byte[]> files) {
    files.forEach((name, bytes) -> {
      try {
        Files.write(directory.resolve(name), bytes, StandardOpenOption.CREATE_NEW);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }
}
