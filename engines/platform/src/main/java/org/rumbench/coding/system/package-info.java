/// Memory outside the heap, which the garbage collector gives back when its owner was dropped unclosed.
@NullMarked
package org.rumbench.coding.system;

import org.jspecify.annotations.NullMarked;
