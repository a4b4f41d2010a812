package org.rumbench.simulation;

import java.util.random.RandomGenerator;

/// How one direction between two hosts behaves.
///
/// A frame takes `minNanos` plus an exponential extra, and now and then an exponential slow tail on top. Frames of one
/// connection keep their order, except those drawn to be reordered; the first frame of a connection, its handshake, is
/// neither lost, repeated nor reordered. Sending or receiving costs its owner `frameNanos` a frame.
///
/// @param minNanos         the least a frame takes
/// @param meanExtraNanos   mean of the exponential extra
/// @param slowShare        share of batches that meet the slow tail, 0 to 1
/// @param meanSlowNanos    mean of the slow tail
/// @param lossShare        share of frames that are lost, 0 to 1
/// @param duplicateShare   share of frames that arrive twice, 0 to 1
/// @param reorderShare     share of frames that may arrive before earlier ones or after later ones, 0 to 1
/// @param bytesPerSecond   bandwidth, 1 or more
/// @param frameNanos       cost of a frame to its sender and to its receiver
public record LinkModel(
    long minNanos,
    long meanExtraNanos,
    double slowShare,
    long meanSlowNanos,
    double lossShare,
    double duplicateShare,
    double reorderShare,
    long bytesPerSecond,
    long frameNanos) {

  /// Checks the bounds.
  public LinkModel {
    if (minNanos < 0 || meanExtraNanos < 0 || meanSlowNanos < 0 || bytesPerSecond < 1 || frameNanos < 0) {
      throw new IllegalArgumentException("a link needs times of 0 or more and a bandwidth of 1 byte/s or more");
    }
    share("slow", slowShare);
    share("lost", lossShare);
    share("duplicate", duplicateShare);
    share("reordered", reorderShare);
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("the " + name + " share is " + value + ", outside 0 to 1");
    }
  }

  /// One rack: 50 µs and 50 µs more on average, one batch in 500 some milliseconds late, 10 Gbit/s, nothing lost.
  public static LinkModel steady() {
    return new LinkModel(50_000, 50_000, 0.002, 3_000_000, 0, 0, 0, 1_250_000_000, 1_000);
  }

  /// The same rack on a bad day: one frame in a thousand lost, repeated or out of order, each.
  public static LinkModel faulty() {
    return steady().withFaults(0.001, 0.001, 0.001);
  }

  /// This link with other shares of frames lost, repeated and out of order.
  public LinkModel withFaults(double lost, double duplicate, double reordered) {
    return new LinkModel(minNanos, meanExtraNanos, slowShare, meanSlowNanos, lost, duplicate, reordered,
        bytesPerSecond, frameNanos);
  }

  long drawDelayNanos(RandomGenerator random) {
    double delay = minNanos + meanExtraNanos * random.nextExponential();
    if (random.nextDouble() < slowShare) {
      delay += meanSlowNanos * random.nextExponential();
    }
    return (long) delay;
  }
}
