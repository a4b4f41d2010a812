package org.rumbench.engine;

import org.rumbench.storage.LedgerSnapshot;

/// What an outside engine ([EngineFactory#isOutside]) says of the files it keeps. Its figures are its own word: nothing
/// between it and the operating system has counted them.
///
/// @param ledger   bytes by purpose since opening as the engine counts them, and what its files take now
/// @param counters one line on where the figures come from and what they leave out
/// @param settings its effective settings in its own words, such as RocksDB's OPTIONS file; empty when it has none
public record OwnAccount(LedgerSnapshot ledger, String counters, String settings) {}
