package org.rumbench.bitcask;

import java.util.List;

/// Names and identity of data segments: record logs whose units are batches of records.
///
/// A unit's payload is the records of one batch back to back; its sequence is that of the first record, the others
/// follow one by one. In a segment that a merge wrote each unit holds one record with the sequence it always had.
final class SegmentDescriptor {
  /// The first bytes of a segment: `RBSG`.
  static final int MAGIC = 0x47534252;
  /// Prefix of a segment that took writes.
  static final String DATA_PREFIX = "data-";
  /// Prefix of a segment that a merge wrote.
  static final String MERGE_PREFIX = "merge-";
  /// Suffix of both, behind the id in eight hexadecimal digits.
  static final String SUFFIX = ".log";

  private SegmentDescriptor() {}

  static String fileName(int id, boolean isMerged) {
    return (isMerged ? MERGE_PREFIX : DATA_PREFIX) + hex(id) + SUFFIX;
  }

  /// The id in a segment's or hint file's name, 0 when it is neither.
  static int idOf(String name) {
    String rest = "";
    for (String prefix : List.of(DATA_PREFIX, MERGE_PREFIX, HintDescriptor.PREFIX)) {
      if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
        rest = name.substring(prefix.length(), name.length() - SUFFIX.length());
      }
    }
    boolean isHex = rest.length() == 8 && rest.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    return isHex ? (int) Long.parseLong(rest, 16) : 0;
  }

  static String hex(int id) {
    String digits = Integer.toHexString(id);
    return "0".repeat(8 - digits.length()) + digits;
  }
}
