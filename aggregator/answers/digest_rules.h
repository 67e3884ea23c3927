#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "aggregator/answers/digest.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// What a rule of the digest looks at and where it puts what it finds: what was
// known at `from` against what is at `to`.
struct DigestDesk {
  const AnswerContext& context;
  const Principal& who;
  const DigestQuestion& question;
  absl::Time from;
  AsOf to;
  absl::Time until;  // the moment of `to`
  const KnownPortfolio& known;
  std::vector<DigestChange>& changes;
  std::vector<Gap>& gaps;

  AsOf Before() const { return AsOf{from}; }
  absl::TimeZone zone() const { return known.portfolio().time_zone; }
  absl::CivilDay FirstDay() const { return absl::ToCivilDay(from, zone()); }
  absl::CivilDay LastDay() const { return absl::ToCivilDay(until, zone()); }
  // True for a provider that was asked for.
  bool Wants(const std::string& provider) const;
};

// A rule, by name: one file a domain.
struct DigestRule {
  absl::string_view name;
  absl::Status (*add)(DigestDesk& desk);
};

// What came on the agenda, what is over, and what people did about it.
absl::Status AddAgendaChanges(DigestDesk& desk);
// Incidents that began and ended, by partner, with how long they took.
absl::Status AddIncidentChanges(DigestDesk& desk);
// Sources that fell silent or came back, and what their data newly lack.
absl::Status AddSourceChanges(DigestDesk& desk);
// Promises whose verdict is another one.
absl::Status AddLevelChanges(DigestDesk& desk);
// What months that were over cost by now, and what is expected now.
absl::Status AddCostChanges(DigestDesk& desk);
// Dates of contracts that passed, versions that came into force or became
// known.
absl::Status AddContractChanges(DigestDesk& desk);
// How often we stepped in inside a mandate.
absl::Status AddInterventionChanges(DigestDesk& desk);

// All of them.
absl::Span<const DigestRule> DigestRules();

}  // namespace regisseur
