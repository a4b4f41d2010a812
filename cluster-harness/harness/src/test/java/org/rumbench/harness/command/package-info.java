/// Tests of the command line.
@NullMarked
package org.rumbench.harness.command;

import org.jspecify.annotations.NullMarked;
