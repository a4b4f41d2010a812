/// Tests.
@NullMarked
package org.rumbench.cluster.node.system;

import org.jspecify.annotations.NullMarked;
