package org.rumbench.lsm.table;

/// A Bloom filter whose probes are anywhere in it. Immutable; any thread.
///
/// With n keys in m bits and k probes (1 - e^(-kn/m))^k of foreign keys pass. Sources: Bloom, *Space/Time Trade-offs in
/// Hash Coding with Allowable Errors*, CACM 1970; probes by double hashing after Kirsch, Mitzenmacher, *Less Hashing,
/// Same Performance*, 2006.
public final class ClassicBloomFilter implements KeyFilter {
  private static final int MOST_PROBES = 24;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long[] words;
  private final int probes;

  private ClassicBloomFilter(long[] words, int probes) {
    this.words = words;
    this.probes = probes;
  }

  /// A filter over the first `count` hashes; `probes` 0 for the number that suits the bits, ln 2 times the bits per key.
  public static ClassicBloomFilter of(long[] hashes, int count, double bitsPerKey, int probes) {
    int words = Math.toIntExact(Math.max(1, (long) Math.ceil(count * bitsPerKey / Long.SIZE)));
    int best = Math.clamp(Math.round(bitsPerKey * Math.log(2)), 1, MOST_PROBES);
    ClassicBloomFilter filter = new ClassicBloomFilter(new long[words], probes == 0 ? best : probes);
    for (int i = 0; i < count; i++) {
      filter.set(hashes[i]);
    }
    return filter;
  }

  /// Reads the words that [#encode] wrote.
  static ClassicBloomFilter decode(Fields fields, int probes) {
    int count = fields.nextInt();
    if (count < 1 || count > fields.remaining() / Long.BYTES) {
      throw fields.damage("words of a filter", count + " words");
    }
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = fields.nextLong();
    }
    return new ClassicBloomFilter(words, probes);
  }

  @Override
  public void encode(GrowingBuffer target) {
    target.putByte(TableDescriptor.FILTER_CLASSIC);
    target.putByte(probes);
    target.putInt(words.length);
    for (long word : words) {
      target.putLong(word);
    }
  }

  private static long stepOf(long hash) {
    return Long.rotateLeft(hash * GOLDEN, 32) | 1;
  }

  private void set(long hash) {
    long bits = (long) words.length * Long.SIZE;
    long probe = hash;
    long step = stepOf(hash);
    for (int i = 0; i < probes; i++) {
      long bit = Math.unsignedMultiplyHigh(probe, bits);
      words[(int) (bit >>> 6)] |= 1L << bit;
      probe += step;
    }
  }

  @Override
  public boolean mayContain(long hash) {
    long bits = (long) words.length * Long.SIZE;
    long probe = hash;
    long step = stepOf(hash);
    for (int i = 0; i < probes; i++) {
      long bit = Math.unsignedMultiplyHigh(probe, bits);
      if ((words[(int) (bit >>> 6)] & (1L << bit)) == 0) {
        return false;
      }
      probe += step;
    }
    return true;
  }

  /// Probes of a key.
  public int probes() {
    return probes;
  }

  @Override
  public long memoryBytes() {
    return (long) words.length * Long.BYTES;
  }

  @Override
  public String describe() {
    return "classic  " + words.length + " words  " + probes + " probes";
  }
}
