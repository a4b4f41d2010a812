package org.rumbench.storage.system;

import java.lang.ref.Cleaner;

/// What a storage closed while somebody still referred to it: freed once nobody can be inside a call on it any more.
///
/// Closing at once would hand the descriptor's number to another file, and the mapping's addresses to another mapping,
/// under a call that is still going on.
final class Abandoned {
  private static final Cleaner CLEANER = Cleaner.create();

  private Abandoned() {}

  /// Runs `free`, which must not refer to `owner`, after `owner` has become unreachable.
  static void freeAfter(Object owner, Runnable free) {
    CLEANER.register(owner, free);
  }
}
