/// Real files below a simulated run: temporary directories through each storage backend.
///
/// The one part of the metamorphic runs that touches the machine. Nothing but [org.rumbench.testkit.metamorphic.Disk]
/// leaves; it knows no engine and no script.
@NullMarked
package org.rumbench.testkit.metamorphic.system;

import org.jspecify.annotations.NullMarked;
