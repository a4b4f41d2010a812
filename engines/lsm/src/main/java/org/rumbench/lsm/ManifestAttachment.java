package org.rumbench.lsm;

import org.agrona.DirectBuffer;

/// Port: state of another part (value-log segments) kept in the tree's manifest as opaque edits.
///
/// Edits are applied in the order of their manifest records, those of a record whole or not at all together with the
/// record's table changes. Writers of edits: [ValueSeparation.Observer#edit] and [LsmTree#attach].
public interface ManifestAttachment {
  /// Nothing attached. A manifest that has something is of another design, and refused.
  ManifestAttachment NONE =
      new ManifestAttachment() {
        @Override
        public byte[] snapshot() {
          return new byte[0];
        }

        @Override
        public void onRecovered(DirectBuffer edit, int offset, int length) {
          throw new IllegalStateException(
              "the store is of another design, which keeps values or pages beside its tables; open it with that one");
        }
      };

  /// The whole state as one edit, for the first record of a new manifest and again for the record that ends recovery
  /// (after [CommitLog#start] and a sync); empty for nothing. Called when no other edit is being written.
  byte[] snapshot();

  /// Recovery read this edit.
  void onRecovered(DirectBuffer edit, int offset, int length);
}
