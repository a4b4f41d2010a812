package org.rumbench.cluster.replica;

import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineMetrics;

/// Figures of a replica at one moment; counters grow from opening.
///
/// @param engine       the engine's own; null while it is not open
/// @param accepted     bytes accepted, by origin
/// @param reads        point reads answered
/// @param returnedBytes bytes of the values they answered, stored form
/// @param writes       writes applied
/// @param scans        scan pages answered
/// @param parkedNow    writes waiting for a stalled engine
/// @param parkedEver   writes that had to wait
/// @param overloaded   writes refused because too many waited
/// @param expired      requests not executed because their time was over
/// @param failed       requests the engine failed
public record ReplicaMetrics(
    @Nullable EngineMetrics engine,
    AcceptedBytes accepted,
    long reads,
    long returnedBytes,
    long writes,
    long scans,
    int parkedNow,
    long parkedEver,
    long overloaded,
    long expired,
    long failed) {}
