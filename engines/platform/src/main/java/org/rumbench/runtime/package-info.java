/// The sources of non-determinism, as seams: time, scheduling and randomness.
///
/// Everything that runs inside a node or an engine takes an [org.rumbench.runtime.Environment] and asks nothing else for
/// the time, a thread or a random number. `runtime.system` holds the real thing, `runtime.sim` the virtual one; code
/// outside those two packages never blocks and never learns which of them it runs on.
@NullMarked
package org.rumbench.runtime;

import org.jspecify.annotations.NullMarked;
