package org.rumbench.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Listening;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.sim.SimRuntime;

/// Perfect connections in virtual time, 100 µs one way; a direction can be made to lose what is sent.
public final class TestNetwork {
  private static final long DELAY_NANOS = 100_000;

  private final SimRuntime runtime;
  private final Map<NodeAddress, End> listeners = new HashMap<>();
  private final Set<String> lost = new HashSet<>();

  private record End(String owner, FrameHandler handler) {}

  /// A network of the owners of `runtime`.
  public TestNetwork(SimRuntime runtime) {
    this.runtime = runtime;
  }

  /// Loses what `from` sends to `to`, until [#healAll].
  public void lose(String from, String to) {
    lost.add(from + ">" + to);
  }

  /// Loses nothing any more.
  public void healAll() {
    lost.clear();
  }

  /// The network as an owner sees it.
  public Network of(String owner) {
    return new Network() {
      @Override
      public Listening listen(NodeAddress address, FrameHandler handler) {
        listeners.put(address, new End(owner, handler));
        return () -> listeners.remove(address);
      }

      @Override
      public Connection connect(NodeAddress address, FrameHandler handler, Object attachment) {
        TestConnection near = new TestConnection(owner, handler);
        near.attach(attachment);
        runtime.deliver(owner, DELAY_NANOS, "dial", () -> {
          End end = listeners.get(address);
          if (end == null) {
            near.end("refused");
            return;
          }
          TestConnection far = new TestConnection(end.owner, end.handler);
          near.peer = far;
          far.peer = near;
          near.isOpen = true;
          far.isOpen = true;
          runtime.deliver(end.owner, 0, "accept", () -> far.handler.onOpened(far));
          near.handler.onOpened(near);
        });
        return near;
      }
    };
  }

  private final class TestConnection implements Connection {
    private final String owner;
    private final FrameHandler handler;
    private @Nullable TestConnection peer;
    private @Nullable Object attachment;
    private boolean isOpen;
    private boolean isEnded;
    private UnsafeBuffer frame = new UnsafeBuffer(new byte[0]);

    TestConnection(String owner, FrameHandler handler) {
      this.owner = owner;
      this.handler = handler;
    }

    @Override
    public boolean isOpen() {
      return isOpen;
    }

    @Override
    public boolean isCongested() {
      return false;
    }

    @Override
    public int claim(int maxLengthBytes) {
      frame = new UnsafeBuffer(new byte[maxLengthBytes + 3]);
      return 3;
    }

    @Override
    public UnsafeBuffer buffer() {
      return frame;
    }

    @Override
    public void commit(int lengthBytes) {
      TestConnection to = peer;
      if (to == null || lost.contains(owner + ">" + to.owner)) {
        return;
      }
      UnsafeBuffer sent = frame;
      runtime.deliver(to.owner, DELAY_NANOS, "frame", () -> {
        if (to.isOpen) {
          to.handler.onFrame(to, sent, 3, lengthBytes);
        }
      });
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
      TestConnection to = peer;
      if (to != null && isOpen) {
        runtime.deliver(to.owner, DELAY_NANOS, "closed", () -> to.end("closed by peer"));
      }
      isOpen = false;
      runtime.deliver(owner, 0, "closed", () -> end("closed"));
    }

    private void end(String cause) {
      isOpen = false;
      if (!isEnded) {
        isEnded = true;
        handler.onClosed(this, cause);
      }
    }
  }
}
