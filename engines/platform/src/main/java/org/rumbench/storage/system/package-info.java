/// Storage on real files: buffered positional I/O, direct I/O, and memory mapping.
///
/// A directory path and an environment enter; the storage contract leaves. All three share one directory, which owns
/// names, the lock and the sync workers, and differ in how a file moves its bytes. System calls go through [Posix] where
/// it is available. Nothing here knows engines, formats or purposes, except that direct I/O holds bulk output back.
@NullMarked
package org.rumbench.storage.system;

import org.jspecify.annotations.NullMarked;
