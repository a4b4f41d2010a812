/// One cell in one JVM: builds target and driver, runs the phases, samples, and writes what it measured.
@NullMarked
package org.rumbench.harness.cell;

import org.jspecify.annotations.NullMarked;
