/// The real storage backends, by name, and this machine as one that stores live on: where tests on real files open them.
@NullMarked
package org.rumbench.testkit.store.system;

import org.jspecify.annotations.NullMarked;
