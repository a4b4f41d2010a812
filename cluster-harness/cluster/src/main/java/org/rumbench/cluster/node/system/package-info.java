/// Nodes in the real world: several in one virtual machine, over loopback TCP.
///
/// This is where threads wait for nodes; the nodes themselves never do.
@NullMarked
package org.rumbench.cluster.node.system;

import org.jspecify.annotations.NullMarked;
