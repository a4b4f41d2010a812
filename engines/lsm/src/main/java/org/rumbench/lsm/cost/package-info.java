/// What a tree should cost, before it runs: closed formulas of the literature, and a simulation of any compaction
/// policy on expected sizes.
///
/// Sizes, ratios and policies enter; amplifications leave. Pure like the policies: nothing here reads a clock, a file or
/// a random number, and nothing knows the engine that it forecasts.
@NullMarked
package org.rumbench.lsm.cost;

import org.jspecify.annotations.NullMarked;
