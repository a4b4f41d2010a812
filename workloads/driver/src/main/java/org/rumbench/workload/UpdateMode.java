package org.rumbench.workload;

/// How an update of one field reaches a store of whole values.
public enum UpdateMode {
  /// Get the record, replace the field, put the record; as YCSB's bindings for embedded stores do. The get is counted
  /// under a name of its own.
  READ_MODIFY_WRITE("read-modify-write"),
  /// Put a whole new record without reading.
  WHOLE_RECORD("whole-record");

  private final String settingName;

  UpdateMode(String settingName) {
    this.settingName = settingName;
  }

  /// Its name as a value of `workload.update`.
  public String settingName() {
    return settingName;
  }
}
