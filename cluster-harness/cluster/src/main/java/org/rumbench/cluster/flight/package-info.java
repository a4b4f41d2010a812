/// Requests in flight: slots, ids that late answers cannot confuse, and deadlines.
///
/// Coordinators and clients keep their pooled request states here. What a request is for is unknown here.
@NullMarked
package org.rumbench.cluster.flight;

import org.jspecify.annotations.NullMarked;
