/// The storage-engine service provider interface: what a design implements, and nothing about any design.
///
/// Batches, reads and jobs enter; results, metrics and events leave. It knows storage and the runtime, never the
/// cluster, a workload or a result. An engine is found as an [org.rumbench.engine.EngineFactory] service.
@NullMarked
package org.rumbench.engine;

import org.jspecify.annotations.NullMarked;
