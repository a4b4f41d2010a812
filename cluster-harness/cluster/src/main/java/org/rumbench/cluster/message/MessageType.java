package org.rumbench.cluster.message;

/// The first byte of every frame, and the numbers of the protocol. All integers are little-endian; lengths are unsigned
/// varints. Codes never change their meaning within one [#PROTOCOL_VERSION].
///
/// | codes      | family                                                  |
/// |------------|---------------------------------------------------------|
/// | 1 to 15    | connection: handshake, node state                       |
/// | 16 to 31   | reserved: membership gossip                             |
/// | 32 to 63   | client and coordinator                                  |
/// | 64 to 95   | coordinator and replica                                 |
/// | 96 to 111  | reserved: hints                                         |
/// | 112 to 127 | reserved: Merkle trees and repair                       |
/// | 128 to 143 | reserved: moving ranges                                 |
public final class MessageType {
  /// First field of the handshake: `RMBQ`.
  public static final int MAGIC = 0x51424d52;
  /// Second field of the handshake.
  public static final int PROTOCOL_VERSION = 1;

  /// [Hello].
  public static final int HELLO = 1;
  /// [NodeStatus].
  public static final int NODE_STATUS = 2;
  /// [ClientRead].
  public static final int CLIENT_READ = 32;
  /// [ClientWrite].
  public static final int CLIENT_WRITE = 33;
  /// [ClientScan].
  public static final int CLIENT_SCAN = 34;
  /// [ClientAnswer].
  public static final int CLIENT_ANSWER = 40;
  /// [ClientPage].
  public static final int CLIENT_PAGE = 41;
  /// [ReplicaRead].
  public static final int REPLICA_READ = 64;
  /// [ReplicaWrite].
  public static final int REPLICA_WRITE = 65;
  /// [ReplicaScan].
  public static final int REPLICA_SCAN = 66;
  /// [ReplicaValue].
  public static final int REPLICA_VALUE = 72;
  /// [ReplicaAck].
  public static final int REPLICA_ACK = 73;
  /// [ReplicaPage].
  public static final int REPLICA_PAGE = 74;

  private MessageType() {}
}
