package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.mutant.KnownBug;
import org.rumbench.testkit.mutant.Mutant;
import org.rumbench.testkit.mutant.Planted;
import org.rumbench.testkit.mutant.SourceMutant;

/// The bugs planted into the two-component tree, with the seed that found each last.
public final class TwoComponentMutants {
  private static final String LSM = "org/rumbench/lsm/";
  private static final String TWO = "org/rumbench/lsm/twocomponent/";

  private final List<Planted> planted = new ArrayList<>();

  private TwoComponentMutants() {}

  /// All of them.
  public static List<Planted> all() {
    TwoComponentMutants mutants = new TwoComponentMutants();
    mutants.rules();
    mutants.durability();
    mutants.deletions();
    mutants.pages();
    return List.copyOf(mutants.planted);
  }

  /// Into a tree of subtrees so small that most merges make several stops.
  private void plant(String finder, long seed, Mutant mutant) {
    Map<String, String> small = Map.of("pageBytes", "128", "subtreeBytes", "256");
    planted.add(new Planted(mutant, Design.miniature(new TwoComponentFactory()).with(small), finder, seed));
  }

  /// The three rules of flushing a memory subtree.
  private void rules() {
    plant("model", 1,
        SourceMutant.of("writes-go-to-the-tree-being-merged",
                "from the start of a flush writes go on into its memory tree")
            .with(TWO + "MemoryWrites.java",
                "    if (state.active().memtable().hasRoom(lengthBytes, recordCount)) {", """
                    for (MemoryTree sealed : state.sealed()) {
                      if (sealed.memtable().hasRoom(lengthBytes, recordCount)) {
                        return sealed;
                      }
                    }
                    if (state.active().memtable().hasRoom(lengthBytes, recordCount)) {
                """));
    plant("model", 1,
        SourceMutant.of("memory-subtree-gone-before-its-merge",
                "a memory subtree is not read from the start of its merge on")
            .with(TWO + "RollingMerge.java", "    tree.emit(new EngineEvent.CompactionBegan(", """
                    if (present != null && to != null) {
                      tree.states().publish(List.of(), List.of(), present, false, to);
                    }
                    tree.emit(new EngineEvent.CompactionBegan("""));
    plant("fault", 1,
        SourceMutant.of("disk-subtree-gone-before-the-edit",
                "a disk subtree's file goes before the manifest says so",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(TWO + "RollingMerge.java", "      inputs.add(subtree);\n",
                "      inputs.add(subtree);\n      tree.storage().remove(subtree.file().name());\n")
            .with(LSM + "ObsoleteFiles.java", "storage.remove(file.name());", ""));
    plant("model", 2,
        SourceMutant.of("discarded-before-it-is-published",
                "a memory subtree goes one step before its merged subtree comes")
            .with(TWO + "RollingMerge.java", "    edit.attach(root.toArray());", """
                    if (present != null && !isLast && end != null) {
                      tree.states().publish(List.of(), List.of(), present, false, end);
                    }
                    edit.attach(root.toArray());"""));
    plant("crash", 6,
        SourceMutant.of("published-but-not-discarded-for-recovery",
                "an edit does not say how far the memory tree is merged", KnownBug.DELETED_REAPPEARS)
            .with(TWO + "RollingMerge.java", "root.mergedBelow(present.lastSequence(), end);", ""));
    plant("model", 1,
        SourceMutant.of("memory-subtree-one-key-too-long",
                "a merge takes the first key of the next subtree along",
                KnownBug.OVERLAP_INSTALLED)
            .with(TWO + "RangeWalk.java", "whole.keyLength()) > 0;", "whole.keyLength()) >= 0;"));
    plant("model", 2,
        SourceMutant.of("memory-subtree-one-key-too-late",
                "a cursor over a half merged tree begins behind its first key")
            .with(TWO + "Components.java", "first.compareTo(key, offset, length) <= 0;",
                "first.compareTo(key, offset, length) < 0;"));
  }

  private void durability() {
    plant("fault", 1,
        SourceMutant.of("log-gone-before-the-last-edit",
                "a log goes before the last subtree of its tree is durable",
                KnownBug.LOG_HOLE)
            .with(TWO + "RollingMerge.java", "edit.replayFrom(present.nextPosition(), present.lastSequence());", """
                edit.replayFrom(present.nextPosition(), present.lastSequence());
                tree.commitLog().release(present.nextPosition());
                """));
    plant("model", 1,
        SourceMutant.of("log-gone-after-the-first-edit",
                "a log is not replayed once one subtree of its tree is durable",
                KnownBug.LOG_HOLE)
            .with(TWO + "RollingMerge.java", "root.mergedBelow(present.lastSequence(), end);",
                "edit.replayFrom(present.nextPosition(), present.lastSequence());"));
    plant("crash", 2,
        SourceMutant.of("merge-before-its-log-is-durable",
                "a power cut keeps a later write and loses an earlier one",
                KnownBug.SYNC_MISSED)
            .with(TWO + "RollingMerge.java", "return await(logged, Phase.CHOOSE);", "return go(Phase.CHOOSE);"));
    plant("model", 1,
        SourceMutant.of("subtree-not-synced",
                "the manifest names a subtree whose pages are not durable",
                KnownBug.SYNC_MISSED)
            .with(TWO + "SubtreeMerge.java", "present.file().sync(synced);", "synced.complete();"));
    plant("model", 1,
        SourceMutant.of("subtree-names-not-synced",
                "the manifest names a subtree whose name is not durable",
                KnownBug.NAMES_UNSYNCED)
            .with(TWO + "RollingMerge.java", "tree.storage().syncNames(all.part());", "all.part().complete();"));
    plant("crash", 6,
        SourceMutant.of("recovery-merges-in-many-steps",
                "what a torn log still held is published piece by piece",
                KnownBug.LOG_HOLE)
            .with(TWO + "RollingMerge.java", "this.isOneStep = !tree.isOpen();", "this.isOneStep = false;"));
  }

  private void deletions() {
    plant("model", 2,
        SourceMutant.of("merge-purges-without-looking",
                "a tombstone goes although its value is in a newer memory tree",
                KnownBug.DELETED_REAPPEARS)
            .with(TWO + "RollingMerge.java", "new Elsewhere(state.minMemoryVersion(memory))",
                "new Elsewhere(Long.MAX_VALUE)"));
    plant("model", 1,
        SourceMutant.of("merge-ignores-snapshots",
                "a merge drops what a snapshot shows", KnownBug.SNAPSHOT_IGNORED)
            .with(TWO + "RollingMerge.java", "tree.snapshots().sequences(), purgeVersion",
                "new long[0], purgeVersion"));
    plant("crash", 1,
        SourceMutant.of("range-deletion-ends-with-its-first-subtree",
                "a range deletion is cut at the end of an output",
                KnownBug.RANGE_TRUNCATED)
            .with(TWO + "SubtreeMerge.java", "retention.keeps(ranges.within(outputFrom, end));",
                "outputs.isEmpty() ? retention.keeps(ranges.within(outputFrom, end)) : RangeTombstones.NONE;"));
    plant("model", 1,
        SourceMutant.of("range-deletion-needs-a-record",
                "a subtree that only a range deletion reaches into is passed over",
                KnownBug.RANGE_TRUNCATED)
            .with(TWO + "RollingMerge.java", "    if (!hasRecord) {\n      return covered;",
                "    if (!hasRecord) {\n      return null;"));
  }

  private void pages() {
    plant("model", 1,
        SourceMutant.of("search-passes-its-key",
                "a key is looked for behind the page that ends with it")
            .with(TWO + "Node.java", "      if (order < 0) {", "      if (order <= 0) {"));
    plant("damage", 1,
        SourceMutant.of("page-checksum-not-checked", "damaged pages are believed", KnownBug.RECORDS_UNCHECKED)
            .with(TWO + "Node.java", "return expected == found\n", "return expected != found || expected == found\n"));
    plant("model", 1,
        SourceMutant.of("versions-end-with-their-page",
                "older versions of a key in the next page are not found",
                KnownBug.KEY_SPLIT)
            .with(TWO + "Subtree.java", "        page += span;\n        if (page >= footer.leafPages()) {",
                "        page += span;\n        if (page >= 0) {"));
  }
}
