package org.rumbench.storage.fault;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;

/// Which calls fail, and how. Asked once for every call that can fail, in the order of the calls.
@FunctionalInterface
public interface FaultPlan {
  /// What becomes of a call.
  enum Fate {
    /// It is passed on.
    PASS,
    /// The device fails it; nothing of it is done.
    DEVICE_ERROR,
    /// There is no room for it; nothing of it is done.
    FULL,
    /// The device fails an append when part of it is written; as [#DEVICE_ERROR] for other calls.
    SHORT_WRITE,
    /// The room ends when part of an append is written; as [#FULL] for other calls.
    SHORT_FULL
  }

  /// Nothing fails.
  FaultPlan NONE = (call, file, purpose) -> Fate.PASS;

  /// Decides about one call on `file` (empty for syncNames). `purpose` is what the file was created for, or in this life
  /// first opened for; of a read its own; of syncNames, and of a file not yet opened, [IoPurpose#HARNESS].
  ///
  /// Called before anything is done, so a plan may also look at the disk as it is, or throw to end the process there.
  Fate decide(StorageCall call, String file, IoPurpose purpose);

  /// A publish was passed on and done: what was `from` is `to` from now on.
  default void published(String from, String to) {}

  /// The `nth` such call from now (from one) fails, once.
  static FaultPlan nth(StorageCall failing, int nth, Fate fate) {
    AtomicInteger left = new AtomicInteger(nth);
    return (call, file, purpose) -> call == failing && left.decrementAndGet() == 0 ? fate : Fate.PASS;
  }

  /// Every such call fails.
  static FaultPlan every(StorageCall failing, Fate fate) {
    return (call, file, purpose) -> call == failing ? fate : Fate.PASS;
  }

  /// One in `oneIn` of the calls in `failing` fails, drawn from `random`: appends and reservations are as likely to find
  /// a full device as a broken one, and half of the appends leave a part.
  static FaultPlan seeded(RandomStream random, int oneIn, Set<StorageCall> failing) {
    return (call, file, purpose) -> {
      if (!failing.contains(call)) {
        return Fate.PASS;
      }
      synchronized (random) {
        if (random.nextInt(oneIn) != 0) {
          return Fate.PASS;
        }
        return switch (call) {
          case APPEND -> Fate.values()[1 + random.nextInt(4)];
          case CREATE, RESERVE -> random.nextBoolean() ? Fate.FULL : Fate.DEVICE_ERROR;
          default -> Fate.DEVICE_ERROR;
        };
      }
    };
  }
}
