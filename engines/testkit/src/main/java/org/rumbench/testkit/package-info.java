/// What every engine has to pass, whatever its design: it knows the engine interface and names no engine.
///
/// A [org.rumbench.testkit.Design] enters; a report or a [org.rumbench.testkit.Violation] leaves. `script` says what is
/// done, `model` what must be seen, `store` runs an engine in a simulation. The core has no JUnit in it, because the
/// command line runs it too; the test sources hold the abstract test classes that a design extends.
@NullMarked
package org.rumbench.testkit;

import org.jspecify.annotations.NullMarked;
