package org.rumbench.reference.rocksdb;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.reference.OutsideOpenJob;

/// What the three RocksDB designs have in common.
abstract sealed class RocksdbFactory implements EngineFactory
    permits RocksdbLeveledFactory, RocksdbUniversalFactory, RocksdbBlobFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Capability.VERSIONED)));

  /// The design's own options.
  abstract RocksdbShape shape(EngineOptions options);

  @Override
  public final Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public final boolean isOutside() {
    return true;
  }

  /// RocksDB takes no memtable below 64 KiB.
  @Override
  public Map<String, String> miniature() {
    return new TreeMap<>(
        Map.of("memtableBytes", "64k", "blockBytes", "512", "blockCacheBytes", "64k", "tableBytes", "32k"));
  }

  @Override
  public final OpenJob open(EngineContext context) {
    RocksdbOptions options = RocksdbOptions.of(context.options());
    RocksdbShape shape = shape(context.options());
    return new OutsideOpenJob(
        context, name(), capabilities(), files -> RocksdbStore.open(context, files, options, shape));
  }
}
