/// What outside engines need of the machine: threads that may block, the sizes of their files, an end before the JVM's.
@NullMarked
package org.rumbench.reference.system;

import org.jspecify.annotations.NullMarked;
