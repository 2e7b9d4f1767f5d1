/**
 * The embedded engine: one Apache Lucene index for each day of entries. Start at {@link
 * dev.heartwood.service.storage.lucene.LuceneStorage}.
 *
 * <p>One document is one entry: its record, stored once and compressed; three columns (time within
 * the day, sequence, severity); and one inverted field with all that can be looked up, see {@link
 * dev.heartwood.service.storage.lucene.TermBuffer}. Documents stay in the order of arrival, which
 * is nearly that of time: no sort at indexing, no rewriting of records by merges, and questions in
 * the order of time walk backwards from the end, see {@link
 * dev.heartwood.service.storage.lucene.Walk}.
 */
@NullMarked
package dev.heartwood.service.storage.lucene;

import org.jspecify.annotations.NullMarked;
