package org.rumbench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Listening;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.sim.SimRuntime;

/// The network between the owners of a [SimRuntime]: encoded bytes only, in virtual time, with faults by seed.
///
/// Each direction between two owners is a link with its own draws. Every byte sent is fed into the trace. A link can be
/// clogged (what is sent waits until it opens, as TCP retransmits) or cut (it is lost). After [#powerCut] the peers learn
/// of it late, as they do of a machine that just stops. One thread; calls from handlers or from outside the simulation.
public final class SimNetwork {
  private static final long DIAL_TIMEOUT_NANOS = 1_000_000_000;

  private record Listener(SimEndpoint endpoint, FrameHandler handler) {}

  private record Held(SimConnection from, SimBatch batch) {}

  private final SimRuntime runtime;
  private final Entropy entropy;
  private final LinkModel defaultModel;
  private final Map<String, SimLink> links = new TreeMap<>();
  private final Map<String, SimEndpoint> endpoints = new TreeMap<>();
  private final Map<String, Listener> listeners = new TreeMap<>();
  private final List<Held> held = new ArrayList<>();
  private int connections;
  private long frames;
  private long bytes;
  private long lostFrames;
  private long repeatedFrames;
  private long reorderedFrames;

  /// A network without owners, whose links all behave as `model`.
  public SimNetwork(SimRuntime runtime, LinkModel model) {
    this.runtime = runtime;
    this.entropy = runtime.entropy().child("network");
    this.defaultModel = model;
  }

  /// The network as the present life of `owner` sees it; call once per life.
  public Network endpoint(String owner) {
    SimEndpoint endpoint = new SimEndpoint(this, owner);
    endpoints.put(owner, endpoint);
    return endpoint;
  }

  /// Takes an owner off the network, whose power was cut. Its peers are told by a closed connection, each
  /// `noticeNanos` later; dialling it times out.
  public void powerCut(String owner, long noticeNanos) {
    SimEndpoint endpoint = endpoints.remove(owner);
    if (endpoint == null) {
      return;
    }
    listeners.values().removeIf(listener -> listener.endpoint().equals(endpoint));
    held.removeIf(waiting -> waiting.from().endpoint().equals(endpoint));
    for (SimConnection connection : endpoint.die()) {
      SimConnection peer = connection.peer();
      if (peer != null) {
        endLater(peer, noticeNanos, owner + " does not answer any more");
      }
    }
  }

  /// Sets how one direction behaves.
  public void setModel(String from, String to, LinkModel model) {
    link(from, to).setModel(model);
  }

  /// Has one direction keep what is sent until [#heal].
  public void clog(String from, String to) {
    link(from, to).setState(SimLink.State.CLOGGED);
  }

  /// Has one direction lose what is sent until [#heal].
  public void cut(String from, String to) {
    link(from, to).setState(SimLink.State.CUT);
  }

  /// Opens one direction; what a clogged one kept is sent now.
  public void heal(String from, String to) {
    link(from, to).setState(SimLink.State.OPEN);
    List<Held> waiting = List.copyOf(held);
    held.clear();
    waiting.forEach(one -> transmit(one.from(), one.batch()));
  }

  /// Frames sent so far.
  public long frames() {
    return frames;
  }

  /// Bytes of frames sent so far.
  public long bytes() {
    return bytes;
  }

  /// What the links did to frames so far: lost, repeated, sent out of order.
  public String faults() {
    return "lost " + lostFrames + ", repeated " + repeatedFrames + ", reordered " + reorderedFrames;
  }

  private SimLink link(String from, String to) {
    return links.computeIfAbsent(
        from + ">" + to, name -> new SimLink(runtime, entropy.stream(name), defaultModel));
  }

  Listening listen(SimEndpoint endpoint, NodeAddress address, FrameHandler handler) {
    Listener listener = new Listener(endpoint, handler);
    if (listeners.putIfAbsent(address.toString(), listener) != null) {
      throw new IllegalArgumentException(address + " is in use");
    }
    return () -> listeners.remove(address.toString(), listener);
  }

  Connection connect(SimEndpoint dialler, NodeAddress address, FrameHandler handler, Object attachment) {
    int number = connections++;
    SimConnection near = new SimConnection(this, dialler, handler, 2 * number);
    near.attach(attachment);
    runtime.schedule(0, "dial", () -> dial(near, address, number));
    // Nobody listens, the link is cut, or the other end loses its power before it accepts.
    runtime.deliver(dialler.owner(), DIAL_TIMEOUT_NANOS, "dial timeout", () -> {
      if (near.peer() == null) {
        near.end("no answer from " + address);
      }
    });
    return near;
  }

