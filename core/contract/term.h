#pragma once

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/calendar/civil_span.h"

namespace regisseur {

// Which of the two parties.
enum class Side { kCustomer, kProvider };

// What happens at the end of the initial term, unless somebody acts.
enum class Renewal {
  kNone,        // it ends by itself
  kTacit,       // it runs on for a further term, again and again
  kIndefinite,  // it runs on without an end of its own
};

// Against which border a notice may end the contract, after the initial term.
enum class NoticeTo { kEndOfTerm, kEndOfMonth, kEndOfQuarter, kAnyDay };

// The right to extend, which has to be exercised (USERS U4).
struct ExtensionOption {
  CivilSpan extend;
  int times = 1;
  Side by = Side::kCustomer;
  // So long before the end it has to be exercised.
  CivilSpan exercise;
  // The days on which it was exercised, ascending.
  std::vector<absl::CivilDay> exercised;
  friend bool operator==(const ExtensionOption&,
                         const ExtensionOption&) = default;
};

// A notice that was given.
struct Termination {
  absl::CivilDay last_day;
  Side by = Side::kCustomer;
  friend bool operator==(const Termination&, const Termination&) = default;
};

// How long a contract runs and how it ends (DESIGN 6.3, USERS U4).
struct Term {
  absl::CivilDay start;
  // The length of the initial term. Zero: none, it runs indefinitely from the
  // start.
  CivilSpan initial;
  Renewal renewal = Renewal::kNone;
  // The length of each tacit renewal.
  CivilSpan renewal_term;
  std::optional<ExtensionOption> options;
  CivilSpan customer_notice;
  CivilSpan provider_notice;
  NoticeTo notice_to = NoticeTo::kEndOfTerm;
  // Days before noticeBy on which we want to have decided. Ours alone.
  int internal_notice_days = 0;
  std::optional<Termination> terminated;
  // A cloud service that may be switched away from under Regulation 2023/2854
  // art. 25: at most two months' notice, at any time.
  bool switching_data_act = false;

  friend bool operator==(const Term&, const Term&) = default;
};

}  // namespace regisseur
