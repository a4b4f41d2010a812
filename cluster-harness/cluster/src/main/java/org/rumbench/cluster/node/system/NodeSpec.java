package org.rumbench.cluster.node.system;

import java.util.function.Function;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;

/// What one embedded node is made of.
///
/// @param storage opens its directory, given its environment; the cluster closes it
/// @param engine  its engine
public record NodeSpec(Function<Environment, Storage> storage, ReplicaSpec engine) {}
