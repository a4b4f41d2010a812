package org.rumbench.lsm;

import org.rumbench.lsm.manifest.Manifest;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.BlockCodecs;

/// What opening has made before there is a tree.
///
/// @param numbers        source of file numbers
/// @param commitLog      the commit log
/// @param manifest       the manifest in use
/// @param cache          the block cache of the tables
/// @param codecs         what their blocks are decompressed by; the tree closes them
/// @param tables         recovered tables; one reference passes to the tree
/// @param highestVersion highest version by the manifest
/// @param beganMillis    wall time at which opening began: what is replayed had arrived by then
record RecoveredParts(
    FileNumbers numbers, CommitLog commitLog, Manifest manifest, BlockCache cache, BlockCodecs codecs, TableSet tables,
    long highestVersion, long beganMillis) {}
