/// Engines that test everything but themselves: a floor (`noop`), back-pressure (`stall`) and a dying device (`crash`).
///
/// They keep data in the heap or not at all, use no storage, and survive no close. [org.rumbench.engine.builtin.HeapEngine]
/// is also the plain model that tests compare real designs with. Nothing here is a design to be measured.
@NullMarked
package org.rumbench.engine.builtin;

import org.jspecify.annotations.NullMarked;
