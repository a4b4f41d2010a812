package org.rumbench.lsm.merge;

import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.StorageFile;

/// One table a merge has written.
///
/// @param metadata what is in it
/// @param file     its file, with the one reference it was created with
/// @param synced   the sync of its bytes, begun when it was complete
public record MergeOutput(TableMetadata metadata, StorageFile file, Completion synced) {}
