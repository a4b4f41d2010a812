package org.rumbench.engine.builtin;

import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The test engine `noop`: keeps nothing and answers every read with a filler value.
public final class NoopFactory implements EngineFactory {
  @Override
  public String name() {
    return "noop";
  }

  @Override
  public String summary() {
    return "test engine: keeps nothing and answers every read with a filler value";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.VERSIONED);
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        new OptionSpec("valueBytes", OptionSpec.Kind.LONG, "1000", "length of the filler value that every read answers"));
  }

  @Override
  public boolean isTestEngine() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new InstantOpen(name(), () -> new NoopEngine(context));
  }
}
