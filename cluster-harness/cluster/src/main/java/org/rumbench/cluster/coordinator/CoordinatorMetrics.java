package org.rumbench.cluster.coordinator;

/// Counters of a coordinator; they grow from its start.
///
/// @param reads             reads answered with their quorum
/// @param writes            writes answered with their quorum
/// @param scans             scan pages answered
/// @param unavailable       requests refused because too few replicas were live
/// @param timedOut          requests that timed out
/// @param overloaded        requests refused by a full queue, here or at replicas
/// @param failed            requests that failed otherwise
/// @param staleReads        reads that found replicas disagreeing
/// @param repairWrites      writes sent to stale replicas
/// @param missedReplicaWrites writes not sent to a replica because it was not live
/// @param extraReads        replicas asked in place of one that failed
/// @param inFlight          requests in flight now
public record CoordinatorMetrics(
    long reads,
    long writes,
    long scans,
    long unavailable,
    long timedOut,
    long overloaded,
    long failed,
    long staleReads,
    long repairWrites,
    long missedReplicaWrites,
    long extraReads,
    int inFlight) {}
