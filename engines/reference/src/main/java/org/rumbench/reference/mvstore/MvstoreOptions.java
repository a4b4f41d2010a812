package org.rumbench.reference.mvstore;

import static org.rumbench.engine.OptionCheck.within;

import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;

/// What can be set about MVStore.
///
/// @param cacheMebibytes its page cache
/// @param pageSplitBytes length in memory at which a page is split
record MvstoreOptions(int cacheMebibytes, int pageSplitBytes) {
  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec("cacheMebibytes", Kind.LONG, "24",
              "page cache in MiB, 1 to 4096; the default is what our LSM designs have for memtables and block cache "
                  + "together"),
          new OptionSpec("pageSplitBytes", Kind.LONG, "16k",
              "length in memory at which a page is split, 512 to 1m; smaller: less writing for a change, a deeper tree"));

  MvstoreOptions {
    within("cacheMebibytes", cacheMebibytes, 1, 4096);
    within("pageSplitBytes", pageSplitBytes, 512, 1 << 20);
  }

  static MvstoreOptions of(EngineOptions options) {
    return new MvstoreOptions(options.intOf("cacheMebibytes"), options.intOf("pageSplitBytes"));
  }
}
