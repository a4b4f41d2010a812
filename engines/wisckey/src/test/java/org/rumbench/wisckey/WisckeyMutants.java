package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.mutant.KnownBug;
import org.rumbench.testkit.mutant.Mutant;
import org.rumbench.testkit.mutant.Planted;
import org.rumbench.testkit.mutant.SourceMutant;

/// The bugs planted into the value log and what it needs of the tree, with the seed that found each last.
final class WisckeyMutants {
  private static final String WISCKEY = "org/rumbench/wisckey/";
  private static final String LSM = "org/rumbench/lsm/";

  private final List<Planted> planted = new ArrayList<>();

  private WisckeyMutants() {}

  static List<Planted> all() {
    WisckeyMutants mutants = new WisckeyMutants();
    mutants.collection();
    mutants.relocation();
    mutants.durability();
    mutants.recovery();
    mutants.reads();
    return List.copyOf(mutants.planted);
  }

  private void plant(String finder, long seed, Mutant mutant) {
    planted.add(new Planted(mutant, Design.miniature(new WisckeyFactory()), finder, seed));
  }

  /// As in one of the option sets of the contract.
  private void plantWithAllValuesInTheLog(String finder, long seed, Mutant mutant) {
    Design design = Design.miniature(new WisckeyFactory()).with(Map.of("separationThresholdBytes", "1"));
    planted.add(new Planted(mutant, design, finder, seed));
  }

