package org.rumbench.dump;

import org.agrona.DirectBuffer;
import org.rumbench.storage.ByteSource;

/// One kind of file that can be shown as text; found as a service. Stateless; any thread.
///
/// Which format a file has is decided by its first bytes and its name together; one that is damaged in its first bytes
/// is known by its name, one that was renamed by its first bytes.
public interface FileFormat {
  /// What the file is, in a few words, such as `lsm commit log`. Unique.
  String name();

  /// Whether files of this format are called so in a store.
  boolean recognisesName(String fileName);

  /// Whether a file of this format begins so; `head` holds the first `length` bytes, at most [Dumps#HEAD_BYTES].
  boolean recognisesHead(DirectBuffer head, int length);

  /// Shows what is good and names what is not, and goes on behind damage where the format allows. Reads nothing beyond
  /// the end, believes no length that no checksum covers, and ends on any bytes.
  void dump(ByteSource source, DumpSink sink);
}
