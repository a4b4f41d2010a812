/// Storage that loses, tears and fails: wrappers over any storage.
///
/// [org.rumbench.storage.fault.CrashStorage] outlives process lives, as a disk does, and knows which bytes and names were
/// made durable; [org.rumbench.storage.fault.FaultStorage] fails chosen calls. Neither knows what is in a file.
@NullMarked
package org.rumbench.storage.fault;

import org.jspecify.annotations.NullMarked;
