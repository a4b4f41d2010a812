/// Test support for every module, published as the platform's test jar, and the tests of the runtime's seams.
@NullMarked
package org.rumbench.runtime;

import org.jspecify.annotations.NullMarked;
