package org.rumbench.cluster.net;

/// An address being listened at. Closing it stops accepting; connections already accepted stay.
public interface Listening extends AutoCloseable {
  @Override
  void close();
}
