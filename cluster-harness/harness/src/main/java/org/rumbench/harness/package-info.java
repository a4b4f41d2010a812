/// The composition root and the command line: the only place that knows every other part.
///
/// `plan` turns experiment files and settings into cells, `cell` runs one cell in a JVM of its own, `machine` measures
/// and describes the machine, `command` holds the verbs. Engines are found as services and never named here.
@NullMarked
package org.rumbench.harness;

import org.jspecify.annotations.NullMarked;
