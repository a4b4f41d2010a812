/// The proof of the testkit: bugs planted into the designs, each of which a general test must find.
///
/// A mutant (a patch of an engine's source, or storage that misbehaves) and a design enter; what found it, at which seed,
/// and the violation leave as a table. Mutants are applied from outside: sources are patched in memory, compiled, and
/// loaded beside the real engine. It touches the machine (source files, the compiler) and therefore is no part of the
/// testkit's core; it names no design.
@NullMarked
package org.rumbench.testkit.mutant;

import org.jspecify.annotations.NullMarked;
