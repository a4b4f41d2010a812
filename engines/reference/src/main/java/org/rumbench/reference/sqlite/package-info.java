/// SQLite: one B-tree without row numbers, changed in place, behind a write-ahead log.
///
/// Options enter; an [org.rumbench.reference.OutsideStore] leaves. It is the mutable counterpart of the designs that never
/// change what is written.
@NullMarked
package org.rumbench.reference.sqlite;

import org.jspecify.annotations.NullMarked;
