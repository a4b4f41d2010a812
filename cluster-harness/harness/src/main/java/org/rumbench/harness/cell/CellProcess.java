package org.rumbench.harness.cell;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.rumbench.harness.plan.Configuration;

/// The JVM of one cell, as its parent sees it: started, listened to, stopped. One owner; [#stop] from any thread.
public final class CellProcess {
  /// Flags that the libraries need of every JVM of the project; the launcher and the build pass the same.
  public static final List<String> REQUIRED_FLAGS =
      List.of(
          "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final int KEPT_LINES = 20;
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path orderFile;
  private final Deque<String> lastLines = new ArrayDeque<>();

  private CellProcess(Process process, Path orderFile) {
    this.process = process;
    this.orderFile = orderFile;
  }

  /// The flags of a cell's JVM.
  public static List<String> jvmFlags(Configuration configuration) {
    List<String> flags = new ArrayList<>(REQUIRED_FLAGS);
    String heap = configuration.text("jvm.heapMiB") + "m";
    flags.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:MaxDirectMemorySize=1g", "-XX:+AlwaysPreTouch"));
    flags.add(switch (configuration.text("jvm.gc")) {
      case "serial" -> "-XX:+UseSerialGC";
      case "parallel" -> "-XX:+UseParallelGC";
      case "z" -> "-XX:+UseZGC";
      default -> "-XX:+UseG1GC";
    });
    if (configuration.text("jvm.gc").equals("g1")) {
      flags.add("-XX:MaxGCPauseMillis=" + configuration.text("jvm.pauseMillis"));
    }
    return flags;
  }

  /// Starts the JVM for an order, which is written beside its output.
  public static CellProcess start(CellOrder order) throws IOException {
    Path file = Files.createTempFile(Path.of(order.output()), ".order-", ".json");
    order.write(file);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags(order.settings()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), CellMain.class.getName(), file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    return new CellProcess(builder.start(), file);
  }

  /// Passes on each line of progress until the process ends, and returns its exit status.
  public int run(Consumer<String> onProgress) throws IOException, InterruptedException {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith(CellMain.PROGRESS)) {
          onProgress.accept(line.substring(CellMain.PROGRESS.length()));
          continue;
        }
        synchronized (lastLines) {
          lastLines.addLast(line);
          if (lastLines.size() > KEPT_LINES) {
            lastLines.removeFirst();
          }
        }
      }
    }
    int status = process.waitFor();
    // A process that was ended before it read its order has left it.
    Files.deleteIfExists(orderFile);
    return status;
  }

  /// The last lines that were no progress: what it died of.
  public List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /// Asks it to end with what it has measured, and ends it by force when it does not.
  public void stop() {
    // By its handle: the process itself would close the stream that [#run] still reads from.
    ProcessHandle handle = process.toHandle();
    handle.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        handle.destroyForcibly();
      }
    } catch (InterruptedException e) {
      handle.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// One line on an exit status: 137 is `killed by signal 9`.
  public static String describeExit(int status) {
    return status > 128
        ? String.format(Locale.ROOT, "was killed by signal %d", status - 128)
        : "ended with exit status " + status;
  }
}
