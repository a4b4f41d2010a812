/// Runs scripts against an engine and the model side by side.
///
/// A design and a script enter; the answers, or a violation with the shortest script that shows it, leave.
@NullMarked
package org.rumbench.testkit.check;

import org.jspecify.annotations.NullMarked;
