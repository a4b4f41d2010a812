/// Tests.
@NullMarked
package org.rumbench.cluster.ring;

import org.jspecify.annotations.NullMarked;
