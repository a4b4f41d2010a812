package org.rumbench.harness.cell;

import org.rumbench.runtime.JobHandle;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.workload.system.PreciseLoop;

/// Waiting and file hints for the thread that steers a cell; never used on a loop.
final class Jobs {
  private Jobs() {}

  /// Runs the driver's loop on this thread until the background workers have done the job, and throws its failure. The
  /// loop must run meanwhile, because completions of a bare engine arrive on it.
  static void join(PreciseLoop loop, JobHandle job) {
    loop.runUntil(job::isDone);
    job.completion().throwIfFailed();
  }

  /// Hints for every file of a storage that its pages need not stay cached.
  static void dropCache(Storage storage) {
    for (String name : storage.list()) {
      StorageFile file;
      try {
        file = storage.open(name, IoPurpose.HARNESS);
      } catch (IllegalArgumentException e) {
        continue; // Background work removed it since the listing.
      }
      file.adviseDoNotCache();
      file.release();
    }
  }
}
