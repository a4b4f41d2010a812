package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.rumbench.dump.OpaqueText;
import org.rumbench.storage.CorruptionException;

/// What the value log keeps in the files of its tree, as text: pointers, and segments in the manifest.
public final class ValueLogText implements OpaqueText {
  /// For the service loader.
  public ValueLogText() {}

  @Override
  public Optional<String> pointer(DirectBuffer buffer, int offset, int length) {
    ValuePointer pointer = new ValuePointer();
    return pointer.decode(buffer, offset, length)
        ? Optional.of("to segment " + pointer.segment() + " at " + pointer.offset() + "  " + pointer.length()
            + " bytes  crc " + Integer.toHexString(pointer.checksum()))
        : Optional.empty();
  }

  @Override
  public Optional<String> attachment(DirectBuffer buffer, int offset, int length) {
    List<String> entries = new ArrayList<>();
    try {
      SegmentCatalog.read(buffer, offset, length, new SegmentCatalog.Entries() {
        @Override
        public void onPut(SegmentAttachment put) {
          entries.add("put segment " + put.id() + (put.isCollected() ? " collected" : "")
              + (put.isSealed() ? " sealed" : "") + " end " + put.endBytes() + " payload " + put.payloadBytes()
              + " live " + put.liveBytes() + " lowest version " + put.lowestVersion());
        }

        @Override
        public void onDropped(int segment, long bytes) {
          entries.add("drop " + bytes + " bytes of segment " + segment);
        }

        @Override
        public void onRemoved(int segment) {
          entries.add("remove segment " + segment);
        }
      });
    } catch (CorruptionException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(String.join("; ", entries));
  }
}
