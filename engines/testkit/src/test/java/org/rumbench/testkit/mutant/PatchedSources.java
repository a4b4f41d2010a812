package org.rumbench.testkit.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.Design;

/// The main sources of a design and of what it is built on, from which mutated designs are made.
///
/// A patched file is compiled in memory against the class path; the packages named are then loaded anew, with the patched
/// classes in place of the real ones, so that mutant and real engine live side by side. Any thread.
public final class PatchedSources implements AutoCloseable {
  private static final List<String> COMPILER_OPTIONS = List.of("-proc:none", "-nowarn", "-Xlint:none", "-g");

  private final List<Path> roots;
  private final List<String> packages;
  private final JavaCompiler compiler;
  private final StandardJavaFileManager files;
  private final Map<String, byte[]> realClasses = new ConcurrentHashMap<>();

  /// Sources below `roots`; classes whose names begin with one of `packages` are loaded anew for each mutant.
  public PatchedSources(List<Path> roots, List<String> packages) {
    this.roots = List.copyOf(roots);
    this.packages = List.copyOf(packages);
    JavaCompiler system = ToolProvider.getSystemJavaCompiler();
    if (system == null) {
      throw new IllegalStateException("mutants need a JDK: there is no compiler");
    }
    compiler = system;
    files = system.getStandardFileManager(null, null, null);
  }

  /// The design with the mutant's bug.
  public Design plant(Mutant mutant, Design design) {
    return switch (mutant) {
      case StorageMutant storage -> storage.plantedIn(design);
      case SourceMutant source -> new Design(factory(source, design.name()), design.options());
    };
  }

  private EngineFactory factory(SourceMutant mutant, String design) {
    ClassLoader loader = new MutantLoader(compile(mutant));
    for (EngineFactory factory : ServiceLoader.load(EngineFactory.class, loader)) {
      if (factory.name().equals(design)) {
        return factory;
      }
    }
    throw new IllegalStateException("no design " + design);
  }

  /// One compilation at a time, because they share a file manager.
  private synchronized Map<String, byte[]> compile(SourceMutant mutant) {
    Map<String, String> patched = new LinkedHashMap<>();
    for (Patch patch : mutant.patches()) {
      String before = patched.containsKey(patch.file()) ? patched.get(patch.file()) : source(patch.file());
      patched.put(patch.file(), patch.apply(before));
    }
    List<JavaFileObject> units = new ArrayList<>();
    patched.forEach((file, text) -> units.add(new Source(file, text)));
    StringWriter messages = new StringWriter();
    Output output = new Output(files);
    boolean isCompiled = compiler.getTask(messages, output, null, COMPILER_OPTIONS, null, units).call();
    if (!isCompiled) {
      throw new IllegalStateException("mutant " + mutant.name() + " does not compile: " + messages);
    }
    Map<String, byte[]> classes = new TreeMap<>();
    output.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private String source(String file) {
    for (Path root : roots) {
      Path path = root.resolve(file);
      if (Files.exists(path)) {
        try {
          return Files.readString(path);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("no source " + file + " below " + roots);
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A source in memory.
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("memory:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /// Keeps what is compiled in memory.
  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

    Output(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      written.put(className, bytes);
      return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }

  /// Loads the packages of the design anew; everything else comes from the real class path.
  private final class MutantLoader extends ClassLoader {
    private final Map<String, byte[]> patched;

    MutantLoader(Map<String, byte[]> patched) {
      super(PatchedSources.class.getClassLoader());
      this.patched = patched;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (packages.stream().noneMatch(prefix -> name.startsWith(prefix + "."))) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null) {
          byte[] bytes = patched.containsKey(name) ? patched.get(name) : real(name);
          loaded = defineClass(name, bytes, 0, bytes.length);
        }
        return loaded;
      }
    }

    private byte[] real(String name) throws ClassNotFoundException {
      byte[] known = realClasses.get(name);
      if (known != null) {
        return known;
      }
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        realClasses.put(name, bytes);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
