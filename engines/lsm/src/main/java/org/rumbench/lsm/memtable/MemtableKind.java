package org.rumbench.lsm.memtable;

import java.util.Arrays;
import java.util.List;

/// How a memtable keeps its records sorted. Content, answers and walks are the same for all.
public enum MemtableKind {
  /// A skip list of records; records may be added from several threads at once.
  SKIPLIST("skiplist"),
  /// A skip list of small sorted blocks.
  UNROLLED("unrolled"),
  /// A B+tree of small sorted blocks.
  BTREE("btree");

  private final String text;

  MemtableKind(String text) {
    this.text = text;
  }

  /// The kind that an option's text names; [IllegalArgumentException] with those known for any other.
  public static MemtableKind of(String text) {
    for (MemtableKind kind : values()) {
      if (kind.text.equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("memtable is '" + text + "'; known: " + texts());
  }

  /// The texts of all kinds.
  public static List<String> texts() {
    return Arrays.stream(values()).map(MemtableKind::text).toList();
  }

  /// Its name in options.
  public String text() {
    return text;
  }

  /// An index of this kind over an arena that is new.
  RecordIndex create(RecordArena arena, long seed) {
    return switch (this) {
      case SKIPLIST -> new SkipList(arena, seed);
      case UNROLLED -> new UnrolledSkipList(arena, seed, RecordBlock.MAX_CAPACITY);
      case BTREE -> new BPlusTree(arena, RecordBlock.MAX_CAPACITY);
    };
  }

  /// Upper bound of the arena bytes of an empty memtable that then takes `recordCount` encoded records of `lengthBytes`.
  long freshBytes(long lengthBytes, int recordCount) {
    return switch (this) {
      case SKIPLIST -> SkipList.freshBytes(lengthBytes, recordCount);
      case UNROLLED -> UnrolledSkipList.freshBytes(lengthBytes, recordCount);
      case BTREE -> BPlusTree.freshBytes(lengthBytes, recordCount);
    };
  }
}
