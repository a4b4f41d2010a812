/// The network seam on real sockets: loopback TCP on Netty's NIO loops.
///
/// Frames are a four-byte little-endian length and that many bytes. Lengths are checked before anything is allocated.
@NullMarked
package org.rumbench.cluster.net.system;

import org.jspecify.annotations.NullMarked;
