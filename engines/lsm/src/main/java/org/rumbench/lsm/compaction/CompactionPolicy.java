package org.rumbench.lsm.compaction;

import java.util.List;
import java.util.Optional;

/// Decides what to merge. Pure: the same shape gives the same decision.
public interface CompactionPolicy {
  /// The most urgent merge whose inputs no compaction reads; empty when nothing is due.
  Optional<CompactionDecision> pick(TreeShape shape);

  /// The merge of everything into one sorted run; empty when it is one already. Only asked when nothing is busy.
  Optional<CompactionDecision> full(TreeShape shape);

  /// Bytes that must be rewritten before [#pick] finds nothing, by the policy's own triggers: an estimate, 0 exactly
  /// when nothing is due.
  long debtBytes(TreeShape shape);

  /// The tree's levels or tiers with their names, for people.
  List<TierSummary> tiers(TreeShape shape);
}
