#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/partnership_records.h"

namespace regisseur {

struct EscalationsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string service;   // empty for all
  std::string id;        // only this one; empty for all
  bool open = false;     // only those that are not closed
  std::optional<Participant> opened_by;
};

// An escalation and where it stands.
struct EscalationRow {
  Matter matter;
  EscalationRecord record;
  // Of the side that is called, as contracts have it now.
  EscalationLadder ladder;
  // People of the customer that the provider knows.
  std::set<std::string> known_names;
};

struct EscalationsAnswer {
  std::shared_ptr<const ContractRegister> contracts;  // what is pointed into
  std::vector<EscalationRow> escalations;             // the newest first
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider or id.
absl::StatusOr<EscalationsAnswer> AnswerEscalations(
    const AnswerContext& context, const Principal& who,
    const EscalationsQuestion& question, AsOf as_of);

// How one clock of one side went in a period.
struct ClockTimes {
  int asked = 0;
  int done = 0;
  int in_time = 0;
  int overdue = 0;
  // Stopped by a machine: in no other figure but `asked`.
  int by_machine = 0;
  std::optional<TimesTaken> taken;  // absent when none was done
};

struct EscalationTimesRow {
  std::string provider;
  Participant side = Participant::kCustomer;  // whose answers these are
  ClockTimes acknowledgement;
  ClockTimes answer;
  int raised = 0;
  int reopened = 0;
};

struct EscalationTimesAnswer {
  std::vector<EscalationTimesRow> rows;  // by provider, ours first
  SharedPeriod period;
  std::vector<Gap> gaps;
};

// How fast both sides answer what was opened, or opened again, in a period
// (ReadSharedPeriod; empty: the last twelve months). Providers without an
// escalation have rows without figures.
absl::StatusOr<EscalationTimesAnswer> AnswerEscalationTimes(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& owner,
    const std::string& period, AsOf as_of);

}  // namespace regisseur
