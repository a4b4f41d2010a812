package org.rumbench.reference.sqlite;

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
    check(pageBytes >= 512 && pageBytes <= 65_536 && Integer.bitCount(pageBytes) == 1, "pageBytes", pageBytes,
        "a power of two from 512 to 65536");
    check(cacheBytes >= 64 * 1024, "cacheBytes", cacheBytes, "64k or more");
    check(checkpointPages >= 1, "checkpointPages", checkpointPages, "1 or more");
  }

  static SqliteOptions of(EngineOptions options) {
    return new SqliteOptions(
        options.intOf("pageBytes"), options.longOf("cacheBytes"), options.intOf("checkpointPages"));
  }

  private static void check(boolean holds, String name, long value, String bound) {
    if (!holds) {
      throw new IllegalArgumentException("engine option " + name + " is " + value + "; it must be " + bound);
    }
  }
}
