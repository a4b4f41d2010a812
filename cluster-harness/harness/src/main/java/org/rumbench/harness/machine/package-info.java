/// The machine around a measurement: its description, its hiccups, its sync latency, its page cache.
@NullMarked
package org.rumbench.harness.machine;

import org.jspecify.annotations.NullMarked;
