#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/agenda.h"

namespace regisseur {

struct ClosedAgendaQuestion {
  std::string provider;  // empty for all
  std::string owner;     // whose it was; empty for all
  // What stood there since then: a day or a moment, at most kMostClosedDays
  // ago; empty for kUsualClosedDays.
  std::string since;
};
inline constexpr int kMostClosedDays = 92;
inline constexpr int kUsualClosedDays = 31;

// An item that is over.
struct ClosedAgendaItem {
  AgendaItem item;           // as it was when it was seen last
  absl::CivilDay closed_on;  // the day on which it was first gone
  Sentence why;
};

struct ClosedAgendaAnswer {
  std::vector<ClosedAgendaItem> items;  // the latest first
  std::vector<Gap> gaps;
};

// What stood on the agenda and no longer does. Nothing is kept for it: the
// agenda as it was known at `since` is held against that of now, and halves of
// the time between until the day of each is found. What came and went between
// two such looks is not in it, unless somebody acted on it. INVALID_ARGUMENT
// for a moment that cannot be read, is to come or lies too far back; NOT_FOUND
// for an unknown provider.
absl::StatusOr<ClosedAgendaAnswer> AnswerClosedAgenda(
    const AnswerContext& context, const Principal& who,
    const ClosedAgendaQuestion& question, AsOf as_of);

// True for a moment at which nobody had looked yet: no source was tried, no
// contract known. What would be missing of then is not what anybody could have
// decided about, and the agenda of it is empty here.
absl::StatusOr<bool> IsBeforeEverything(const AnswerContext& context,
                                        const Principal& who, absl::Time at);

// The agendas of two moments against each other.
struct AgendaChange {
  AgendaAnswer before;
  AgendaAnswer after;
  std::vector<const AgendaItem*> came;  // of `after`
  std::vector<ClosedAgendaItem> went;   // the latest first
};
absl::StatusOr<AgendaChange> CompareAgendas(const AnswerContext& context,
                                            const Principal& who,
                                            const AgendaQuestion& question,
                                            absl::Time from, AsOf to);

}  // namespace regisseur
