package org.rumbench.bitcask;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.Forecast;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The design `bitcask`: one append-only log, all keys in memory, one read of a file per look-up, no order.
public final class BitcaskFactory implements EngineFactory {
  @Override
  public String name() {
    return "bitcask";
  }

  @Override
  public String summary() {
    return "append-only log with all keys in memory and merges, after Bitcask";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.VERSIONED, Capability.EXPIRY, Capability.ATOMIC_VISIBILITY);
  }

  @Override
  public List<OptionSpec> options() {
    return BitcaskOptions.SPECS;
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of("segmentBytes", "4k", "mergeMinimumDeadBytes", "1k", "smallSegmentBytes", "512");
  }

  @Override
  public Optional<Forecast> forecast(EngineOptions options, DataProfile data) {
    return new BitcaskForecast(BitcaskOptions.of(options), data).forecast();
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new Recovery(new BitcaskStore(context));
  }
}
