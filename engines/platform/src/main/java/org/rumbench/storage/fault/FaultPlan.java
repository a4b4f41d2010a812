package org.rumbench.storage.fault;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.rumbench.runtime.RandomStream;

/// Which calls fail, and how. Asked once for every call that can fail, in the order of the calls.
@FunctionalInterface
public interface FaultPlan {
  /// What becomes of a call.
  enum Fate {
    /// It is passed on.
    PASS,
    /// The device fails it.
    DEVICE_ERROR,
    /// There is no room for it.
    FULL
  }

  /// Nothing fails.
  FaultPlan NONE = (call, file) -> Fate.PASS;

  /// Decides about one call on `file` (empty for syncNames).
  Fate decide(StorageCall call, String file);

  /// The `nth` such call from now (from one) fails, once.
  static FaultPlan nth(StorageCall failing, int nth, Fate fate) {
    AtomicInteger left = new AtomicInteger(nth);
    return (call, file) -> call == failing && left.decrementAndGet() == 0 ? fate : Fate.PASS;
  }

  /// Every such call fails.
  static FaultPlan every(StorageCall failing, Fate fate) {
    return (call, file) -> call == failing ? fate : Fate.PASS;
  }

  /// One in `oneIn` of the calls in `failing` fails, drawn from `random`: appends and reservations are as likely to find
  /// a full device as a broken one.
  static FaultPlan seeded(RandomStream random, int oneIn, Set<StorageCall> failing) {
    return (call, file) -> {
      if (!failing.contains(call)) {
        return Fate.PASS;
      }
      synchronized (random) {
        if (random.nextInt(oneIn) != 0) {
          return Fate.PASS;
        }
        boolean mayBeFull = call == StorageCall.APPEND || call == StorageCall.RESERVE || call == StorageCall.CREATE;
        return mayBeFull && random.nextBoolean() ? Fate.FULL : Fate.DEVICE_ERROR;
      }
    };
  }
}
