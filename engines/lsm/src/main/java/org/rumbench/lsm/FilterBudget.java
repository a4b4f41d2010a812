package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rumbench.lsm.table.FilterAllocation;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableOptions;

/// The filter bits per key of a merge's outputs, by the sizes that the tree's runs will have when it is done.
///
/// The runs as they are stand for the sizes that a policy aims at: whatever the policy, a run that is small beside the
/// rest of the tree gets more bits, and the largest a little less than the mean.
final class FilterBudget {
  private FilterBudget() {}

  /// How the outputs of `plan` are written, over a tree with these tables.
  static TableOptions optionsFor(LsmOptions options, MergePlan plan, TableSet tables) {
    TableOptions given = options.tables();
    if (options.filterAllocation() == FilterAllocation.UNIFORM) {
      return given;
    }
    Set<Table> inputs = Set.copyOf(plan.inputs());
    long output = plan.expectedRecords();
    List<Long> runs = new ArrayList<>();
    for (TableRun run : tables.runs()) {
      long records = 0;
      for (Table table : run.tables()) {
        records += inputs.contains(table) ? 0 : table.metadata().records();
      }
      if (plan.joinsRun() && run.level() == plan.outputLevel()) {
        output += records;
      } else if (records > 0) {
        runs.add(records);
      }
    }
    runs.addFirst(Math.max(1, output));
    long[] sizes = runs.stream().mapToLong(Long::longValue).toArray();
    return given.withBloomBitsPerKey(
        options.filterAllocation().bitsPerKey(given.bloomBitsPerKey(), sizes, 0));
  }
}
