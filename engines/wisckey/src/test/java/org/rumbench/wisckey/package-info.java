/// Tests of the value log, its garbage collection and the engine.
@org.jspecify.annotations.NullMarked
package org.rumbench.wisckey;
