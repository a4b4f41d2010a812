package org.rumbench.harness.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a run must say about the machine and the source it was made with.
///
/// @param commit      commit of the source tree, or `unknown`
/// @param isDirty     whether the tree had uncommitted changes; true when unknown
/// @param host        host name
/// @param cpu         processor model
/// @param cores       processors available
/// @param memoryBytes physical memory, or the control group's limit if lower
/// @param kernel      operating system and version
/// @param filesystem  type and device that hold the data
/// @param javaVersion runtime version
public record Machine(
    String commit,
    boolean isDirty,
    String host,
    String cpu,
    int cores,
    long memoryBytes,
    String kernel,
    String filesystem,
    String javaVersion) {

  /// Looks at this machine; `home` is the source tree, `data` an existing directory for data files.
  public static Machine look(Path home, Path data) {
    String commit = git(home, "rev-parse", "HEAD").orElse("unknown");
    boolean isDirty = git(home, "status", "--porcelain").map(text -> !text.isEmpty()).orElse(true);
    return new Machine(commit, isDirty, hostName(), cpuModel(), Runtime.getRuntime().availableProcessors(),
        physicalMemoryBytes(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"), filesystemOf(data),
        Runtime.version().toString());
  }

  private static Optional<String> git(Path home, String... arguments) {
    try {
      List<String> command = new java.util.ArrayList<>(List.of("git", "-C", home.toString()));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String cpuModel() {
    return lines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static long physicalMemoryBytes() {
    java.lang.management.OperatingSystemMXBean bean = ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() : 0;
  }

  private static String filesystemOf(Path data) {
    try {
      FileStore store = Files.getFileStore(data);
      return store.type() + " on " + store.name();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
