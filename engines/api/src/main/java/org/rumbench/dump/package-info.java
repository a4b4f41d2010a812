/// What is in a file on disk, as text: for people, for debugging, and for the failure messages of tests.
///
/// Bytes enter, whole or damaged; lines leave. Each format is a [org.rumbench.dump.FileFormat] service beside the code
/// that writes it. Knows no design, no storage medium and no real file.
@NullMarked
package org.rumbench.dump;

import org.jspecify.annotations.NullMarked;
