#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/partnership_records.h"

namespace regisseur {

struct ObligationsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string id;        // only this one; empty for all
  std::optional<Participant> side;
  bool open = false;     // asked for, promised or waiting
  bool overdue = false;  // late, and not fulfilled
  std::string review;    // actions of this one; empty for all
};

// Time in which a ticket stood still for the customer.
struct TicketStop {
  std::string source;
  std::string ticket;
  TimeRange range;        // as it is told; one that runs ends now
  bool running = false;   // it still does
  absl::Duration within;  // of the period that was asked for
  // `contract/objective` of whose clock it stands still.
  std::vector<std::string> objectives;
};

struct ObligationRow {
  Matter matter;
  ObligationRecord record;
  std::vector<TicketStop> stops;  // of its ticket
  std::set<std::string> known_names;

  absl::Duration Stopped() const;
};

struct ObligationsAnswer {
  std::vector<ObligationRow> obligations;  // by day, then id
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider or id.
absl::StatusOr<ObligationsAnswer> AnswerObligations(
    const AnswerContext& context, const Principal& who,
    const ObligationsQuestion& question, AsOf as_of);

// How one side keeps what it promised.
struct ObligationScore {
  std::string provider;
  Participant side = Participant::kCustomer;
  int due = 0;
  int kept = 0;
  int late = 0;
  int overdue = 0;
  int waiting = 0;  // owed and not due
  absl::Duration others_waited;
};

// How long tickets of a provider stood still for us.
struct WaitedForCustomer {
  std::string provider;
  absl::Duration all;
  absl::Duration on_clock;        // of an objective
  absl::Duration linked;          // to an obligation of ours
  std::vector<TicketStop> stops;  // the longest first, at most 100
};

struct ObligationScoresAnswer {
  std::vector<ObligationScore> scores;  // by provider, ours first
  std::vector<WaitedForCustomer> waited;
  SharedPeriod period;
  std::vector<Gap> gaps;
};

// Of what came due in a period (empty: the last twelve months).
absl::StatusOr<ObligationScoresAnswer> AnswerObligationScores(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& owner,
    const std::string& period, AsOf as_of);

// NOT_FOUND unless a source tells a ticket of that name of the provider.
absl::Status CheckTicketIsTold(const AnswerContext& context,
                               const Principal& who,
                               const std::string& provider,
                               const std::string& ticket);

}  // namespace regisseur
