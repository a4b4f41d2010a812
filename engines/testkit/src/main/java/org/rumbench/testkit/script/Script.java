package org.rumbench.testkit.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Capability;

/// A repeatable test: with the same design, a script does the same each time. Immutable; its text is [ScriptText]'s.
///
/// @param seed       of the simulation it runs in: order of ready tasks, slice budgets
/// @param options    engine options over those of the design
/// @param operations what is done, in order
public record Script(long seed, SortedMap<String, String> options, List<Operation> operations) {
  /// Copies.
  public Script {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    operations = List.copyOf(operations);
  }

  /// This script with other operations.
  public Script withOperations(List<Operation> others) {
    return new Script(seed, options, others);
  }

  /// This script in another simulation.
  public Script withSeed(long other) {
    return new Script(other, options, operations);
  }

  /// What of this script a design that can do `capabilities` takes part in: operations on snapshots and ordered reads,
  /// range deletions and expiries that it cannot do are left out, and so is a batch of which nothing is left; without
  /// [Capability#VERSIONED] versions that arrive late are raised above those before them. So one script serves all designs.
  public Script within(Set<Capability> capabilities) {
    List<Operation> left = new ArrayList<>();
    RisingVersions versions = new RisingVersions();
    for (Operation operation : operations) {
      Operation possible = within(operation, capabilities);
      if (possible != null && !capabilities.contains(Capability.VERSIONED)) {
        possible = versions.raised(possible);
      }
      if (possible != null) {
        left.add(possible);
      }
    }
    return withOperations(left);
  }

  private static @Nullable Operation within(Operation operation, Set<Capability> capabilities) {
    return switch (operation) {
      case Operation.Write write -> within(write, capabilities);
      case Operation.Scan scan -> capabilities.contains(Capability.ORDERED_SCAN) ? scan : null;
      case Operation.OpenCursor open ->
          open.isEntries() || capabilities.contains(Capability.ORDERED_SCAN) ? open : null;
      case Operation.TakeSnapshot take -> capabilities.contains(Capability.SNAPSHOT) ? take : null;
      case Operation.ReadSnapshot read -> capabilities.contains(Capability.SNAPSHOT) ? read : null;
      case Operation.CloseSnapshot close -> capabilities.contains(Capability.SNAPSHOT) ? close : null;
      case Operation.Get _, Operation.ReadCursor _, Operation.Check _, Operation.Flush _, Operation.CompactAll _,
          Operation.Settle _, Operation.Purge _, Operation.Run _, Operation.Now _, Operation.Reopen _,
          Operation.Kill _, Operation.PowerCut _ -> operation;
    };
  }

  private static @Nullable Operation within(Operation.Write write, Set<Capability> capabilities) {
    List<Edit> left = new ArrayList<>();
    for (Edit edit : write.edits()) {
      switch (edit) {
        case Edit.Put put ->
            left.add(
                capabilities.contains(Capability.EXPIRY) ? put : new Edit.Put(put.key(), put.version(), put.valueBytes(), 0));
        case Edit.Delete delete -> left.add(delete);
        case Edit.DeleteRange range -> {
          if (capabilities.contains(Capability.RANGE_DELETE)) {
            left.add(range);
          }
        }
      }
    }
    return left.isEmpty() ? null : new Operation.Write(left, write.durability(), write.isAwaited());
  }

  @Override
  public String toString() {
    return ScriptText.print(this);
  }
}
