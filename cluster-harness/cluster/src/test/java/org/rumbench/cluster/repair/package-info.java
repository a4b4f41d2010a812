/// Tests.
@NullMarked
package org.rumbench.cluster.repair;

import org.jspecify.annotations.NullMarked;
