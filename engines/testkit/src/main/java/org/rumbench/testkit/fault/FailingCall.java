package org.rumbench.testkit.fault;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;

/// A plan that counts calls and has one of them fail, or that and all later ones. It also bounds their number.
final class FailingCall implements FaultPlan {
  private static final int MAX_CALLS = 500_000;

  private final int failing;
  private final Fate fate;
  private final boolean isLasting;
  private final List<StorageCall> calls = new ArrayList<>();
  private boolean isArmed;
  private boolean isFired;
  private int total;
  private String where = "";

  /// Lets every call pass and lists those made while it is armed.
  FailingCall() {
    this(-1, Fate.PASS, false);
  }

  FailingCall(int failing, Fate fate, boolean isLasting) {
    this.failing = failing;
    this.fate = fate;
    this.isLasting = isLasting;
  }

  /// Calls count from here on.
  void arm() {
    isArmed = true;
  }

  /// Nothing fails and nothing counts any more.
  void disarm() {
    isArmed = false;
  }

  /// Whether a call has failed.
  boolean isFired() {
    return isFired;
  }

  /// The calls made while armed.
  List<StorageCall> calls() {
    return calls;
  }

  /// Which call failed first.
  String where() {
    return where;
  }

  @Override
  public Fate decide(StorageCall call, String file, IoPurpose purpose) {
    if (++total > MAX_CALLS) {
      throw new AssertionError("no end after " + total + " calls; the last is " + call + " of " + file);
    }
    if (!isArmed) {
      return Fate.PASS;
    }
    calls.add(call);
    int index = calls.size() - 1;
    if (index == failing) {
      isFired = true;
      where = call + " of " + file + " (" + purpose + ")";
      return fate;
    }
    return isLasting && isFired ? later(call) : Fate.PASS;
  }

  /// A device that is broken fails everything, one that is full only what needs room.
  private Fate later(StorageCall call) {
    boolean needsRoom = call == StorageCall.APPEND || call == StorageCall.CREATE || call == StorageCall.RESERVE;
    return switch (fate) {
      case FULL, SHORT_FULL -> needsRoom ? Fate.FULL : Fate.PASS;
      case DEVICE_ERROR, SHORT_WRITE -> Fate.DEVICE_ERROR;
      case PASS -> Fate.PASS;
    };
  }
}
