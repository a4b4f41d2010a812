package org.rumbench.reference.sqlite;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.reference.OutsideOpenJob;

/// The design `sqlite`.
public final class SqliteFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Capability.VERSIONED)));

  /// For the service loader.
  public SqliteFactory() {}

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String summary() {
    return "outside engine: SQLite, a B-tree changed in place (WITHOUT ROWID) behind a write-ahead log";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return SqliteOptions.SPECS;
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of("pageBytes", "512", "checkpointPages", "60");
  }

  @Override
  public boolean isOutside() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    SqliteOptions options = SqliteOptions.of(context.options());
    return new OutsideOpenJob(context, name(), capabilities(), files -> SqliteStore.open(files, options));
  }
}
