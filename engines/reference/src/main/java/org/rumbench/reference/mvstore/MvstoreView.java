package org.rumbench.reference.mvstore;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.rumbench.reference.OutsideStore;

/// A version kept readable.
///
/// @param store whose version
/// @param use   its registration
/// @param map   the records as of it
record MvstoreView(MVStore store, MVStore.TxCounter use, MVMap<byte[], byte[]> map) implements OutsideStore.View {
  @Override
  public void close() {
    store.deregisterVersionUsage(use);
  }
}
