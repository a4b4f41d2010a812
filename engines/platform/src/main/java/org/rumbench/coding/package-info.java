/// Bytes: what every on-disk format shares. Varints, checksums, key order and the framed record log.
///
/// The record log has two framings. In blocks, as in LevelDB, for commit logs: behind damage the search goes on from
/// fragment to fragment, so that recovery takes a time linear in what was torn. Units back to back for logs whose values
/// are read by position. What both keep: a checksum covers the log's id and the offset, so stale bytes of a reused file
/// are no unit; half a record is none; and units say how far the log was durable, which tells a torn end from damage,
/// and which LevelDB's blocks do not say.
@NullMarked
package org.rumbench.coding;

import org.jspecify.annotations.NullMarked;
