package dev.heartwood.service.storage.lucene;

import dev.heartwood.service.entry.LogEntry;
import java.io.IOException;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.StoredFieldVisitor;

/** Reads the entries of one segment; quick for neighbours, which share a block. For one thread. */
final class Records {
  private final Day day;
  private final StoredFieldsReader stored;
  private final RecordVisitor visitor = new RecordVisitor();

  Records(LeafReader segment, Day day) {
    this.day = day;
    StoredFieldsReader reader = ((CodecReader) segment).getFieldsReader();
    stored = reader.getMergeInstance(); // it keeps the block that it has unpacked
  }

  LogEntry start(int document) throws IOException {
    stored.document(document, visitor);
    return RecordReader.start(visitor.bytes);
  }

  LogEntry read(int document, long time, long sequence) throws IOException {
    stored.document(document, visitor);
    return RecordReader.read(visitor.bytes, day.time(time), sequence);
  }

  private static final class RecordVisitor extends StoredFieldVisitor {
    private byte[] bytes = {};

    @Override
    public Status needsField(FieldInfo field) {
      return Status.YES; // there is but one
    }

    @Override
    public void binaryField(FieldInfo field, byte[] value) {
      bytes = value;
    }
  }
}
