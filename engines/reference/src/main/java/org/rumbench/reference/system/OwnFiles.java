package org.rumbench.reference.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.LedgerSnapshot.Space;

/// The directory that an outside engine has to itself. Any thread.
///
/// @param path where it is
public record OwnFiles(String path) {
  /// The directory `name` below `parent`, made when absent.
  public static OwnFiles in(String parent, String name) {
    Path path = Path.of(parent).resolve(name);
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new DeviceException("create " + path, e);
    }
    return new OwnFiles(path.toString());
  }

  /// The path of a file in it.
  public String file(String name) {
    return Path.of(path).resolve(name).toString();
  }

  /// The length of a file in it; 0 when there is none.
  public long lengthBytes(String name) {
    try {
      return Files.size(Path.of(path).resolve(name));
    } catch (NoSuchFileException absent) {
      return 0;
    } catch (IOException e) {
      throw new DeviceException("look at " + name, e);
    }
  }

  /// What its files take by their lengths, as the file system lists them now.
  public Space space() {
    long[] sums = new long[2];
    try {
      Files.walkFileTree(Path.of(path), new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          sums[0] += attributes.size();
          sums[1]++;
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
          // Engines remove files while we look.
          if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
          }
          throw e;
        }
      });
    } catch (IOException e) {
      throw new DeviceException("list " + path, e);
    }
    Lengths live = new Lengths(sums[0], sums[0], sums[0]);
    return new Space(live, Lengths.ZERO, live, Lengths.ZERO, Lengths.ZERO, (int) sums[1]);
  }

  /// The newest file whose name begins with `prefix`, as text; empty when there is none.
  public String newestText(String prefix) {
    try (var files = Files.list(Path.of(path))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
          .max(java.util.Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .map(OwnFiles::text)
          .orElse("");
    } catch (IOException e) {
      throw new DeviceException("list " + path, e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }
}
