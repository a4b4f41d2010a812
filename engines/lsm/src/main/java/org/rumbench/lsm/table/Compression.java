package org.rumbench.lsm.table;

import java.util.Locale;

/// How the data blocks of new tables are compressed; a table may hold blocks of every kind.
public enum Compression {
  /// Not at all.
  NONE,
  /// LZ4 in its block format: fast, about half as long as text.
  LZ4,
  /// Zstandard at level 3: slower, shorter.
  ZSTD;

  /// The kind with that name in lower case; [IllegalArgumentException] for another.
  public static Compression named(String name) {
    return TableOptions.named("compression", Compression.class, name);
  }

  /// The type byte in the trailer of a block that is compressed so.
  byte blockType() {
    return (byte) ordinal();
  }

  /// Whether blocks of that type exist.
  static boolean isType(int type) {
    return type >= NONE.ordinal() && type <= ZSTD.ordinal();
  }

  /// The kind of a block's type byte.
  static Compression ofType(int type) {
    return switch (type) {
      case 0 -> NONE;
      case 1 -> LZ4;
      case 2 -> ZSTD;
      default -> throw new IllegalArgumentException("block type " + type);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
