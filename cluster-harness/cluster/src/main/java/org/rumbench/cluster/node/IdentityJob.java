package org.rumbench.cluster.node;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ring.KeyHash;
import org.rumbench.coding.Checksum;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Reads who this directory belongs to, and writes it again with the next incarnation, durably, before the node serves.
///
/// So a directory is never used by another node or cluster, and each start of a node can be told from the one before.
final class IdentityJob implements Job {
  static final String NAME = "identity";
  static final String NEW_NAME = "identity.new";

  private enum Stage {
    READ,
    PUBLISH,
    END
  }

  private final Storage storage;
  private final int nodeId;
  private final long clusterNameHash;
  private Stage stage = Stage.READ;
  private Completion awaited = Completion.done();
  private @Nullable StorageFile file;
  private long incarnation = 1;

  IdentityJob(Storage storage, int nodeId, String clusterName) {
    this.storage = storage;
    this.nodeId = nodeId;
    byte[] name = clusterName.getBytes(StandardCharsets.UTF_8);
    this.clusterNameHash = KeyHash.of(new UnsafeBuffer(name), 0, name.length);
  }

  @Override
  public String name() {
    return "identity of node " + nodeId;
  }

  /// How often this node has started in this directory, this time included; of a job that is done.
  long incarnation() {
    return incarnation;
  }

  @Override
  public Step step(long budgetBytes) {
    awaited.throwIfFailed();
    switch (stage) {
      case READ -> {
        read();
        write();
        stage = Stage.PUBLISH;
      }
      case PUBLISH -> {
        StorageFile written = file;
        if (written != null) {
          written.seal();
          written.release();
          file = null;
        }
        storage.publish(NEW_NAME, NAME);
        awaited = new Completion();
        storage.syncNames(awaited);
        stage = Stage.END;
      }
      case END -> {
        return Step.DONE;
      }
    }
    return Step.awaits(awaited);
  }

  private void read() {
    if (storage.list().contains(NEW_NAME)) {
      storage.remove(NEW_NAME);
    }
    if (!storage.list().contains(NAME)) {
      return;
    }
    long length = storage.lengthBytes(NAME);
    if (length != IdentityDescriptor.LENGTH) {
      throw new CorruptionException(NAME, 0, IdentityDescriptor.LENGTH + " bytes", length + " bytes");
    }
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[IdentityDescriptor.LENGTH]);
    StorageFile existing = storage.open(NAME, IoPurpose.NODE_METADATA);
    try {
      existing.read(0, bytes, 0, IdentityDescriptor.LENGTH, IoPurpose.NODE_METADATA);
    } finally {
      existing.release();
    }
    check(bytes);
    incarnation = bytes.getLong(IdentityDescriptor.INCARNATION_OFFSET, ByteOrder.LITTLE_ENDIAN) + 1;
  }

  private void check(UnsafeBuffer bytes) {
    int stored = bytes.getInt(IdentityDescriptor.CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    int computed = checksum(bytes);
    if (stored != computed) {
      throw new CorruptionException(
          NAME, IdentityDescriptor.CHECKSUM_OFFSET, "checksum " + Integer.toHexString(computed),
          Integer.toHexString(stored));
    }
    int magic = bytes.getInt(IdentityDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN);
    int version = bytes.getInt(IdentityDescriptor.FORMAT_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (magic != IdentityDescriptor.MAGIC || version != IdentityDescriptor.FORMAT_VERSION) {
      throw new CorruptionException(NAME, 0, "an identity of format 1", Integer.toHexString(magic) + " " + version);
    }
    int owner = bytes.getInt(IdentityDescriptor.NODE_ID_OFFSET, ByteOrder.LITTLE_ENDIAN);
    long cluster = bytes.getLong(IdentityDescriptor.CLUSTER_NAME_HASH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    if (owner != nodeId || cluster != clusterNameHash) {
      throw new IllegalStateException(
          "the directory belongs to node " + owner + (cluster == clusterNameHash ? "" : " of another cluster")
              + ", not to node " + nodeId);
    }
  }

  private void write() {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[IdentityDescriptor.LENGTH]);
    bytes.putInt(IdentityDescriptor.MAGIC_OFFSET, IdentityDescriptor.MAGIC, ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(
        IdentityDescriptor.FORMAT_VERSION_OFFSET, IdentityDescriptor.FORMAT_VERSION, ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(IdentityDescriptor.NODE_ID_OFFSET, nodeId, ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(IdentityDescriptor.INCARNATION_OFFSET, incarnation, ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(IdentityDescriptor.CLUSTER_NAME_HASH_OFFSET, clusterNameHash, ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(IdentityDescriptor.CHECKSUM_OFFSET, checksum(bytes), ByteOrder.LITTLE_ENDIAN);
    StorageFile created = storage.create(NEW_NAME, IoPurpose.NODE_METADATA);
    file = created;
    created.append(bytes, 0, IdentityDescriptor.LENGTH);
    awaited = new Completion();
    created.sync(awaited);
  }

  /// The checksum that an identity of these bytes has.
  static int checksum(UnsafeBuffer bytes) {
    return new Checksum().update(bytes, 0, IdentityDescriptor.CHECKSUM_OFFSET).value();
  }
}
