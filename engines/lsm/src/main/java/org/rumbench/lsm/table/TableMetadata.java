package org.rumbench.lsm.table;

import org.rumbench.lsm.record.KeyBytes;

/// What is known of a table without reading it; kept in its properties block and in the manifest.
///
/// @param number          file number
/// @param fileBytes       length of the file
/// @param records         records, range tombstones left out
/// @param tombstones      of these, deletions
/// @param rangeTombstones range tombstones
/// @param minVersion      lowest version, range tombstones included
/// @param maxVersion      highest version, range tombstones included
/// @param minSequence     lowest arrival sequence
/// @param maxSequence     highest arrival sequence
/// @param keyBytes        sum of key lengths
/// @param valueBytes      sum of value lengths
/// @param blockBytes      length of the data blocks before compression, without trailers; 0 when not known
/// @param newestMillis    wall time by which its newest record had arrived; 0 when not known
/// @param lastExpiryMillis when its last value expires; [#NEVER] when one does not, 0 when there are no values
/// @param smallest        first key of the records
/// @param largest         last key of the records
public record TableMetadata(
    long number,
    long fileBytes,
    long records,
    long tombstones,
    long rangeTombstones,
    long minVersion,
    long maxVersion,
    long minSequence,
    long maxSequence,
    long keyBytes,
    long valueBytes,
    long blockBytes,
    long newestMillis,
    long lastExpiryMillis,
    KeyBytes smallest,
    KeyBytes largest) {
  /// The last expiry of a table with a value that does not expire.
  public static final long NEVER = Long.MAX_VALUE;

  /// Appends all fields to `target`.
  public void encode(GrowingBuffer target) {
    target.putVarint(number);
    target.putVarint(fileBytes);
    target.putVarint(records);
    target.putVarint(tombstones);
    target.putVarint(rangeTombstones);
    target.putLong(minVersion);
    target.putLong(maxVersion);
    target.putVarint(minSequence);
    target.putVarint(maxSequence);
    target.putVarint(keyBytes);
    target.putVarint(valueBytes);
    target.putVarint(blockBytes);
    target.putLong(newestMillis);
    target.putLong(lastExpiryMillis);
    target.putKey(smallest);
    target.putKey(largest);
  }

  /// Reads what [#encode] wrote in that version of the table format.
  public static TableMetadata decode(Fields fields, int formatVersion) {
    boolean isFirst = formatVersion == TableDescriptor.FIRST_FORMAT_VERSION;
    return new TableMetadata(
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextLong(),
        fields.nextLong(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        fields.nextVarint(),
        isFirst ? 0 : fields.nextVarint(),
        isFirst ? 0 : fields.nextLong(),
        isFirst ? NEVER : fields.nextLong(),
        fields.nextKey(),
        fields.nextKey());
  }

  /// The same without what the first format version does not keep.
  TableMetadata asOfFirstFormat() {
    return new TableMetadata(
        number, fileBytes, records, tombstones, rangeTombstones, minVersion, maxVersion, minSequence, maxSequence,
        keyBytes, valueBytes, 0, 0, NEVER, smallest, largest);
  }

  /// The same with another file length: the properties block is written before the file's length is known.
  public TableMetadata withFileBytes(long bytes) {
    return new TableMetadata(
        number, bytes, records, tombstones, rangeTombstones, minVersion, maxVersion, minSequence, maxSequence,
        keyBytes, valueBytes, blockBytes, newestMillis, lastExpiryMillis, smallest, largest);
  }

  /// Whether its key range meets the range from `from` to `to`, both inclusive.
  public boolean overlaps(KeyBytes from, KeyBytes to) {
    return smallest.compareTo(to) <= 0 && largest.compareTo(from) >= 0;
  }

  /// Its file's name.
  public String fileName() {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 6 - digits.length())) + digits + "." + TableDescriptor.EXTENSION;
  }
}
