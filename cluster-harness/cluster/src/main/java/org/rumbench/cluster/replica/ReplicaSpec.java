package org.rumbench.cluster.replica;

import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;

/// The engine of one node and how it is used.
///
/// @param factory    the design
/// @param options    its effective options
/// @param durability when a replica acknowledges
/// @param listener   receives the engine's events
public record ReplicaSpec(
    EngineFactory factory, EngineOptions options, Durability durability, EngineListener listener) {}
