#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/contact/promised_time.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"

namespace regisseur {

// A rung of the ladder: who is called from when on.
struct LadderRung {
  int level = 0;  // 1 to 9
  // How much of the promised time is over when it is their turn.
  Decimal percent;
  std::vector<Contact> contacts;  // of one contract, in the order of its file
  std::string contract;           // that names them

  friend bool operator==(const LadderRung&, const LadderRung&) = default;
};

// Whom to call at one side about a service, and who is next: the contacts of
// its contracts whose role is escalation and that stand on a rung. A value.
class EscalationLadder {
 public:
  // Of the contracts that name the service (or one of its objectives does), and
  // only where none of them has a ladder of the others; an empty service asks
  // all. Each rung is of the first contract, by id, that has it. Without a
  // percentage of their own (`at`) the first rung is called at once, the second
  // at 75 % of the promised time, each further one 25 % later.
  static EscalationLadder Of(absl::Span<const Contract* const> contracts,
                             absl::string_view service, Side side);

  // By level, each once.
  const std::vector<LadderRung>& rungs() const { return rungs_; }
  bool empty() const { return rungs_.empty(); }

  // nullptr when there is no such rung.
  const LadderRung* Find(int level) const;
  // The first one above `level`; 0 asks for the lowest. nullptr above the last.
  const LadderRung* Above(int level) const;

  // The moment from which a rung is called about something that began at
  // `start` and for which `promise` runs.
  static absl::Time CalledFrom(const LadderRung& rung,
                               const PromisedTime& promise, absl::Time start,
                               absl::Span<const TimeRange> stops);
  // The highest rung that is called at `moment`; nullptr when none is yet.
  const LadderRung* CalledAt(absl::Time moment, const PromisedTime& promise,
                             absl::Time start,
                             absl::Span<const TimeRange> stops) const;

 private:
  std::vector<LadderRung> rungs_;
};

// True for a contract that names the service, or promises something about it.
bool IsAbout(const Contract& contract, absl::string_view service);

}  // namespace regisseur
