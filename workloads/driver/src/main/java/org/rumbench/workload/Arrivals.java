package org.rumbench.workload;

import org.rumbench.runtime.RandomStream;

/// When operations are meant to start in an open loop, whatever the store does.
public sealed interface Arrivals {
  /// Operations a second, on average.
  double ratePerSecond();

  /// This process slowed down to one of `shards` drivers.
  Arrivals shareOf(int shards);

  /// The intended times of one run of the process, from time 0, drawn from `random`.
  Schedule schedule(RandomStream random);

  /// Intended times in ascending order. One owner.
  interface Schedule {
    /// The next intended time in nanoseconds since the start.
    long nextNanos();
  }

  /// Independent users: exponential gaps. The default.
  ///
  /// @param ratePerSecond above zero
  record Poisson(double ratePerSecond) implements Arrivals {
    /// Checks the rate.
    public Poisson {
      checkRate(ratePerSecond);
    }

    @Override
    public Arrivals shareOf(int shards) {
      return new Poisson(ratePerSecond / shards);
    }

    @Override
    public Schedule schedule(RandomStream random) {
      double meanGapNanos = 1e9 / ratePerSecond;
      return new Schedule() {
        private double atNanos;

        @Override
        public long nextNanos() {
          atNanos -= StrictMath.log(1.0 - random.nextDouble()) * meanGapNanos;
          return (long) atNanos;
        }
      };
    }
  }

  /// A clockwork: equal gaps, the first after a random part of one.
  ///
  /// @param ratePerSecond above zero
  record Uniform(double ratePerSecond) implements Arrivals {
    /// Checks the rate.
    public Uniform {
      checkRate(ratePerSecond);
    }

    @Override
    public Arrivals shareOf(int shards) {
      return new Uniform(ratePerSecond / shards);
    }

    @Override
    public Schedule schedule(RandomStream random) {
      return burstSchedule(random, ratePerSecond, 1);
    }
  }

  /// A clockwork of crowds: so many at the same instant, with equal gaps between.
  ///
  /// @param ratePerSecond above zero
  /// @param burstOperations at least 1
  record Burst(double ratePerSecond, int burstOperations) implements Arrivals {
    /// Checks the figures.
    public Burst {
      checkRate(ratePerSecond);
      if (burstOperations < 1) {
        throw new IllegalArgumentException("a burst of " + burstOperations + " operations");
      }
    }

    @Override
    public Arrivals shareOf(int shards) {
      return new Burst(ratePerSecond / shards, burstOperations);
    }

    @Override
    public Schedule schedule(RandomStream random) {
      return burstSchedule(random, ratePerSecond, burstOperations);
    }
  }

  private static Schedule burstSchedule(RandomStream random, double ratePerSecond, int burstOperations) {
    double gapNanos = 1e9 * burstOperations / ratePerSecond;
    double offset = random.nextDouble();
    return new Schedule() {
      private long issued;

      @Override
      public long nextNanos() {
        long burst = issued++ / burstOperations;
        return (long) ((offset + burst) * gapNanos);
      }
    };
  }

  private static void checkRate(double ratePerSecond) {
    if (!(ratePerSecond > 0 && ratePerSecond <= 1e9)) {
      throw new IllegalArgumentException("a rate of " + ratePerSecond + " operations a second");
    }
  }
}
