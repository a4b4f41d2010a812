package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// Share of one purpose in a write amplification.
///
/// @param purpose purpose.
/// @param rollUp class of the purpose.
/// @param issuedBytes bytes issued for it.
/// @param issuedOverAcceptedRatio issuedBytes over the accepted bytes of the layer.
public record PurposeRatio(
    String purpose,
    RollUp rollUp,
    long issuedBytes,
    @Nullable Double issuedOverAcceptedRatio) {
}
