package org.rumbench.engine.builtin;

import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The test engine `stall`: a heap map that stalls writes again and again.
public final class StallFactory implements EngineFactory {
  @Override
  public String name() {
    return "stall";
  }

  @Override
  public String summary() {
    return "test engine: a heap map that stalls writes again and again";
  }

  @Override
  public Set<Capability> capabilities() {
    return HeapEngine.heapCapabilities();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        new OptionSpec("afterWrites", OptionSpec.Kind.LONG, "1000", "accepted writes between two stalls, 1 or more"),
        new OptionSpec("stallNanos", OptionSpec.Kind.LONG, "50000000", "how long each stall lasts, in nanoseconds"));
  }

  @Override
  public boolean isTestEngine() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new InstantOpen(name(), () -> new StallEngine(context));
  }
}
