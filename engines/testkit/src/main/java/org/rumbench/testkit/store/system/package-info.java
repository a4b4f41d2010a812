/// The real storage backends, by name: where tests on real files open them.
@NullMarked
package org.rumbench.testkit.store.system;

import org.jspecify.annotations.NullMarked;
