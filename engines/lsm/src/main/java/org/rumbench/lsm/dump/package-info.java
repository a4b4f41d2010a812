/// The files of a tree as text: commit log, tables, manifest and the pointer to it.
///
/// Bytes enter, lines leave; what decodes them is what the tree itself reads with. Nothing in the tree knows it.
@NullMarked
package org.rumbench.lsm.dump;

import org.jspecify.annotations.NullMarked;
