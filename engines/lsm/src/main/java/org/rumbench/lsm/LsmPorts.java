package org.rumbench.lsm;

import org.rumbench.engine.EngineContext;

/// The parts a tree is opened with in place of the defaults.
///
/// @param commitLog  makes the commit log, given the context and the source of file numbers
/// @param separation watches merges
/// @param attachment state kept in the manifest
public record LsmPorts(CommitLogFactory commitLog, ValueSeparation separation, ManifestAttachment attachment) {
  /// A record log per memtable, values in place, nothing attached.
  public static LsmPorts standard() {
    return new LsmPorts(RecordCommitLog::new, ValueSeparation.NONE, ManifestAttachment.NONE);
  }

  /// Makes a commit log.
  @FunctionalInterface
  public interface CommitLogFactory {
    /// Called once, when the tree opens; nothing is read yet.
    CommitLog create(EngineContext context, FileNumbers numbers);
  }
}
