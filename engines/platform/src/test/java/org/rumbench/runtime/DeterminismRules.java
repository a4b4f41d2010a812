package org.rumbench.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/// The rules that keep a simulation repeatable, for the architecture test of each module.
///
/// Both hold for everything outside packages named `system`; a module with another exemption (the real transport, the
/// result store, the command line) names it with `exempt`.
public final class DeterminismRules {
  private static final Set<String> FORBIDDEN_CLASSES = Set.of(
      "java.lang.Thread", "java.lang.ref.Cleaner", "java.util.WeakHashMap",
      "java.util.concurrent.Executors", "java.util.concurrent.ExecutorService", "java.util.concurrent.ForkJoinPool",
      "java.util.concurrent.ScheduledExecutorService", "java.util.concurrent.ThreadPoolExecutor",
      "java.util.concurrent.ThreadLocalRandom", "java.util.concurrent.CompletableFuture",
      "java.security.SecureRandom", "java.io.File", "java.io.RandomAccessFile", "java.io.FileInputStream",
      "java.io.FileOutputStream", "java.util.Timer");
  private static final List<String> FORBIDDEN_PACKAGES =
      List.of("java.nio.file", "java.nio.channels", "java.net", "javax.net");
  private static final Set<String> FORBIDDEN_CALLS = Set.of(
      "java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.System.identityHashCode",
      "java.time.Instant.now", "java.time.LocalDateTime.now", "java.time.ZonedDateTime.now",
      "java.util.UUID.randomUUID", "java.lang.Math.random");
  private static final Set<String> BLOCKING_CALLS = Set.of(
      "java.lang.Object.wait", "java.util.concurrent.Future.get", "java.util.concurrent.CountDownLatch.await",
      "java.util.concurrent.CyclicBarrier.await", "java.util.concurrent.Phaser.awaitAdvance",
      "java.util.concurrent.Semaphore.acquire", "java.util.concurrent.locks.Condition.await",
      "java.util.concurrent.locks.LockSupport.park", "java.util.concurrent.locks.LockSupport.parkNanos",
      "java.util.concurrent.BlockingQueue.take", "java.util.concurrent.BlockingQueue.put",
      "java.util.concurrent.CompletableFuture.join", "java.util.concurrent.CompletableFuture.get");

  private DeterminismRules() {}

  /// Time, threads, files, sockets and chance come from an Environment or a Storage. `exempt` are further package
  /// patterns such as `..net.tcp..`.
  public static ArchRule onlySystemTouchesTheMachine(String... exempt) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(withSystem(exempt))
        .should()
        .dependOnClassesThat(new DescribedPredicate<>("belong to the machine") {
          @Override
          public boolean test(JavaClass type) {
            return FORBIDDEN_CLASSES.contains(type.getName())
                || FORBIDDEN_PACKAGES.stream().anyMatch(forbidden ->
                    type.getPackageName().equals(forbidden) || type.getPackageName().startsWith(forbidden + "."));
          }
        })
        .orShould()
        .accessTargetWhere(calls("the machine's time or chance", FORBIDDEN_CALLS))
        .because("a run must repeat from its seed: take time and timers from Environment.clock() and scheduler(), chance "
            + "from entropy(), files from Storage; put what really needs the machine into a package named system");
  }

  /// Waiting is `Scheduler.runOrJoin`.
  public static ArchRule onlySystemBlocks(String... exempt) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(withSystem(exempt))
        .should()
        .accessTargetWhere(calls("something that blocks", BLOCKING_CALLS))
        .because("a simulation has one thread: return Step.awaits(completion) from a job, continue in a completion's "
            + "listener, or wait with Scheduler.runOrJoin");
  }

  private static String[] withSystem(String... exempt) {
    String[] all = new String[exempt.length + 1];
    all[0] = "..system..";
    System.arraycopy(exempt, 0, all, 1, exempt.length);
    return all;
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String description, Set<String> names) {
    return new DescribedPredicate<>(description) {
      @Override
      public boolean test(JavaAccess<?> access) {
        return names.contains(access.getTargetOwner().getName() + "."
            + access.getTarget().getName());
      }
    };
  }
}
