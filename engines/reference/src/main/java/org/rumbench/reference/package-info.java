/// Outside engines behind the engine interface, so that ours are measured beside systems that people use.
///
/// Options, a directory and calls of the interface enter; answers and the engines' own figures leave. [OutsideEngine] is
/// what they have in common; each engine is one [OutsideStore] in a package of its own. They keep their files and threads
/// themselves, so here, unlike in our designs, a call may block: where the engine blocks, its user does. Nothing in the
/// project depends on this module.
@NullMarked
package org.rumbench.reference;

import org.jspecify.annotations.NullMarked;
