#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/calendar/civil_span.h"
#include "core/money/decimal.h"

namespace regisseur {

// A document of the contract; the lowest precedence number goes first when two
// contradict each other (USERS U17).
struct Document {
  // framework, agreement, sla, dap, dpa, terms, amendment, quote, minutes
  std::string kind;
  std::string title;
  std::string link;
  std::string version;
  int precedence = 0;  // 0: not said
  std::optional<absl::CivilDay> signed_on;
  friend bool operator==(const Document&, const Document&) = default;
};

// Where a clause stands, or that it is absent.
struct Clause {
  std::string name;   // audit_right, exit_plan, …
  std::string place;  // the number of the article; empty when absent
  bool absent = false;
  friend bool operator==(const Clause&, const Clause&) = default;
};

// The processing of personal data.
struct Processing {
  struct Subprocessor {
    std::string name;
    std::string country;  // ISO 3166-1 alpha-2
    friend bool operator==(const Subprocessor&, const Subprocessor&) = default;
  };
  std::optional<absl::CivilDay> agreement;
  std::optional<absl::Duration> breach_notice;
  std::vector<Subprocessor> subprocessors;
  std::optional<CivilSpan> objection;
  friend bool operator==(const Processing&, const Processing&) = default;
};

// A certificate or assurance report.
struct Assurance {
  std::string kind;  // ISO 27001, ISAE 3402 type II, …
  std::optional<absl::CivilDay> valid_until;
  std::string period;
  std::optional<absl::CivilDay> due;
  friend bool operator==(const Assurance&, const Assurance&) = default;
};

// How one gets out.
struct ExitTerms {
  std::optional<absl::CivilDay> plan;
  std::optional<absl::CivilDay> tested;
  std::optional<Decimal> assistance_hours;
  std::string data_format;
  std::optional<CivilSpan> data_within;
  std::optional<CivilSpan> data_erased_after;
  std::string escrow;
  friend bool operator==(const ExitTerms&, const ExitTerms&) = default;
};

// Everything that is no price and no promise.
struct Dossier {
  std::vector<Document> documents;
  std::vector<std::string> checklists;
  std::vector<Clause> clauses;
  std::optional<Processing> processing;
  std::vector<Assurance> assurance;
  std::optional<ExitTerms> exit;
  friend bool operator==(const Dossier&, const Dossier&) = default;
};

// A list of clauses that a contract should have: a data file.
struct ClauseChecklist {
  struct Item {
    std::string clause;
    std::string source;  // for instance DORA art. 30 lid 2 onder d
    friend bool operator==(const Item&, const Item&) = default;
  };
  std::string id;  // gibit-2023
  std::string title;
  std::vector<Item> items;
  friend bool operator==(const ClauseChecklist&,
                         const ClauseChecklist&) = default;
};

// A clause of a checklist that a contract has not.
struct ClauseGap {
  std::string checklist;
  std::string clause;
  std::string source;
  // True when the dossier says `absent`; false when it says nothing.
  bool known_absent = false;
  friend bool operator==(const ClauseGap&, const ClauseGap&) = default;
};

// The gaps against the checklists that the dossier names, in the checklists'
// order, or against every one given when `all`.
std::vector<ClauseGap> FindClauseGaps(
    const Dossier& dossier, const std::vector<ClauseChecklist>& checklists,
    bool all = false);

}  // namespace regisseur
