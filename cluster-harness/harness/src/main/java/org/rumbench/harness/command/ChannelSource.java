package org.rumbench.harness.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;

/// A file outside any storage, as long as it was when this was made. One owner, who closes the channel.
final class ChannelSource implements ByteSource {
  private final String name;
  private final FileChannel channel;
  private final long length;

  ChannelSource(String name, FileChannel channel) throws IOException {
    this.name = name;
    this.channel = channel;
    this.length = channel.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long lengthBytes() {
    return length;
  }

  @Override
  public void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    if (offsetBytes < 0 || offsetBytes + lengthBytes > length) {
      throw new CorruptionException(name, offsetBytes, lengthBytes + " bytes", "the end at " + length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offsetBytes + bytes.position()) < 0) {
          throw new DeviceException(name + " was cut while it was read", null);
        }
      }
    } catch (IOException e) {
      throw new DeviceException("read of " + name + " failed: " + e.getMessage(), e);
    }
    target.putBytes(targetOffset, bytes.array(), 0, lengthBytes);
  }
}
