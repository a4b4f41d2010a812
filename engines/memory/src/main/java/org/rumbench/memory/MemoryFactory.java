package org.rumbench.memory;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The design `memory`: a hash table of values in bounded memory, with an append-only log and cold values on disk.
public final class MemoryFactory implements EngineFactory {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String summary() {
    return "hash table of values in bounded memory over an append-only log that keeps the cold ones";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.VERSIONED, Capability.EXPIRY, Capability.ATOMIC_VISIBILITY);
  }

  @Override
  public List<OptionSpec> options() {
    return MemoryOptions.SPECS;
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of(
        "memoryBytes", "1m", "segmentBytes", "4k", "mergeMinimumDeadBytes", "1k", "smallSegmentBytes", "512");
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new MemoryOpening(context, MemoryOptions.of(context.options()));
  }
}
