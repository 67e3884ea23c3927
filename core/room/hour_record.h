#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"

namespace regisseur {

// The names of the values that the first step of entered hours carries
// (MatterKind::kHours; its subject's `objective` is the component).
inline constexpr char kHoursDay[] = "day";
inline constexpr char kHoursHours[] = "hours";  // FormatHours
inline constexpr char kHoursFactor[] = "factor";
inline constexpr char kHoursSide[] = "side";
inline constexpr char kHoursDocument[] = "document";
inline constexpr char kHoursDocumentSha256[] = "document_sha256";

// Hours as somebody entered them.
struct EnteredHour {
  std::string contract;
  std::string component;
  absl::CivilDay day;
  Decimal minutes;
  std::string factor;
  ProposalState state = ProposalState::kProposed;
};

// The same of what is kept of them (a Matter). DATA_LOSS when they cannot be
// read.
absl::StatusOr<EnteredHour> MakeEnteredHour(const MatterSubject& subject,
                                            const std::string& day,
                                            const std::string& hours);
template <typename Matter>
absl::StatusOr<EnteredHour> EnteredHourOf(const Matter& matter) {
  const auto& first = matter.steps.front();
  absl::StatusOr<EnteredHour> entry = MakeEnteredHour(
      matter.subject, first.Value(kHoursDay), first.Value(kHoursHours));
  if (!entry.ok()) return entry;
  entry->factor = first.Value(kHoursFactor);
  entry->state = FoldProposal(matter.Moves());
  return entry;
}

}  // namespace regisseur
