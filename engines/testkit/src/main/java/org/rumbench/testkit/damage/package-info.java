/// Damages the files of a small store in every way a disk, a cable or an operator can, and demands that this shows.
///
/// A design and a seed enter. A store of it is made, each damage is applied to a copy, and the copy is opened, read,
/// reorganised and read again. What is allowed: right answers; a [org.rumbench.storage.CorruptionException] that names a
/// file of the store and an offset; and, for damage in the end of the log that nothing says was durable, fewer of the last
/// batches. Counts, or a [org.rumbench.testkit.Violation] that says which damage to apply, leave. It knows no file format:
/// what it needs to know it learns from the calls the engine makes.
@NullMarked
package org.rumbench.testkit.damage;

import org.jspecify.annotations.NullMarked;
