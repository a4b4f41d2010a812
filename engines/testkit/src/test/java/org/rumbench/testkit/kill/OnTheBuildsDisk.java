package org.rumbench.testkit.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Temporary directories in the build's output: on the file system where the project lies, because the system's own place
/// for temporary files is often in memory.
public final class OnTheBuildsDisk implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
    Path output = Files.createDirectories(Path.of("target").toAbsolutePath());
    return Files.createTempDirectory(output, "files-");
  }
}
