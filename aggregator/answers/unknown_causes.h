#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/service_level_figures.h"

namespace regisseur {

// Why nobody saw a stretch of time (USERS U1): the provider's source did not
// show it or did not answer, our own configuration was wrong, nobody asked, the
// recording does not reach there, or nobody looked yet.
struct UnknownCause {
  LevelNote why;
  absl::Duration length;  // agreed time
};

// Where what is known of the components changes, ascending.
std::vector<absl::Time> KnowledgeBorders(const ServiceFacts& facts);
// `range` in pieces between the borders that lie in it; `borders` ascend.
std::vector<TimeRange> Cut(TimeRange range,
                           const std::vector<absl::Time>& borders);

// Tells causes of one answer; remembers how tries went. Not thread-safe.
class UnknownCauses {
 public:
  UnknownCauses(const AnswerContext& context, const Principal& who, AsOf as_of)
      : context_(context), who_(who), as_of_(as_of) {}

  // Why the components of `facts` that are unknown at the start of `range` are
  // so. The first component's cause, by its source.
  absl::StatusOr<LevelNote> CauseOf(const ServiceFacts& facts, TimeRange range);

  // The unknown time of a computed figure by cause, the longest first.
  absl::StatusOr<std::vector<UnknownCause>> Of(const Figure& figure);

 private:
  absl::StatusOr<LevelNote> CauseOf(const ServiceFacts::Part& part,
                                    TimeRange range);

  const AnswerContext& context_;
  const Principal& who_;
  const AsOf as_of_;
  std::map<std::string, std::vector<TryStretch>> tries_;  // by source
};

}  // namespace regisseur
