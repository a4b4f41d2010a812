package org.rumbench.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// A design on a disk that answers every sync at once and does nothing.
record LyingDisk(EngineFactory design) implements EngineFactory {
  @Override
  public String name() {
    return design.name();
  }

  @Override
  public String summary() {
    return design.summary();
  }

  @Override
  public Set<Capability> capabilities() {
    return design.capabilities();
  }

  @Override
  public List<OptionSpec> options() {
    return design.options();
  }

  @Override
  public OpenJob open(EngineContext context) {
    Storage lying = wrap(Storage.class, context.storage(), context.environment());
    return design.open(new EngineContext(context.environment(), lying, context.options(), context.listener()));
  }

  private static <T> T wrap(Class<T> type, T target, Environment environment) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
      if (method.getName().startsWith("sync") && args != null && args[0] instanceof Completion completion) {
        environment.scheduler().execute(completion::complete);
        return null;
      }
      try {
        return switch (method.invoke(target, args)) {
          case StorageFile file -> wrap(StorageFile.class, file, environment);
          case Storage sub -> wrap(Storage.class, sub, environment);
          case null -> null;
          case Object other -> other;
        };
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }));
  }
}
