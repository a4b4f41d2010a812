/// The crash matrix: a script is cut before every storage call, and every disk that the cut may leave is opened and
/// compared with the history of writes.
///
/// A design and seeds enter; counts and violations leave. After BOB and ALICE (Pillai et al., *All File Systems Are Not
/// Created Equal*, OSDI 2014) and Pebble's crash clones; it reads no clock and no file, so a seed always gives the same.
@NullMarked
package org.rumbench.testkit.crash;

import org.jspecify.annotations.NullMarked;
