package org.rumbench.reference.sqlite;

import static org.rumbench.engine.OptionCheck.atLeast;
import static org.rumbench.engine.OptionCheck.within;

import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;

/// What can be set about SQLite.
///
/// @param pageBytes       `page_size`, a power of two from 512 to 65,536
/// @param cacheBytes      `cache_size` of the connection that writes and answers point reads
/// @param checkpointPages `wal_autocheckpoint`: pages in the log at which a write copies them into the tree
record SqliteOptions(int pageBytes, long cacheBytes, int checkpointPages) {
  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec("pageBytes", Kind.LONG, "8k",
              "page_size, a power of two from 512 to 65536; a record longer than about a quarter of it takes a page of its "
                  + "own, so the default suits records of 1,000 bytes; larger: more bytes to a write"),
          new OptionSpec("cacheBytes", Kind.LONG, "24m",
              "cache_size, 64k or more: pages kept by the connection that writes and answers point reads; the default is "
                  + "what our LSM designs have for memtables and block cache together"),
          new OptionSpec("checkpointPages", Kind.LONG, "500",
              "wal_autocheckpoint: pages in the log at which the write that fills it copies them into the tree; more: "
                  + "less write amplification, a longer log"));

  SqliteOptions {
    within("pageBytes", pageBytes, 512, 65_536);
    if (Integer.bitCount(pageBytes) != 1) {
      throw new IllegalArgumentException("pageBytes is " + pageBytes + ", no power of two");
    }
    atLeast("cacheBytes", cacheBytes, 64 * 1024);
    atLeast("checkpointPages", checkpointPages, 1);
  }

  static SqliteOptions of(EngineOptions options) {
    return new SqliteOptions(
        options.intOf("pageBytes"), options.longOf("cacheBytes"), options.intOf("checkpointPages"));
  }
}
