package org.rumbench.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Idle objects of one kind that wait for their next use, at most sixteen: what a read needs and is not to allocate.
///
/// Whoever takes one owns it until he gives it back, once; it passes on with all that was written to it. Any thread,
/// lock-free. Taking and giving back cost one atomic exchange each while no two threads meet at a slot, and allocate
/// nothing while one is idle. What is in use at once beyond the slots is made, and let go when it comes back to full
/// ones.
///
/// I1: an object is in one slot at most, and in none while somebody owns it.
///
/// @param <T> kind of object
public final class Spares<T> {
  static final int SLOTS = 16;

  private final AtomicReferenceArray<@Nullable T> idle = new AtomicReferenceArray<>(SLOTS);
  private final Supplier<? extends T> maker;
  private final Consumer<? super T> onDropped;

  /// None yet; `maker` makes one when none is idle.
  public Spares(Supplier<? extends T> maker) {
    this(maker, dropped -> {});
  }

  /// The same, and `onDropped` is told of each object that is no longer kept, by whoever gives it back or drops it.
  public Spares(Supplier<? extends T> maker, Consumer<? super T> onDropped) {
    this.maker = maker;
    this.onDropped = onDropped;
  }

  /// An idle object, else a new one.
  public T take() {
    for (int i = 0; i < SLOTS; i++) {
      // A plain look first: what it misses costs a new object at worst, and an empty slot costs no exchange.
      if (idle.getPlain(i) != null) {
        T taken = idle.getAndSet(i, null);
        if (taken != null) {
          return taken;
        }
      }
    }
    return maker.get();
  }

  /// Ends a use.
  public void giveBack(T used) {
    for (int i = 0; i < SLOTS; i++) {
      if (idle.getPlain(i) == null && idle.compareAndSet(i, null, used)) {
        return;
      }
    }
    onDropped.accept(used);
  }

  /// Drops all that are idle; those in use still come back.
  public void dropIdle() {
    for (int i = 0; i < SLOTS; i++) {
      T dropped = idle.getAndSet(i, null);
      if (dropped != null) {
        onDropped.accept(dropped);
      }
    }
  }
}
