package org.rumbench.testkit.crash;

import java.util.List;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;

/// What a store may show after a crash at one moment: the state after some number of batches, and not too few.
///
/// @param states       after each number of batches, from none to all that had begun
/// @param leastKill    batches that survive a kill
/// @param leastCut     batches that survive a power cut
/// @param purgeVersion in force
/// @param epoch        of the history: changes when batches are counted anew
record Expectation(List<Model> states, int leastKill, int leastCut, long purgeVersion, long epoch) {
  /// What `history` promises now; `states` are its states.
  static Expectation of(History history, List<Model> states, long epoch) {
    return new Expectation(
        states,
        history.survivingBatches(History.End.KILL),
        history.survivingBatches(History.End.POWER_CUT),
        history.purgeVersion(),
        epoch);
  }

  /// The same store after a power cut that left it so: nothing more is lost by a kill than by the cut.
  Expectation afterCut() {
    return new Expectation(states, leastCut, leastCut, purgeVersion, epoch);
  }

  /// The same store whose disk is as a kill left it and wholly durable.
  Expectation afterKill() {
    return new Expectation(states, leastKill, leastKill, purgeVersion, epoch);
  }
}
