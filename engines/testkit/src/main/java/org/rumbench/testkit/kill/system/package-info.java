/// Engines on real files under `kill -9`: a process of its own writes, dies at a drawn moment, and what it left is read.
///
/// A [org.rumbench.testkit.Design] and a seed enter; a [org.rumbench.testkit.kill.system.KillReport] or a
/// [org.rumbench.testkit.Violation] leaves. The process finds its engine as a service by name. This is one of the few
/// places that touch processes, threads, files and the clock; the seed fixes what is written and which moments are aimed
/// at, not the instruction that the signal hits. It names no design and knows no format.
@NullMarked
package org.rumbench.testkit.kill.system;

import org.jspecify.annotations.NullMarked;
