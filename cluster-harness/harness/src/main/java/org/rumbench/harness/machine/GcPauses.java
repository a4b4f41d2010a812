package org.rumbench.harness.machine;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/// The pauses of this JVM's collector, as it reports them (whole milliseconds). Concurrent cycles are left out.
public final class GcPauses {
  /// One pause, in milliseconds since the JVM started.
  public record Pause(long beginMillis, long endMillis) {}

  private final List<Pause> pauses = new ArrayList<>();

  /// Starts listening.
  public GcPauses() {
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      boolean isConcurrent = bean.getName().contains("Cycles") || bean.getName().contains("Concurrent");
      if (!isConcurrent && bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((notification, handback) -> onNotification(notification), null, null);
      }
    }
  }

  private void onNotification(Notification notification) {
    if (notification.getUserData() instanceof CompositeData data
        && notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      synchronized (pauses) {
        pauses.add(new Pause(info.getGcInfo().getStartTime(), info.getGcInfo().getEndTime()));
      }
    }
  }

  /// Milliseconds since the JVM started, on the clock of the pauses.
  public static long uptimeMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  /// The pauses that were reported since the last call.
  public List<Pause> take() {
    synchronized (pauses) {
      List<Pause> taken = List.copyOf(pauses);
      pauses.clear();
      return taken;
    }
  }
}
