package org.rumbench.simulation;

import java.nio.charset.StandardCharsets;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;

/// The operations of one simulated run, drawn in order: first the records to load, then the mix.
public interface SimWorkload {
  /// How many records to load.
  int records();

  /// The next record to load; called [#records] times, first.
  SimOperation nextRecord();

  /// How many operations follow.
  int operations();

  /// The next operation; called [#operations] times.
  SimOperation nextOperation();

  /// Half reads, half whole-record updates, half of them on an eighth of the keys: the shape of YCSB's workload A, for
  /// tests without the driver.
  static SimWorkload halfAndHalf(long seed, int records, int operations, int valueBytes) {
    RandomStream random = Entropy.of(seed).child("workload").stream("operations");
    return new SimWorkload() {
      private int loaded;

      @Override
      public int records() {
        return records;
      }

      @Override
      public SimOperation nextRecord() {
        return SimOperation.write(key(loaded++), value());
      }

      @Override
      public int operations() {
        return operations;
      }

      @Override
      public SimOperation nextOperation() {
        int rank = (int) (records * Math.pow(random.nextDouble(), 3));
        return random.nextBoolean() ? SimOperation.read(key(rank)) : SimOperation.write(key(rank), value());
      }

      private byte[] key(int number) {
        long spread = ((number + 1L) * 0x9E3779B97F4A7C15L) >>> 1;
        return ("user" + spread).getBytes(StandardCharsets.US_ASCII);
      }

      private byte[] value() {
        byte[] value = new byte[valueBytes];
        random.nextBytes(value);
        return value;
      }
    };
  }
}
