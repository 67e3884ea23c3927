#include "core/partnership/obligation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace regisseur {
namespace {

absl::string_view StateWords(ObligationState state) {
  switch (state) {
    case ObligationState::kAsked:
      return "asked for and not promised";
    case ObligationState::kPromised:
      return "promised and open";
    case ObligationState::kWaiting:
      return "waiting for the other side";
    case ObligationState::kFulfilled:
      return "fulfilled";
    case ObligationState::kRefused:
      return "refused";
    case ObligationState::kWithdrawn:
      return "withdrawn";
  }
  return "";
}

absl::Status NotNow(ObligationState state) {
  return absl::FailedPreconditionError(
      absl::StrCat("id: this obligation is ", StateWords(state)));
}

absl::Status OnlyFor(Participant party, absl::string_view what) {
  return absl::PermissionDeniedError(
      absl::StrCat("id: only the ", ParticipantWord(party), " ", what));
}

}  // namespace

ObligationStanding FoldObligation(absl::Span<const ObligationEvent> events,
                                  absl::Time due_end, absl::Time now) {
  ObligationStanding s;
  s.due = due_end;
  std::optional<absl::Time> waits_since;
  const auto end_wait = [&](absl::Time at) {
    if (!waits_since.has_value()) return;
    const TimeRange wait{*waits_since, at};
    waits_since.reset();
    if (wait.to <= wait.from) return;
    // What was late before it waited stays late.
    if (wait.from < s.due) s.due += wait.to - wait.from;
    s.waited += wait.to - wait.from;
    s.waits.push_back(wait);
  };
  for (const ObligationEvent& event : events) {
    if (event.at > now) break;
    switch (event.move) {
      case MatterMove::kProposed:
        s.state = ObligationState::kAsked;
        break;
      case MatterMove::kPromised:
      case MatterMove::kReopened:
        s.state = ObligationState::kPromised;
        s.fulfilled.reset();
        break;
      case MatterMove::kWaiting:
        s.state = ObligationState::kWaiting;
        waits_since = event.at;
        break;
      case MatterMove::kResumed:
        s.state = ObligationState::kPromised;
        end_wait(event.at);
        break;
      case MatterMove::kFulfilled:
        end_wait(event.at);
        s.state = ObligationState::kFulfilled;
        s.fulfilled = event.at;
        break;
      case MatterMove::kRefused:
        s.state = ObligationState::kRefused;
        break;
      case MatterMove::kWithdrawn:
        end_wait(event.at);
        s.state = ObligationState::kWithdrawn;
        break;
      default:
        break;
    }
  }
  end_wait(now);
  if (s.Counts()) s.late = s.fulfilled.value_or(now) >= s.due;
  return s;
}

absl::Status CheckObligationMove(ObligationState state, Participant side,
                                 Participant added_by, Participant mover,
                                 MatterMove move) {
  const bool owes = mover == side;
  switch (move) {
    case MatterMove::kPromised:
    case MatterMove::kRefused:
      if (!owes) return OnlyFor(side, "can promise it or say no to it");
      return state == ObligationState::kAsked ? absl::OkStatus()
                                              : NotNow(state);
    case MatterMove::kWaiting:
      if (!owes) return OnlyFor(side, "can say that it waits");
      return state == ObligationState::kPromised ? absl::OkStatus()
                                                 : NotNow(state);
    case MatterMove::kResumed:
      return state == ObligationState::kWaiting ? absl::OkStatus()
                                                : NotNow(state);
    case MatterMove::kFulfilled:
      if (!owes) return OnlyFor(side, "can say that it was done");
      return state == ObligationState::kPromised ||
                     state == ObligationState::kWaiting
                 ? absl::OkStatus()
                 : NotNow(state);
    case MatterMove::kReopened:
      if (owes) return OnlyFor(OtherSide(side), "can say that it was not done");
      return state == ObligationState::kFulfilled ? absl::OkStatus()
                                                  : NotNow(state);
    case MatterMove::kWithdrawn:
      if (owes && !(state == ObligationState::kAsked && added_by == mover)) {
        return OnlyFor(OtherSide(side), "can let it go");
      }
      return state == ObligationState::kAsked ||
                     state == ObligationState::kPromised ||
                     state == ObligationState::kWaiting
                 ? absl::OkStatus()
                 : NotNow(state);
    default:
      return absl::OkStatus();
  }
}

absl::Duration TimeWithin(absl::Span<const TimeRange> waits, TimeRange period) {
  absl::Duration within;
  for (const TimeRange& wait : waits) {
    const absl::Time from = std::max(wait.from, period.from);
    const absl::Time to = std::min(wait.to, period.to);
    if (from < to) within += to - from;
  }
  return within;
}

}  // namespace regisseur
