#include "aggregator/answers/accruals.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/accrual_book.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

absl::StatusOr<AccrualsAnswer> AnswerAccruals(const AnswerContext& context,
                                              const Principal& who,
                                              const AccrualsQuestion& question,
                                              AsOf as_of) {
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(question.period);
  if (!month.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "period: \"", question.period, "\" is no month such as 2026-09"));
  }
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  AccrualsAnswer answer;
  ASSIGN_OR_RETURN(
      const AccrualBook book,
      AccrualBook::Read(context, who, known, provider, *month, *month,
                        AccrualBook::Detail::kCostCenters, as_of, answer.gaps));
  answer.rows = book.RowsOf(*month);
  AddContractFileGaps(context, known, *context.contracts.At(as_of.known),
                      provider, absl::CivilDay(*month), as_of, answer.gaps);
  if (*month >= RunningMonth(known)) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "accrual-month-not-over";
    gap.arguments = {{"month", FormatMonth(*month)}};
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  RETURN_IF_ERROR(AddHistoryGaps(context, who, known, provider,
                                 RangeOfMonth(*month), as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
