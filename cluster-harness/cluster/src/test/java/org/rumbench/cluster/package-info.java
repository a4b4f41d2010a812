/// Tests of the cluster as a whole, and what they share.
@NullMarked
package org.rumbench.cluster;

import org.jspecify.annotations.NullMarked;
