package org.rumbench.bitcask;

import java.util.Optional;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Forecast;
import org.rumbench.engine.RecordDescriptor;

/// What a store with these options should cost: the sizes of its records in segments, hint files and manifests, given
/// to a simulation of the merge policy. Over a long time of overwrites it comes to [CleaningCost].
///
/// Each record is taken to be a batch of its own, and merges to keep up.
final class BitcaskForecast {
  /// Segments closed, times segments kept, beyond which no forecast is made: the simulation would take minutes.
  private static final double MAX_WORK = 3e7;
  /// Checksum, type and the three numbers of an empty unit.
  private static final int UNIT_BYTES = 4 + 1 + 3;
  private static final int END_BYTES = UNIT_BYTES + 6;
  private static final double SOURCES_PER_READ = 1;

  private final BitcaskOptions options;
  private final DataProfile data;

  BitcaskForecast(BitcaskOptions options, DataProfile data) {
    this.options = options;
    this.data = data;
  }

  /// The forecast; empty for too many segments.
  Optional<Forecast> forecast() {
    MergeSimulation simulation =
        new MergeSimulation(options, data.records(), recordBytes(), recordBytes() + unitBytes());
    double kept = data.records() / simulation.perSegment();
    double closed = kept + data.overwrites() / simulation.perSegment();
    if (closed * Math.max(1, kept) > MAX_WORK) {
      return Optional.empty();
    }
    MergeSimulation.Cost loading = simulation.load();
    return Optional.of(forecast(data.overwrites() == 0 ? loading : simulation.overwrite((double) data.overwrites())));
  }

  private Forecast forecast(MergeSimulation.Cost cost) {
    double user = cost.writes() * data.recordBytes();
    double segments = cost.closed() + cost.outputs();
    double manifests =
        (cost.closed() + cost.merges()) * manifestBytes(0)
            + cost.listed() * (double) ManifestDescriptor.SEGMENT_LENGTH;
    double written = (cost.writes() + cost.copied()) * storedBytes() + segments * segmentBytes() + manifests;
    // One segment is being filled: its room is reserved. Another may be closed and not synced yet; it counts as such.
    double besides = options.segmentBytes() + manifestBytes(cost.segments());
    double perRecord = storedBytes() + segmentBytes() * cost.segments() / Math.max(1, cost.settled());
    return new Forecast(
        written / user,
        0,
        SOURCES_PER_READ,
        (cost.settled() * perRecord + besides) / data.liveBytes(),
        (cost.average() * perRecord + besides) / data.liveBytes(),
        (cost.peak() * perRecord + besides) / data.liveBytes());
  }

  /// A record as a segment counts it.
  private double recordBytes() {
    return RecordDescriptor.AFTER_VERSION_OFFSET + varintBytes(data.keyBytes()) + varintBytes(data.valueBytes())
        + data.recordBytes();
  }

  /// The header of a unit with one record, somewhere in the store.
  private double unitBytes() {
    long sequence = data.records() + data.overwrites();
    return RecordLogDescriptor.SEQUENCE_OFFSET + varintBytes(sequence) + varintBytes((long) recordBytes())
        + varintBytes(options.segmentBytes() / 2);
  }

  /// A record with its hint.
  private double storedBytes() {
    double hint = HintDescriptor.KEY_OFFSET + data.keyBytes();
    return recordBytes() + unitBytes() + hint * (1 + (double) END_BYTES / HintDescriptor.UNIT_BYTES);
  }

  /// What a segment and its hint file take beside the records.
  private static double segmentBytes() {
    return 2.0 * (RecordLogDescriptor.FILE_HEADER_LENGTH + END_BYTES) + UNIT_BYTES + HintDescriptor.SUMMARY_LENGTH;
  }

  private static double manifestBytes(int segments) {
    return RecordLogDescriptor.FILE_HEADER_LENGTH + END_BYTES + UNIT_BYTES + ManifestDescriptor.SEGMENTS_OFFSET
        + (double) segments * ManifestDescriptor.SEGMENT_LENGTH;
  }

  private static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }
}
