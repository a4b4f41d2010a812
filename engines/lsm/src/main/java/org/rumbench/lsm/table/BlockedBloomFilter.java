package org.rumbench.lsm.table;

/// A cache-line blocked Bloom filter: all probes of a key in one line of 512 bits. Immutable; any thread.
///
/// At ten bits a key about 1 % of foreign keys pass. Source: Putze, Sanders, Singler, *Cache-, Hash- and
/// Space-Efficient Bloom Filters*, 2007; line choice and probe sequence as in RocksDB's fast local Bloom.
public final class BlockedBloomFilter implements KeyFilter {
  /// Probes of every filter of the first table format.
  static final int FIRST_FORMAT_PROBES = 6;

  private static final int WORDS_PER_LINE = 8;
  private static final int BITS_PER_LINE = 512;
  private static final int PROBES_PER_WORD = 7;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  /// Bits per key from which on one more probe pays, for two probes and more: measured for lines of 512 bits.
  private static final double[] MORE_PROBES_FROM = {
    2.080, 3.580, 5.100, 6.640, 8.300, 10.070, 11.720, 14.001, 16.050, 18.300, 22.001, 25.501
  };

  private final long[] words;
  private final int lines;
  private final int probes;

  private BlockedBloomFilter(long[] words, int probes) {
    this.words = words;
    this.lines = words.length / WORDS_PER_LINE;
    this.probes = probes;
  }

  /// A filter over the first `count` hashes; `probes` 0 for the number that suits the bits.
  public static BlockedBloomFilter of(long[] hashes, int count, double bitsPerKey, int probes) {
    double bits = count * bitsPerKey;
    int lines = Math.toIntExact(Math.max(1, (long) Math.ceil(bits / BITS_PER_LINE)));
    long[] words = new long[Math.multiplyExact(lines, WORDS_PER_LINE)];
    BlockedBloomFilter filter = new BlockedBloomFilter(words, probes == 0 ? probesFor(bitsPerKey) : probes);
    for (int i = 0; i < count; i++) {
      filter.set(hashes[i]);
    }
    return filter;
  }

  private static int probesFor(double bitsPerKey) {
    int probes = 1;
    for (double from : MORE_PROBES_FROM) {
      probes += bitsPerKey > from ? 1 : 0;
    }
    return probes;
  }

  /// Reads the lines that [#encode] wrote.
  static BlockedBloomFilter decode(Fields fields, int probes) {
    int lines = fields.nextInt();
    if (lines < 1 || lines > fields.remaining() / (BITS_PER_LINE / Byte.SIZE)) {
      throw fields.damage("lines of a filter", lines + " lines");
    }
    long[] words = new long[lines * WORDS_PER_LINE];
    for (int i = 0; i < words.length; i++) {
      words[i] = fields.nextLong();
    }
    return new BlockedBloomFilter(words, probes);
  }

  @Override
  public void encode(GrowingBuffer target) {
    target.putByte(TableDescriptor.FILTER_BLOCKED);
    target.putByte(probes);
    target.putInt(lines);
    for (long word : words) {
      target.putLong(word);
    }
  }

  private int lineOf(long hash) {
    return (int) (((hash >>> 32) * lines) >>> 32) * WORDS_PER_LINE;
  }

  private void set(long hash) {
    int line = lineOf(hash);
    long seed = hash;
    for (int left = probes; left > 0; left -= PROBES_PER_WORD) {
      seed *= GOLDEN;
      long probe = seed;
      for (int i = Math.min(left, PROBES_PER_WORD); i > 0; i--) {
        int bit = (int) (probe >>> (Long.SIZE - 9));
        words[line + (bit >>> 6)] |= 1L << bit;
        probe <<= 9;
      }
    }
  }

  @Override
  public boolean mayContain(long hash) {
    int line = lineOf(hash);
    long seed = hash;
    for (int left = probes; left > 0; left -= PROBES_PER_WORD) {
      seed *= GOLDEN;
      long probe = seed;
      for (int i = Math.min(left, PROBES_PER_WORD); i > 0; i--) {
        int bit = (int) (probe >>> (Long.SIZE - 9));
        if ((words[line + (bit >>> 6)] & (1L << bit)) == 0) {
          return false;
        }
        probe <<= 9;
      }
    }
    return true;
  }

  @Override
  public long memoryBytes() {
    return (long) words.length * Long.BYTES;
  }

  @Override
  public String describe() {
    return "blocked  " + lines + " lines  " + probes + " probes";
  }
}
