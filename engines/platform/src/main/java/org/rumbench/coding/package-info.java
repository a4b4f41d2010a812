/// Bytes: what every on-disk format shares. Varints, checksums, key order and the framed record log.
///
/// The record log has units in place of LevelDB's 32 KiB blocks of FULL, FIRST, MIDDLE and LAST fragments, and keeps what
/// these are for. *Finding the next record behind damage*: any offset may be tried, because a unit's checksum covers the
/// log's id and its offset; nothing valid is passed over, where a block's rest is lost. *Large records*: one checksum over
/// all of it, taken piece by piece, so half a record is none. *Stale bytes of a reused file*: another id or offset. Beyond
/// it, units say how far the log was durable, so a torn end and damage are told apart. What blocks do better: behind a torn
/// unit the search tries every offset, and takes longer than one from block to block.
@NullMarked
package org.rumbench.coding;

import org.jspecify.annotations.NullMarked;
