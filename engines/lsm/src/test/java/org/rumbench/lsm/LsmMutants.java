package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.mutant.KnownBug;
import org.rumbench.testkit.mutant.Mutant;
import org.rumbench.testkit.mutant.Planted;
import org.rumbench.testkit.mutant.SourceMutant;

/// The bugs planted into the LSM tree and the record log, with the seed that found each last.
final class LsmMutants {
  private static final String LSM = "org/rumbench/lsm/";
  private static final String LOG_READER = "org/rumbench/coding/RecordLogReader.java";
  private static final String BLOCKS = "org/rumbench/coding/BlockFraming.java";

  private final List<Planted> planted = new ArrayList<>();

  private LsmMutants() {}

  static List<Planted> all() {
    LsmMutants mutants = new LsmMutants();
    mutants.deletions();
    mutants.snapshotsAndCursors();
    mutants.compactions();
    mutants.durability();
    mutants.recovery();
    mutants.faults();
    mutants.tablesAndVersions();
    return List.copyOf(mutants.planted);
  }

  private void leveled(String finder, long seed, Mutant mutant) {
    plant(new LeveledFactory(), finder, seed, mutant);
  }

  /// Where few records make many levels.
  private void staticLevels(String jobs, String finder, long seed, Mutant mutant) {
    Map<String, String> options = Map.of("blockBytes", "1k", "dynamicLevels", "false", "compactionJobs", jobs);
    planted.add(new Planted(mutant, Design.miniature(new LeveledFactory()).with(options), finder, seed));
  }

  private void sizeTiered(String finder, long seed, Mutant mutant) {
    plant(new SizeTieredFactory(), finder, seed, mutant);
  }

  private void plant(EngineFactory factory, String finder, long seed, Mutant mutant) {
    planted.add(new Planted(mutant, Design.miniature(factory).with(Map.of("blockBytes", "1k")), finder, seed));
  }

  private void deletions() {
    leveled("model", 10,
        SourceMutant.of("purge-looks-nowhere", "a tombstone goes although its value is elsewhere",
                KnownBug.DELETED_REAPPEARS)
            .with(LSM + "merge/Retention.java", """
                        && isOlderThanSnapshots(record.sequence())
                        && outside.minVersionOf(record.keyBuffer(), record.keyOffset(), record.keyLength()) > record.version();
                """, """
                        && isOlderThanSnapshots(record.sequence());
                """));
    staticLevels("2", "model", 6,
        SourceMutant.of("purge-looks-at-two-levels", "a tombstone goes although its value is in a deeper level",
                KnownBug.MIDDLE_LEVEL_PASSED)
            .with(LSM + "TreeOutside.java", """
                  public long minVersionOf(DirectBuffer key, int offset, int length) {
                    long min = minElsewhere;
                    for (TableRun run : state.tables().runs()) {
                """, """
                  public long minVersionOf(DirectBuffer key, int offset, int length) {
                    long min = minElsewhere;
                    for (TableRun run : java.util.Arrays.copyOf(
                        state.tables().runs(), Math.min(2, state.tables().runs().length))) {
                """));
    leveled("model", 2,
        SourceMutant.of("purge-never", "a tombstone stays when it hides nothing and may go",
                KnownBug.DELETE_MARKER_DROPPED_EARLY)
            .with(LSM + "merge/Retention.java",
                "return !isBeaten && !(isDeletion(record) && isPurgeable(record));", "return !isBeaten;"));
    leveled("model", 10,
        SourceMutant.of("purge-forgets-memtables", "a tombstone goes although its value is in a memtable",
                KnownBug.DELETED_REAPPEARS)
            .with(LSM + "TreeOutside.java", "this.minElsewhere = min;", "this.minElsewhere = guardedMin;"));
    leveled("model", 1,
        SourceMutant.of("purge-before-the-promise", "a tombstone goes before its version may be purged",
                KnownBug.DELETE_MARKER_DROPPED_EARLY)
            .with(LSM + "merge/Retention.java", "return record.version() <= purgeVersion\n        && ", "return "));
    sizeTiered("model", 4,
        SourceMutant.of("tiered-purge-looks-nowhere", "a merge of some runs drops tombstones of values in others",
                KnownBug.TIERED_TOMBSTONE)
            .with(LSM + "CompactionPlan.java", "Set.copyOf(inputs)", 
                "java.util.Arrays.stream(state.tables().runs()).flatMap(run -> java.util.Arrays.stream(run.tables()))"
                    + ".collect(java.util.stream.Collectors.toSet())"));
    leveled("model", 1,
        SourceMutant.of("purge-fence-ignored", "a write at or below the purge version is taken")
            .with(LSM + "WritePath.java", "if (batch.lowestVersion() > tree.purgeVersion()) {", "if (tree != null) {"));
    leveled("model", 5,
        SourceMutant.of("ranges-without-records-lost", "a table of range deletions alone is not written",
                KnownBug.RANGE_TRUNCATED)
            .with(LSM + "merge/MergeRun.java", "if (writer == null && !kept.isEmpty()) {", "if (kept == null) {"));
    leveled("model", 4,
        SourceMutant.of("ranges-cut-to-their-table", "a range deletion ends at the last key of its table",
                KnownBug.RANGE_TRUNCATED)
            .with(LSM + "merge/MergeRun.java", "RangeTombstones kept = retention.keeps(ownRanges);", """
                KeyBytes end = hasKey ? KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length()) : null;
                RangeTombstones kept =
                    RangeTombstones.of(
                        retention.keeps(ownRanges).asList().stream()
                            .map(one ->
                                end == null || one.to().compareTo(end) < 0
                                    ? one
                                    : new org.rumbench.lsm.record.RangeTombstone(
                                        one.from(), end, one.version(), one.sequence()))
                            .toList());
                """));
    sizeTiered("model", 1,
        SourceMutant.of("ranges-see-every-sequence", "a range deletion hides records of a snapshot taken before it",
                KnownBug.RANGE_TRUNCATED)
            .with(LSM + "record/RangeTombstones.java", "&& one.sequence() <= maxSequence", ""));
  }

