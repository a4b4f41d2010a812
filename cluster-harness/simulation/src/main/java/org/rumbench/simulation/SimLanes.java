package org.rumbench.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.rumbench.cluster.replica.LaneTask;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.sim.SimRuntime;

/// Lanes with loops of their own in a simulation: engine calls delay their lane, not the node's loop, and those of
/// different lanes interleave by seed. Lane 0 takes all writes, the others the reads; a single lane takes both.
final class SimLanes implements Lanes {
  /// One lane and what waits in it.
  private record Lane(Scheduler scheduler, Queue<LaneTask> tasks) {}

  private final Scheduler node;
  private final List<Lane> lanes = new ArrayList<>();

  /// `count` lanes of a node, as parts of the owner that die with it.
  SimLanes(SimRuntime runtime, String owner, int count) {
    node = runtime.environment(owner).scheduler();
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane(runtime.environment(owner + "/lane-" + i).scheduler(), new ArrayDeque<>()));
    }
  }

  @Override
  public void submit(long keyHash, LaneTask task) {
    boolean isFirst = task.isWrite() || lanes.size() == 1;
    Lane lane = lanes.get(isFirst ? 0 : 1 + (int) Long.remainderUnsigned(keyHash, lanes.size() - 1));
    lane.tasks().add(task);
    lane.scheduler().execute(() -> runNext(lane));
  }

  private void runNext(Lane lane) {
    LaneTask task = lane.tasks().poll();
    if (task != null) {
      task.run();
      node.execute(task::onRan);
    }
  }

  @Override
  public void close() {
    for (Lane lane : lanes) {
      while (!lane.tasks().isEmpty()) {
        runNext(lane);
      }
    }
  }
}
