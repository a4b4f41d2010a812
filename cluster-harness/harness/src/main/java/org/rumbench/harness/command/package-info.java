/// The verbs of the command line. Each reads its input, calls one part, and turns failures into one line and an exit status.
@NullMarked
package org.rumbench.harness.command;

import org.jspecify.annotations.NullMarked;
