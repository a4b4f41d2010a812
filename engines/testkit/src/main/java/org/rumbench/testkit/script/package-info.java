/// What is done to an engine: scripts of operations, made from a seed, printed as text, read back, and shrunk.
///
/// Scripts are data: they know no engine, no clock and no disk. Keys are strings whose characters are bytes (0 to 255),
/// so that their order is the order of unsigned bytes.
@NullMarked
package org.rumbench.testkit.script;

import org.jspecify.annotations.NullMarked;
