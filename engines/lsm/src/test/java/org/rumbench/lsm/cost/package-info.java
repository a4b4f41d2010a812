/// Tests of the cost formulas and of the simulation of policies.
@NullMarked
package org.rumbench.lsm.cost;

import org.jspecify.annotations.NullMarked;
