package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The program of a measured process: reads its order, runs one cell, writes what it measured. Its standard output is
/// read by the parent: lines that begin with [#PROGRESS] are for the user, the rest is told when it dies. Its standard
/// input is held open by the parent: the end of it means that the parent is gone, and then it ends, too.
public final class CellMain {
  /// Marks a line of progress.
  public static final String PROGRESS = "@ ";

  /// Exit status when the parent is gone, which nobody sees.
  private static final int ORPHANED = 3;

  private static final long STOP_SECONDS = 18;

  private CellMain() {}

  /// Runs the cell of the order file named by the only argument.
  public static void main(String[] arguments) throws Exception {
    CellOrder order = CellOrder.read(Path.of(arguments[0]));
    java.nio.file.Files.deleteIfExists(Path.of(arguments[0]));
    CellRun run = new CellRun(order, line -> System.out.println(PROGRESS + line));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(run, ended)));
    Thread.ofPlatform().daemon().name("parent watch").start(CellMain::endWithParent);
    try {
      run.run().write(Path.of(order.output()), order.id());
    } finally {
      System.out.flush();
      ended.countDown();
    }
    System.exit(run.hasFailed() ? 1 : 0);
  }

  /// A measurement that nobody waits for would spoil the next one on this machine. Not by the parent's process id: it
  /// may be gone before this process asks for it.
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing ever comes.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(ORPHANED);
  }

  /// On Ctrl-C or when the parent asks or is gone: the driver starts nothing more, and what was measured is written
  /// before the end.
  private static void stop(CellRun run, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    run.stop();
    try {
      ended.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
