/// Tests of a node's own files.
@NullMarked
package org.rumbench.cluster.node;

import org.jspecify.annotations.NullMarked;
