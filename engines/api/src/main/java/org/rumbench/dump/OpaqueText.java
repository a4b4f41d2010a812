package org.rumbench.dump;

import java.util.Optional;
import org.agrona.DirectBuffer;

/// Makes text of what one part keeps in the files of another, which cannot read it itself: pointers in place of values,
/// attachments of a manifest. Found as a service; empty for what it does not know. Stateless; any thread.
public interface OpaqueText {
  /// The pointer of a record whose value is elsewhere.
  Optional<String> pointer(DirectBuffer buffer, int offset, int length);

  /// An attachment.
  Optional<String> attachment(DirectBuffer buffer, int offset, int length);
}
