package org.rumbench.testkit.stress.system;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.ReadResult;
import org.rumbench.storage.IoPurpose;

/// A point reader: what it has seen, of a key or of any key written with it, it never sees older.
final class ReadActor extends Actor {
  private final boolean isAtomic;
  private final ReadResult result;
  private final long[] seen;

  ReadActor(
      StressContent content, StressBoard board, StressStore store, StressPlan plan, boolean isAtomic, long seed) {
    super(content, board, store, plan, seed);
    this.isAtomic = isAtomic;
    this.result = new ReadResult(new UnsafeBuffer(new byte[plan.maxValueBytes()]));
    this.seen = new long[isAtomic ? content.groups() : content.keyCount()];
  }

  @Override
  boolean step() {
    int key = random.nextInt(content.keyCount());
    int group = key / content.members();
    int place = isAtomic ? group : key;
    long floor = Math.max(seen[place], content.latest(group, board.acknowledged()));
    UnsafeBuffer bytes = content.key(key);
    engine.get(bytes, 0, bytes.capacity(), IoPurpose.USER_READ, 0, result);
    board.gets.increment();
    seen[place] =
        Math.max(floor, Judge.checkRead(content, key, result, floor, board.begun(), board.purged()));
    return true;
  }
}
