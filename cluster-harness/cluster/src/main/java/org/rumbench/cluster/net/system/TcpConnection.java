package org.rumbench.cluster.net.system;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;

/// A connection over one Netty channel.
///
/// Outgoing frames are encoded straight into a pooled direct buffer that the socket writes from; incoming ones are
/// handed up from the buffer that the socket read into. Only a frame cut by the end of a read is copied.
final class TcpConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final int LENGTH_BYTES = Integer.BYTES;
  private static final int BATCH_BYTES = 32 * 1024;

  private final TcpLoop owner;
  private final Channel channel;
  private final FrameHandler handler;
  private @Nullable Object attachment;
  private boolean isOpen;
  private boolean isClosed;
  private String cause = "closed";

  private final UnsafeBuffer out = new UnsafeBuffer(new byte[0]);
  private @Nullable ByteBuf batch;
  private int batchLength;
  private boolean isDirty;

  private final UnsafeBuffer in = new UnsafeBuffer(new byte[0]);
  private final UnsafeBuffer partial = new UnsafeBuffer(new byte[0]);
  private int partialLength;

  TcpConnection(TcpLoop owner, Channel channel, FrameHandler handler, @Nullable Object attachment) {
    this.owner = owner;
    this.channel = channel;
    this.handler = handler;
    this.attachment = attachment;
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public boolean isCongested() {
    return !channel.isWritable();
  }

  @Override
  public int claim(int maxLengthBytes) {
    if (maxLengthBytes < 1 || maxLengthBytes > MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("frame of " + maxLengthBytes + " bytes is outside 1 to " + MAX_FRAME_BYTES);
    }
    int needed = LENGTH_BYTES + maxLengthBytes;
    ByteBuf open = batch;
    if (open == null || open.capacity() - batchLength < needed) {
      handOver();
      open = channel.alloc().directBuffer(Math.max(BATCH_BYTES, needed));
      batch = open;
      out.wrap(open.nioBuffer(0, open.capacity()));
    }
    return batchLength + LENGTH_BYTES;
  }

  @Override
  public UnsafeBuffer buffer() {
    return out;
  }

  @Override
  public void commit(int lengthBytes) {
    out.putInt(batchLength, lengthBytes, ByteOrder.LITTLE_ENDIAN);
    batchLength += LENGTH_BYTES + lengthBytes;
    if (!isDirty) {
      isDirty = true;
      owner.markDirty(this);
    }
  }

  /// Gives what is encoded to the channel, without a system call.
  private void handOver() {
    ByteBuf full = batch;
    if (full != null) {
      batch = null;
      full.writerIndex(batchLength);
      batchLength = 0;
      ChannelFuture _ = channel.write(full, channel.voidPromise());
    }
  }

  void flush() {
    isDirty = false;
    handOver();
    channel.flush();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object newAttachment) {
    attachment = newAttachment;
  }

  @Override
  public void close() {
    if (isOpen) {
      isOpen = false;
      flush();
    }
    ChannelFuture _ = channel.close();
  }

  void onConnectFailed(String message) {
    cause = message;
    end();
  }

  private void end() {
    isOpen = false;
    if (isClosed) {
      return;
    }
    isClosed = true;
    ByteBuf unsent = batch;
    if (unsent != null) {
      batch = null;
      batchLength = 0;
      unsent.release();
    }
    handler.onClosed(this, cause);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    isOpen = true;
    handler.onOpened(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    cause = String.valueOf(failure.getMessage());
    if (!(failure instanceof IOException)) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
    ChannelFuture _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      ByteBuffer view = bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes());
      in.wrap(view, view.position(), view.remaining());
      receive(in.capacity());
    } finally {
      bytes.release();
    }
  }

  private void receive(int length) {
    int offset = partialLength == 0 ? 0 : completePartial(length);
    while (offset >= 0 && length - offset >= LENGTH_BYTES && !isClosed) {
      int frameLength = in.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      if (!isAcceptable(frameLength)) {
        return;
      }
      if (length - offset - LENGTH_BYTES < frameLength) {
        break;
      }
      handler.onFrame(this, in, offset + LENGTH_BYTES, frameLength);
      offset += LENGTH_BYTES + frameLength;
    }
    if (offset >= 0 && offset < length && !isClosed) {
      int rest = length - offset;
      int whole = rest < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + in.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      makeRoom(whole);
      partial.putBytes(0, in, offset, rest);
      partialLength = rest;
    }
  }

  /// Adds what is missing to the frame begun in an earlier read. Returns where the next frame starts, -1 when nothing
  /// is left to look at.
  private int completePartial(int length) {
    int offset = 0;
    if (partialLength < LENGTH_BYTES) {
      int missing = Math.min(LENGTH_BYTES - partialLength, length);
      partial.putBytes(partialLength, in, 0, missing);
      partialLength += missing;
      offset = missing;
      if (partialLength < LENGTH_BYTES) {
        return -1;
      }
    }
    int frameLength = partial.getInt(0, ByteOrder.LITTLE_ENDIAN);
    if (!isAcceptable(frameLength)) {
      return -1;
    }
    makeRoom(LENGTH_BYTES + frameLength);
    int missing = Math.min(LENGTH_BYTES + frameLength - partialLength, length - offset);
    partial.putBytes(partialLength, in, offset, missing);
    partialLength += missing;
    if (partialLength < LENGTH_BYTES + frameLength) {
      return -1;
    }
    partialLength = 0;
    handler.onFrame(this, partial, LENGTH_BYTES, frameLength);
    return offset + missing;
  }

  private boolean isAcceptable(int frameLength) {
    if (frameLength >= 1 && frameLength <= MAX_FRAME_BYTES) {
      return true;
    }
    cause = "a frame of " + frameLength + " bytes";
    ChannelFuture _ = channel.close();
    return false;
  }

  private void makeRoom(int bytes) {
    if (partial.capacity() < bytes) {
      byte[] larger = new byte[Math.max(bytes, 4 * 1024)];
      partial.getBytes(0, larger, 0, partialLength);
      partial.wrap(larger);
    }
  }
}
