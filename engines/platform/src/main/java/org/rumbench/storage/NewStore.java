package org.rumbench.storage;

import java.util.Objects;
import java.util.function.Predicate;

/// What a directory must be for a new store to be made in it: empty, but for what an interrupted making of such a store
/// may have left. Somebody else's files, which may be another design's data, are neither mixed with nor touched.
public final class NewStore {
  private NewStore() {}

  /// Refuses a directory that holds a file which `isLeftOver` does not know, naming it; touches nothing. Call it where no
  /// store of `design` was found and before anything is written.
  public static void requireEmpty(Storage storage, String design, Predicate<String> isLeftOver) {
    for (String name : storage.list()) {
      if (!isLeftOver.test(name)) {
        throw new IllegalArgumentException(Objects.requireNonNullElse(storage.directory(), "the directory") + " holds "
            + name + ", which is not of a " + design + " store; a new store needs an empty directory");
      }
    }
  }
}
