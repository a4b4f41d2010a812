package org.rumbench.lsm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.IoPurpose;

/// What a [MergeJob] does: the difference between a flush and a compaction. Calls come from one slice after the other.
sealed interface MergePlan permits FlushPlan, CompactionPlan {
  String name();

  /// Where the outputs go.
  int outputLevel();

  /// What is read and replaced; none for a flush.
  List<Table> inputs();

  /// Whether the outputs join the one run of their level instead of being a new run.
  boolean joinsRun();

  /// What output and input bytes count under.
  IoPurpose purpose();

  /// The wall time by which every record of the outputs had arrived.
  long newestMillis();

  /// Takes what the merge reads and returns the merge; null when nothing is read (a move or drop).
  @Nullable MergeRun begin(MergeRun.Outputs outputs, ValueSeparation.Observer observer);

  /// Records the inputs have by their own account.
  long expectedRecords();

  /// Adds the change of tables to the edit.
  void describe(VersionEdit edit, List<TableMetadata> outputs);

  /// Makes the change visible; the manifest has it durably.
  void install(List<Table> outputs);

  /// The job has ended, well or not: gives back what [#begin] took. Called once.
  void end(boolean isInstalled);
}
