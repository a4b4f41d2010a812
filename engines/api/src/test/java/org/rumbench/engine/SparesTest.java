package org.rumbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SparesTest {
  private static final int THREADS = 6;
  private static final int MOST_HELD = 4;
  private static final int ROUNDS = 20_000 * Integer.getInteger("seeds", 1);

  /// Whether somebody owns it.
  private static final class Item {
    final AtomicBoolean isOwned = new AtomicBoolean();
  }

  private final AtomicInteger made = new AtomicInteger();
  private final List<Item> dropped = Collections.synchronizedList(new ArrayList<>());
  private final Spares<Item> spares = new Spares<>(this::make, dropped::add);

  private Item make() {
    made.incrementAndGet();
    return new Item();
  }

  private List<Item> taken(int count) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(spares.take());
    }
    return items;
  }

  @Test
  void noneIsMadeWhileOneIsIdle() {
    Item first = spares.take();
    for (int i = 0; i < 100; i++) {
      spares.giveBack(first);
      assertThat(spares.take()).isSameAs(first);
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void keepsAsManyAsItHasSlotsAndDropsTheOthers() {
    List<Item> items = taken(Spares.SLOTS + 3);
    items.forEach(spares::giveBack);
    assertThat(dropped).containsExactlyElementsOf(items.subList(Spares.SLOTS, Spares.SLOTS + 3));
    assertThat(taken(Spares.SLOTS)).containsExactlyInAnyOrderElementsOf(items.subList(0, Spares.SLOTS));
    assertThat(made).hasValue(Spares.SLOTS + 3);
  }

  @Test
  void dropsWhatIsIdleAndTakesBackWhatWasInUse() {
    List<Item> items = taken(3);
    spares.giveBack(items.get(0));
    spares.giveBack(items.get(1));
    spares.dropIdle();
    assertThat(dropped).containsExactlyInAnyOrder(items.get(0), items.get(1));
    spares.giveBack(items.get(2));
    assertThat(spares.take()).isSameAs(items.get(2));
  }

  /// Goal: I1, and none is lost. Method: threads that together hold more than there are slots mark what they own; in
  /// the end each object made has been dropped once.
  @Test
  void eachHasOneOwnerAtATimeBesideOtherThreads() throws InterruptedException {
    AtomicInteger shared = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().unstarted(() -> takeAndGiveBack(shared)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    spares.dropIdle();
    assertThat(shared).as("taken while owned").hasValue(0);
    Set<Item> different = Collections.newSetFromMap(new IdentityHashMap<>());
    different.addAll(dropped);
    assertThat(different).as("dropped").hasSize(made.get());
    assertThat(dropped).hasSize(made.get());
  }

  private void takeAndGiveBack(AtomicInteger shared) {
    for (int round = 0; round < ROUNDS; round++) {
      List<Item> held = taken(1 + round % MOST_HELD);
      for (Item item : held) {
        if (!item.isOwned.compareAndSet(false, true)) {
          shared.incrementAndGet();
        }
      }
      for (Item item : held) {
        item.isOwned.set(false);
        spares.giveBack(item);
      }
    }
  }
}
