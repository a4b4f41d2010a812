package org.rumbench.cluster.net.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.cluster.membership.NodeAddress;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;

class TcpLoopTest {
  /// Notes everything it is told.
  private static final class Notes implements FrameHandler {
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void onOpened(Connection connection) {}

    @Override
    public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
      byte[] frame = new byte[length];
      buffer.getBytes(offset, frame);
      frames.add(frame);
    }

    @Override
    public void onClosed(Connection connection, String cause) {
      ends.add(cause);
    }
  }

  private static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).order(ByteOrder.LITTLE_ENDIAN).putInt(body.length).put(body).array();
  }

  @Test
  void framesComeWholeHoweverTheStreamIsCut() throws Exception {
    try (TcpLoop loop = TcpLoop.start("test")) {
      NodeAddress address = loop.reserve(new NodeAddress("127.0.0.1", 0));
      Notes notes = new Notes();
      loop.executor().execute(() -> loop.listen(address, notes));
      for (long seed : Seeds.of(3).toArray()) {
        RandomStream random = new RandomStream(seed);
        List<byte[]> bodies = new ArrayList<>();
        java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
          byte[] body = new byte[random.nextInt(10) == 0 ? random.nextInt(1, 200_000) : random.nextInt(1, 50)];
          random.nextBytes(body);
          bodies.add(body);
          stream.write(framed(body));
        }
        byte[] bytes = stream.toByteArray();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
          socket.setTcpNoDelay(true);
          OutputStream out = socket.getOutputStream();
          for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(4) == 0 ? random.nextInt(1, 9) : 30_000);
            out.write(bytes, at, length);
            at += length;
          }
          for (byte[] body : bodies) {
            assertThat(notes.frames.poll(10, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(body);
          }
        }
      }
    }
  }

  @Test
  void frameLengthOutOfBoundsClosesTheConnection() throws Exception {
    for (int length : new int[] {0, -1, Integer.MAX_VALUE, Connection.MAX_FRAME_BYTES + 1}) {
      try (TcpLoop loop = TcpLoop.start("test")) {
        NodeAddress address = loop.reserve(new NodeAddress("127.0.0.1", 0));
        Notes notes = new Notes();
        loop.executor().execute(() -> loop.listen(address, notes));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
          OutputStream out = socket.getOutputStream();
          byte[] header = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array();
          out.write(header, 0, 2);
          out.write(header, 2, 2);
          assertThat(notes.ends.poll(10, TimeUnit.SECONDS)).isEqualTo("a frame of " + length + " bytes");
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(notes.frames).isEmpty();
      }
    }
  }

  @Test
  void failedDialIsTold() throws Exception {
    try (TcpLoop loop = TcpLoop.start("test")) {
      NodeAddress address;
      try (TcpLoop gone = TcpLoop.start("gone")) {
        address = gone.reserve(new NodeAddress("127.0.0.1", 0));
      }
      Notes notes = new Notes();
      loop.executor().execute(() -> loop.connect(address, notes, notes));
      assertThat(notes.ends.poll(10, TimeUnit.SECONDS)).contains("refused");
    }
  }
}