  private void dial(SimConnection near, NodeAddress address, int number) {
    Listener listener = listeners.get(address.toString());
    if (listener == null || !carries(near, listener.endpoint())) {
      return;
    }
    SimEndpoint acceptor = listener.endpoint();
    long thereNanos = link(near.endpoint().owner(), acceptor.owner()).drawArrivalNanos(0) - runtime.nanos();
    runtime.deliver(acceptor.owner(), thereNanos, "accept", () -> {
      if (near.isClosed() || !near.endpoint().isAlive()) {
        return;
      }
      SimConnection far = new SimConnection(this, acceptor, listener.handler(), 2 * number + 1);
      far.setPeer(near);
      near.setPeer(far);
      SimLink back = link(acceptor.owner(), near.endpoint().owner());
      long arrivalNanos = far.inOrder(back.drawArrivalNanos(0));
      runtime.deliver(near.endpoint().owner(), arrivalNanos - runtime.nanos(), "connected", near::open);
      far.open();
    });
  }

  private boolean carries(SimConnection from, SimEndpoint to) {
    return from.endpoint().isAlive()
        && to.isAlive()
        && link(from.endpoint().owner(), to.owner()).state() == SimLink.State.OPEN
        && link(to.owner(), from.endpoint().owner()).state() == SimLink.State.OPEN;
  }

  void chargeFrame(SimConnection from) {
    runtime.charge(modelOf(from).frameNanos());
  }

  private LinkModel modelOf(SimConnection from) {
    SimConnection peer = from.peer();
    return peer == null ? defaultModel : link(from.endpoint().owner(), peer.endpoint().owner()).model();
  }

  /// At the end of the turn, outside any owner: what has left survives its sender.
  void flushAtEndOfTurn(SimConnection from) {
    runtime.schedule(0, "flush", () -> flush(from));
  }

  private void flush(SimConnection from) {
    if (!from.hasBatch()) {
      return;
    }
    SimBatch batch = from.takeBatch();
    int lengthBytes = batch.bytes().capacity();
    frames += batch.frames();
    bytes += lengthBytes;
    runtime.trace(from.number());
    runtime.trace(batch.bytes(), 0, lengthBytes);
    from.underWay(lengthBytes);
    transmit(from, batch);
  }

  private void transmit(SimConnection from, SimBatch batch) {
    SimConnection to = from.peer();
    if (to == null || !to.endpoint().isAlive() || to.isClosed()) {
      return;
    }
    SimLink link = link(from.endpoint().owner(), to.endpoint().owner());
    switch (link.state()) {
      case CUT -> lostFrames += batch.frames();
      case CLOGGED -> held.add(new Held(from, batch));
      case OPEN -> send(link, from, to, batch);
    }
  }

  private void send(SimLink link, SimConnection from, SimConnection to, SimBatch batch) {
    LinkModel model = link.model();
    int lengthBytes = batch.bytes().capacity();
    long arrivalNanos = from.inOrder(link.drawArrivalNanos(lengthBytes));
    boolean[] isInPlace = new boolean[batch.frames()];
    for (int i = 0; i < batch.frames(); i++) {
      boolean isHandshake = batch.isHandshake() && i == 0;
      isInPlace[i] = true;
      if (!isHandshake && link.draws(model.lossShare())) {
        isInPlace[i] = false;
        lostFrames++;
      } else if (!isHandshake && link.draws(model.reorderShare())) {
        isInPlace[i] = false;
        reorderedFrames++;
        deliverOne(to, batch, i, link.drawArrivalNanos(0));
      }
      if (!isHandshake && link.draws(model.duplicateShare())) {
        repeatedFrames++;
        deliverOne(to, batch, i, arrivalNanos + model.drawDelayNanos(link.random()));
      }
    }
    runtime.deliver(to.endpoint().owner(), arrivalNanos - runtime.nanos(), "frames", () -> {
      from.underWay(-lengthBytes);
      for (int i = 0; i < batch.frames(); i++) {
        if (isInPlace[i]) {
          receive(to, batch, i, model);
        }
      }
    });
  }

  private void deliverOne(SimConnection to, SimBatch batch, int frame, long arrivalNanos) {
    LinkModel model = defaultModel;
    runtime.deliver(
        to.endpoint().owner(), Math.max(0, arrivalNanos - runtime.nanos()), "frame", () -> receive(to, batch, frame, model));
  }

  private void receive(SimConnection to, SimBatch batch, int frame, LinkModel model) {
    if (to.isOpen()) {
      runtime.charge(model.frameNanos());
      to.handler().onFrame(to, batch.bytes(), batch.start(frame), batch.lengthBytes(frame));
    }
  }

  void closeAtEndOfTurn(SimConnection near) {
    runtime.schedule(0, "close", () -> {
      flush(near);
      endLater(near, 0, "closed here");
      SimConnection far = near.peer();
      if (far != null && far.endpoint().isAlive() && !far.isClosed()) {
        SimLink link = link(near.endpoint().owner(), far.endpoint().owner());
        long arrivalNanos = near.inOrder(link.drawArrivalNanos(0));
        endLater(far, arrivalNanos - runtime.nanos(), "closed by " + near.endpoint().owner());
      }
    });
  }

  private void endLater(SimConnection connection, long delayNanos, String cause) {
    if (connection.endpoint().isAlive()) {
      runtime.deliver(connection.endpoint().owner(), delayNanos, "closed", () -> connection.end(cause));
    }
  }
}
