/// Storage in memory: a medium that outlives a process life, and a disk that costs virtual time.
///
/// Costs leave through [org.rumbench.storage.sim.IoCost], calls through [org.rumbench.storage.sim.StorageTrace]. Nothing
/// here knows the simulation that charges and hashes them, and nothing reads a clock other than the environment's.
@NullMarked
package org.rumbench.storage.sim;

import org.jspecify.annotations.NullMarked;
