/// Pure functions over stored records: medians and their intervals, comparisons of designs, steadiness, summaries.
///
/// Enters: records and numbers. Leaves: statistics, verdicts and summary rows. Must never know files, clocks, engines
/// or
/// pages; a random choice comes from a seed given by the caller.
@NullMarked
package org.rumbench.analysis;

import org.jspecify.annotations.NullMarked;
