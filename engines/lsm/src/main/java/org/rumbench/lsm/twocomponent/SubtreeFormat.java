package org.rumbench.lsm.twocomponent;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.FileFormat;
import org.rumbench.dump.KeyText;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.storage.ByteSource;

/// A disk subtree as text: `000007.subtree`, node by node.
public final class SubtreeFormat implements FileFormat {
  private static final int MOST_PAGE_BYTES = 1024 * 1024;

  /// For the service loader.
  public SubtreeFormat() {}

  @Override
  public String name() {
    return "two-component subtree";
  }

  @Override
  public boolean recognisesName(String fileName) {
    return FileNumbers.parse(fileName, SubtreeDescriptor.EXTENSION) >= 0;
  }

  @Override
  public boolean recognisesHead(DirectBuffer head, int length) {
    return length >= Integer.BYTES && head.getInt(0, ByteOrder.LITTLE_ENDIAN) == SubtreeDescriptor.NODE_MAGIC;
  }

  @Override
  public void dump(ByteSource source, DumpSink sink) {
    new Walk(source, sink).run();
  }

  /// One walk over one file.
  private static final class Walk {
    private final ByteSource source;
    private final DumpSink sink;
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer node = new UnsafeBuffer(new byte[0]);
    private final long footerOffset;
    private long number;
    private int pageBytes;

    Walk(ByteSource source, DumpSink sink) {
      this.source = source;
      this.sink = sink;
      this.footerOffset = source.lengthBytes() - SubtreeDescriptor.FOOTER_LENGTH;
      this.number = FileNumbers.parse(source.name(), SubtreeDescriptor.EXTENSION);
    }

    void run() {
      if (footerOffset < SubtreeDescriptor.HEADER_LENGTH) {
        sink.damage(0, source.lengthBytes() + " bytes are no subtree");
        return;
      }
      UnsafeBuffer bytes = new UnsafeBuffer(new byte[SubtreeDescriptor.FOOTER_LENGTH]);
      source.read(footerOffset, bytes, 0, SubtreeDescriptor.FOOTER_LENGTH);
      boolean hasFooter = SubtreeFooter.isOne(bytes, 0);
      SubtreeFooter footer = SubtreeFooter.decode(bytes, 0);
      if (hasFooter) {
        number = footer.number();
        pageBytes = footer.pageBytes();
      } else {
        source.read(0, bytes, 0, SubtreeDescriptor.HEADER_LENGTH);
        pageBytes = bytes.getInt(SubtreeDescriptor.PAGE_BYTES_OFFSET, ByteOrder.LITTLE_ENDIAN);
      }
      if (pageBytes < SubtreeDescriptor.HEADER_LENGTH || pageBytes > MOST_PAGE_BYTES) {
        sink.damage(0, "neither a footer nor a first page that tells the length of a page");
        return;
      }
      nodes();
      if (!hasFooter) {
        sink.damage(footerOffset, "the footer has another magic or checksum");
        return;
      }
      end(footer);
    }

    private void end(SubtreeFooter footer) {
      sink.part(footerOffset, "footer", "subtree " + number, "root page " + footer.rootPage(),
          footer.pages() + " pages of " + pageBytes + " bytes", footer.leafPages() + " of leaves",
          footer.records() + " records", "format " + footer.version(), "checksum ok");
      if (footer.version() != SubtreeDescriptor.FORMAT_VERSION) {
        sink.damage(footerOffset + SubtreeDescriptor.FOOTER_VERSION_OFFSET, "format version " + footer.version());
      }
      if (footer.pages() * pageBytes != footerOffset) {
        sink.damage(footerOffset, "the footer is not behind page " + footer.pages());
      }
      long named = FileNumbers.parse(source.name(), SubtreeDescriptor.EXTENSION);
      if (named >= 0 && named != number) {
        sink.damage(footerOffset, "the file is called " + source.name());
      }
    }

    private void nodes() {
      long pages = footerOffset / pageBytes;
      long damagedFrom = -1;
      for (long page = 0; page < pages; ) {
        int span = wholeSpanAt(page, pages);
        if (span > 0) {
          report(damagedFrom, page);
          damagedFrom = -1;
          show(page, span);
          page += span;
        } else {
          damagedFrom = damagedFrom < 0 ? page : damagedFrom;
          page++;
        }
      }
      report(damagedFrom, pages);
      if (pages * pageBytes != footerOffset) {
        sink.damage(pages * pageBytes, footerOffset - pages * pageBytes + " bytes that are no page");
      }
    }

    private void report(long from, long to) {
      if (from >= 0) {
        sink.damage(from * pageBytes, to - from + " pages without a whole node, up to " + to * pageBytes);
      }
    }

    /// The span of the whole node that begins at a page; 0 when none does.
    private int wholeSpanAt(long page, long pages) {
      load(page, 1);
      int span = Node.span(node, 0);
      if (!Node.isHead(page, pageBytes, node, 0)
          || span < 1
          || span > Math.min(pages - page, Integer.MAX_VALUE / pageBytes)) {
        return 0;
      }
      load(page, span);
      return Node.defectIn(checksum, number, page, pageBytes, span, node, 0).isEmpty() ? span : 0;
    }

    private void load(long page, int span) {
      int length = span * pageBytes;
      if (node.capacity() < length) {
        node.wrap(new byte[length]);
      }
      source.read(page * pageBytes, node, 0, length);
    }

    private void show(long page, int span) {
      int level = Node.level(node, 0);
      int count = Node.count(node, 0);
      sink.part(page * pageBytes, level == 0 ? "leaf" : "inner", "page " + page, span + " pages", "level " + level,
          count + " entries", "checksum ok");
      for (int slot = 0; level == 0 && slot < count; slot++) {
        record(page, Node.entry(node, 0, slot));
      }
    }

    private void record(long page, int entry) {
      RecordKind kind = RecordKind.ofCode(Node.kindAndFlags(node, entry) & RecordDescriptor.KIND_MASK);
      sink.record(page * pageBytes + entry, kind, false, Node.version(node, entry), Node.sequence(node, entry),
          Node.expiryMillis(node, entry), KeyText.of(node, Node.leafKeyAt(entry), Node.leafKeyLength(node, entry)),
          sink.valueOf(kind, false, node, Node.valueAt(node, entry), Node.valueLength(node, entry)));
    }
  }
}
