#include "aggregator/answers/outages.h"

#include <algorithm>
#include <utility>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

std::vector<OutageEntry> EntriesOf(const Matter& matter) {
  std::vector<OutageEntry> entries;
  for (const MatterStep& step : matter.steps) {
    entries.push_back({step.move, step.values, step.act.known_from});
  }
  return entries;
}

std::vector<OutageReport> ReportsOf(const OutageStory& story,
                                    const Portfolio& portfolio) {
  std::vector<OutageReport> reports;
  for (const ReportRegime regime : {ReportRegime::kDora, ReportRegime::kNis2}) {
    const bool binds =
        std::find(portfolio.clocks.begin(), portfolio.clocks.end(),
                  ReportRegimeWord(regime)) != portfolio.clocks.end();
    for (ReportClock& clock :
         story.ClocksOf(regime, binds, portfolio.time_zone)) {
      const auto reference = story.references.find({regime, clock.stage});
      reports.push_back(
          {regime, std::move(clock),
           reference == story.references.end() ? "" : reference->second});
    }
  }
  return reports;
}

}  // namespace

bool OutageRow::OwesReport() const {
  return std::any_of(
      reports.begin(), reports.end(), [](const OutageReport& report) {
        return !report.clock.conditional && !report.clock.filed.has_value();
      });
}

absl::StatusOr<std::vector<OutageRow>> ReadOutages(const AnswerContext& context,
                                                   const Principal& who,
                                                   const KnownPortfolio& known,
                                                   AsOf as_of) {
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      context.matters.List(who, {.kind = MatterKind::kOutage}, as_of));
  std::vector<OutageRow> rows;
  for (Matter& matter : matters) {
    OutageRow row;
    row.provider = known.CurrentId(matter.subject.provider);
    row.story = FoldOutage(EntriesOf(matter));
    row.reports = ReportsOf(row.story, known.portfolio());
    row.matter = std::move(matter);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const OutageRow& a, const OutageRow& b) {
                     return a.story.since > b.story.since;
                   });
  return rows;
}

absl::StatusOr<OutagesAnswer> AnswerOutages(const AnswerContext& context,
                                            const Principal& who,
                                            const OutagesQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
  }
  const std::string provider = known.CurrentId(question.provider);
  OutagesAnswer answer;
  ASSIGN_OR_RETURN(answer.outages, ReadOutages(context, who, known, as_of));
  std::erase_if(answer.outages, [&](const OutageRow& row) {
    return (!provider.empty() && row.provider != provider) ||
           (!question.owner.empty() &&
            known.OwnerOf(row.provider) != question.owner) ||
           (question.open && row.story.closed.has_value());
  });
  return answer;
}

}  // namespace regisseur
