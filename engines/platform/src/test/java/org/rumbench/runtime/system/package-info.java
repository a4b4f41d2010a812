/// The tests of the real runtime, on real threads, with assertions that hold in every interleaving.
@NullMarked
package org.rumbench.runtime.system;

import org.jspecify.annotations.NullMarked;
