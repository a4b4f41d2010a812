package org.rumbench.reference.mvstore;

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

/// The design `mvstore`.
public final class MvstoreFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(
          EnumSet.complementOf(EnumSet.of(Capability.VERSIONED, Capability.RANGE_DELETE)));

  /// For the service loader.
  public MvstoreFactory() {}

  @Override
  public String name() {
    return "mvstore";
  }

  @Override
  public String summary() {
    return "outside engine: H2's MVStore, a B-tree copied on write; an extra, without a counterpart among our designs";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return MvstoreOptions.SPECS;
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of("cacheMebibytes", "1", "pageSplitBytes", "512");
  }

  @Override
  public boolean isOutside() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    MvstoreOptions options = MvstoreOptions.of(context.options());
    return new OutsideOpenJob(context, name(), capabilities(), files -> MvstoreStore.open(files, options));
  }
}
