#include "core/room/version_proposal.h"

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"

namespace regisseur {

absl::string_view VersionStateWord(VersionState state) {
  switch (state) {
    case VersionState::kOpen:
      return "open";
    case VersionState::kAgreed:
      return "agreed";
    case VersionState::kAnswered:
      return "answered";
    case VersionState::kWithdrawn:
      return "withdrawn";
    case VersionState::kExpired:
      return "expired";
  }
  return "";
}

VersionStanding FoldVersion(absl::Span<const VersionStep> steps,
                            absl::CivilDay valid_from, absl::CivilDay today) {
  VersionStanding standing;
  for (const VersionStep& step : steps) {
    if (step.move == MatterMove::kAccepted) {
      (step.side == Side::kProvider ? standing.accepted_by_provider
                                    : standing.accepted_by_customer) = true;
    }
    if (step.move == MatterMove::kWithdrawn) {
      standing.state = VersionState::kWithdrawn;
    }
    if (step.move == MatterMove::kAnswered) {
      standing.state = VersionState::kAnswered;
    }
  }
  if (standing.accepted_by_customer && standing.accepted_by_provider) {
    standing.state = VersionState::kAgreed;
  } else if (standing.state == VersionState::kOpen && today > valid_from) {
    standing.state = VersionState::kExpired;
  }
  return standing;
}

Side SideOfStep(absl::string_view said) {
  return said == "provider" ? Side::kProvider : Side::kCustomer;
}

absl::StatusOr<absl::CivilDay> ReadVersionDay(const MatterSubject& subject,
                                              const std::string& valid_from) {
  const absl::StatusOr<absl::CivilDay> day = ParseDay(valid_from);
  if (day.ok()) return *day;
  return absl::DataLossError(
      absl::StrCat("version ", subject.name, " has no day"));
}

absl::Status CheckVersionStep(const VersionStanding& standing,
                              const VersionStep& step) {
  if (step.move == MatterMove::kCommented || step.move == MatterMove::kNoted) {
    return absl::OkStatus();
  }
  if (standing.state != VersionState::kOpen) {
    return absl::FailedPreconditionError(
        absl::StrCat("this proposal is ", VersionStateWord(standing.state),
                     " and cannot be ", MatterMoveWord(step.move),
                     standing.state == VersionState::kAgreed
                         ? "; propose another version to change it again"
                         : ""));
  }
  if (step.move == MatterMove::kAccepted && standing.AcceptedBy(step.side)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the ", step.side == Side::kProvider ? "provider" : "customer",
        " has accepted this proposal already; the other side has "
        "to"));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
