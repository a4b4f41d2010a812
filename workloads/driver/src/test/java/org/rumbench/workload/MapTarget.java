package org.rumbench.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/// A store in a sorted map: answers after a time that a test sets, on a [VirtualLoop], or at once.
final class MapTarget implements KeyValueTarget {
  /// Changes what happens to a request.
  @FunctionalInterface
  interface Mischief {
    Outcome onRequest(Operation operation, Outcome outcome);
  }

  /// Says how long a request takes.
  @FunctionalInterface
  interface Delay {
    long nanos(Operation operation);
  }

  final Map<String, byte[]> records = new TreeMap<>();
  final VirtualLoop loop;
  Delay delay = operation -> 100_000;
  Mischief mischief = (operation, outcome) -> outcome;
  boolean isInline;
  int inFlight;
  int mostInFlight;

  MapTarget(VirtualLoop loop) {
    this.loop = loop;
  }

  @Override
  public void submit(Operation operation, OperationCompletion completion) {
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
    if (isInline) {
      answer(operation, completion);
    } else {
      loop.after(delay.nanos(operation), () -> answer(operation, completion));
    }
  }

  private void answer(Operation operation, OperationCompletion completion) {
    inFlight--;
    Outcome outcome = mischief.onRequest(operation, Outcome.OK);
    completion.onCompleted(operation, outcome == Outcome.OK ? apply(operation) : outcome);
  }

  private Outcome apply(Operation operation) {
    String key = operation.key().getStringWithoutLengthAscii(0, operation.keyLength());
    return switch (operation.request()) {
      case GET -> {
        byte[] found = records.get(key);
        if (found == null) {
          yield Outcome.NOT_FOUND;
        }
        operation.setValue(new UnsafeBuffer(found), 0, found.length);
        yield Outcome.OK;
      }
      case PUT -> {
        byte[] value = new byte[operation.valueLength()];
        operation.value().getBytes(0, value);
        records.put(key, value);
        yield Outcome.OK;
      }
      case DELETE -> records.remove(key) == null ? Outcome.NOT_FOUND : Outcome.OK;
      case SCAN -> {
        ((TreeMap<String, byte[]>) records).tailMap(key).entrySet().stream()
            .limit(operation.scanLimit())
            .forEach(
                entry -> {
                  byte[] rowKey = entry.getKey().getBytes(StandardCharsets.US_ASCII);
                  byte[] row = Arrays.copyOf(entry.getValue(), entry.getValue().length);
                  operation.addRow(
                      new UnsafeBuffer(rowKey), 0, rowKey.length, new UnsafeBuffer(row), 0, row.length);
                });
        yield Outcome.OK;
      }
    };
  }

  /// Key and value bytes there are.
  long liveBytes() {
    return records.entrySet().stream().mapToLong(entry -> entry.getKey().length() + entry.getValue().length).sum();
  }
}
