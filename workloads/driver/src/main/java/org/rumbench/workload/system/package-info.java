/// The workload's contact with the machine: a thread that keeps time precisely, and files.
///
/// The only part of the workload that parks, spins, or opens files; nothing else here depends on it.
@NullMarked
package org.rumbench.workload.system;

import org.jspecify.annotations.NullMarked;
