package org.rumbench.wisckey;

import java.util.Map;
import org.rumbench.testkit.EngineContract;

/// The whole testkit for the design `wisckey`, however it is set: what it says of its files and jobs.
abstract class WisckeyContract extends EngineContract {
  /// The manifest has the durable end of each head segment.
  @Override
  public boolean keepsEndOfLog() {
    return true;
  }

  @Override
  public Map<String, String> oneJobAtATime() {
    return Map.of("compactionJobs", "1", "collectDeadFraction", "1", "collectDeadShare", "1", "memtableBytes", "64k");
  }

  @Override
  public boolean isLogOfManyJobs(String fileName) {
    return fileName.endsWith(".manifest");
  }
}
