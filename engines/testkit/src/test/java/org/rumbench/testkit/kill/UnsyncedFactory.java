package org.rumbench.testkit.kill;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// A design over a storage whose syncs do nothing.
///
/// @param honest the design
public record UnsyncedFactory(EngineFactory honest) implements EngineFactory {
  @Override
  public String name() {
    return honest.name() + " without syncs";
  }

  @Override
  public String summary() {
    return "a planted bug";
  }

  @Override
  public Set<Capability> capabilities() {
    return honest.capabilities();
  }

  @Override
  public List<OptionSpec> options() {
    return honest.options();
  }

  @Override
  public Map<String, String> miniature() {
    return honest.miniature();
  }

  @Override
  public boolean isTestEngine() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    return honest.open(
        new EngineContext(
            context.environment(),
            new UnsyncedStorage(context.storage(), context.environment()),
            context.options(),
            context.listener()));
  }
}
