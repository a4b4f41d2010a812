/// Every design through a power cut. Enters: designs found as services. Leaves: assertions that what
/// was acknowledged is there. Knows no design by its classes.
@NullMarked
package org.rumbench.harness.kill;

import org.jspecify.annotations.NullMarked;
