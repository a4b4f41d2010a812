package org.rumbench.testkit.mutant;

/// Bugs by which LevelDB, RocksDB, Badger, Bitcask, Titan, TiKV and others lost or resurrected data. Mutants are made in
/// their likeness.
public enum KnownBug {
  /// Row 1.
  PARTIAL_MERGE_DROPS_TOMBSTONE(1, "Bitcask #82", "a partial merge drops a tombstone while an older file has the value"),
  /// Row 2.
  DELETE_RACES_MERGE(2, "Bitcask PR 148", "a delete during a merge is forgotten"),
  /// Row 3.
  NEEDLESS_TOMBSTONES(3, "Bitcask #196", "every update writes a tombstone",
      "a cost, not a wrong answer: no design writes a record that was not asked for"),
  /// Row 4.
  HINT_TRUSTED(4, "riak_kv #1120, Bitcask PR 186", "a corrupt hint file, or an empty key in it, ends in restart after restart"),
  /// Row 5.
  COLLECTION_RESURRECTS(5, "Badger #2286", "garbage collection writes back a key deleted meanwhile"),
  /// Row 6.
  MIDDLE_LEVEL_PASSED(6, "Badger #2143", "a tombstone sinks past a level with older data and is dropped"),
  /// Row 7.
  DELETE_MARKER_DROPPED_EARLY(7, "Badger #1422, #464", "delete markers go too early, or never"),
  /// Row 8.
  UNLINK_BEFORE_REWRITE(8, "Badger #578, #570, #926", "a value-log file goes before the rewritten values and pointers are durable"),
  /// Row 9.
  MISSING_FILE_IGNORED(9, "Badger #541, #1465, #434", "a missing or short value-log file is taken as empty or truncated"),
  /// Row 10.
  SYNC_MISSED(10, "Badger PR 1645, 1953", "a table or an older log is not synced"),
  /// Row 11.
  COLLECTION_AND_FLUSH(11, "Titan #93", "collection beside a flush loses data"),
  /// Row 12.
  PURGED_UNDER_SNAPSHOT(12, "Titan #167, #186", "a file goes while a snapshot needs it"),
  /// Row 13.
  NUMBER_REUSED(13, "TiKV #16256", "the number of a file that was never installed is used again after a restart"),
  /// Row 14.
  KEY_SPLIT(14, "LevelDB #184", "the versions of one key lie in two files of a level"),
  /// Row 15.
  SNAPSHOT_IGNORED(15, "LevelDB 20fb601", "a compaction drops what a snapshot shows"),
  /// Row 16.
  DELETED_REAPPEARS(16, "RocksDB #2722", "deleted keys reappear after a compaction"),
  /// Row 17.
  INPUTS_SHARED(17, "RocksDB 6.11", "two compactions have the same input"),
  /// Row 18.
  SNAPSHOT_RACES_FLUSH(18, "RocksDB 7.1.0", "a snapshot taken while a flush begins is not kept"),
  /// Row 19.
  READ_ERROR_IS_END(19, "RocksDB 8.7.0", "a read error is taken as the end of the file: data is lost in compaction"),
  /// Row 20.
  READ_ERROR_IS_MISS(20, "RocksDB 6.8", "a read error turns into an older value"),
  /// Row 21.
  FULL_MANIFEST(21, "RocksDB 6.8 #6316", "a full disk while the manifest is written is not noticed"),
  /// Row 22.
  NAMES_UNSYNCED(22, "RocksDB 7.7, PR 10573", "the directory is not synced after a rename"),
  /// Row 23.
  LOG_HOLE(23, "RocksDB PR 10560, 7.3, 7.2", "a hole in the log after a sync race; logs deleted that are needed; a second crash in recovery"),
  /// Row 24.
  ORDER_LOST(24, "RocksDB 7.10, 7.9, 6.6", "sources of equal rank are read in the wrong order"),
  /// Row 25.
  RANGE_TRUNCATED(25, "RocksDB 6.3, cockroach #31752", "a range deletion is cut short or lost"),
  /// Row 26.
  INPUT_MISSED(26, "RocksDB 11.1.0", "the picker of compactions leaves out an input"),
  /// Row 27.
  OVERLAP_INSTALLED(27, "Pebble #101896", "two compactions install overlapping tables"),
  /// Row 28.
  TIERED_TOMBSTONE(28, "wildcatdb #151", "a tiered merge drops tombstones although older runs remain"),
  /// Row 29.
  RECYCLED_LOG(29, "RocksDB 9.2.0", "stale records of a recycled log are replayed", "no design recycles logs"),
  /// Row 30.
  FAILED_SYNC_FORGOTTEN(30, "fsyncgate", "after a failed sync the next one succeeds and is believed"),
  /// ALICE.
  RECORDS_UNCHECKED(31, "ALICE (OSDI 2014), LevelDB", "bytes are believed without their checksum");

  private final int row;
  private final String reference;
  private final String what;
  private final String notApplicable;

  KnownBug(int row, String reference, String what) {
    this(row, reference, what, "");
  }

  KnownBug(int row, String reference, String what, String notApplicable) {
    this.row = row;
    this.reference = reference;
    this.what = what;
    this.notApplicable = notApplicable;
  }

  /// Its number in the list.
  public int row() {
    return row;
  }

  /// Where it happened.
  public String reference() {
    return reference;
  }

  /// What was wrong.
  public String what() {
    return what;
  }

  /// Why no design of ours can have it; empty when one can.
  public String notApplicable() {
    return notApplicable;
  }
}
