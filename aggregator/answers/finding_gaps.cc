#include "aggregator/answers/finding_gaps.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::Status AddErrorsGap(const AnswerContext& context, const Principal& who,
                          const KnownSource& source, const std::string& rule,
                          AsOf as_of, std::vector<Gap>& gaps) {
  ASSIGN_OR_RETURN(const std::vector<Finding> findings,
                   context.sources.ListFindings(who, source.config->id, as_of));
  int64_t errors = 0;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) errors += finding.count;
  }
  if (errors == 0) return absl::OkStatus();
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = rule;
  gap.arguments = {{"count", absl::StrCat(errors)},
                   {"source", source.config->id}};
  AddGap(std::move(gap), gaps);
  return absl::OkStatus();
}

}  // namespace regisseur
