package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/// Lincheck over a structure shared by threads: random small programs, each run in many interleavings, every result of
/// which must be one that some order of the calls gives on a sequential model (Koval et al., *Lincheck*, CAV 2023).
///
/// A structure is a public class of public `@Operation` methods with a public constructor; operations of one
/// `nonParallelGroup` are never beside each other, which is how a single writer is said. Model checking chooses the
/// interleavings at every volatile access, lock and atomic call; stress leaves them to the machine and so sees races on
/// plain memory, too. `-Dseeds=N` takes N times as many programs.
public final class Interleavings {
  private static final int PROGRAMS = 2;
  private static final int CHECKED_RUNS = 40;
  private static final int STRESSED_RUNS = 80;
  private static final int PLANTED_PROGRAMS = 50;
  private static final int CALLS = 3;

  private Interleavings() {}

  private static int programs() {
    return PROGRAMS * Integer.getInteger("seeds", 1);
  }

  /// Fails with the program and the interleaving when model checking finds a result that `model` cannot give. The
  /// methods of classes whose names begin with one of `steps` are steps of their own: a switch may come before each, none
  /// inside.
  public static void check(Class<?> structure, Class<?> model, String... steps) {
    checking(model, steps).iterations(programs()).check(structure);
  }

  /// Fails when runs on real threads have a result that `model` cannot give.
  public static void stress(Class<?> structure, Class<?> model) {
    new StressOptions()
        .iterations(programs())
        .invocationsPerIteration(STRESSED_RUNS)
        .threads(2)
        .actorsPerThread(CALLS)
        .actorsBefore(CALLS)
        .actorsAfter(CALLS)
        .sequentialSpecification(model)
        .check(structure);
  }

  /// Fails unless model checking finds the race planted in `broken`: proof that the check of the sound one can fail.
  public static void finds(Class<?> broken, Class<?> model, String... steps) {
    assertThatThrownBy(() -> checking(model, steps).iterations(PLANTED_PROGRAMS).minimizeFailedScenario(false).check(broken))
        .as("the race planted in " + broken.getSimpleName())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("= Invalid execution results =");
  }

  /// A buffer's methods are always steps of their own.
  private static ModelCheckingOptions checking(Class<?> model, String... steps) {
    return new ModelCheckingOptions()
        .invocationsPerIteration(CHECKED_RUNS)
        .threads(3)
        .actorsPerThread(CALLS)
        .actorsBefore(CALLS)
        .actorsAfter(CALLS)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(
                    (String name) -> name.startsWith("org.agrona.") || Arrays.stream(steps).anyMatch(name::startsWith))
                .allMethods()
                .treatAsAtomic())
        .sequentialSpecification(model);
  }
}
