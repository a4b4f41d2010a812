/// The contracts that a design's own tests take on by extending [org.rumbench.testkit.EngineContract], and the testkit's
/// own tests. Published as a test-jar.
@NullMarked
package org.rumbench.testkit;

import org.jspecify.annotations.NullMarked;
