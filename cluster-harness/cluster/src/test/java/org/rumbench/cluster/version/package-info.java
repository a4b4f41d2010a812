/// Tests.
@NullMarked
package org.rumbench.cluster.version;

import org.jspecify.annotations.NullMarked;
