/// Script files on the test class path, read for the contracts; the one part of them that touches files.
@NullMarked
package org.rumbench.testkit.system;

import org.jspecify.annotations.NullMarked;
