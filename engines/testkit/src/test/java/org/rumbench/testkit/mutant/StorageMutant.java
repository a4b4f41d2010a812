package org.rumbench.testkit.mutant;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.storage.Storage;
import org.rumbench.testkit.Design;

/// A bug that any design may have: it does not do to its storage what it should.
///
/// @param name       see [Mutant#name]
/// @param likenesses see [Mutant#likenesses]
/// @param plants     see [Mutant#plants]
/// @param wrapper    the storage as the design then sees it
public record StorageMutant(String name, Set<KnownBug> likenesses, String plants, UnaryOperator<Storage> wrapper)
    implements Mutant {
  /// The design with this bug.
  Design plantedIn(Design design) {
    return new Design(new WrappedFactory(design.factory(), wrapper), design.options());
  }

  /// A design whose storage is wrapped.
  private record WrappedFactory(EngineFactory factory, UnaryOperator<Storage> wrapper) implements EngineFactory {
    @Override
    public String name() {
      return factory.name();
    }

    @Override
    public String summary() {
      return factory.summary();
    }

    @Override
    public Set<Capability> capabilities() {
      return factory.capabilities();
    }

    @Override
    public List<OptionSpec> options() {
      return factory.options();
    }

    @Override
    public Map<String, String> miniature() {
      return factory.miniature();
    }

    @Override
    public boolean isTestEngine() {
      return factory.isTestEngine();
    }

    @Override
    public OpenJob open(EngineContext context) {
      return factory.open(
          new EngineContext(
              context.environment(), wrapper.apply(context.storage()), context.options(), context.listener()));
    }
  }
}
