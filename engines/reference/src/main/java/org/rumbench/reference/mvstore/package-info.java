/// MVStore, the storage of the H2 database: a B-tree whose changed pages are written to new places, chunk by chunk.
///
/// Options enter; an [org.rumbench.reference.OutsideStore] leaves. A copy-on-write extra: no design of ours has its shape.
@NullMarked
package org.rumbench.reference.mvstore;

import org.jspecify.annotations.NullMarked;
