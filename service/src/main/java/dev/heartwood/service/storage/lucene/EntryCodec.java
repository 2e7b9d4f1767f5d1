package dev.heartwood.service.storage.lucene;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.lucene90.compressing.Lucene90CompressingStoredFieldsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;

/** Lucene's own codec, with records compressed by zstd. Segments name it: Lucene looks it up. */
public final class EntryCodec extends FilterCodec {
  private static final int BLOCK_BYTES = 32 << 10;
  private static final int MOST_IN_BLOCK = 1024;
  private static final int BLOCKS_IN_INDEX = 10;

  private final StoredFieldsFormat records =
      new Lucene90CompressingStoredFieldsFormat(
          "HeartwoodRecords1", new ZstdMode(), BLOCK_BYTES, MOST_IN_BLOCK, BLOCKS_IN_INDEX);

  public EntryCodec() {
    super("Heartwood1", new Lucene912Codec());
  }

  @Override
  public StoredFieldsFormat storedFieldsFormat() {
    return records;
  }
}
