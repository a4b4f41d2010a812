/// A log-structured hash table in the manner of Bitcask (Sheehy and Smith, 2010): every write is appended to a
/// segment, a directory of all keys outside the heap points to the newest record of each, a merge copies what is
/// alive.
///
/// Batches enter and go to the active segment; reads are one look-up and one read of a file. It owns its segments,
/// hint files and manifest (see FORMAT.md) and knows nothing of other designs or of the cluster.
///
/// **When a deletion may go.** A deletion hides every record of its key with a lower version, wherever that lies; it
/// may be left out by a merge when no such record is on disk and none can come. Naming the segment of the record that
/// was deleted, as Bitcask does, is not enough: an older record of the key may lie in yet another segment, where it
/// was dead before, and a merge may have put the named one elsewhere. So the key directory counts: each entry knows
/// how many other records of its key are in segments, thirty at most. A merge leaves out a deletion d with version v
/// when
///
/// 1. v is at or below the purge version P taken at its start, and
/// 2. no other record of the key is left outside what it leaves out: the count, less the dead records that it has met
///    in its inputs, is zero; or, where it is no longer counted, all versions outside the inputs are above v.
///
/// The count is that of the records on disk: a record is counted when it is appended, or found by recovery (hint
/// files list dead records, too, and their fingerprint tells when they do not); it is taken off by the merge that
/// drops it, and merges copy nothing that is dead. A record that dies between its copy and the move of its entry is
/// counted by what replaced it. Segments leave the store by merges only. Then
///
/// - no older record is on disk once d is gone: d and what its inputs held go with one manifest, so a crash finds d,
///   or none of its key's records; before the manifest nothing has gone;
/// - none comes: a write at or below P is refused, and one that was let in before P was told was counted, because a
///   merge takes P while no write is under way;
/// - a newer record that comes meanwhile takes the entry, and d is one of the others that go.
///
/// Deletions that nothing but P still keeps are dead bytes to the merge policy as soon as P has passed them, so they
/// go without being asked for.
@NullMarked
package org.rumbench.bitcask;

import org.jspecify.annotations.NullMarked;
