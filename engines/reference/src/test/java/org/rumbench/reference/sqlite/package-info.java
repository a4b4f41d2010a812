/// SQLite against the contract for outside engines.
@NullMarked
package org.rumbench.reference.sqlite;

import org.jspecify.annotations.NullMarked;
