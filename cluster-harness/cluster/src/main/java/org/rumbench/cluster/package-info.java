/// The replicated quorum store: one engine per node, N replicas per key, reads of R and writes of W.
///
/// Sub-packages, from the wire upwards: `net` (frames), `message` (their contents), `membership` and `ring` (who and
/// where), `version` (which wins), `replica` (the only one that sees an engine), `coordinator` (quorums), `repair`,
/// `client`, and `node`, which puts them together. This package holds the configuration that they share.
@NullMarked
package org.rumbench.cluster;

import org.jspecify.annotations.NullMarked;
