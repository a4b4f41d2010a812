/// The tests of the simulator, and the simulated smoke over every design on the class path.
@NullMarked
package org.rumbench.simulation;

import org.jspecify.annotations.NullMarked;
