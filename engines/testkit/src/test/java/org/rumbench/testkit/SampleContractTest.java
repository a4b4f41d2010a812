package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.dump.FileFormat;
import org.rumbench.engine.EngineFactory;

/// A design that is added by a script, one folder with service files of one line each, under the whole testkit.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SampleContractTest extends EngineContract {
  private static final List<String> CLASS_PATHS = List.of("java.class.path", "surefire.test.class.path");

  private final List<URLClassLoader> loaders = new ArrayList<>();
  private final Map<String, String> before = new TreeMap<>();

  /// Puts the folder on the class path, of this process and of those that it starts.
  @BeforeAll
  void add(@TempDir Path engines) {
    Path folder = engines.resolve("map");
    SampleDesign.addTo(folder);
    SampleDesign.compile(folder);
    loaders.add(SampleDesign.loader(folder));
    for (String property : CLASS_PATHS) {
      String present = System.getProperty(property);
      if (present != null) {
        before.put(property, present);
        System.setProperty(property, folder + File.pathSeparator + present);
      }
    }
    Thread.currentThread().setContextClassLoader(loaders.getFirst());
  }

  @AfterAll
  void remove() throws IOException {
    Thread.currentThread().setContextClassLoader(SampleContractTest.class.getClassLoader());
    before.forEach(System::setProperty);
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  @Override
  public EngineFactory factory() {
    return SampleDesign.factory(loaders.getFirst());
  }

  @Test
  void addingADesignTouchesOneFolderWithAServiceFileOfOneLine(@TempDir Path engines) throws IOException {
    SampleDesign.addTo(engines.resolve("map"));
    Path services = engines.resolve("map/META-INF/services");
    try (Stream<Path> files = Files.walk(engines)) {
      List<Path> others =
          files.filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(engines.resolve("map/org/example/map")))
              .toList();
      assertThat(others).containsExactlyInAnyOrder(
          services.resolve(EngineFactory.class.getName()), services.resolve(FileFormat.class.getName()));
      assertThat(Files.readAllLines(services.resolve(EngineFactory.class.getName()))).hasSize(1);
    }
  }
}
