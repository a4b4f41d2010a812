package org.rumbench.engine;

import org.rumbench.runtime.Job;

/// The opening of a store: recovery, loading of indexes and hints, syncing what was relied on. A job, because it may
/// take long; a node answers `starting` meanwhile.
public interface OpenJob extends Job {
  /// The open engine; [IllegalStateException] before the job is done.
  StorageEngine engine();
}
