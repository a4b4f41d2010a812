package org.rumbench.lsm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Files that were replaced and that nothing holds any more. A job removes one per slice, each not before the time that
/// the one before it takes at a rate, unless more wait than a bound: merges that write faster than the rate would fill
/// the device (RocksDB's `max_trash_db_ratio`). What is left when the store closes goes when it is opened again.
///
/// Any thread; its lock is a leaf.
public final class ObsoleteFiles {
  private final Storage storage;
  private final Clock clock;
  private final long bytesPerSecond;
  private final LongSupplier backlogBytes;
  private final Consumer<Job> submit;
  private final Consumer<RuntimeException> onFailure;
  private final Deque<StorageFile> files = new ArrayDeque<>();
  private long waitingBytes;
  private long removableNanos = Long.MIN_VALUE;
  private @Nullable Removal removal;
  private boolean isRemoving;
  private boolean isStopped;

  /// Nothing to remove yet. `bytesPerSecond` is 0 for no limit, `backlogBytes` tells how much may wait for the rate,
  /// `submit` has a job run, `onFailure` learns why a file could not be removed.
  public ObsoleteFiles(
      Storage storage, Clock clock, long bytesPerSecond, LongSupplier backlogBytes, Consumer<Job> submit,
      Consumer<RuntimeException> onFailure) {
    this.storage = storage;
    this.clock = clock;
    this.bytesPerSecond = bytesPerSecond;
    this.backlogBytes = backlogBytes;
    this.submit = submit;
    this.onFailure = onFailure;
  }

  /// Takes over the caller's reference to a file that is to go. After [#stop] it is only released, and stays.
  public void add(StorageFile file) {
    Removal job = null;
    synchronized (this) {
      if (!isStopped) {
        files.add(file);
        waitingBytes += file.lengthBytes();
        if (isRemoving) {
          return;
        }
        isRemoving = true;
        job = new Removal();
        removal = job;
      }
    }
    if (job == null) {
      file.release();
    } else {
      submit.accept(job);
    }
  }

  /// What to await until nothing waits for its removal; null when nothing does.
  public synchronized @Nullable Completion running() {
    Removal present = removal;
    return present == null || present.ended.isDone() ? null : present.ended;
  }

  /// From here on files stay. The job is the owner's to end before [#releaseAll].
  public synchronized void stop() {
    isStopped = true;
  }

  /// Lets go of the files that wait; they stay.
  public synchronized void releaseAll() {
    for (StorageFile file = files.poll(); file != null; file = files.poll()) {
      file.release();
    }
  }

  private final class Removal implements Job {
    private final Completion ended = new Completion();

    @Override
    public String name() {
      return "removal of obsolete files";
    }

    @Override
    public Step step(long budgetBytes) {
      long now = clock.nanos();
      StorageFile file;
      synchronized (ObsoleteFiles.this) {
        isRemoving = !files.isEmpty();
        if (isRemoving && now < removableNanos && waitingBytes <= backlogBytes.getAsLong()) {
          return Step.notBefore(removableNanos);
        }
        file = files.poll();
        if (file != null) {
          waitingBytes -= file.lengthBytes();
          removableNanos = now + pauseNanos(file.lengthBytes());
        }
      }
      if (file == null) {
        ended.complete();
        return Step.DONE;
      }
      try {
        storage.remove(file.name());
      } catch (RuntimeException failure) {
        onFailure.accept(failure);
        ended.fail(failure);
        throw failure;
      } finally {
        file.release();
      }
      return Step.MORE;
    }

    private long pauseNanos(long bytes) {
      return bytesPerSecond == 0 ? 0 : (long) (bytes * 1e9 / bytesPerSecond);
    }
  }
}
