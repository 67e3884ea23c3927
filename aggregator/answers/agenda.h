#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/answers/source_freshness.h"
#include "core/contract/contract_words.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"

namespace regisseur {

struct AgendaQuestion {
  std::string id;        // only this one; empty for all
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  // Only what has to be decided until then, a day; what has no day stays.
  std::string until;
};

// Something that can be done about an item, with what follows from it.
struct AgendaChoice {
  std::string id;       // by which a decision names it: file, exercise
  std::string command;  // a line of the command line; empty: a person does it
  Sentence what;
  Sentence consequence;
};

// What was done about an item. Numbers are those of the API.
enum class AgendaState { kOpen = 1, kDecided, kDelegated, kSnoozed };

// Something that somebody did about one.
struct AgendaAct {
  MatterMove move = MatterMove::kDecided;
  absl::Time time;
  std::string identity;
  std::string name;    // empty once it was erased
  std::string reason;  // the same
  std::string option;  // of a decision the choice's id; may be empty
  std::string delegate;
  // The last day of a delegation, the day on which a snoozed item comes back.
  std::optional<absl::CivilDay> until;
  // As it was then.
  std::optional<Decimal> amount_at_stake;
  std::string currency;
  std::optional<absl::CivilDay> decide_by;
  int64_t number = 0;  // in the chain of evidence
};

// A decision that waits (USERS U23).
struct AgendaItem {
  std::string id;  // the same for as long as it is the same decision
  std::string kind;
  Sentence title;
  std::string provider;  // empty for a source about many
  std::string contract;
  std::string owner;
  // The last day on which deciding helps; absent where none is set.
  std::optional<absl::CivilDay> decide_by;
  bool late = false;  // that day is over
  // Money, in `currency`: lost on that day for certain when nobody acts; lost
  // by an estimate; the sum that the decision is about. Absent: none, or not
  // known.
  std::string currency;
  std::optional<Decimal> certain;
  std::optional<Decimal> estimated;
  std::optional<Decimal> exposure;
  Sentence if_nothing;
  std::vector<std::string> evidence;   // lines of the command line, sources
  std::vector<AgendaChoice> choices;   // see AddChoice
  std::vector<std::string> functions;  // ids that it touches
  // Since when the facts are so, for facts that come and go under one id: what
  // was done before that was about another time.
  std::optional<absl::Time> since;
  // The figure that it rests on is disputed, or told otherwise by somebody.
  bool disputed = false;
  bool told_otherwise = false;

  // Found by JudgeActs (agenda_acts.h); rules leave it alone.
  AgendaState state = AgendaState::kOpen;
  std::vector<AgendaAct> acts;  // the oldest first
  // Why it is back although something was done, or what became worse since.
  std::optional<Sentence> note;
  bool first = false;  // among those that are seen first

  // Certain and estimated together, else the exposure.
  std::optional<Decimal> AmountAtStake() const;
  // Whose it is: the delegate's, else the owner's; empty for nobody's.
  const std::string& Person() const;
  // Somebody still has to decide.
  bool Waits() const {
    return state == AgendaState::kOpen || state == AgendaState::kDelegated;
  }

  // Adds something that can be done. `rule` is `choice-<word>-<id>`: the
  // catalogue says under it what it is, and under `<rule>-then` what follows;
  // both know the title's arguments and `more`, so the title comes first.
  // `command` does it; empty where the program cannot.
  void AddChoice(absl::string_view rule, std::string command = "",
                 const std::map<std::string, std::string>& more = {});
  // Adds what doing nothing is called: what follows is `if_nothing`.
  void AddNothing(absl::string_view rule);
};

// At most so many are seen first (USERS U23); the rest is its owner's.
inline constexpr int kAgendaFirst = 7;

struct AgendaAnswer {
  // What waits, then what somebody has, was snoozed, was decided; each by
  // certain and estimated loss per day left; exposure breaks ties, then the day
  // and the id.
  std::vector<AgendaItem> items;
  std::vector<Gap> gaps;
  absl::CivilDay today;  // in the portfolio's zone
};

// The decisions that wait. INVALID_ARGUMENT for a day that cannot be read,
// NOT_FOUND for an unknown provider.
absl::StatusOr<AgendaAnswer> AnswerAgenda(const AnswerContext& context,
                                          const Principal& who,
                                          const AgendaQuestion& question,
                                          AsOf as_of);

// How many items wait of each provider that has any, with its delegates too.
struct AgendaCounts {
  std::map<std::string, int> by_provider;
  // Ids of items of silent sources that somebody decided or put aside.
  std::set<std::string> silences_done;
  // Nothing of it changes by time alone before then.
  absl::Time holds_until = absl::InfiniteFuture();
};

// Counts by_provider without sources that fell silent, which change by the
// second. `open` and `records` are of the same moment.
absl::StatusOr<AgendaCounts> CountAgendaItems(const AnswerContext& context,
                                              const Principal& who, AsOf as_of,
                                              OpenBook& open,
                                              const SourceRecords& records);

// Puts the items in that order. Amounts are compared in `portfolio_currency` at
// the last rates known; what cannot be converted counts as no loss.
void RankAgenda(const AnswerContext& context, const KnownPortfolio& known,
                AsOf as_of, absl::CivilDay today,
                std::vector<AgendaItem>& items);

}  // namespace regisseur
