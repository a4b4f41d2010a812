package org.rumbench.lsm.twocomponent;

import static org.rumbench.engine.OptionCheck.within;

import java.util.List;
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.memtable.MemtableKind;

/// The options of the two-component tree.
///
/// @param memtable             what kind of tree a memory tree is
/// @param memtableBytes        arena of one memory tree
/// @param maxImmutableMemtables memory trees that may wait for their merge, that in work included, before writes stall
/// @param pageBytes            length of a page
/// @param subtreeBytes         leaf bytes at which a disk subtree is as large as it shall be
/// @param blockCacheBytes      page cache
/// @param logReserveBytes      room reserved for each log file
/// @param logBlockBytes        length of a block of the log, into which its units are cut
record TwoComponentOptions(
    MemtableKind memtable,
    int memtableBytes,
    int maxImmutableMemtables,
    int pageBytes,
    long subtreeBytes,
    long blockCacheBytes,
    long logReserveBytes,
    int logBlockBytes) {

  /// Checks the ranges.
  TwoComponentOptions {
    within("memtableBytes", memtableBytes, 4 * 1024, Integer.MAX_VALUE);
    within("maxImmutableMemtables", maxImmutableMemtables, 1, Integer.MAX_VALUE);
    within("pageBytes", pageBytes, 128, 1024 * 1024);
    within("subtreeBytes", subtreeBytes, pageBytes, Long.MAX_VALUE / 4);
    within("blockCacheBytes", blockCacheBytes, 0, Long.MAX_VALUE);
    within("logReserveBytes", logReserveBytes, 0, Long.MAX_VALUE);
    if (!BlockLogDescriptor.isBlockLength(logBlockBytes)) {
      throw new IllegalArgumentException(
          "logBlockBytes is " + logBlockBytes + ", no power of two from " + BlockLogDescriptor.MIN_BLOCK_BYTES + " to "
              + BlockLogDescriptor.MAX_BLOCK_BYTES);
    }
  }

  /// Reads them from an engine's options.
  static TwoComponentOptions of(EngineOptions options) {
    return new TwoComponentOptions(
        MemtableKind.of(options.text("memtable")),
        options.intOf("memtableBytes"),
        options.intOf("maxImmutableMemtables"),
        options.intOf("pageBytes"),
        options.longOf("subtreeBytes"),
        options.longOf("blockCacheBytes"),
        options.longOf("logReserveBytes"),
        options.intOf("logBlockBytes"));
  }

  /// The specifications of these options.
  static List<OptionSpec> specs() {
    return List.of(
        new OptionSpec("memtable", Kind.TEXT, MemtableKind.BTREE.text(),
            "how a memory tree (C0) keeps its records sorted: " + String.join(", ", MemtableKind.texts())),
        new OptionSpec("memtableBytes", Kind.LONG, "2m",
            "arena of one memory tree (C0), at least 4k; larger: fewer merges, less write amplification, more memory"),
        new OptionSpec("maxImmutableMemtables", Kind.LONG, "1",
            "memory trees that may wait for their merge, that in work included, before writes stall; at least 1"),
        new OptionSpec("pageBytes", Kind.LONG, "4096",
            "length of a page of the disk tree (C1), 128 to 1m; larger: fewer levels, more bytes per point read"),
        new OptionSpec("subtreeBytes", Kind.LONG, "1m",
            "leaf bytes of one disk subtree, at least a page; larger: fewer manifest edits, more space during a merge"),
        new OptionSpec("blockCacheBytes", Kind.LONG, "16m", "page cache; 0 for none"),
        new OptionSpec("logReserveBytes", Kind.LONG, "2m",
            "room reserved for each log file beforehand, so that a sync needs no allocation"),
        new OptionSpec("logBlockBytes", Kind.LONG, "32k",
            "length of a block of the log, a power of two from 128 to 64k; shorter: less to search behind damage, more "
                + "bytes logged"));
  }
}
