package org.rumbench.runtime.system;

/// Where failures go that have no caller: to the thread's uncaught exception handler, without ending the thread.
final class Failures {
  private Failures() {}

  static void reportFrom(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      report(failure);
    }
  }

  static void report(Throwable failure) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
