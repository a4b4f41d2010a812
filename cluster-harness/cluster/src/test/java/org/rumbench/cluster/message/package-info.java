/// Tests.
@NullMarked
package org.rumbench.cluster.message;

import org.jspecify.annotations.NullMarked;
