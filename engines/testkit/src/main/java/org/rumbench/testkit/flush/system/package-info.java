/// Whether a SYNCED write reaches the device: the device's own count of flushes beside what a store was asked to do.
///
/// A [org.rumbench.testkit.Design] and a directory on a real file system enter; a
/// [org.rumbench.testkit.flush.system.SyncReport] or a [org.rumbench.testkit.Violation] leaves. The counters are those of
/// Linux (`/proc/diskstats`); where a file system has none, the report says why and what was checked instead.
@NullMarked
package org.rumbench.testkit.flush.system;

import org.jspecify.annotations.NullMarked;
