package org.rumbench.lsm.twocomponent;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Forecast;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.runtime.RandomStream;

/// What a two-component tree with these options should cost.
///
/// Each memory tree of B records rewrites the share of C1's S subtrees that it has a key of, 1 - (1 - 1/S)^distinct(B):
/// so with uniform writes and a memory tree not much smaller than the number of subtrees, all of C1. Write
/// amplification is |C1| / |C0|, the ratio of the two components, with what pages, log and manifest add.
///
/// Source: O'Neil, Cheng, Gawlick, O'Neil, *The Log-Structured Merge-Tree*, Acta Informatica 1996, section 3.
final class RollingForecast {
  private static final int LOG_BYTES = 25;
  private static final int EDIT_BYTES = 140;
  /// A memory tree of this size tells how many records go into a larger one.
  private static final int SAMPLE_BYTES = 1024 * 1024;
  private static final int LOADING_STEPS = 1_000;

  private final TwoComponentOptions options;
  private final DataProfile data;
  private final double records;
  private final double recordBytes;
  private final double memoryRecords;

  RollingForecast(TwoComponentOptions options, DataProfile data) {
    this.options = options;
    this.data = data;
    this.records = (double) data.records();
    this.recordBytes = (double) data.recordBytes();
    this.memoryRecords = memoryRecords();
  }

  /// Records of the profile that fill a memory tree: of random keys, as it takes them.
  private double memoryRecords() {
    RandomStream random = new RandomStream(1);
    int sampleBytes = Math.min(options.memtableBytes(), SAMPLE_BYTES);
    Memtable sample = new Memtable(options.memtable(), new ArenaPool(sampleBytes, 0), 0, random);
    try {
      WriteBatch batch = new WriteBatch();
      RecordView view = new RecordView();
      UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
      UnsafeBuffer key = new UnsafeBuffer(new byte[data.keyBytes()]);
      UnsafeBuffer value = new UnsafeBuffer(new byte[data.valueBytes()]);
      long count = 0;
      while (true) {
        for (int i = 0; i < key.capacity(); i++) {
          key.putByte(i, (byte) random.nextInt(256));
        }
        batch.clear().put(key, 0, key.capacity(), count + 1, 0, value, 0, value.capacity());
        if (!sample.hasRoom(batch.lengthBytes(), 1)) {
          return Math.max(1, (double) count * ((double) options.memtableBytes() / sampleBytes));
        }
        source.wrap(batch.buffer(), 0, batch.lengthBytes());
        view.wrap(source, 0, batch.lengthBytes());
        sample.add(view, source, ++count);
      }
    } finally {
      sample.release();
    }
  }

  Forecast forecast() {
    double loadings = writtenWhileLoading();
    double liveBytes = (double) data.liveBytes();
    boolean isLoading = data.overwrites() == 0;
    double writes = isLoading ? records : (double) data.overwrites();
    double merges = Math.ceil(writes / memoryRecords);
    double share = rewrittenShare(subtrees(), distinctIn(memoryRecords));
    double pages = (isLoading ? loadings : merges * share) * diskBytes();
    double loadingEdits = loadings * editBytes();
    double edits = isLoading ? loadingEdits : merges * share * editBytes();
    double written = pages + edits + writes * logBytes();
    double settled = diskBytes() + edits + (isLoading ? 0 : loadingEdits) + (double) options.logReserveBytes();
    double logs = Math.max((double) options.logReserveBytes(), memoryRecords * logBytes());
    double peak = settled + 3 * (double) options.subtreeBytes() + (1 + options.maxImmutableMemtables()) * logs;
    double average = settled - edits / 2 + (double) options.subtreeBytes() + logs / 2;
    return new Forecast(
        written / (writes * recordBytes), 0, sourcesPerRead(), settled / liveBytes, average / liveBytes,
        peak / liveBytes);
  }

  /// How often C1 at its full size is written while it grows by one memory tree after the other, each of which adds its
  /// own part and rewrites the share of what is there that it has a key of.
  private double writtenWhileLoading() {
    double merges = Math.ceil(records / memoryRecords);
    int steps = (int) Math.min(merges, LOADING_STEPS);
    double mergesPerStep = merges / steps;
    double rewritten = 0;
    for (int step = 0; step < steps; step++) {
      double mergesBefore = (step + 0.5) * mergesPerStep - 0.5;
      double size = mergesBefore * memoryRecords / records;
      rewritten += mergesPerStep * size * rewrittenShare(size * subtrees(), memoryRecords);
    }
    return rewritten + 1;
  }

  /// Of so many subtrees, by one memory tree with so many keys.
  private static double rewrittenShare(double subtrees, double distinct) {
    return 1 - Math.pow(1 - 1 / Math.max(1, subtrees), distinct);
  }

  private double distinctIn(double writes) {
    return records * -Math.expm1(writes * Math.log1p(-1.0 / (records + 1.0)));
  }

  private double subtrees() {
    return Math.max(1, Math.rint(leafBytes() / (double) options.subtreeBytes()));
  }

  private double leafBytes() {
    double entry = SubtreeDescriptor.LEAF_KEY_OFFSET + Integer.BYTES + recordBytes;
    double room = (double) options.pageBytes() - SubtreeDescriptor.HEADER_LENGTH;
    return entry > room
        ? records * Math.ceil((entry + SubtreeDescriptor.HEADER_LENGTH) / options.pageBytes()) * options.pageBytes()
        : records / Math.floor(room / entry) * options.pageBytes();
  }

  /// Leaves, of which the last of a subtree is half full, inner nodes, of which a subtree has a root, and footers.
  private double diskBytes() {
    double subtrees = subtrees();
    double leaves = leafBytes() + subtrees * options.pageBytes() / 2;
    double entry = SubtreeDescriptor.INNER_KEY_OFFSET + Integer.BYTES + data.keyBytes();
    double children = Math.max(2, (options.pageBytes() - SubtreeDescriptor.HEADER_LENGTH) / entry);
    double inner = Math.max(subtrees * options.pageBytes(), leaves / (children - 1));
    return leaves + inner + subtrees * SubtreeDescriptor.FOOTER_LENGTH;
  }

  private double editBytes() {
    return subtrees() * (EDIT_BYTES + 3.0 * data.keyBytes());
  }

  private double logBytes() {
    return LOG_BYTES + recordBytes;
  }

  /// The active memory tree, and C1 unless the key was found above it.
  private double sourcesPerRead() {
    return 2 - distinctIn(memoryRecords / 2) / records;
  }
}
