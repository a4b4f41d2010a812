/// What must be seen: a sorted map with versions, and the history of writes from which a crash may keep a prefix.
///
/// Edits enter; expectations and differences leave. It knows no engine, and compares what others read from one.
@NullMarked
package org.rumbench.testkit.model;

import org.jspecify.annotations.NullMarked;
