/// The real runtime: threads, the machine's clocks and timers behind the seams of `org.rumbench.runtime`.
///
/// Owns every thread of a process that is not a transport's. Jobs, tasks and delays enter; calls on worker threads and
/// on owners' loops leave. It must never know what a job does. Only packages named `system` may block, and this is the
/// one place where engines wait (see [org.rumbench.runtime.Scheduler#runOrJoin]).
@NullMarked
package org.rumbench.runtime.system;

import org.jspecify.annotations.NullMarked;
