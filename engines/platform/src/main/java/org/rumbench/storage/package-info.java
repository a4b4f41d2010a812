/// Files as engines see them: append-only, write-once, every byte with its purpose and counted once.
///
/// Nothing here knows what is in a file. `storage.system` holds the real media (channel, direct, mapped), `storage.sim`
/// memory with virtual cost, `storage.fault` the wrappers that lose, tear and fail.
@NullMarked
package org.rumbench.storage;

import org.jspecify.annotations.NullMarked;
