package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.mutant.KnownBug;
import org.rumbench.testkit.mutant.Mutant;
import org.rumbench.testkit.mutant.Planted;
import org.rumbench.testkit.mutant.SourceMutant;

/// The bugs planted into the hash log, with the seed that found each last.
final class BitcaskMutants {
  private static final String BITCASK = "org/rumbench/bitcask/";
  private static final String UNHIDDEN = "others == 0 || others == KeyEntryDescriptor.MANY_OTHERS, \"";
  private static final String UNCHECKED = "others >= 0, \"";

  private final List<Planted> planted = new ArrayList<>();

  private BitcaskMutants() {}

  static List<Planted> all() {
    BitcaskMutants mutants = new BitcaskMutants();
    mutants.merges();
    mutants.durability();
    mutants.recovery();
    mutants.reads();
    return List.copyOf(mutants.planted);
  }

  private void plant(String finder, long seed, Mutant mutant) {
    planted.add(new Planted(mutant, Design.miniature(new BitcaskFactory()), finder, seed));
  }

  private void merges() {
    plant("model", 6,
        SourceMutant.of("merge-drops-tombstones", "a partial merge drops a tombstone while its value is elsewhere",
                KnownBug.PARTIAL_MERGE_DROPS_TOMBSTONE, KnownBug.DELETE_MARKER_DROPPED_EARLY)
            .with(BITCASK + "MergeTask.java", "from.version < lowestOutside ? purged : putOff;", "purged;")
            .with(BITCASK + "Accounts.java", UNHIDDEN, UNCHECKED));
    plant("model", 6,
        SourceMutant.of("others-of-a-deletion-ignored", "a deletion goes although the count tells of records it hides",
                KnownBug.PARTIAL_MERGE_DROPS_TOMBSTONE, KnownBug.DELETE_MARKER_DROPPED_EARLY)
            .with(BITCASK + "MergeTask.java", "isIdle = store.accounts.isOnly(reference);", "isIdle = true;")
            .with(BITCASK + "Accounts.java", UNHIDDEN, UNCHECKED));
    plant("model", 6,
        SourceMutant.of("records-of-hints-not-counted", "a key's older records do not count when they were found",
                KnownBug.PARTIAL_MERGE_DROPS_TOMBSTONE)
            .with(BITCASK + "Accounts.java",
                "apply(key, keyOffset, keyLength, record, segment);\n    store.nextSequence",
                """
                apply(key, keyOffset, keyLength, record, segment);
                int hash = KeyDirectory.hash(key, keyOffset, keyLength);
                long found = directory.locate(hash, key, keyOffset, keyLength);
                if (directory.others(found) > 0) {
                  forgetOther(found);
                }
                store.nextSequence""")
            .with(BITCASK + "KeyDirectory.java", "Invariant.check(count > 0, \"a record that goes was counted\");",
                "if (count == 0) {\nreturn 1;\n}"));
    plant("model", 1,
        SourceMutant.of("merge-keeps-tombstones", "a tombstone stays when it hides nothing and may go",
                KnownBug.DELETE_MARKER_DROPPED_EARLY)
            .with(BITCASK + "MergeTask.java",
                "(from.isTombstone() || isExpired) && from.version <= purgeVersion", "from.version < Long.MIN_VALUE")
            .with(BITCASK + "Segment.java", "(highestIdleVersion <= purgeVersion ? idleBytes : 0)", "0"));
    plant("model", 2,
        SourceMutant.of("merge-forgets-what-came-meanwhile", "a merge moves keys that were written or deleted since",
                KnownBug.DELETE_RACES_MERGE)
            .with(BITCASK + "MergeTask.java",
                "boolean isEntry = store.accounts.isEntry(reference, location);", "boolean isEntry = true;"));
    plant("model", 9,
        SourceMutant.of("inputs-removed-before-the-manifest", "a merge's inputs go before the manifest says so",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(BITCASK + "MergeTask.java", "phase = Phase.MANIFEST;",
                "phase = Phase.MANIFEST;\ninputs.forEach(input -> store.storage.remove(input.fileName()));")
            .with(BITCASK + "MergeTask.java", "store.storage.remove(input.fileName());\n      if", "if"));
    plant("model", 4,
        SourceMutant.of("replacements-not-synced", "what a merge drops is replaced by records that are not durable",
                KnownBug.UNLINK_BEFORE_REWRITE)
            .with(BITCASK + "MergeTask.java", "isRecovery ? Completion.done() : syncReplacements();", "Completion.done();"));
    plant("model", 1,
        SourceMutant.of("version-ignored", "the last to arrive wins, whatever its version")
            .with(BITCASK + "Accounts.java", "record.version > present.version\n            || (",
                "record.version > Long.MIN_VALUE && record.sequence > present.sequence || ("));
    plant("model", 1,
        SourceMutant.of("purge-fence-ignored", "a write at or below the purge version is taken")
            .with(BITCASK + "BitcaskEngine.java", "batch.lowestVersion() > store.purgeVersion ? batch", "true ? batch"));
  }

  private void durability() {
    plant("model", 4,
        SourceMutant.of("closed-segment-not-synced", "a sync covers the active segment only",
                KnownBug.SYNC_MISSED, KnownBug.LOG_HOLE)
            .with(BITCASK + "BitcaskStore.java", "old.file.sync(old.synced);", "old.synced.complete();"));
    plant("model", 3,
        SourceMutant.of("merged-segment-not-synced", "the manifest names a segment whose bytes are not durable",
                KnownBug.SYNC_MISSED)
            .with(BITCASK + "MergeOutputs.java", "last.segment.file.sync(last.segment.synced);",
                "if (purpose == IoPurpose.RECOVERY) last.segment.file.sync(last.segment.synced); else last.segment.synced.complete();"));
    plant("model", 1,
        SourceMutant.of("recovered-segment-not-synced", "what recovery read and copied is not durable", KnownBug.LOG_HOLE)
            .with(BITCASK + "MergeOutputs.java", "last.segment.file.sync(last.segment.synced);",
                "if (purpose != IoPurpose.RECOVERY) last.segment.file.sync(last.segment.synced); else last.segment.synced.complete();"));
    plant("model", 48,
        SourceMutant.of("earlier-syncs-not-awaited", "a write is acknowledged before older segments are durable",
                KnownBug.LOG_HOLE)
            .with(BITCASK + "GroupSync.java", "barrier = firstBarrier();", "barrier = null;"));
    plant("model", 1,
        SourceMutant.of("manifest-published-before-its-sync", "the manifest is renamed before it is durable",
                KnownBug.NAMES_UNSYNCED)
            .with(BITCASK + "ManifestInstall.java", "created.sync(synced);", "synced.complete();"));
    plant("model", 1,
        SourceMutant.of("segment-name-not-synced", "a synced write is in a file whose name is not durable",
                KnownBug.NAMES_UNSYNCED)
            .with(BITCASK + "BitcaskStore.java", "storage.syncNames(names);", "names.complete();"));
    plant("fault", 1,
        SourceMutant.of("failed-sync-forgotten", "writes go on after a failed sync", KnownBug.FAILED_SYNC_FORGOTTEN)
            .with(BITCASK + "GroupSync.java", "store.poison(failure);", ""));
    plant("model", 1,
        SourceMutant.of("batch-in-two-log-records", "a crash may keep half of a batch")
            .with(BITCASK + "BitcaskEngine.java",
                "unit = writer.append(sequence, logged.buffer(), 0, logged.lengthBytes());", """
                if (logged.recordCount() > 1) {
                  WriteBatch one = new WriteBatch();
                  WriteBatch others = new WriteBatch();
                  for (int at = 0; at < logged.lengthBytes(); ) {
                    WriteBatch to = at == 0 ? one : others;
                    at = view.wrap(logged.buffer(), at, logged.lengthBytes());
                    if (view.kind() == RecordKind.TOMBSTONE) {
                      to.delete(logged.buffer(), view.keyOffset(), view.keyLength(), view.version());
                    } else {
                      to.put(logged.buffer(), view.keyOffset(), view.keyLength(), view.version(), view.expiryMillis(),
                          logged.buffer(), view.valueOffset(), view.valueLength());
                    }
                  }
                  unit = writer.append(sequence, one.buffer(), 0, one.lengthBytes());
                  point(one, (int) unit + writer.lastHeaderLength(), sequence);
                  sequence += 1;
                  logged = others;
                }
                unit = writer.append(sequence, logged.buffer(), 0, logged.lengthBytes());
                """));
  }

  private void recovery() {
    plant("damage", 1,
        SourceMutant.of("torn-hint-trusted", "a hint file that ends too early is believed", KnownBug.HINT_TRUSTED)
            .with(BITCASK + "SegmentLoad.java",
                "if (reader.end() != RecordLogReader.End.CLOSED || entriesLeft != 0 || left > MAX_UNIT_HEADER_LENGTH) {",
                "if (entriesLeft < 0) {")
            .with(BITCASK + "SegmentLoad.java", "checkFingerprint(present, fingerprint, fingerprintOffset);", ""));
    plant("damage", 1,
        SourceMutant.of("missing-segment-ignored", "a segment of the manifest that is not there is passed over",
                KnownBug.MISSING_FILE_IGNORED)
            .with(BITCASK + "Recovery.java", "openListed(entry, names);\n        known",
                "if (names.contains(SegmentDescriptor.fileName(entry.id(), entry.isMerged()))) {\n"
                    + "openListed(entry, names);\n}\nknown"));
    plant("model", 1,
        SourceMutant.of("segment-number-reused", "the number of a merge that was never installed is used again",
                KnownBug.NUMBER_REUSED)
            .with(BITCASK + "Recovery.java", "store.nextSegmentId = Math.max(store.nextSegmentId, id + 1);", ""));
    plant("crash", 2,
        SourceMutant.of("hole-behind-a-segment-not-seen", "recovery goes on behind records that are missing",
                KnownBug.LOG_HOLE)
            .with(BITCASK + "Recovery.java", "if (hole == null) {", "if (segment != null) {"));
  }

  private void reads() {
    plant("damage", 1,
        SourceMutant.of("record-checksum-not-checked", "damaged records are believed", KnownBug.RECORDS_UNCHECKED)
            .with(BITCASK + "ReadLane.java", "if (found != location.checksum) {", "if (length < 0) {"));
    plant("model", 1,
        SourceMutant.of("cursor-without-a-pin", "a segment goes while a cursor needs it", KnownBug.PURGED_UNDER_SNAPSHOT)
            .with(BITCASK + "EntriesCursor.java", "segment != null && segment.tryPin()", "segment != null")
            .with(BITCASK + "EntriesCursor.java", "segment.unpin();", "segment.toString();"));
    plant("model", 1,
        SourceMutant.of("cursor-not-fixed", "a cursor shows what was written after it was opened",
                KnownBug.SNAPSHOT_IGNORED)
            .with(BITCASK + "KeyDirectory.java", "saveForCaptures(buckets.of(hash));", ""));
    plant("model", 10,
        SourceMutant.of("directory-grows-under-a-cursor", "keys move between buckets while a cursor walks them")
            .with(BITCASK + "KeyDirectory.java", "&& captures.isEmpty(); i++", "; i++"));
  }
}
