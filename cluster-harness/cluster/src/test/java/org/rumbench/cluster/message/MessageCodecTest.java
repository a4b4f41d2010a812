package org.rumbench.cluster.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

class MessageCodecTest {
  private static final int OFFSET = 5;

  private final MessageReader reader = new MessageReader();
  private final MessageWriter writer = new MessageWriter();

  private static ByteRegion bytes(RandomStream random, ByteRegion region, int shortest, int bound) {
    byte[] bytes = new byte[random.nextInt(shortest, bound)];
    random.nextBytes(bytes);
    return region.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  /// One message of every kind, with random fields.
  private static List<Message> oneOfEach(RandomStream random) {
    List<Message> all = new ArrayList<>();
    Hello hello = new Hello();
    hello.clusterName.wrapText("cluster");
    hello.senderId = random.nextInt(1000);
    hello.isServing = random.nextBoolean();
    all.add(hello);
    NodeStatus status = new NodeStatus();
    status.isServing = random.nextBoolean();
    all.add(status);
    ClientRead clientRead = new ClientRead();
    clientRead.requestId = random.nextLong();
    clientRead.readQuorum = random.nextInt(17);
    clientRead.budgetMillis = random.nextInt(100_000);
    bytes(random, clientRead.key, 1, 300);
    all.add(clientRead);
    ClientWrite clientWrite = new ClientWrite();
    clientWrite.requestId = random.nextLong();
    clientWrite.isDelete = random.nextBoolean();
    clientWrite.writeQuorum = random.nextInt(17);
    bytes(random, clientWrite.key, 1, 300);
    bytes(random, clientWrite.value, 0, 3000);
    all.add(clientWrite);
    ClientScan clientScan = new ClientScan();
    clientScan.requestId = random.nextLong();
    clientScan.count = random.nextInt(1000);
    bytes(random, clientScan.from, 0, 300);
    all.add(clientScan);
    ClientAnswer answer = new ClientAnswer();
    answer.requestId = random.nextLong();
    answer.outcome = Outcome.ofCode(random.nextInt(7));
    answer.isFound = random.nextBoolean();
    answer.isRepaired = random.nextBoolean();
    answer.isIndeterminate = random.nextBoolean();
    answer.answered = random.nextInt(16);
    answer.version = random.nextLong();
    bytes(random, answer.text, 0, 100);
    bytes(random, answer.value, 0, 3000);
    all.add(answer);
    ClientPage clientPage = new ClientPage();
    clientPage.requestId = random.nextLong();
    clientPage.hasMore = random.nextBoolean();
    clientPage.recordCount = random.nextInt(1000);
    bytes(random, clientPage.records, 0, 3000);
    all.add(clientPage);
    ReplicaRead read = new ReplicaRead();
    read.requestId = random.nextLong();
    read.partition = random.nextInt(1000);
    read.keyHash = random.nextLong();
    bytes(random, read.key, 1, 300);
    all.add(read);
    ReplicaWrite write = new ReplicaWrite();
    write.requestId = random.nextLong();
    write.partition = random.nextInt(1000);
    write.keyHash = random.nextLong();
    write.origin = WriteOrigin.ofCode(random.nextInt(4));
    write.isDelete = random.nextBoolean();
    write.version = random.nextLong();
    write.expiryMillis = random.nextLong();
    bytes(random, write.clock, 0, 20);
    bytes(random, write.key, 1, 300);
    bytes(random, write.value, 0, 3000);
    all.add(write);
    ReplicaScan scan = new ReplicaScan();
    scan.requestId = random.nextLong();
    scan.count = random.nextInt(1000);
    bytes(random, scan.from, 0, 300);
    all.add(scan);
    ReplicaValue value = new ReplicaValue();
    value.requestId = random.nextLong();
    value.status = ReplicaStatus.ofCode(random.nextInt(6));
    value.state = RecordState.ofCode(random.nextInt(3));
    value.version = random.nextLong();
    bytes(random, value.value, 0, 3000);
    all.add(value);
    ReplicaAck ack = new ReplicaAck();
    ack.requestId = random.nextLong();
    ack.status = ReplicaStatus.ofCode(random.nextInt(6));
    bytes(random, ack.text, 0, 100);
    all.add(ack);
    ReplicaPage page = new ReplicaPage();
    page.requestId = random.nextLong();
    page.isLast = random.nextBoolean();
    page.recordCount = random.nextInt(1000);
    bytes(random, page.records, 0, 3000);
    all.add(page);
    assertThat(all).hasSize(Message.class.getPermittedSubclasses().length);
    return all;
  }

  private byte[] encoded(Message message) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + message.boundBytes()]);
    int length = writer.write(message, buffer, OFFSET);
    assertThat(length).isLessThanOrEqualTo(message.boundBytes());
    byte[] frame = new byte[length];
    buffer.getBytes(OFFSET, frame);
    return frame;
  }

  private static byte[] padded(byte[] frame) {
    byte[] padded = new byte[frame.length + 2 * OFFSET];
    System.arraycopy(frame, 0, padded, OFFSET, frame.length);
    return padded;
  }

  @Test
  void everyMessageComesBackAsItWasSent() {
    Seeds.of(50).forEach(seed -> {
      for (Message message : oneOfEach(new RandomStream(seed))) {
        byte[] frame = encoded(message);
        Message decoded = Objects.requireNonNull(
            reader.read(new UnsafeBuffer(padded(frame)), OFFSET, frame.length), "seed " + seed);
        assertThat(decoded).as("seed %d", seed).hasSameClassAs(message).isNotSameAs(message);
        // Equal bytes when encoded again: every field, text and region has come through.
        assertThat(encoded(decoded)).as("seed %d, %s", seed, message.getClass()).isEqualTo(frame);
      }
    });
  }

  @Test
  void fieldsKeepTheirNames() {
    ReplicaWrite write = new ReplicaWrite();
    write.requestId = 1;
    write.partition = 2;
    write.keyHash = 3;
    write.origin = WriteOrigin.REPAIR;
    write.isDelete = true;
    write.budgetMillis = 4;
    write.version = 5;
    write.expiryMillis = 6;
    write.key.wrapText("key");
    byte[] frame = encoded(write);
    assertThat(reader.read(new UnsafeBuffer(frame), 0, frame.length)).isInstanceOfSatisfying(ReplicaWrite.class, back -> {
      assertThat(back.requestId).isEqualTo(1);
      assertThat(back.partition).isEqualTo(2);
      assertThat(back.keyHash).isEqualTo(3);
      assertThat(back.origin).isEqualTo(WriteOrigin.REPAIR);
      assertThat(back.isDelete).isTrue();
      assertThat(back.budgetMillis).isEqualTo(4);
      assertThat(back.version).isEqualTo(5);
      assertThat(back.expiryMillis).isEqualTo(6);
      assertThat(back.key.text()).isEqualTo("key");
      assertThat(back.value.length()).isZero();
    });
  }

  @Test
  void everyTruncatedFrameIsRefused() {
    Seeds.of(3).forEach(seed -> {
      for (Message message : oneOfEach(new RandomStream(seed))) {
        byte[] frame = encoded(message);
        for (int length = 0; length < frame.length; length++) {
          assertThat(reader.read(new UnsafeBuffer(frame), 0, length))
              .as("seed %d, %s cut to %d", seed, message.getClass(), length)
              .isNull();
        }
      }
    });
  }

  @Test
  void frameWithBytesLeftOverIsRefused() {
    for (Message message : oneOfEach(new RandomStream(1))) {
      byte[] frame = encoded(message);
      assertThat(reader.read(new UnsafeBuffer(padded(frame)), OFFSET, frame.length + 1)).isNull();
    }
  }

  @Test
  void garbageNeverReadsBeyondItsFrame() {
    Seeds.of(1).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      for (int i = 0; i < 200_000; i++) {
        byte[] garbage = new byte[random.nextInt(0, 80)];
        random.nextBytes(garbage);
        if (garbage.length > 0 && random.nextBoolean()) {
          garbage[0] = (byte) random.nextInt(0, 76);
        }
        // The buffer ends with the frame, so a read beyond it would throw.
        reader.read(new UnsafeBuffer(garbage), 0, garbage.length);
      }
    });
  }

  @Test
  void otherMagicOrProtocolVersionIsRefused() {
    Hello hello = new Hello();
    hello.clusterName.wrapText("c");
    for (int at = 1; at < 9; at++) {
      byte[] frame = encoded(hello);
      frame[at] ^= 1;
      assertThat(reader.read(new UnsafeBuffer(frame), 0, frame.length)).isNull();
    }
  }

  @Test
  void versionOfAnUnknownModeIsRefused() {
    ReplicaWrite write = new ReplicaWrite();
    write.key.wrapText("k");
    write.versionMode = 2;
    byte[] frame = encoded(write);
    assertThat(reader.read(new UnsafeBuffer(frame), 0, frame.length)).isNull();
  }

  @Test
  void damagedPagesAreNoticed() {
    Seeds.of(1).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      PageWriter page = new PageWriter();
      ByteRegion key = new ByteRegion();
      ByteRegion value = new ByteRegion();
      for (int i = 0; i < 20; i++) {
        bytes(random, key, 1, 30);
        bytes(random, value, 0, 200);
        page.add(
            RecordState.VALUE, i, key.buffer(), key.offset(), key.length(), value.buffer(), value.offset(),
            value.length());
      }
      PageReader records = new PageReader();
      for (int length = 0; length <= page.lengthBytes(); length++) {
        byte[] cut = new byte[length];
        page.buffer().getBytes(0, cut);
        records.wrap(new UnsafeBuffer(cut), 0, length);
        int found = 0;
        while (records.next()) {
          assertThat(records.version()).isEqualTo(found);
          found++;
        }
        assertThat(found == 20).as("seed %d, cut to %d", seed, length).isEqualTo(length == page.lengthBytes());
      }
    });
  }
}
