package org.rumbench.lsm.table;

import org.rumbench.storage.CorruptionException;

/// Tells keys that a table does not have. Immutable; any thread.
public sealed interface KeyFilter permits BlockedBloomFilter, ClassicBloomFilter, NoFilter {
  /// False when no key with this [KeyHash] was put in.
  boolean mayContain(long hash);

  /// Bytes in memory.
  long memoryBytes();

  /// For people: kind and size.
  String describe();

  /// Appends its kind and what it consists of.
  void encode(GrowingBuffer target);

  /// The filter that the options ask for over the first `count` hashes; without bits, one that lets everything pass.
  static KeyFilter of(TableOptions options, long[] hashes, int count) {
    double bits = options.bloomBitsPerKey();
    return switch (bits < 0.5 ? FilterKind.NONE : options.filter()) {
      case NONE -> NoFilter.INSTANCE;
      case BLOCKED -> BlockedBloomFilter.of(hashes, count, bits, options.bloomHashes());
      case CLASSIC -> ClassicBloomFilter.of(hashes, count, bits, options.bloomHashes());
    };
  }

  /// Reads what [#encode] wrote in that version of the table format.
  static KeyFilter decode(Fields fields, int formatVersion) {
    if (formatVersion == TableDescriptor.FIRST_FORMAT_VERSION) {
      return BlockedBloomFilter.decode(fields, BlockedBloomFilter.FIRST_FORMAT_PROBES);
    }
    int kind = fields.nextByte();
    return switch (kind) {
      case TableDescriptor.FILTER_NONE -> NoFilter.INSTANCE;
      case TableDescriptor.FILTER_BLOCKED -> BlockedBloomFilter.decode(fields, probes(fields));
      case TableDescriptor.FILTER_CLASSIC -> ClassicBloomFilter.decode(fields, probes(fields));
      default -> throw fields.damage("a kind of filter", Integer.toString(kind));
    };
  }

  private static int probes(Fields fields) throws CorruptionException {
    int probes = fields.nextByte();
    if (probes == 0) {
      throw fields.damage("probes", "0");
    }
    return probes;
  }
}
