package org.rumbench.cluster.membership;

import java.util.Comparator;
import java.util.List;

/// The members of a cluster at one epoch. A static list now; later epochs come from gossip.
///
/// @param epoch   grows with every change
/// @param members sorted by id, ids distinct, at least one
public record ClusterView(long epoch, List<Member> members) {
  /// Sorts and checks.
  public ClusterView {
    members = members.stream().sorted(Comparator.comparingInt(Member::id)).toList();
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a cluster needs at least one member");
    }
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).id() == members.get(i - 1).id()) {
        throw new IllegalArgumentException("two members have id " + members.get(i).id());
      }
    }
  }

  /// Number of members.
  public int size() {
    return members.size();
  }

  /// The member with an id.
  public Member member(int id) {
    for (Member member : members) {
      if (member.id() == id) {
        return member;
      }
    }
    throw new IllegalArgumentException("no member has id " + id);
  }

  /// Whether there is a member with the id.
  public boolean contains(int id) {
    return members.stream().anyMatch(member -> member.id() == id);
  }

  /// One more than the highest id: the length of arrays indexed by id.
  public int idBound() {
    return members.getLast().id() + 1;
  }
}
