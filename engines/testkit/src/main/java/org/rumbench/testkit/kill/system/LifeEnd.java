package org.rumbench.testkit.kill.system;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/// What the parent knows of a life that was ended by SIGKILL.
///
/// @param least        batches that must be there now
/// @param most         batches that may be there: those told, whatever their durability, and the one on its way
/// @param acknowledged acknowledgements told
/// @param wasOpening   whether it was killed between the beginning and the end of its opening
/// @param openingNanos how long that took, as seen from outside; absent when it did not end
/// @param workNanos    how long background work of each kind seen took last; 0 when none ended
/// @param interrupted  background work that had begun and not ended
record LifeEnd(
    int least,
    int most,
    int acknowledged,
    boolean wasOpening,
    OptionalLong openingNanos,
    SortedMap<Told.Work, Long> workNanos,
    List<Told.Work> interrupted) {}
