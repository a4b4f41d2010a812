package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses the segments that a compaction empties as it passes over the pointers into them: a pure function of the
/// segments' sizes and ages.
///
/// Old ones, because in a young segment values still die by themselves that would be copied in vain, and of these the
/// ones that are dead enough for their space to be worth the copies. A segment without a live value needs nobody to
/// empty it.
///
/// Source: RocksDB BlobDB, `blob_garbage_collection_age_cutoff` and `_force_threshold`. Differs from it: the dead bytes
/// of each segment are known, so each is judged by its own.
///
/// @param deadFraction the dead fraction from which a segment is emptied, above 0 and at most 1
/// @param ageCutoff    the share of the segments, oldest first, that is looked at, 0 to 1
record RelocationPolicy(double deadFraction, double ageCutoff) {
  RelocationPolicy {
    if (!(deadFraction > 0 && deadFraction <= 1) || !(ageCutoff >= 0 && ageCutoff <= 1)) {
      throw new IllegalArgumentException(
          "dead fraction " + deadFraction + ", age cutoff " + ageCutoff + ": outside 0 to 1");
    }
  }

  /// Ids of the segments to empty, oldest first.
  List<Integer> pick(List<CollectionPolicy.Candidate> segments) {
    List<CollectionPolicy.Candidate> byAge = new ArrayList<>(segments);
    byAge.sort(Comparator.comparingInt(CollectionPolicy.Candidate::id));
    int count = (int) Math.ceil(ageCutoff * byAge.size());
    return byAge.subList(0, count).stream()
        .filter(segment -> segment.liveBytes() > 0 && segment.deadFraction() >= deadFraction)
        .map(CollectionPolicy.Candidate::id)
        .toList();
  }
}
