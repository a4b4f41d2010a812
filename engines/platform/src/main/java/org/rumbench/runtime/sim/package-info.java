/// The virtual runtime: one thread, virtual time, every choice drawn from a seed.
///
/// Owns the event queue of a simulation, the busy times of its loops and workers, and the hash of everything that
/// happened. Tasks, delays and charges enter; calls in a seeded order leave. It must never know what a task does, and
/// takes nothing from the machine: no clock, thread or random number.
@NullMarked
package org.rumbench.runtime.sim;

import org.jspecify.annotations.NullMarked;
