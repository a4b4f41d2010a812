package org.rumbench.workload;

/// How operations choose among the existing records.
public enum RequestDistribution {
  /// Every record alike.
  UNIFORM("uniform"),
  /// What YCSB calls `zipfian`: a rank out of ten thousand million, hashed onto the records; flatter than Zipf's law.
  YCSB_COMPAT("ycsb-compat"),
  /// Zipf's law with exponent 0.99 over exactly the records, scattered without collisions.
  ZIPFIAN_EXACT("zipfian-exact"),
  /// Zipfian distances back from the newest record.
  LATEST("latest"),
  /// A share of the operations to a share of the records.
  HOTSPOT("hotspot"),
  /// Exponential distances back from the newest record.
  EXPONENTIAL("exponential"),
  /// One after the other, round and round.
  SEQUENTIAL("sequential");

  private final String settingName;

  RequestDistribution(String settingName) {
    this.settingName = settingName;
  }

  /// Its name as a value of `workload.distribution`; in a workload file `zipfian` stands for [#YCSB_COMPAT].
  public String settingName() {
    return settingName;
  }
}
