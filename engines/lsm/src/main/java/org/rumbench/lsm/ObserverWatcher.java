package org.rumbench.lsm;

import org.agrona.ExpandableArrayBuffer;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.record.RecordSource;

/// Hands what a merge sees to the port's observer.
///
/// @param observer the port's side
record ObserverWatcher(ValueSeparation.Observer observer) implements MergeRun.Watcher {
  @Override
  public void dropped(RecordSource record) {
    observer.dropped(record);
  }

  @Override
  public int rewrite(RecordSource record, ExpandableArrayBuffer target) {
    return observer.rewrite(record, target);
  }

  @Override
  public long takeTouchedBytes() {
    return observer.takeTouchedBytes();
  }
}
