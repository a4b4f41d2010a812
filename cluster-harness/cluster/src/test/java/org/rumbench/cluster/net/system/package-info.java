/// Tests.
@NullMarked
package org.rumbench.cluster.net.system;

import org.jspecify.annotations.NullMarked;
