#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/service_levels.h"
#include "core/contract/contract_words.h"
#include "core/money/decimal.h"
#include "core/partnership/participant.h"
#include "core/principal/principal.h"
#include "core/time/as_of.h"

namespace regisseur {

// A figure over whole months, or why there is none.
struct MonthFigure {
  std::optional<Decimal> figure;  // as the other answers show it
  // The same before it is rounded or cut, as far as 18 decimals: what a target
  // is held against.
  std::optional<Decimal> exact;
  Sentence why;  // where there is none
};

// What can be said of a provider's months, each by the answer that says it
// elsewhere. Refers to what it is given.
class MonthFigures {
 public:
  MonthFigures(const AnswerContext& context, const Principal& who,
               std::string provider, AsOf as_of)
      : context_(context),
        who_(who),
        provider_(std::move(provider)),
        as_of_(as_of) {}

  // The mean net cost a month by the ledger, of all that the provider costs or
  // of one of its services there.
  absl::StatusOr<MonthFigure> MeanCost(const ReportPeriod& months,
                                       const std::string& service,
                                       const std::string& currency) const;
  // The windows of `contract/objective` that end in these months and are over;
  // none where there is no such objective any more.
  absl::StatusOr<ServiceLevelsAnswer> Windows(const ReportPeriod& months,
                                              const std::string& subject) const;
  // The mean of what they attained.
  absl::StatusOr<MonthFigure> MeanLevel(const ReportPeriod& months,
                                        const std::string& subject) const;
  // The share of satisfied people in percent, about a service or (empty) the
  // provider.
  absl::StatusOr<MonthFigure> Experience(const ReportPeriod& months,
                                         const std::string& service) const;
  // The median time of one side to answer an escalation, in seconds.
  absl::StatusOr<MonthFigure> AnswerTime(const ReportPeriod& months,
                                         Participant side) const;
  // Of the obligations of one side that came due the share that was kept, in
  // percent.
  absl::StatusOr<MonthFigure> KeptObligations(const ReportPeriod& months,
                                              Participant side) const;

 private:
  const AnswerContext& context_;
  const Principal& who_;
  const std::string provider_;
  const AsOf as_of_;
};

// That there is none, and why: a rule of the catalogue about these months.
MonthFigure NoFigure(const ReportPeriod& months, std::string rule);
// That the level of a window is not known.
MonthFigure NoLevelOf(const ServiceLevelRow& window);

}  // namespace regisseur
