package org.rumbench.testkit.kill.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rumbench.engine.Durability;
import org.rumbench.testkit.Violation;

/// One process from its start to its end by SIGKILL, listened to and killed from outside. Used once, by one thread.
final class Life {
  private static final int KILLED = 128 + 9;
  /// A life that takes so long hangs: far more than its opening and its writes take on a slow machine.
  private static final long PATIENCE_SECONDS = 60;
  private static final List<String> FLAGS =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-ea");

  private final KillMoment moment;
  private final ProcessHandle handle;
  private final Process process;
  private final ScheduledExecutorService killer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("killer").factory());
  private final List<String> foreign = new ArrayList<>();
  private final SortedMap<Told.Work, Integer> begun = new TreeMap<>();
  private final SortedMap<Told.Work, Long> began = new TreeMap<>();
  private final SortedMap<Told.Work, Long> workNanos = new TreeMap<>();
  private final List<Told.Work> running = new ArrayList<>();
  private int least;
  private int most;
  private int acknowledged;
  private boolean isOpening;
  private long openingAt;
  private OptionalLong openingNanos = OptionalLong.empty();
  private volatile boolean isHanging;

  private Life(Order order, KillMoment moment) throws IOException {
    this.moment = moment;
    this.least = order.least();
    this.most = order.most();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    // What the libraries need of a JVM, as this one has it.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    String classPath = System.getProperty("java.class.path");
    // A test runner may hide the class path in the manifest of a jar of its own.
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", classPath)));
    command.add(KilledProcess.class.getName());
    command.addAll(order.toArguments());
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    this.handle = process.toHandle();
  }

  /// Runs a process under an order and kills it at a moment. A process that ends in another way is a [Violation].
  static LifeEnd run(Order order, KillMoment moment) throws IOException, InterruptedException {
    return new Life(order, moment).run();
  }

  private LifeEnd run() throws IOException, InterruptedException {
    int status;
    Future<?> ignored = killer.schedule(this::giveUp, PATIENCE_SECONDS, TimeUnit.SECONDS);
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<Told> told = Told.parse(line);
        if (told.isPresent()) {
          hear(told.get());
        } else {
          foreign.add(line);
        }
      }
      status = process.waitFor();
    } finally {
      kill();
      killer.shutdownNow();
    }
    if (isHanging) {
      throw new Violation("the process was not over after " + PATIENCE_SECONDS + " s: " + foreign);
    }
    if (status != KILLED) {
      throw new Violation("the process ended by itself with status " + status + ":\n" + String.join("\n", foreign));
    }
    return new LifeEnd(least, most, acknowledged, isOpening, openingNanos, workNanos, List.copyOf(running));
  }

  /// By its handle: the process itself would also close the stream, with what is still in it.
  private void kill() {
    handle.destroyForcibly();
  }

  private void killAfter(long delayNanos) {
    Future<?> ignored = killer.schedule(this::kill, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void giveUp() {
    isHanging = true;
    kill();
  }

  private void hear(Told told) {
    long now = System.nanoTime();
    switch (told) {
      case Told.Opening ignored -> {
        isOpening = true;
        openingAt = now;
        if (moment instanceof KillMoment.WhileOpening opening) {
          killAfter(opening.delayNanos());
        }
      }
      case Told.Opened ignored -> {
        isOpening = false;
        openingNanos = OptionalLong.of(now - openingAt);
      }
      case Told.Checked checked -> {
        least = checked.batches();
        // What it does not hold is gone, and is written once more; the first of it may be on its way.
        most = checked.batches() + 1;
      }
      case Told.Acknowledged acknowledgement -> onAcknowledged(acknowledgement);
      case Told.Began work -> onBegan(work.work(), now);
      case Told.Ended work -> {
        running.remove(work.work());
        workNanos.put(work.work(), now - began.getOrDefault(work.work(), now));
      }
      case Told.Finished ignored -> kill();
    }
  }

  private void onAcknowledged(Told.Acknowledged told) {
    acknowledged++;
    most = Math.max(most, told.number() + 1);
    if (told.durability() != Durability.NONE) {
      least = Math.max(least, told.number());
    }
    if (moment instanceof KillMoment.AfterBatches after && acknowledged == after.batches()) {
      kill();
    }
  }

  private void onBegan(Told.Work work, long now) {
    running.add(work);
    began.put(work, now);
    workNanos.putIfAbsent(work, 0L);
    int occurrence = begun.merge(work, 1, Integer::sum);
    if (moment instanceof KillMoment.InWork in && in.work() == work && in.occurrence() == occurrence) {
      killAfter(in.delayNanos());
    }
  }
}
