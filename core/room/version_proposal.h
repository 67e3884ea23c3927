#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/matter/matter.h"

namespace regisseur {

// The names of the values that the steps of a proposed version carry
// (MatterKind::kVersion).
inline constexpr char kVersionSide[] = "side";
inline constexpr char kVersionName[] = "version";
inline constexpr char kVersionValidFrom[] = "valid_from";
inline constexpr char kVersionSha256[] = "text_sha256";
inline constexpr char kVersionAnswers[] = "answers";
inline constexpr char kVersionAnsweredBy[] = "answered_by";
inline constexpr char kVersionSigned[] = "signed";
// The text that is in force once it is agreed: completed with what is ours
// alone.
inline constexpr char kVersionAgreedSha256[] = "agreed_sha256";

// The name under which texts of versions stand among the originals. No
// configured source can be called so.
inline constexpr char kVersionTexts[] = "versions proposed";

// A step by a side.
struct VersionStep {
  MatterMove move = MatterMove::kProposed;
  Side side = Side::kCustomer;
};

enum class VersionState {
  kOpen,       // waits for one side or both
  kAgreed,     // both accepted it
  kAnswered,   // another proposal took its place
  kWithdrawn,  // taken back
  kExpired,    // its day came first
};
// `open`.
absl::string_view VersionStateWord(VersionState state);

// Where a proposed version stands.
struct VersionStanding {
  VersionState state = VersionState::kOpen;
  bool accepted_by_customer = false;
  bool accepted_by_provider = false;

  bool AcceptedBy(Side side) const {
    return side == Side::kProvider ? accepted_by_provider
                                   : accepted_by_customer;
  }
};

// After these steps, the oldest first, as on `today`; it would hold from
// `valid_from` on.
VersionStanding FoldVersion(absl::Span<const VersionStep> steps,
                            absl::CivilDay valid_from, absl::CivilDay today);

// By whom a step was taken, as its value says.
Side SideOfStep(absl::string_view said);

// Where a proposed version stands by what is kept of it (a Matter). DATA_LOSS
// when its day cannot be read.
absl::StatusOr<absl::CivilDay> ReadVersionDay(const MatterSubject& subject,
                                              const std::string& valid_from);
template <typename Matter>
absl::StatusOr<VersionStanding> StandingOf(const Matter& version,
                                           absl::CivilDay today) {
  std::vector<VersionStep> steps;
  for (const auto& step : version.steps) {
    steps.push_back({step.move, SideOfStep(step.Value(kVersionSide))});
  }
  const absl::StatusOr<absl::CivilDay> from = ReadVersionDay(
      version.subject, version.steps.front().Value(kVersionValidFrom));
  if (!from.ok()) return from.status();
  return FoldVersion(steps, *from, today);
}

// FAILED_PRECONDITION, saying where it stands, when `step` cannot follow.
absl::Status CheckVersionStep(const VersionStanding& standing,
                              const VersionStep& step);

}  // namespace regisseur