  private void snapshotsAndCursors() {
    leveled("model", 1,
        SourceMutant.of("snapshots-ignored-by-compaction", "a compaction drops what a snapshot shows",
                KnownBug.SNAPSHOT_IGNORED)
            .with(LSM + "CompactionPlan.java", "tree.snapshots().sequences(), purgeVersion", "new long[0], purgeVersion"));
    leveled("model", 1,
        SourceMutant.of("snapshots-ignored-by-flush", "a flush drops what a snapshot shows", KnownBug.SNAPSHOT_RACES_FLUSH)
            .with(LSM + "FlushPlan.java", "tree.snapshots().sequences(), Long.MIN_VALUE", "new long[0], Long.MIN_VALUE"));
    leveled("model", 9,
        SourceMutant.of("twin-snapshot-forgotten", "the end of a snapshot ends another of the same moment",
                KnownBug.SNAPSHOT_IGNORED)
            .with(LSM + "Snapshots.java", "count == 1 ? null : count - 1", "null"));
    leveled("model", 6,
        SourceMutant.of("cursor-without-a-pin", "memtables and tables go while a cursor reads them",
                KnownBug.PURGED_UNDER_SNAPSHOT)
            .with(LSM + "LsmCursor.java", "    this.walks = walks;\n",
                "    this.walks = walks;\nstate.close();\n")
            .with(LSM + "LsmCursor.java", "    state.close();\n", ""));
    leveled("model", 1,
        SourceMutant.of("scan-shows-its-upper-bound", "the end of a range is taken as inclusive")
            .with(LSM + "merge/WinnerCursor.java", "end.capacity()) >= 0) {", "end.capacity()) > 0) {"));
  }

