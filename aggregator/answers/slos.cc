#include "aggregator/answers/slos.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/finding_gaps.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"

namespace regisseur {
absl::StatusOr<SlosAnswer> AnswerSlos(const AnswerContext& context,
                                      const Principal& who,
                                      const SlosQuestion& question,
                                      AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  std::vector<std::optional<std::string>> ids = {std::nullopt};
  const std::string provider = known.CurrentId(question.provider);
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    ids = {provider};
    if (const ProviderConfig* config =
            known.portfolio().FindProvider(provider)) {
      for (const std::string& old : config->formerly) ids.push_back(old);
    }
  }
  SlosAnswer answer;
  for (const std::optional<std::string>& id : ids) {
    ASSIGN_OR_RETURN(std::vector<ObjectiveRecord> records,
                     context.objectives.ListObjectives(who, id, as_of));
    for (ObjectiveRecord& record : records) {
      SloRow row;
      row.provider = known.CurrentId(record.provider);
      row.record = std::move(record);
      answer.slos.push_back(std::move(row));
    }
  }
  std::stable_sort(answer.slos.begin(), answer.slos.end(),
                   [](const SloRow& a, const SloRow& b) {
                     return std::tie(a.provider, a.record.source) <
                            std::tie(b.provider, b.record.source);
                   });
  for (const KnownSource& source : known.sources()) {
    if (!question.provider.empty() && !source.shared &&
        source.provider != provider) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kObjectives)) continue;
    AddFreshnessGap(known, source, record, answer.gaps);
    if (record.tells.contains(FactKind::kObjectives)) {
      RETURN_IF_ERROR(AddErrorsGap(context, who, source, "slo-documents-broken",
                                   as_of, answer.gaps));
    }
  }
  return answer;
}

}  // namespace regisseur
