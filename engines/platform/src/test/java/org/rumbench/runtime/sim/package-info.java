/// The slice-budget contract for tests of other modules, and the tests of the virtual runtime.
@NullMarked
package org.rumbench.runtime.sim;

import org.jspecify.annotations.NullMarked;
