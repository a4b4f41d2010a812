/// Bytes: what every on-disk format shares. Varints, checksums, key order and the framed record log.
@NullMarked
package org.rumbench.coding;

import org.jspecify.annotations.NullMarked;
