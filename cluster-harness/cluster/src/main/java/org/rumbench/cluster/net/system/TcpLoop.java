package org.rumbench.cluster.net.system;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Listening;
import org.rumbench.cluster.net.Network;

/// One event-loop thread with its sockets: the network and the executor of the owners on it.
///
/// Addresses are taken beforehand by [#reserve], so that a port in use is known before any node starts and a port chosen
/// by the system can go into the cluster view. Connections with frames to send are flushed together by one task at the
/// end of the turn.
public final class TcpLoop implements Network, AutoCloseable {
  private static final int READ_BYTES = 32 * 1024;
  /// A peer that is this far behind counts as congested.
  private static final int HIGH_WATER_BYTES = 32 * 1024 * 1024;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Map<NodeAddress, Reservation> reservations = new ConcurrentHashMap<>();
  private final Runnable flush = this::flushAll;
  private List<TcpConnection> dirty = new ArrayList<>();
  private List<TcpConnection> flushing = new ArrayList<>();

  private TcpLoop(String name) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name(name).factory(), NioIoHandler.newFactory());
    loop = group.next();
  }

  /// Starts a loop thread of that name.
  public static TcpLoop start(String name) {
    return new TcpLoop(name);
  }

  /// Runs tasks on the loop thread, one at a time, in order; also a [java.util.concurrent.ScheduledExecutorService].
  public Executor executor() {
    return loop;
  }

  /// Takes an address to listen at later; port 0 lets the system choose. Blocks shortly; not on the loop itself.
  /// [IllegalArgumentException] with one clear line when the address cannot be had.
  public NodeAddress reserve(NodeAddress wanted) {
    Reservation reservation = new Reservation();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    reservation.accept(TcpLoop.this, channel);
                  }
                });
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(wanted.host(), wanted.port())).awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IllegalArgumentException("cannot listen on " + wanted + ": " + cause.getMessage(), cause);
    }
    reservation.channel = bound.channel();
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    NodeAddress address = new NodeAddress(wanted.host(), port);
    reservations.put(address, reservation);
    return address;
  }

  private static WriteBufferWaterMark waterMark() {
    return new WriteBufferWaterMark(HIGH_WATER_BYTES / 2, HIGH_WATER_BYTES);
  }

  /// An address that is bound; connections wait in the backlog until somebody listens.
  private static final class Reservation {
    private @Nullable Channel channel;
    private volatile @Nullable FrameHandler handler;

    void accept(TcpLoop owner, Channel accepted) {
      FrameHandler listener = handler;
      if (listener == null) {
        ChannelFuture _ = accepted.close();
        return;
      }
      accepted.pipeline().addLast(new TcpConnection(owner, accepted, listener, null));
    }

    void close() {
      Channel bound = channel;
      if (bound != null) {
        ChannelFuture _ = bound.close();
      }
    }
  }

  @Override
  public Listening listen(NodeAddress address, FrameHandler handler) {
    Reservation reservation = reservations.get(address);
    if (reservation == null) {
      throw new IllegalStateException(address + " is not reserved on this loop");
    }
    Channel channel = reservation.channel;
    if (channel == null || reservation.handler != null) {
      throw new IllegalStateException(address + " is listened at already");
    }
    reservation.handler = handler;
    channel.config().setAutoRead(true);
    return () -> {
      reservations.remove(address, reservation);
      reservation.close();
    };
  }

  @Override
  public Connection connect(NodeAddress address, FrameHandler handler, Object attachment) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark());
    ConnectionHolder holder = new ConnectionHolder(this, handler, attachment);
    bootstrap.handler(holder);
    ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(address.host(), address.port()));
    TcpConnection connection = holder.connection(connecting.channel());
    ChannelFuture _ = connecting.addListener(
        done -> {
          Throwable cause = done.cause();
          if (cause != null) {
            loop.execute(() -> connection.onConnectFailed(String.valueOf(cause.getMessage())));
          }
        });
    return connection;
  }

  /// Makes the connection of a channel that is being dialled, whoever asks first: Netty or the caller.
  private static final class ConnectionHolder extends ChannelInitializer<Channel> {
    private final TcpLoop owner;
    private final FrameHandler handler;
    private final Object attachment;
    private @Nullable TcpConnection connection;

    ConnectionHolder(TcpLoop owner, FrameHandler handler, Object attachment) {
      this.owner = owner;
      this.handler = handler;
      this.attachment = attachment;
    }

    synchronized TcpConnection connection(Channel channel) {
      TcpConnection made = connection;
      if (made == null) {
        made = new TcpConnection(owner, channel, handler, attachment);
        connection = made;
      }
      return made;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(connection(channel));
    }
  }

  /// Has the connection flushed at the end of this turn.
  void markDirty(TcpConnection connection) {
    if (dirty.isEmpty()) {
      loop.execute(flush);
    }
    dirty.add(connection);
  }

  private void flushAll() {
    List<TcpConnection> now = dirty;
    dirty = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }

  /// Closes all sockets and ends the thread. Not on the loop itself. Idempotent.
  @Override
  public void close() {
    reservations.values().forEach(Reservation::close);
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
