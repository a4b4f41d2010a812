package org.rumbench.storage.system;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFullException;

/// A file channel made uninterruptible, where [Posix] is not available.
///
/// Without that, an interrupted reader would close the file for everybody. Bytes go over the thread's
/// scratch.
final class ChannelFile implements RawFile {
  private static final MethodHandle SET_UNINTERRUPTIBLE = uninterruptible();

  private final Path path;
  private final FileChannel channel;
  private final ThreadLocal<NativeScratch> scratches;

  ChannelFile(Path path, Set<? extends OpenOption> options, ThreadLocal<NativeScratch> scratches) {
    this.path = path;
    this.scratches = scratches;
    try {
      this.channel = FileChannel.open(path, options);
    } catch (IOException e) {
      throw failure("open", path, e);
    }
    try {
      SET_UNINTERRUPTIBLE.invoke(channel);
    } catch (Throwable e) {
      throw new DeviceException("cannot make the channel of " + path + " uninterruptible", e);
    }
  }

  /// The JDK's own switch, which has no public name; the flag that opens the package is part of the JVM line.
  private static MethodHandle uninterruptible() {
    try {
      Class<?> type = Class.forName("sun.nio.ch.FileChannelImpl");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVirtual(type, "setUninterruptible", MethodType.methodType(void.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("start the JVM with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED", e);
    }
  }

  static StorageException failure(String call, Path path, IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    String message = call + " of " + path + " failed: " + e.getMessage();
    boolean isFull = reason.contains("no space left") || reason.contains("quota") || reason.contains("too large");
    return isFull ? new StorageFullException(message, e) : new DeviceException(message, e);
  }

  @Override
  public void write(long position, DirectBuffer source, int offset, int lengthBytes) {
    NativeScratch scratch = scratches.get();
    int done = 0;
    while (done < lengthBytes) {
      int part = Math.min(lengthBytes - done, NativeScratch.CAPACITY_BYTES);
      scratch.buffer.putBytes(0, source, offset + done, part);
      writeFrom(scratch.bytes, part, position + done);
      done += part;
    }
  }

  private void writeFrom(ByteBuffer source, int lengthBytes, long position) {
    source.limit(lengthBytes).position(0);
    try {
      while (source.hasRemaining()) {
        channel.write(source, position + source.position());
      }
    } catch (IOException e) {
      throw failure("write", path, e);
    } finally {
      source.clear();
    }
  }

  @Override
  public void read(long position, MutableDirectBuffer target, int targetOffset, int lengthBytes) {
    NativeScratch scratch = scratches.get();
    int done = 0;
    while (done < lengthBytes) {
      int part = Math.min(lengthBytes - done, NativeScratch.CAPACITY_BYTES);
      readInto(scratch.bytes, part, position + done);
      target.putBytes(targetOffset + done, scratch.buffer, 0, part);
      done += part;
    }
  }

  private void readInto(ByteBuffer target, int lengthBytes, long position) {
    target.limit(lengthBytes).position(0);
    try {
      while (target.hasRemaining()) {
        if (channel.read(target, position + target.position()) < 0) {
          throw new DeviceException(path + " ends before " + (position + lengthBytes), null);
        }
      }
    } catch (IOException e) {
      throw failure("read", path, e);
    } finally {
      target.clear();
    }
  }

  @Override
  public void sync() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw failure("force", path, e);
    }
  }

  /// A channel's truncate to the present length does nothing, so a reservation goes only where [Posix] is available.
  @Override
  public void truncate(long lengthBytes) {
    try {
      channel.truncate(lengthBytes);
    } catch (IOException e) {
      throw failure("truncate", path, e);
    }
  }

  @Override
  public boolean allocate(long lengthBytes, boolean keepsLength) {
    return false;
  }

  @Override
  public void advise(long position, long lengthBytes, int advice) {
    // A channel has no such call.
  }

  /// A closed channel fails the calls still inside it and harms no other file.
  @Override
  public void abandon() {
    close();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure("close", path, e);
    }
  }
}
