#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/outage_sayings.h"
#include "aggregator/answers/outages.h"
#include "core/contact/escalation_ladder.h"
#include "core/contact/promised_time.h"
#include "core/contract/contract_register.h"

namespace regisseur {

struct NowQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
};

// A promised time that runs (USERS U24).
struct RunningPromise {
  PromisedTime promise;
  absl::Time due;
  // On its clock; below zero: so much too late. Once done: what was left then.
  absl::Duration left;
  std::optional<absl::Time> done;
  SayingKind done_by = SayingKind::kTicket;
};

// What the partner said last.
struct LastWord {
  SayingKind kind = SayingKind::kPartner;
  absl::Time time;
  std::string text;
  std::string phase;
  std::string incident;
  std::string source;
  std::string person;
};

// When its next word is due, and why then.
struct NextWord {
  absl::Time due;
  Sentence why;
  bool late = false;
};

// What goes on at another provider of a function that is hit.
struct Elsewhere {
  std::string provider;
  std::string kind;  // maintenance, change
  std::string id;
  std::string title;
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;
  std::vector<std::string> functions;
  std::string source;
};

struct RungNow {
  LadderRung rung;
  std::optional<absl::Time> from;
};

// A service that is out.
struct NowRow {
  std::string provider;
  std::string provider_name;
  std::string service;  // empty for a provider without configured services
  std::string service_name;
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  std::vector<HitComponent> components;
  std::vector<Saying> sayings;  // feeds, measurements, tickets, persons
  bool feed_silent = false;
  std::vector<std::string> functions;  // ids
  bool hits_critical = false;
  std::optional<RungNow> call;
  std::optional<RungNow> next_rung;
  std::optional<RunningPromise> reaction;
  std::optional<RunningPromise> restore;
  std::optional<LastWord> last_word;
  std::optional<NextWord> next_word;
  std::vector<Elsewhere> elsewhere;
  std::optional<OutageRow> outage;
};

struct FunctionHitRow {
  const FunctionConfig* function = nullptr;  // of `portfolio`
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  std::vector<std::pair<std::string, std::string>> services;
  std::optional<absl::Time> recovery_due;
  std::optional<bool> in_hours;
};

struct NowAnswer {
  std::shared_ptr<const Portfolio> portfolio;
  std::shared_ptr<const ContractRegister> contracts;
  absl::Time moment;
  std::vector<NowRow> rows;               // what hits critical functions first
  std::vector<FunctionHitRow> functions;  // the critical first
  std::vector<OutageRow> reports_due;     // of outages that are closed
  std::vector<Gap> gaps;
};

// Everything that is out at the moment, by feeds, measurements, tickets and the
// word of persons. NOT_FOUND for an unknown provider.
absl::StatusOr<NowAnswer> AnswerNow(const AnswerContext& context,
                                    const Principal& who,
                                    const NowQuestion& question, AsOf as_of);

}  // namespace regisseur
