/// The same script under many settings: options, schedules, storages and designs must not show in the answers.
///
/// Settings and scripts enter; a difference between two transcripts leaves, with the shortest script that shows it. It
/// knows no engine; which answers are free is the transcript's business.
@NullMarked
package org.rumbench.testkit.metamorphic;

import org.jspecify.annotations.NullMarked;
