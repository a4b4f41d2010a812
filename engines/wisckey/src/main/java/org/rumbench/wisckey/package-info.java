/// The WiscKey design: values in a log, keys and pointers in a log-structured merge tree.
///
/// A batch is written once, to the value log, which is the commit log as well; the tree keeps keys, versions and either
/// small values or pointers. Garbage collection copies the values that are still pointed at out of segments that are
/// mostly dead, and removes those segments: a job of its own that looks each value up and has the tree compare before
/// it moves the pointer, and, where that is wanted, compactions, which change the pointers that they pass.
///
/// Batches and reads enter; records, metrics and events leave. It never knows who writes, nor how the tree arranges
/// its tables. Source: Lu et al., *WiscKey: Separating Keys from Values in SSD-conscious Storage*, FAST 2016.
@NullMarked
package org.rumbench.wisckey;

import org.jspecify.annotations.NullMarked;
