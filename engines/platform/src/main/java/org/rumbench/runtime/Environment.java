package org.rumbench.runtime;

/// What a node or an engine is given of the outside world, passed down from the composition root.
///
/// @param clock     time
/// @param scheduler the owner's event loop, its timers and the background workers
/// @param entropy   randomness, already derived for this owner
public record Environment(Clock clock, Scheduler scheduler, Entropy entropy) {}