  private void compactions() {
    leveled("model", 11,
        SourceMutant.of("key-split-over-tables", "a table ends between two versions of a key", KnownBug.KEY_SPLIT)
            .with(LSM + "merge/MergeRun.java", "      hasKey = true;\n", "      hasKey = true;\n    }\n    {\n")
            .with(LSM + "TableSet.java", "    set.checkDisjoint();\n", ""));
    leveled("model", 2,
        SourceMutant.of("compactions-share-inputs", "a table under compaction is picked again", KnownBug.INPUTS_SHARED,
                KnownBug.OVERLAP_INSTALLED)
            .with(LSM + "Background.java", "tree.policy().pick(shapeOf(tables)",
                "tree.policy().pick(shapeOf(tables).asIdle()")
            .with(LSM + "Background.java", "if (table == null || !busy.add(table)) {", "if (table == null) {"));
    staticLevels("4", "metamorphic", 37,
        SourceMutant.of("level-zero-picked-while-busy", "a second compaction of level 0 begins beside the first",
                KnownBug.OVERLAP_INSTALLED)
            .with(LSM + "compaction/LeveledPolicy.java", """
                    List<TableSummary> tables = shape.level(0);
                    if (tables.stream().anyMatch(TableSummary::isBusy)) {
                      return Optional.empty();
                    }
                """, """
                    List<TableSummary> tables = shape.level(0).stream().filter(table -> !table.isBusy()).toList();
                """));
    leveled("model", 5,
        SourceMutant.of("picker-leaves-out-an-input", "a compaction misses an overlapping table below",
                KnownBug.INPUT_MISSED)
            .with(LSM + "compaction/LeveledPolicy.java",
                "    List<TableSummary> below = below(shape, base, tables);",
                "    List<TableSummary> below = TableSummary.overlapping(shape.level(base), "
                    + "TableSummary.smallestOf(tables), TableSummary.smallestOf(tables));"));
    sizeTiered("model", 1,
        SourceMutant.of("merge-order-reversed", "of two versions of a key the older comes first")
            .with(LSM + "merge/MergeWalk.java", "order = Long.compare(y.version(), x.version());",
                "order = Long.compare(x.version(), y.version());"));
  }

