package org.rumbench.workload;

import org.agrona.DirectBuffer;

/// Sees the rows of a scan as the target delivers them; the buffers are good during the call only.
@FunctionalInterface
interface RowVisitor {
  void onRow(
      Operation operation,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      DirectBuffer value,
      int valueOffset,
      int valueLength);
}
