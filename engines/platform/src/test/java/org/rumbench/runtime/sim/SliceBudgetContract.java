package org.rumbench.runtime.sim;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.rumbench.runtime.Seeds;

/// Where slices end never shows in the bytes that jobs write: a check for every background job.
///
/// A scenario makes an engine in the simulation it is given, does its work, waits for the jobs, and returns the files'
/// bytes by name. It must not let time decide what it writes, as budgets change how long things take.
public final class SliceBudgetContract {
  private SliceBudgetContract() {}

  /// Runs `scenario` from one seed, on one worker, with budgets of one byte (so one record), drawn, and unbounded, and fails unless all
  /// three give the same files with the same bytes.
  public static void assertBytesEqual(Function<SimRuntime, SortedMap<String, byte[]>> scenario) {
    Seeds.of(1).forEach(seed -> {
      SortedMap<String, byte[]> unbounded = files(scenario, seed, Long.MAX_VALUE);
      if (unbounded.isEmpty()) {
        throw new AssertionError("the scenario left no files to compare (seed " + seed + ")");
      }
      requireEqual(unbounded, files(scenario, seed, 1), "budget 1, seed " + seed);
      requireEqual(unbounded, files(scenario, seed, 0), "drawn budgets, seed " + seed);
    });
  }

  /// A slice costs next to no time of its own: a design that stores when a record had arrived stores the same
  /// millisecond however many slices came before.
  private static SortedMap<String, byte[]> files(
      Function<SimRuntime, SortedMap<String, byte[]>> scenario, long seed, long budgetBytes) {
    return scenario.apply(new SimRuntime(seed, new SimOptions(1, budgetBytes, 1)));
  }

  private static void requireEqual(Map<String, byte[]> expected, Map<String, byte[]> found, String where) {
    if (!expected.keySet().equals(found.keySet())) {
      throw new AssertionError(
          "slice sizes change the files (" + where + "): unbounded " + expected.keySet() + ", here " + found.keySet());
    }
    expected.forEach((name, bytes) -> {
      byte[] here = found.getOrDefault(name, new byte[0]);
      int difference = Arrays.mismatch(bytes, here);
      if (difference >= 0) {
        throw new AssertionError("slice sizes change the bytes of " + name + " (" + where + "): first at " + difference
            + ", lengths " + bytes.length + " unbounded, " + here.length + " here");
      }
    });
  }
}
