package org.rumbench.storage;

/// Why a byte is written or read: the causes of the byte ledger.
///
/// The names are stored in results; never rename one. Each belongs to one [Kind], so that a commit log, a value log and
/// Bitcask's log compare.
public enum IoPurpose {
  /// Commit-log records.
  LOG(Kind.COMMIT),
  /// Values put in a value log at commit.
  VALUE_LOG(Kind.COMMIT),
  /// A hash log's data records at commit (Bitcask's active segment).
  DATA_LOG(Kind.COMMIT),
  /// Tables written from a memtable, and its reads.
  FLUSH(Kind.REORGANISE),
  /// Compaction output and input, by output level; tiered designs count tiers.
  COMPACTION_LEVEL_0(Kind.REORGANISE),
  /// Compaction into level 1.
  COMPACTION_LEVEL_1(Kind.REORGANISE),
  /// Compaction into level 2.
  COMPACTION_LEVEL_2(Kind.REORGANISE),
  /// Compaction into level 3.
  COMPACTION_LEVEL_3(Kind.REORGANISE),
  /// Compaction into level 4.
  COMPACTION_LEVEL_4(Kind.REORGANISE),
  /// Compaction into level 5.
  COMPACTION_LEVEL_5(Kind.REORGANISE),
  /// Compaction into level 6 and deeper.
  COMPACTION_LEVEL_6(Kind.REORGANISE),
  /// Compaction as an engine counts it that does not tell the level.
  COMPACTION(Kind.REORGANISE),
  /// Pages of a tree that is changed in place or copied on write, with its log when the engine does not tell them apart.
  PAGES(Kind.REORGANISE),
  /// Merging of hash-log segments.
  MERGE(Kind.REORGANISE),
  /// Value-log garbage collection: segments read and live values rewritten.
  GARBAGE_COLLECTION(Kind.REORGANISE),
  /// Look-ups that garbage collection makes to learn whether a value is live.
  COLLECTION_LOOKUP(Kind.REORGANISE),
  /// Hint files and stored indexes.
  INDEX(Kind.METADATA),
  /// The manifest and pointers to it.
  MANIFEST(Kind.METADATA),
  /// Reading at open.
  RECOVERY(Kind.METADATA),
  /// Point reads for a client.
  USER_READ(Kind.READ),
  /// Ordered scans for a client.
  SCAN(Kind.READ),
  /// The read of a read-modify-write that the cluster makes (siblings, dotted versions).
  READ_BEFORE_WRITE(Kind.READ),
  /// Reading for read repair and anti-entropy; Merkle leaves.
  REPAIR(Kind.CLUSTER),
  /// Moving ranges between nodes.
  TRANSFER(Kind.CLUSTER),
  /// Hints kept for other nodes.
  HINTED_HANDOFF(Kind.CLUSTER),
  /// A node's own identity and membership state.
  NODE_METADATA(Kind.CLUSTER),
  /// The harness's own output, subtracted from device figures.
  HARNESS(Kind.HARNESS);

  /// The roll-up that makes designs comparable.
  public enum Kind {
    /// Written once to accept a write.
    COMMIT,
    /// Written again to keep the store in shape.
    REORGANISE,
    /// Bookkeeping.
    METADATA,
    /// Read on behalf of a client.
    READ,
    /// Caused by the cluster rather than the engine.
    CLUSTER,
    /// Caused by the measurement.
    HARNESS
  }

  private final Kind kind;

  IoPurpose(Kind kind) {
    this.kind = kind;
  }

  /// The roll-up this purpose belongs to.
  public Kind kind() {
    return kind;
  }

  /// The purpose of compaction output at `level` (zero or more; deeper than 6 counts as 6).
  public static IoPurpose compactionInto(int level) {
    return switch (level) {
      case 0 -> COMPACTION_LEVEL_0;
      case 1 -> COMPACTION_LEVEL_1;
      case 2 -> COMPACTION_LEVEL_2;
      case 3 -> COMPACTION_LEVEL_3;
      case 4 -> COMPACTION_LEVEL_4;
      case 5 -> COMPACTION_LEVEL_5;
      default -> COMPACTION_LEVEL_6;
    };
  }
}
