package org.rumbench.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.rumbench.dump.FileFormat;
import org.rumbench.engine.EngineFactory;

/// A design added from outside, as a newcomer would: a folder of sources with a service file of one line for the factory,
/// and one for the formats of its files, so that they can be dumped.
final class SampleDesign {
  private static final Path SOURCES = Path.of("src/test/sample-engine/java");
  private static final String SERVICES = "META-INF/services/";
  private static final String FACTORY = "org.example.map.MapFactory";
  private static final List<String> FORMATS = List.of("org.example.map.CurrentFormat", "org.example.map.MapLogFormat");

  private SampleDesign() {}

  /// The change: copies the sources into `folder` and names factory and formats. Touches nothing else.
  static void addTo(Path folder) {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        write(folder.resolve(SOURCES.relativize(source).toString()), Files.readString(source));
      }
      write(folder.resolve(SERVICES + EngineFactory.class.getName()), FACTORY + "\n");
      write(folder.resolve(SERVICES + FileFormat.class.getName()), String.join("\n", FORMATS) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  /// Compiles a folder in place against the class path of the tests, warnings being errors.
  static void compile(Path folder) {
    List<String> arguments =
        new ArrayList<>(List.of(
            "-proc:none", "-Xlint:all,-serial,-this-escape,-path,-classfile", "-Werror", "-cp",
            System.getProperty("java.class.path", ""), "-d", folder.toString()));
    try (Stream<Path> sources = Files.walk(folder)) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int code = compiler.run(null, System.err, System.err, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("the sample engine does not compile: see the output of the test");
    }
  }

  /// A class loader over a compiled folder.
  static URLClassLoader loader(Path folder) {
    try {
      return new URLClassLoader(new URL[] {folder.toUri().toURL()}, SampleDesign.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The factory that a service file in `loader` itself names.
  static EngineFactory factory(ClassLoader loader) {
    return ServiceLoader.load(EngineFactory.class, loader).stream()
        .filter(provider -> loader.equals(provider.type().getClassLoader()))
        .map(ServiceLoader.Provider::get)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no factory is named in " + SERVICES));
  }
}
