/// HTML pages made from stored runs: one self-contained page per run and an index over several.
///
/// Enters: records, timelines, histograms. Leaves: text of a page that needs no network. A page is a pure function of
/// what was stored. Must never know an engine, the cluster, a clock or a file.
@NullMarked
package org.rumbench.report;

import org.jspecify.annotations.NullMarked;
