package org.rumbench.testkit.kill;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.testkit.Design;

/// Any design over a storage that holds back what is appended: a service, so that another process finds it, with the
/// design and its options as options of its own.
public final class HeldBackFactory implements EngineFactory {
  private static final String DESIGN = "design";
  private static final String OPTIONS = "options";

  /// The planted form of a design.
  public static Design over(Design honest) {
    SortedMap<String, String> options = new TreeMap<>();
    options.put(DESIGN, honest.name());
    StringBuilder texts = new StringBuilder();
    honest.options().forEach((name, text) -> texts.append(name).append('=').append(text).append(' '));
    options.put(OPTIONS, texts.toString().strip());
    return new Design(new HeldBackFactory(), options);
  }

  @Override
  public String name() {
    return "held-back";
  }

  @Override
  public String summary() {
    return "a planted loss";
  }

  /// None that a script would make use of, but for order.
  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.VERSIONED);
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        new OptionSpec(DESIGN, OptionSpec.Kind.TEXT, "", "which design"),
        new OptionSpec(OPTIONS, OptionSpec.Kind.TEXT, "", "its options, name=text, with blanks between"));
  }

  @Override
  public boolean isTestEngine() {
    return true;
  }

  @Override
  public OpenJob open(EngineContext context) {
    String design = context.options().text(DESIGN);
    EngineFactory honest = ServiceLoader.load(EngineFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(design))
        .findFirst()
        .orElseThrow();
    SortedMap<String, String> options = new TreeMap<>();
    for (String option : context.options().text(OPTIONS).split(" ", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return honest.open(
        new EngineContext(
            context.environment(),
            new HeldBackStorage(context.storage()),
            EngineOptions.of(honest.options(), options),
            context.listener()));
  }
}