  private void collection() {
    plant("model", 6,
        SourceMutant.of("collection-resurrects", "values of keys that were deleted and forgotten are written back",
                KnownBug.COLLECTION_RESURRECTS)
            .with(LSM + "PointerMoves.java",
                "if (tree.reader().isWinner(state, checkedSequence, view, source, end, oldLength, IoPurpose.COLLECTION_LOOKUP)) {",
                "if (state != null) {")
            .with(WISCKEY + "CollectionJob.java", "return isPointer\n        && found.version()",
                "return found.outcome() == org.rumbench.engine.ReadOutcome.ABSENT || isPointer && found.version()"));
    plant("model", 6,
        SourceMutant.of("moves-not-durable", "a segment goes before the pointers into its copy are durable",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(WISCKEY + "CollectionJob.java", "tree.syncLog(durable);", "durable.complete();"));
    plant("model", 9,
        SourceMutant.of("copies-not-durable", "a segment goes before the copies of its values are durable",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(WISCKEY + "CollectionJob.java", "file.sync(synced);", "synced.complete();"));
    plant("metamorphic", 1,
        SourceMutant.of("victims-removed-before-the-edit", "a segment goes before the manifest says so",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(WISCKEY + "CollectionJob.java", "log.change(List.of(), victims);",
                "log.change(List.of(), victims);\nvictims.forEach(victim -> storage.remove(victim.file().name()));")
            .with(WISCKEY + "CollectionJob.java", "storage.remove(victim.file().name());\n      victim", "victim"));
    plant("model", 6,
        SourceMutant.of("snapshot-without-its-segments", "a segment goes while a snapshot needs it",
                KnownBug.PURGED_UNDER_SNAPSHOT)
            .with(WISCKEY + "WisckeyEngine.java", "present : snapshot.segments();", "present : log.current();"));
    plant("model", 11,
        SourceMutant.of("needed-segment-collected", "a segment that recovery would replay is collected",
                KnownBug.LOG_HOLE)
            .with(WISCKEY + "ValueLogCommit.java", "(segment.isCollected() || segment.id() < firstNeeded)",
                "firstNeeded >= 0"));
    plant("model", 2,
        SourceMutant.of("segments-left-out-of-the-flush", "a flush does not say which segments its table points into",
                KnownBug.COLLECTION_AND_FLUSH)
            .with(WISCKEY + "GarbageObserver.java", "log.current().segments().forEach(edit::put);", ""));
    plant("model", 6,
        SourceMutant.of("pointer-order-lost", "of two pointers of a version a read takes the older", KnownBug.ORDER_LOST)
            .with(LSM + "record/Candidate.java", "otherSequence > sequence);", "otherSequence < sequence);"));
    plant("model", 6,
        SourceMutant.of("pointer-order-lost-in-merges", "of two pointers of a version a merge keeps the older",
                KnownBug.ORDER_LOST)
            .with(LSM + "merge/MergeWalk.java", "order = Long.compare(y.sequence(), x.sequence());",
                "order = Long.compare(x.sequence(), y.sequence());"));
  }

  private void plantWhereCompactionsMoveValues(String finder, long seed, Mutant mutant) {
    Design design = Design.miniature(new WisckeyFactory()).with(RelocatingContractTest.EAGER);
    planted.add(new Planted(mutant, design, finder, seed));
  }

  private void relocation() {
    plantWhereCompactionsMoveValues("model", 6,
        SourceMutant.of("moved-values-not-synced", "a compaction's table points to copies that are not durable",
                KnownBug.UNLINK_BEFORE_REWRITE, KnownBug.SYNC_MISSED)
            .with(WISCKEY + "RelocationOutput.java", "      file().sync(synced);\n    }",
                "      synced.complete();\n    }")
            .with(WISCKEY + "RelocationOutput.java", "    file().sync(synced);\n  }", "    synced.complete();\n  }"));
    plantWhereCompactionsMoveValues("metamorphic", 4,
        SourceMutant.of("moved-values-not-listed",
                "the manifest has a compaction's table and not the copies it points to", KnownBug.COLLECTION_AND_FLUSH)
            .with(WISCKEY + "ValueRelocator.java", "      edit.put(output.segment());", ""));
    plantWhereCompactionsMoveValues("metamorphic", 4,
        SourceMutant.of("moved-under-a-snapshot", "a snapshot does not know where a compaction has moved its values",
                KnownBug.PURGED_UNDER_SNAPSHOT)
            .with(WISCKEY + "ValueLog.java", "snapshots.forEach(snapshot -> snapshot.keep(segment));", ""));
    plantWhereCompactionsMoveValues("metamorphic", 4,
        SourceMutant.of("copies-in-the-wrong-place", "the pointer to a copy does not count what its unit has already",
                KnownBug.RECORDS_UNCHECKED)
            .with(WISCKEY + "ValueRelocator.java", "Math.toIntExact(output.nextRecordOffset() + unitLength)",
                "Math.toIntExact(output.nextRecordOffset())"));
  }

  private void durability() {
    plant("fault", 2,
        SourceMutant.of("earlier-segments-not-synced", "a sync covers the open segment only", KnownBug.SYNC_MISSED,
                KnownBug.LOG_HOLE)
            .with(WISCKEY + "ValueLog.java", "Completion earlier = earlierDurable;", "Completion earlier = Completion.done();"));
    plant("model", 5,
        SourceMutant.of("values-not-synced-by-the-flush", "a table points to values that are not durable",
                KnownBug.SYNC_MISSED)
            .with(WISCKEY + "GarbageObserver.java", "commit.sync(durable);", "durable.complete();"));
  }

  private void recovery() {
    plant("fault", 1,
        SourceMutant.of("recovered-segments-not-synced", "recovery points to values that it did not make durable",
                KnownBug.LOG_HOLE)
            .with(WISCKEY + "ValueLogCommit.java", "segment.file().sync(synced);", "synced.complete();")
            .with(WISCKEY + "ValueLogReplay.java", "entry.getValue().sync(synced);", "synced.complete();")
            .with(WISCKEY + "ValueLogReplay.java", "isDurable = present.payloadOffset() + length <= durableTo;",
                "isDurable = true;"));
    plant("fault", 1,
        SourceMutant.of("recovered-values-believed-durable", "recovery points to values that only a later sync covers",
                KnownBug.FAILED_SYNC_FORGOTTEN)
            .with(WISCKEY + "ValueLogReplay.java", "isDurable = present.payloadOffset() + length <= durableTo;",
                "isDurable = true;"));
    plant("damage", 1,
        SourceMutant.of("short-segment-ignored", "a segment that lost durable bytes is taken as torn",
                KnownBug.MISSING_FILE_IGNORED)
            .with(WISCKEY + "ValueLogReplay.java", "if (file.lengthBytes() < known.endBytes()) {", "if (known.endBytes() < 0) {")
            .with(WISCKEY + "ValueLogReplay.java", "if (known != null && end < known.endBytes()) {", "if (end < 0) {"));
    plant("metamorphic", 6,
        SourceMutant.of("segment-number-reused", "the number of a segment that was never installed is used again",
                KnownBug.NUMBER_REUSED)
            .with(WISCKEY + "ValueLogReplay.java", "numbers.noteUsed(id);", ""));
    plant("metamorphic", 4,
        SourceMutant.of("copies-forgotten-by-recovery", "segments that only replayed moves point into are removed",
                KnownBug.COLLECTION_AND_FLUSH)
            .with(WISCKEY + "ValueLogReplay.java", "noteMoved(records.records(), records.lengthBytes());", ""));
  }

  private void reads() {
    plantWithAllValuesInTheLog("damage", 1,
        SourceMutant.of("value-checksum-not-checked", "damaged values are believed", KnownBug.RECORDS_UNCHECKED)
            .with(WISCKEY + "ValueReader.java", "if (sum != pointer.checksum()) {", "if (length < 0) {"));
  }
}