  private void durability() {
    leveled("model", 3,
        SourceMutant.of("table-not-synced", "the manifest names a table whose bytes are not durable", KnownBug.SYNC_MISSED)
            .with(LSM + "merge/MergeRun.java", "present.file().sync(synced);", "synced.complete();"));
    sizeTiered("model", 3,
        SourceMutant.of("table-names-not-synced", "the manifest names a table whose name is not durable",
                KnownBug.NAMES_UNSYNCED)
            .with(LSM + "MergeJob.java", "tree.storage().syncNames(names);", "names.complete();"));
    leveled("model", 3,
        SourceMutant.of("pointer-published-before-its-sync", "the pointer to the manifest is renamed before it is durable",
                KnownBug.NAMES_UNSYNCED)
            .with(LSM + "ManifestChange.java", "written.sync(parts.part());", "parts.part().complete();"));
    sizeTiered("model", 3,
        SourceMutant.of("manifest-not-synced", "an edit is not durable when it is installed", KnownBug.SYNC_MISSED)
            .with(LSM + "manifest/Manifest.java", "file.sync(completion);", "completion.complete();"));
    leveled("fault", 1,
        SourceMutant.of("log-released-before-its-flush", "a log goes before the edit that replaces it is durable",
                KnownBug.LOG_HOLE)
            .with(LSM + "FlushPlan.java", "edit.replayFrom(slot.nextPosition(), slot.lastSequence());", """
                edit.replayFrom(slot.nextPosition(), slot.lastSequence());
                tree.commitLog().release(slot.nextPosition());
                """));
    leveled("model", 37,
        SourceMutant.of("older-logs-not-synced", "a sync covers the newest log only", KnownBug.LOG_HOLE, KnownBug.SYNC_MISSED)
            .with(LSM + "RecordCommitLog.java", "if (!log.isDurable()) {",
                "if (!log.isDurable() && log == logs.getLast()) {"));
    leveled("fault", 2,
        SourceMutant.of("log-names-not-synced", "a synced write is in a file whose name is not durable",
                KnownBug.NAMES_UNSYNCED)
            .with(LSM + "RecordCommitLog.java", "owesNames |= !log.isNameDurable;", ""));
    leveled("model", 6,
        SourceMutant.of("batch-in-two-log-records", "a crash may keep half of a batch")
            .with(LSM + "RecordCommitLog.java", "present.append(firstSequence, records, 0, lengthBytes);", """
                int half = new org.rumbench.engine.RecordView().wrap(records, 0, lengthBytes);
                present.append(firstSequence, records, 0, half);
                if (half < lengthBytes) {
                  present.append(firstSequence + 1, records, half, lengthBytes - half);
                }
                """));
    leveled("fault", 1,
        SourceMutant.of("inputs-removed-before-the-edit", "a compaction's inputs go before the manifest says so",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(LSM + "CompactionPlan.java", "    for (Table moved :", """
                    if (decision.kind() == Kind.MERGE) {
                      inputs.forEach(input -> tree.storage().remove(input.file().name()));
                    }
                    for (Table moved :""")
            .with(LSM + "ObsoleteFiles.java", "storage.remove(file.name());", ""));
  }

  private void recovery() {
    leveled("model", 15,
        SourceMutant.of("hole-in-the-log-not-seen", "recovery goes on behind records that are missing", KnownBug.LOG_HOLE)
            .with(LSM + "WritePath.java", "if (firstSequence > lastSequence + 1) {", "if (firstSequence < 0) {"));
    leveled("fault", 1,
        SourceMutant.of("logs-given-up-while-replayed", "recovery's first edit says that the logs are not needed",
                KnownBug.LOG_HOLE)
            .with(LSM + "LsmOpenJob.java", ".replayFrom(recovered.replayPosition(), recovered.flushedSequence());",
                ".replayFrom(numbers.peek(), recovered.flushedSequence());"));
    leveled("model", 4,
        SourceMutant.of("log-checksum-not-checked", "torn log records are believed", KnownBug.RECORDS_UNCHECKED)
            .with(BLOCKS, "if (checksum.value() != bytes.getInt(index + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN)) {",
                "if (length < 0) {"));
    leveled("crash", 2,
        SourceMutant.of("fragments-without-their-beginning",
                "the end of a unit whose beginning is lost is taken for a unit")
            .with(BLOCKS, "if (type == (TYPE_FULL | kind)) {",
                "if (type == (TYPE_FULL | kind) || type == (TYPE_LAST | kind)) {"));
    leveled("model", 1,
        SourceMutant.of("unit-without-its-end", "the fragments of a unit up to the torn one are taken for the unit",
                KnownBug.RECORDS_UNCHECKED)
            .with(BLOCKS, """
                      if (!fragmentAt(fragmentOffset + FRAGMENT_HEADER_LENGTH + fragmentLength)) {
                        return false;
                      }
                """, """
                      if (!fragmentAt(fragmentOffset + FRAGMENT_HEADER_LENGTH + fragmentLength)) {
                        return isUnit(start, kind != 0, assembly, 0, length, count);
                      }
                """));
    leveled("damage", 1,
        SourceMutant.of("log-damage-taken-for-its-end", "a damaged record hides the durable ones behind it",
                KnownBug.MISSING_FILE_IGNORED)
            .with(LOG_READER, "if (isAnyBehind(framing, position + 1, position)) {", "if (position < 0) {"));
    leveled("fault", 37,
        SourceMutant.of("read-error-ends-the-log", "a read error in recovery is taken for the end of the log",
                KnownBug.READ_ERROR_IS_END)
            .with(LSM + "RecordCommitLog.java",
                "reader = RecordLogReader.open(file, MAGIC, number, FORMAT_VERSION, IoPurpose.RECOVERY);", """
                try {
                  reader = RecordLogReader.open(file, MAGIC, number, FORMAT_VERSION, IoPurpose.RECOVERY);
                } catch (org.rumbench.storage.DeviceException e) {
                  closeFile();
                  index++;
                  return present();
                }
                """));
  }

  private void faults() {
    leveled("fault", 1,
        SourceMutant.of("read-error-ends-a-level", "a read error in a scan is taken for the end of a table",
                KnownBug.READ_ERROR_IS_END)
            .with(LSM + "merge/RunWalk.java", "if (present != null && present.next()) {\n        return true;\n      }", """
                try {
                  if (present != null && present.next()) {
                    return true;
                  }
                } catch (org.rumbench.storage.DeviceException e) {
                  // Taken for the end.
                }
                """));
    leveled("fault", 1,
        SourceMutant.of("read-error-ends-an-input", "a read error in a compaction is taken for the end of its input",
                KnownBug.READ_ERROR_IS_END)
            .with(LSM + "table/TableWalk.java", "feed.load(nextBlock++, block);\n      key.clear();", """
                try {
                  feed.load(nextBlock++, block);
                } catch (org.rumbench.storage.DeviceException e) {
                  nextBlock = table.index().places().count();
                  isInBlock = false;
                  return false;
                }
                key.clear();
                """)
            .with(LSM + "MergeJob.java", "if (present.recordsIn() != plan.expectedRecords() || ", "if ("));
    leveled("fault", 1,
        SourceMutant.of("read-error-is-a-miss", "a point read passes over a table it cannot read",
                KnownBug.READ_ERROR_IS_MISS)
            .with(LSM + "table/Table.java", "BlockCache.Entry entry = reader.through(places.offset(block), places.length(block), purpose, scratch);", """
                BlockCache.Entry entry;
                try {
                  entry = reader.through(places.offset(block), places.length(block), purpose, scratch);
                } catch (org.rumbench.storage.DeviceException e) {
                  return false;
                }
                """));
    leveled("fault", 1,
        SourceMutant.of("full-disk-under-the-manifest", "an edit that found no room is installed all the same",
                KnownBug.FULL_MANIFEST)
            .with(LSM + "MergeJob.java", "tree.manifest().append(edit);", """
                try {
                  tree.manifest().append(edit);
                } catch (org.rumbench.storage.StorageFullException e) {
                  // Not noticed.
                }
                """));
    leveled("fault", 2,
        SourceMutant.of("failed-log-sync-forgotten", "writes go on after a failed sync of the log",
                KnownBug.FAILED_SYNC_FORGOTTEN)
            .with(LSM + "GroupSync.java", "onFailure.accept(failure);", ""));
  }

  private void tablesAndVersions() {
    leveled("model", 1,
        SourceMutant.of("filter-without-the-last-key", "the Bloom filter of a table misses a key")
            .with(LSM + "table/TableWriter.java", "KeyFilter.of(options, hashes, hashCount)", "KeyFilter.of(options, hashes, hashCount - 1)"));
    leveled("model", 1,
        SourceMutant.of("index-off-by-one", "the last key of a block is looked for in the next one")
            .with(LSM + "table/SortedKeys.java", "if (order < 0) {", "if (order <= 0) {"));
    leveled("model", 20,
        SourceMutant.of("restart-search-off-by-one", "the search passes a restart that begins with the key")
            .with(LSM + "table/DataBlock.java", "key, keyOffset, keyLength) < 0) {", "key, keyOffset, keyLength) <= 0) {"));
    leveled("model", 1,
        SourceMutant.of("restart-search-too-far", "the search of a block begins behind the key")
            .with(LSM + "table/DataBlock.java", "buffer.getInt(restartsAt + low * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);",
                "buffer.getInt(restartsAt + Math.min(low + 1, restartCount - 1) * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);"));
    leveled("model", 1,
        SourceMutant.of("cached-block-of-another-file", "blocks are cached by offset alone: stale after a merge")
            .with(LSM + "table/BlockCache.java", "return file << FILE_SHIFT | offset;", "return offset;"));
    leveled("damage", 1,
        SourceMutant.of("block-checksum-not-checked", "damaged blocks are believed", KnownBug.RECORDS_UNCHECKED)
            .with(LSM + "table/BlockTrailer.java", "if (expected != found || ", "if ("));
    sizeTiered("model", 1,
        SourceMutant.of("version-ignored", "the last to arrive wins, whatever its version")
            .with(LSM + "record/Candidate.java",
                "otherVersion > version || (otherVersion == version && otherSequence > sequence);",
                "otherSequence > sequence;"));
    sizeTiered("model", 1,
        SourceMutant.of("first-source-wins", "a hit ends a read although an older source may have a higher version",
                KnownBug.ORDER_LOST)
            .with(LSM + "record/Candidate.java", "return isFound && maxVersion < version;", "return isFound;"));
  }
}
