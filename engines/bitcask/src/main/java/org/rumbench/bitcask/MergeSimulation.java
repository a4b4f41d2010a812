package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.List;

/// Segments of expected sizes that [MergePolicy] keeps merged: tells what merges cost without writing a byte.
///
/// All keys are loaded once; then keys drawn uniformly are overwritten. Of records written at some moment, one in e is
/// alive after as many overwrites as there are keys. Merges are done at once until the policy finds nothing. The same
/// load gives the same cost. One owner.
final class MergeSimulation {
  /// Records in a segment and how many of them were alive at some time.
  private record Part(double records, double alive, double atWrites) {}

  /// What a stretch of writes cost, in records.
  ///
  /// @param writes   records written by the user
  /// @param copied   records written by merges
  /// @param read     records read by merges
  /// @param closed   segments closed by writes
  /// @param outputs  segments written by merges
  /// @param merges   merges done
  /// @param listed   segments listed by all manifests together
  /// @param average  records in all segments, on average in time
  /// @param peak     most records at once, inputs and outputs of a merge together
  /// @param settled  records at the end
  /// @param segments segments at the end
  record Cost(
      double writes, double copied, double read, long closed, long outputs, long merges, long listed, double average,
      double peak, double settled, int segments) {
    /// Records appended for each one written.
    double writeAmplification() {
      return writes == 0 ? 1 : (writes + copied) / writes;
    }

    /// Share alive of what was merged; 0 when nothing was.
    double utilisation() {
      return read == 0 ? 0 : copied / read;
    }
  }

  private final BitcaskOptions options;
  private final long keys;
  private final double recordBytes;
  private final double perSegment;
  private List<Part> parts = new ArrayList<>();
  private double overwrites;
  private double writes;
  private double copied;
  private double read;
  private long closed;
  private long outputs;
  private long merges;
  private long listed;
  private double sum;
  private double peak;

  /// No segments yet; `recordBytes` are those that the policy counts, `fileBytes` with the header of a unit.
  MergeSimulation(BitcaskOptions options, long keys, double recordBytes, double fileBytes) {
    this.options = options;
    this.keys = keys;
    this.recordBytes = recordBytes;
    this.perSegment = Math.max(1, Math.ceil(options.segmentBytes() / fileBytes));
  }

  /// Records that fill a segment.
  double perSegment() {
    return perSegment;
  }

  /// Writes every key once, flushes and settles.
  Cost load() {
    for (double left = keys; left > 0; left -= perSegment) {
      close(Math.min(left, perSegment), false);
    }
    return end();
  }

  /// Overwrites as many keys, drawn uniformly, flushes and settles.
  Cost overwrite(double count) {
    for (double left = count; left > 0; left -= perSegment) {
      close(Math.min(left, perSegment), true);
    }
    return end();
  }

  /// A segment is filled and closed; merges follow.
  private void close(double records, boolean isOverwriting) {
    double distinct = isOverwriting ? -keys * Math.expm1(-records / keys) : records;
    overwrites += isOverwriting ? records : 0;
    parts.add(new Part(records, distinct, overwrites));
    writes += records;
    closed++;
    listed += parts.size();
    peak = Math.max(peak, records());
    for (List<Integer> inputs = plan(); !inputs.isEmpty(); inputs = plan()) {
      merge(inputs);
    }
    sum += records() * records;
  }

  private double records() {
    double records = 0;
    for (Part part : parts) {
      records += part.records;
    }
    return records;
  }

  private double alive(Part part) {
    return part.alive * Math.exp((part.atWrites - overwrites) / keys);
  }

  private List<Integer> plan() {
    List<MergePolicy.Candidate> candidates = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      long totalBytes = Math.round(part.records * recordBytes);
      candidates.add(
          new MergePolicy.Candidate(i, totalBytes, totalBytes - Math.round(alive(part) * recordBytes)));
    }
    return MergePolicy.plan(candidates, options).inputs();
  }

  private void merge(List<Integer> inputs) {
    List<Part> rest = new ArrayList<>(parts.size());
    double alive = 0;
    double taken = 0;
    int next = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (next < inputs.size() && inputs.get(next) == i) {
        alive += alive(parts.get(i));
        taken += parts.get(i).records;
        next++;
      } else {
        rest.add(parts.get(i));
      }
    }
    peak = Math.max(peak, records() + alive);
    for (double left = alive; left > 0.5; left -= perSegment) {
      double some = Math.min(left, perSegment);
      rest.add(new Part(some, some, overwrites));
      outputs++;
    }
    parts = rest;
    copied += alive;
    read += taken;
    merges++;
    listed += parts.size();
  }

  private Cost end() {
    Cost cost =
        new Cost(
            writes, copied, read, closed, outputs, merges, listed, writes == 0 ? 0 : sum / writes, peak, records(),
            parts.size());
    writes = 0;
    copied = 0;
    read = 0;
    closed = 0;
    outputs = 0;
    merges = 0;
    listed = 0;
    sum = 0;
    peak = records();
    return cost;
  }
}
