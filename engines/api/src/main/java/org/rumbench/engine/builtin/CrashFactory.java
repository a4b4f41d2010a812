package org.rumbench.engine.builtin;

import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The test engine `crash`: a heap map whose device dies.
public final class CrashFactory implements EngineFactory {
  @Override
  public String name() {
    return "crash";
  }

  @Override
  public String summary() {
    return "test engine: a heap map whose device dies";
  }

  @Override
  public Set<Capability> capabilities() {
    return HeapEngine.heapCapabilities();
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        new OptionSpec("afterWrites", OptionSpec.Kind.LONG, "1000", "writes accepted before every call fails"));
  }

  @Override
  public boolean isTestEngine() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new InstantOpen(name(), () -> new CrashEngine(context));
  }
}
