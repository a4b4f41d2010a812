/// The network seam: frames of bytes between owners, and nothing about what they mean.
///
/// `net.system` is loopback TCP on Netty; a simulation implements [org.rumbench.cluster.net.Network] in virtual time.
/// Length-bounded frames enter and leave; messages, rings and quorums are unknown here.
@NullMarked
package org.rumbench.cluster.net;

import org.jspecify.annotations.NullMarked;
