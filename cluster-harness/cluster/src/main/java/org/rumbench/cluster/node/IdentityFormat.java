package org.rumbench.cluster.node;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.KeyText;
import org.rumbench.storage.ByteSource;

/// Who a node's directory belongs to, as text: `identity`.
public final class IdentityFormat implements FileFormat {
  /// For the service loader.
  public IdentityFormat() {}

  @Override
  public String name() {
    return "node identity";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return fileName.equals(IdentityJob.NAME) || fileName.equals(IdentityJob.NEW_NAME);
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return length >= Integer.BYTES
        && head.getInt(IdentityDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) == IdentityDescriptor.MAGIC;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    if (source.lengthBytes() != IdentityDescriptor.LENGTH) {
      sink.damage(0, source.lengthBytes() + " bytes instead of " + IdentityDescriptor.LENGTH);
    }
    if (source.lengthBytes() < IdentityDescriptor.LENGTH) {
      return;
    }
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[IdentityDescriptor.LENGTH]);
    source.read(0, bytes, 0, IdentityDescriptor.LENGTH);
    if (bytes.getInt(IdentityDescriptor.CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN) != IdentityJob.checksum(bytes)) {
      sink.damage(0, "another checksum: " + KeyText.hex(bytes, 0, IdentityDescriptor.LENGTH));
      return;
    }
    int version = bytes.getInt(IdentityDescriptor.FORMAT_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    sink.part(0, "node", "node " + bytes.getInt(IdentityDescriptor.NODE_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        "incarnation " + bytes.getLong(IdentityDescriptor.INCARNATION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        "cluster name hash "
            + Long.toHexString(bytes.getLong(IdentityDescriptor.CLUSTER_NAME_HASH_OFFSET, ByteOrder.LITTLE_ENDIAN)),
        "format " + version, "checksum ok");
    int magic = bytes.getInt(IdentityDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (magic != IdentityDescriptor.MAGIC || version != IdentityDescriptor.FORMAT_VERSION) {
      sink.damage(0, "magic 0x" + Integer.toHexString(magic) + " and format " + version + " instead of 0x"
          + Integer.toHexString(IdentityDescriptor.MAGIC) + " and " + IdentityDescriptor.FORMAT_VERSION);
    }
  }
}
