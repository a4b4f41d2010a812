/// Seeded twins of YCSB's generators: the same distributions, drawn from the position in the operation stream.
///
/// Every draw comes from a [org.rumbench.workload.generator.StreamCursor], which is set to an operation by its number; so
/// operation `i` is the same whoever draws it, in whatever order. Nothing here knows records, keys or targets.
/// Transcendental functions are `StrictMath`'s, so that streams are equal on every machine.
@NullMarked
package org.rumbench.workload.generator;

import org.jspecify.annotations.NullMarked;
