package org.rumbench.memory;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// Trains a Zstandard dictionary from the first values that become resident, once there are enough. Any thread.
///
/// Training is a job of one slice; it takes some milliseconds and, while it runs, some MiB that no bound counts.
final class DictionaryTraining implements Job {
  private static final int SAMPLES_OF_A_DICTIONARY = 32;
  private static final int LONGEST_SAMPLE_BYTES = 4096;
  private static final int LEAST_SAMPLE_BYTES = 8;

  private final int dictionaryBytes;
  private final Consumer<@Nullable ZstdDictionary> whenTrained;
  private List<byte[]> samples = new ArrayList<>();
  private long gatheredBytes;
  private volatile boolean isGathering = true;

  /// `whenTrained` gets the dictionary, or null when the samples make none; once, from the job.
  DictionaryTraining(int dictionaryBytes, Consumer<@Nullable ZstdDictionary> whenTrained) {
    this.dictionaryBytes = dictionaryBytes;
    this.whenTrained = whenTrained;
  }

  /// Memory of the samples.
  static long sampleBytes(int dictionaryBytes) {
    return (long) SAMPLES_OF_A_DICTIONARY * dictionaryBytes;
  }

  /// Whether values are still wanted.
  boolean isGathering() {
    return isGathering;
  }

  /// One more value; true for the one that makes them enough, after which the caller submits this job.
  boolean offer(DirectBuffer value, int offset, int length) {
    if (!isGathering || length < LEAST_SAMPLE_BYTES) {
      return false;
    }
    synchronized (this) {
      long left = sampleBytes(dictionaryBytes) - gatheredBytes;
      if (!isGathering || left < LEAST_SAMPLE_BYTES) {
        return false;
      }
      byte[] sample = new byte[(int) Math.min(left, Math.min(length, LONGEST_SAMPLE_BYTES))];
      value.getBytes(offset, sample);
      samples.add(sample);
      gatheredBytes += sample.length;
      isGathering = sampleBytes(dictionaryBytes) - gatheredBytes >= LEAST_SAMPLE_BYTES;
      return !isGathering;
    }
  }

  @Override
  public String name() {
    return "train a dictionary";
  }

  @Override
  public Step step(long budgetBytes) {
    List<byte[]> gathered;
    synchronized (this) {
      gathered = samples;
      samples = new ArrayList<>();
    }
    whenTrained.accept(trained(gathered));
    return Step.DONE;
  }

  private @Nullable ZstdDictionary trained(List<byte[]> gathered) {
    ZstdDictTrainer trainer =
        new ZstdDictTrainer((int) sampleBytes(dictionaryBytes), dictionaryBytes, ValueCodec.ZSTD_LEVEL);
    for (byte[] sample : gathered) {
      if (!trainer.addSample(sample)) {
        break;
      }
    }
    try {
      return ZstdDictionary.of(trainer.trainSamples());
    } catch (ZstdException tooFewOrTooMuchAlike) {
      return null;
    }
  }
}
