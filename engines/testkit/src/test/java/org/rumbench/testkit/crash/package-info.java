/// Tests of the crash matrix itself.
@NullMarked
package org.rumbench.testkit.crash;

import org.jspecify.annotations.NullMarked;
