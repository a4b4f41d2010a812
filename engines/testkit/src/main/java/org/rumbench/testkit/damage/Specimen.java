package org.rumbench.testkit.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.testkit.model.Model;

/// A store to be damaged: its files, what it must show, and what it lets one know about the end of its log.
///
/// A log is a file whose purpose is of the kind COMMIT. Logs are in the order of their creation; each batch of the last
/// life is in one of them.
///
/// @param image        its files
/// @param states       what it shows after each number of batches of the last life, from none to all
/// @param batches      where these batches are
/// @param logs         the logs of the last life, oldest first; some may be gone
/// @param older        files as they were at earlier moments, where that differs
/// @param pieces       places and lengths of what was appended to, or read from, each file at once; nothing of files
///                     that are gone
/// @param purgeVersion the owner's promise
/// @param kept         the last batch of which a file that is no log tells that it, and all before it, was durable; null
///                     when there is none
record Specimen(
    DiskImage image, List<Model> states, List<Placed> batches, List<String> logs, List<Damage.Stale> older,
    SortedMap<String, List<Piece>> pieces, long purgeVersion, @Nullable Placed kept) {
  /// A batch in the log, and what was acknowledged as synced when it was written.
  ///
  /// @param log         index of its log
  /// @param fromBytes   where it starts, or earlier
  /// @param toBytes     where it ends
  /// @param syncedLog   index of the log in which the last batch then known durable ended, -1 for none
  /// @param syncedBytes where it ended
  record Placed(int log, long fromBytes, long toBytes, int syncedLog, long syncedBytes) {}

  /// Bytes that belong together.
  record Piece(int offsetBytes, int lengthBytes) {}

  /// How many batches must show in spite of the damage. All, unless a log is damaged and nothing that is left tells that
  /// the damaged part was durable; then those before the damage.
  int survivingBatches(List<Spot> spots) {
    int least = batches.size();
    for (Spot spot : spots) {
      int log = logs.indexOf(spot.file());
      if (log >= 0 && !isKnownDurable(log, spot.fromBytes(), spots)) {
        least = Math.min(least, batchesBefore(log, spot.fromBytes()));
      }
    }
    return least;
  }

  private int batchesBefore(int log, long offsetBytes) {
    for (int i = 0; i < batches.size(); i++) {
      Placed batch = batches.get(i);
      boolean isPresent = image.files().containsKey(logs.get(batch.log()));
      if (isPresent && (batch.log() > log || (batch.log() == log && batch.toBytes() > offsetBytes))) {
        return i;
      }
    }
    return batches.size();
  }

  /// Whether a batch that is not damaged was written to a log when the synced part of that log, or of that log and all
  /// before it, was known to cover the damaged place: a log says how much of it is durable, and logs become durable in
  /// order.
  private boolean isKnownDurable(int log, long offsetBytes, List<Spot> spots) {
    Placed told = kept;
    if (told != null && (told.log() > log || (told.log() == log && told.toBytes() > offsetBytes))) {
      return true;
    }
    for (Placed batch : batches) {
      boolean isWitness = batch.syncedLog() == batch.log() && isIntact(batch, spots);
      if (isWitness && (batch.syncedLog() > log || (batch.syncedLog() == log && batch.syncedBytes() > offsetBytes))) {
        return true;
      }
    }
    return false;
  }

  private boolean isIntact(Placed batch, List<Spot> spots) {
    String file = logs.get(batch.log());
    if (batch.fromBytes() == batch.toBytes()) {
      return false;
    }
    for (Spot spot : spots) {
      if (spot.file().equals(file) && spot.fromBytes() < batch.toBytes() && spot.toBytes() > batch.fromBytes()) {
        return false;
      }
    }
    return image.files().containsKey(file);
  }

  /// The states that may show after damage.
  List<Model> allowedStates(List<Spot> spots) {
    return new ArrayList<>(states.subList(survivingBatches(spots), states.size()));
  }

  /// The other file names of the same type as `file`: equal but for digits.
  @Nullable String sibling(String file, int number) {
    List<String> same = new ArrayList<>();
    for (String name : image.files().keySet()) {
      if (!name.equals(file) && typeOf(name).equals(typeOf(file))) {
        same.add(name);
      }
    }
    return same.isEmpty() ? null : same.get(Math.floorMod(number, same.size()));
  }

  /// A file's name without its number.
  static String typeOf(String file) {
    return file.replaceAll("[0-9a-f]{6,}", "#").replaceAll("[0-9]+", "#");
  }
}
