package org.rumbench.cluster.message;

/// One kind of message: reusable fields with their encoding. One owner; filled, encoded, filled again.
///
/// [ByteRegion] fields refer to bytes elsewhere: the sender's buffers until it is encoded, the frame after it is decoded.
public sealed interface Message
    permits Hello, NodeStatus, ClientRead, ClientWrite, ClientScan, ClientAnswer, ClientPage, ReplicaRead,
        ReplicaWrite, ReplicaScan, ReplicaValue, ReplicaAck, ReplicaPage {
  /// Longest key on the wire, in bytes.
  int MAX_KEY_BYTES = 64 * 1024 - 1;
  /// Longest value, page or text on the wire, in bytes.
  int MAX_BYTES = 4 * 1024 * 1024;
  /// Bound of all fixed fields and varints of any message, in bytes.
  int FIXED_BYTES = 96;

  /// Its [MessageType] code.
  int type();

  /// An upper bound of the encoded length, type byte included.
  int boundBytes();

  /// Writes every field behind the type byte.
  void encode(WireWriter out);

  /// Reads every field behind the type byte; the caller asks [WireReader#isWhole].
  void decode(WireReader in);
}
