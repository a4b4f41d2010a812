package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.TimeWindowPolicy;

/// The design `time-window`: an LSM tree with time-window compaction, after Cassandra.
public final class TimeWindowFactory extends LsmFactory {
  /// For the service loader.
  public TimeWindowFactory() {
    super(
        "time-window",
        "LSM tree, time-window compaction (as Cassandra): one table per closed window, expired tables dropped unread",
        LsmOptions.specs(24, 40),
        Stream.concat(
                SizeTieredFactory.BUCKETS.stream(),
                Stream.of(
                    new OptionSpec("windowMillis", Kind.LONG, "3600000",
                        "length of a window of arrival; tables of different windows are never merged")))
            .toList(),
        Map.of("minTableBytes", "1k", "windowMillis", "1000"));
  }

  @Override
  TimeWindowPolicy policy(EngineOptions given) {
    return new TimeWindowPolicy(given.longOf("windowMillis"), SizeTieredFactory.bucketsOf(given));
  }
}
