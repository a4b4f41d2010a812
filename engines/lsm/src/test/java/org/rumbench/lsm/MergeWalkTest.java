package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.merge.MergeWalk;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

/// The loser tree against a sort of everything.
class MergeWalkTest {
  /// A record by what orders it.
  private record Seen(String key, long version, long sequence, int source) {
    static final Comparator<Seen> ORDER =
        Comparator.comparing(Seen::key)
            .thenComparing(Comparator.comparingLong(Seen::version).reversed())
            .thenComparing(Comparator.comparingLong(Seen::sequence).reversed())
            .thenComparingInt(Seen::source);
  }

  @Test
  void comesOutInTheOrderOfASort() {
    Seeds.of(400).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      int count = random.nextInt(14);
      List<List<Seen>> sources = new ArrayList<>();
      for (int source = 0; source < count; source++) {
        sources.add(records(source, random));
      }
      List<Seen> expected = sources.stream().flatMap(List::stream).sorted(Seen.ORDER).toList();
      MergeWalk walk = new MergeWalk(walks(sources));
      assertThat(all(walk, walk.next())).as("seed %d", seed).isEqualTo(expected);
      assertThat(walk.next()).isFalse();

      String from = "key" + random.nextInt(30);
      UnsafeBuffer bound = new UnsafeBuffer(from.getBytes(StandardCharsets.UTF_8));
      List<Seen> behind = expected.stream().filter(seen -> seen.key().compareTo(from) >= 0).toList();
      assertThat(all(walk, walk.seek(bound, 0, bound.capacity()))).as("seed %d", seed).isEqualTo(behind);
    });
  }

  private static List<Seen> records(int source, RandomStream random) {
    return Stream.generate(
            () -> new Seen("key" + random.nextInt(30), random.nextInt(4), random.nextInt(1_000) * 16L + source, source))
        .limit(random.nextInt(20))
        .toList();
  }

  private static List<RecordSource> walks(List<List<Seen>> sources) {
    ArenaPool arenas = new ArenaPool(16 * 1024, 0);
    List<RecordSource> walks = new ArrayList<>();
    for (List<Seen> source : sources) {
      Memtable memtable = new Memtable(arenas, 0, new RandomStream(1));
      for (Seen seen : source) {
        UnsafeBuffer key = new UnsafeBuffer(seen.key().getBytes(StandardCharsets.UTF_8));
        WriteBatch batch =
            new WriteBatch().put(key, 0, key.capacity(), seen.version(), 0, key, 0, key.capacity());
        UnsafeBuffer bytes = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
        RecordView view = new RecordView();
        view.wrap(bytes, 0, batch.lengthBytes());
        memtable.announce(seen.version(), seen.version());
        memtable.add(view, bytes, seen.sequence());
      }
      walks.add(memtable.walk());
    }
    return walks;
  }

  private static List<Seen> all(MergeWalk walk, boolean isThere) {
    List<Seen> seen = new ArrayList<>();
    for (boolean hasRecord = isThere; hasRecord; hasRecord = walk.next()) {
      String key = walk.keyBuffer().getStringWithoutLengthAscii(walk.keyOffset(), walk.keyLength());
      seen.add(new Seen(key, walk.version(), walk.sequence(), (int) (walk.sequence() % 16)));
    }
    return seen;
  }
}
