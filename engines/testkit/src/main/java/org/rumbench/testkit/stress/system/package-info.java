/// Engines under real threads and real files, against a checker.
///
/// A [org.rumbench.testkit.Design] and a [StressPlan] enter; a [StressReport] leaves: what was done, and everything that was wrong.
/// Bounded by operations, never by time, so that a slow machine does the same work. It names no design and knows no
/// format; what it demands is the contract of [org.rumbench.engine.StorageEngine]. Being about threads it cannot be
/// replayed: the seed fixes what each thread does, not how they interleave.
@NullMarked
package org.rumbench.testkit.stress.system;

import org.jspecify.annotations.NullMarked;
