/// The manifest: which tables make up the tree, as a log of edits and a pointer to the log in use.
///
/// Edits enter, the recovered state leaves. It opens no table and knows nothing of what attachments mean.
@NullMarked
package org.rumbench.lsm.manifest;

import org.jspecify.annotations.NullMarked;
