/// Makes every I/O call of a script fail, one run per call and per way of failing, and demands that nothing is made up.
///
/// A design and a seed enter. Until the store is reopened: a failure is a [org.rumbench.storage.StorageException] that
/// shows its cause, reads are right or fail, and after a failed write none is taken. Once it is reopened everything
/// acknowledged is there and everything works again. Counts, or a [org.rumbench.testkit.Violation] that names the call,
/// leave. It knows no design.
@NullMarked
package org.rumbench.testkit.fault;

import org.jspecify.annotations.NullMarked;
