/// Runs an engine, in a simulation unless it is one that no simulation can run, one process life after the other, over a disk that can be killed, cut and made to fail.
///
/// Operations in the words of the engine interface enter; what was seen leaves, with every value's bytes checked. It does
/// not know what is right: that is the model's business.
@NullMarked
package org.rumbench.testkit.store;

import org.jspecify.annotations.NullMarked;
