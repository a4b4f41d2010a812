package org.rumbench.testkit.damage;

import java.util.Arrays;
import java.util.List;
import org.rumbench.storage.fault.DiskImage;

/// One way in which a store on disk differs from what was written.
public sealed interface Damage {
  /// The damaged disk.
  DiskImage applyTo(DiskImage image);

  /// What is no longer as it was.
  List<Spot> spots(DiskImage image);

  private static byte[] bytesOf(DiskImage image, String file) {
    byte[] bytes = image.files().get(file);
    if (bytes == null) {
      throw new IllegalArgumentException("no file " + file);
    }
    return bytes;
  }

  private static List<Spot> differences(String file, byte[] before, byte[] after) {
    int from = Arrays.mismatch(before, after);
    return from < 0 ? List.of() : List.of(Spot.behind(file, from));
  }

  /// Some bits of one byte are turned over.
  record Flip(String file, int offsetBytes, int mask) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      byte[] bytes = bytesOf(image, file).clone();
      bytes[offsetBytes] ^= (byte) mask;
      return image.with(file, bytes);
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return List.of(new Spot(file, offsetBytes, offsetBytes + 1L));
    }
  }

  /// The file ends early; at length 0 it is empty.
  record Truncate(String file, int lengthBytes) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      return image.with(file, Arrays.copyOf(bytesOf(image, file), lengthBytes));
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return List.of(Spot.behind(file, lengthBytes));
    }
  }

  /// Bytes that nobody wrote follow the end: zeros, or arbitrary ones.
  record Extend(String file, int moreBytes, boolean isZero) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      byte[] before = bytesOf(image, file);
      byte[] bytes = Arrays.copyOf(before, before.length + moreBytes);
      for (int i = before.length; i < bytes.length && !isZero; i++) {
        bytes[i] = (byte) ((i * 0x9E3779B97F4A7C15L) >>> 50);
      }
      return image.with(file, bytes);
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return List.of(Spot.behind(file, bytesOf(image, file).length));
    }
  }

  /// Two regions of equal length have changed places, in one file or in two.
  record SwapRegions(String first, int firstOffset, String second, int secondOffset, int lengthBytes)
      implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      byte[] left = bytesOf(image, first).clone();
      byte[] right = first.equals(second) ? left : bytesOf(image, second).clone();
      byte[] kept = Arrays.copyOfRange(left, firstOffset, firstOffset + lengthBytes);
      System.arraycopy(right, secondOffset, left, firstOffset, lengthBytes);
      System.arraycopy(kept, 0, right, secondOffset, lengthBytes);
      return image.with(first, left).with(second, right);
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return List.of(
          new Spot(first, firstOffset, (long) firstOffset + lengthBytes),
          new Spot(second, secondOffset, (long) secondOffset + lengthBytes));
    }
  }

  /// The file is gone.
  record Remove(String file) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      return image.without(file);
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return List.of(Spot.behind(file, 0));
    }
  }

  /// The file is as it was at an earlier moment: later writes to it never arrived.
  record Stale(String file, DiskImage moment) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      return image.with(file, bytesOf(moment, file));
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      return differences(file, bytesOf(image, file), bytesOf(moment, file));
    }

    @Override
    public String toString() {
      return "Stale[file=" + file + ", lengthBytes=" + bytesOf(moment, file).length + "]";
    }
  }

  /// Two files have changed names.
  record SwapFiles(String first, String second) implements Damage {
    @Override
    public DiskImage applyTo(DiskImage image) {
      return image.with(first, bytesOf(image, second)).with(second, bytesOf(image, first));
    }

    @Override
    public List<Spot> spots(DiskImage image) {
      byte[] left = bytesOf(image, first);
      byte[] right = bytesOf(image, second);
      return Arrays.equals(left, right) ? List.of() : List.of(Spot.behind(first, 0), Spot.behind(second, 0));
    }
  }
}
