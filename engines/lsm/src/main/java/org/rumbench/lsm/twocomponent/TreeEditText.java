package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.rumbench.dump.KeyText;
import org.rumbench.dump.OpaqueText;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.storage.CorruptionException;

/// What this design attaches to manifests, as text.
public final class TreeEditText implements OpaqueText {
  /// For the service loader.
  public TreeEditText() {}

  @Override
  public Optional<String> pointer(DirectBuffer buffer, int offset, int length) {
    return Optional.empty();
  }

  @Override
  public Optional<String> attachment(DirectBuffer buffer, int offset, int length) {
    if (!TreeEdit.isOne(buffer, offset, length)) {
      return Optional.empty();
    }
    Lines lines = new Lines(new ArrayList<>());
    try {
      TreeEdit.read(buffer, offset, length, lines);
    } catch (CorruptionException noEdit) {
      return Optional.empty();
    }
    return Optional.of(lines.texts().isEmpty() ? "no change of subtrees" : String.join("; ", lines.texts()));
  }

  /// A text for each field.
  ///
  /// @param texts the texts
  private record Lines(List<String> texts) implements TreeEdit.Visitor {
    @Override
    public void onAdded(SubtreeMetadata subtree) {
      texts.add("add " + subtree.fileName() + " " + subtree.fileBytes() + " bytes " + subtree.records() + " records "
          + subtree.tombstones() + " deletes versions " + subtree.minVersion() + ".." + subtree.maxVersion() + " keys "
          + text(subtree.smallest()) + ".." + text(subtree.largest()));
      for (RangeTombstone one : subtree.ranges().asList()) {
        texts.add("with delete-range " + text(one.from()) + " up to " + text(one.to()) + " version " + one.version()
            + " seq " + one.sequence());
      }
    }

    @Override
    public void onRemoved(long number) {
      texts.add("remove subtree " + number);
    }

    @Override
    public void onMergedBelow(long sequence, KeyBytes key) {
      texts.add("merged up to seq " + sequence + " below " + text(key));
    }

    private static String text(KeyBytes key) {
      return KeyText.of(key.asBuffer(), 0, key.length());
    }
  }
}
