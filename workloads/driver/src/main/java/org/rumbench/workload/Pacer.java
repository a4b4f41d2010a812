package org.rumbench.workload;

import org.rumbench.runtime.Entropy;

/// When a phase's next operation is meant to start. One owner.
sealed interface Pacer {
  /// There is no next operation.
  long NEVER = Long.MAX_VALUE;

  /// The intended start of the next operation on the driver's clock, or [#NEVER]; closed loops always mean now.
  long nextIntendedNanos(long nowNanos);

  /// The next operation has started.
  void onStarted();

  /// No operation starts any more, those meant to start before `nowNanos` included.
  void stop(long nowNanos);

  /// Whether as many operations have started as the phase was bounded to.
  boolean isCountReached();

  /// Operations meant to start up to `nowNanos`; asked with times that do not go back.
  long offeredBy(long nowNanos);

  /// When the window closes, or [#NEVER] when operations alone bound it.
  long windowEndNanos();

  /// The pacer of a phase that starts now, for one driver out of several.
  static Pacer of(Phase phase, long startNanos, long loadCount, DriverSettings settings, Entropy entropy) {
    return switch (phase) {
      case Phase.Load _ -> new Closed(NEVER, loadCount);
      case Phase.Max max -> new Closed(plus(startNanos, max.nanos()), share(max.operations(), settings));
      case Phase.Run run -> {
        Arrivals arrivals = run.arrivals().shareOf(settings.shards());
        String stream = "arrivals " + run.name() + " " + settings.shard();
        yield new Open(
            arrivals.schedule(entropy.stream(stream)),
            arrivals.schedule(entropy.stream(stream)),
            startNanos,
            plus(startNanos, run.nanos()),
            share(run.operations(), settings));
      }
    };
  }

  private static long plus(long startNanos, long nanos) {
    return nanos == NEVER ? NEVER : startNanos + nanos;
  }

  private static long share(long operations, DriverSettings settings) {
    return operations == NEVER
        ? NEVER
        : (operations - settings.shard() + settings.shards() - 1) / settings.shards();
  }

  /// The next operation is meant to start at once.
  final class Closed implements Pacer {
    private final long windowEndNanos;
    private long left;
    private long started;

    Closed(long windowEndNanos, long operations) {
      this.windowEndNanos = windowEndNanos;
      this.left = operations;
    }

    @Override
    public long nextIntendedNanos(long nowNanos) {
      return left > 0 && nowNanos < windowEndNanos ? nowNanos : NEVER;
    }

    @Override
    public void onStarted() {
      left--;
      started++;
    }

    @Override
    public boolean isCountReached() {
      return left == 0;
    }

    @Override
    public void stop(long nowNanos) {
      left = 0;
    }

    @Override
    public long offeredBy(long nowNanos) {
      return started;
    }

    @Override
    public long windowEndNanos() {
      return windowEndNanos;
    }
  }

  /// The next operation is meant to start when the schedule says.
  ///
  /// The schedule is held twice: one is as far as the operations started, the other as far as the clock.
  final class Open implements Pacer {
    private final Times starts;
    private final Times clocked;
    private final long windowEndNanos;
    private long offered;
    private long stoppedNanos = NEVER;

    Open(
        Arrivals.Schedule starts,
        Arrivals.Schedule clocked,
        long startNanos,
        long windowEndNanos,
        long operations) {
      this.starts = new Times(starts, startNanos, windowEndNanos, operations);
      this.clocked = new Times(clocked, startNanos, windowEndNanos, operations);
      this.windowEndNanos = windowEndNanos;
    }

    @Override
    public long nextIntendedNanos(long nowNanos) {
      return stoppedNanos == NEVER ? starts.nextNanos : NEVER;
    }

    @Override
    public void onStarted() {
      starts.advance();
    }

    @Override
    public boolean isCountReached() {
      return starts.isCountReached;
    }

    @Override
    public void stop(long nowNanos) {
      stoppedNanos = Math.min(stoppedNanos, nowNanos);
    }

    @Override
    public long offeredBy(long nowNanos) {
      long until = Math.min(nowNanos, stoppedNanos);
      while (clocked.nextNanos <= until && clocked.nextNanos != NEVER) {
        clocked.advance();
        offered++;
      }
      return offered;
    }

    @Override
    public long windowEndNanos() {
      return windowEndNanos;
    }

    private static final class Times {
      private final Arrivals.Schedule schedule;
      private final long startNanos;
      private final long windowEndNanos;
      private long left;
      private long nextNanos;
      private boolean isCountReached;

      Times(Arrivals.Schedule schedule, long startNanos, long windowEndNanos, long operations) {
        this.schedule = schedule;
        this.startNanos = startNanos;
        this.windowEndNanos = windowEndNanos;
        this.left = operations;
        advance();
      }

      void advance() {
        if (nextNanos == NEVER) {
          return;
        }
        if (left == 0) {
          isCountReached = true;
          nextNanos = NEVER;
          return;
        }
        left--;
        nextNanos = startNanos + schedule.nextNanos();
        if (nextNanos >= windowEndNanos) {
          nextNanos = NEVER;
        }
      }
    }
  }
}
