package org.rumbench.engine;

import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;

/// Everything an engine is opened with.
///
/// @param environment time, scheduler and randomness of its owner
/// @param storage     its own directory; the engine takes and releases the lock
/// @param options     effective options
/// @param listener    receives its events
public record EngineContext(Environment environment, Storage storage, EngineOptions options, EngineListener listener) {}
