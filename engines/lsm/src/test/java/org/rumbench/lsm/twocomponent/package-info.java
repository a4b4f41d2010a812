/// Tests of the two-component tree: the contract of every engine, its three rules and its write amplification.
@NullMarked
package org.rumbench.lsm.twocomponent;

import org.jspecify.annotations.NullMarked;
