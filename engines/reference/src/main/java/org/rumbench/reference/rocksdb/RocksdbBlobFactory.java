package org.rumbench.reference.rocksdb;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;

/// The design `rocksdb-blobdb`.
public final class RocksdbBlobFactory extends RocksdbFactory {
  /// For the service loader.
  public RocksdbBlobFactory() {}

  @Override
  public String name() {
    return "rocksdb-blobdb";
  }

  @Override
  public String summary() {
    return "outside engine: RocksDB with values in blob files, collected as compactions come by";
  }

  @Override
  public List<OptionSpec> options() {
    return RocksdbOptions.specsAnd(RocksdbShape.Blobs.SPECS);
  }

  @Override
  public Map<String, String> miniature() {
    Map<String, String> texts = super.miniature();
    texts.put("baseLevelBytes", "64k");
    texts.put("blobFileBytes", "32k");
    return texts;
  }

  @Override
  RocksdbShape shape(EngineOptions options) {
    return RocksdbShape.Blobs.of(options);
  }
}
