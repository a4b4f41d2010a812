/// The testkit's own tests of its kill runner and of its count of device flushes: engines that break their promise by a
/// wrapper around their storage, and must be found.
@NullMarked
package org.rumbench.testkit.kill;

import org.jspecify.annotations.NullMarked;
