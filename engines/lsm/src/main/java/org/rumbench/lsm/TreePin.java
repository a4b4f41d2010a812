package org.rumbench.lsm;

/// One state of the tree kept as it is: its tables and what hangs on them stay until it is closed. Close it once.
public interface TreePin extends AutoCloseable {
  @Override
  void close();
}
