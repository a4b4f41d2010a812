/// Experiments as data: settings with defaults, experiment files, and the cells they unfold into. Runs nothing.
@NullMarked
package org.rumbench.harness.plan;

import org.jspecify.annotations.NullMarked;
