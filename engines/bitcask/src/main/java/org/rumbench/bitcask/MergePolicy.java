package org.rumbench.bitcask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which segments to merge: a pure function of their counters.
///
/// A segment is worth merging when its share of dead bytes reaches `mergeDeadFraction`; a merge starts when such
/// segments hold `mergeMinimumDeadBytes` of dead bytes together, or when eight segments are small. It takes the deadest
/// first, then small ones, up to `mergeMaximumInputBytes`.
final class MergePolicy {
  private static final int SMALL_SEGMENTS_TRIGGER = 8;

  /// A sealed segment.
  ///
  /// @param id         its id
  /// @param totalBytes bytes of its records
  /// @param deadBytes  of these, bytes that a merge would leave out
  record Candidate(int id, long totalBytes, long deadBytes) {
    double deadFraction() {
      return totalBytes == 0 ? 1 : (double) deadBytes / totalBytes;
    }
  }

  /// What to do.
  ///
  /// @param inputs   ids to merge, ascending; empty: nothing is owed
  /// @param owedBytes dead bytes in all segments worth merging, 0 when nothing is owed
  /// @param lateBytes of these, what is beyond `mergeDeadFraction` of their segments: what has died since merges were
  ///                  due. Segments that were written together and are overwritten evenly fall due all at once: that
  ///                  many bytes are owed then is nobody's delay.
  record Plan(List<Integer> inputs, long owedBytes, long lateBytes) {}

  private MergePolicy() {}

  /// The length below which a segment is small. A merge of small ones must leave fewer of them, or it would be due again
  /// for ever: so two of them fit one output, and four of them one merge, whatever the option says.
  private static long smallBytes(BitcaskOptions options) {
    long bound = Math.min(options.segmentBytes() / 2, options.mergeMaximumInputBytes() / 4);
    return Math.min(options.smallSegmentBytes(), bound);
  }

  static Plan plan(List<Candidate> sealed, BitcaskOptions options) {
    List<Candidate> worthwhile = new ArrayList<>();
    List<Candidate> small = new ArrayList<>();
    long dead = 0;
    long due = 0;
    long smallBytes = smallBytes(options);
    for (Candidate candidate : sealed) {
      if (candidate.deadFraction() >= options.mergeDeadFraction()) {
        worthwhile.add(candidate);
        dead += candidate.deadBytes;
        due += (long) (options.mergeDeadFraction() * candidate.totalBytes);
      } else if (candidate.totalBytes < smallBytes) {
        small.add(candidate);
      }
    }
    boolean isDeadEnough = !worthwhile.isEmpty() && dead >= options.mergeMinimumDeadBytes();
    if (!isDeadEnough && small.size() < SMALL_SEGMENTS_TRIGGER) {
      return new Plan(List.of(), 0, 0);
    }
    worthwhile.sort(
        Comparator.comparingDouble(Candidate::deadFraction).reversed().thenComparingInt(Candidate::id));
    worthwhile.addAll(small);
    List<Integer> inputs = new ArrayList<>();
    long inputBytes = 0;
    for (Candidate candidate : worthwhile) {
      if (inputs.isEmpty() || inputBytes + candidate.totalBytes <= options.mergeMaximumInputBytes()) {
        inputs.add(candidate.id);
        inputBytes += candidate.totalBytes;
      }
    }
    inputs.sort(Comparator.naturalOrder());
    return new Plan(List.copyOf(inputs), isDeadEnough ? dead : 0, isDeadEnough ? dead - due : 0);
  }
}
