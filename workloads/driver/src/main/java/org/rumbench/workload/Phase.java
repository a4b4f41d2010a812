package org.rumbench.workload;

/// One stretch of a run, with one way of starting operations.
///
/// `name` labels results and files; `inFlight` bounds the operations in flight per driver.
public sealed interface Phase {
  /// Label.
  String name();

  /// Most operations in flight, 1..65,536.
  int inFlight();

  /// Inserts every record once, as fast as `inFlight` at a time allow; failed inserts are tried again as often as the
  /// workload says.
  ///
  /// @param name     label
  /// @param inFlight in flight
  record Load(String name, int inFlight) implements Phase {
    /// Checks the figures.
    public Load {
      checkInFlight(inFlight);
    }
  }

  /// A closed loop: the next operation starts when one ends. Finds the sustainable rate; says little about latency.
  ///
  /// @param name        label
  /// @param inFlight    in flight, all the time
  /// @param nanos       length; no operation starts later
  /// @param operations  most operations; the stream is equal in two runs that issue the same number
  record Max(String name, int inFlight, long nanos, long operations) implements Phase {
    /// Checks the figures.
    public Max {
      checkInFlight(inFlight);
      checkBounds(nanos, operations);
    }

    /// For a time.
    public static Max forNanos(String name, int inFlight, long nanos) {
      return new Max(name, inFlight, nanos, Long.MAX_VALUE);
    }

    /// For a number of operations.
    public static Max forOperations(String name, int inFlight, long operations) {
      return new Max(name, inFlight, Long.MAX_VALUE, operations);
    }
  }

  /// An open loop: operations are meant to start at the times of an arrival process. One that finds `inFlight` others
  /// under way waits, and its wait is recorded.
  ///
  /// @param name       label
  /// @param inFlight   bound
  /// @param arrivals   the process, for all drivers together
  /// @param nanos      length of the window of intended times
  /// @param operations most operations
  record Run(String name, int inFlight, Arrivals arrivals, long nanos, long operations) implements Phase {
    /// Checks the figures.
    public Run {
      checkInFlight(inFlight);
      checkBounds(nanos, operations);
    }

    /// For a time.
    public static Run forNanos(String name, int inFlight, Arrivals arrivals, long nanos) {
      return new Run(name, inFlight, arrivals, nanos, Long.MAX_VALUE);
    }
  }

  private static void checkInFlight(int inFlight) {
    if (inFlight < 1 || inFlight > 65_536) {
      throw new IllegalArgumentException("operations in flight " + inFlight + " outside 1..65536");
    }
  }

  private static void checkBounds(long nanos, long operations) {
    if (nanos < 1 || operations < 1) {
      throw new IllegalArgumentException("a phase of " + nanos + " ns and " + operations + " operations");
    }
    if (nanos == Long.MAX_VALUE && operations == Long.MAX_VALUE) {
      throw new IllegalArgumentException("a phase bounded by neither time nor operations");
    }
  }
}
