#include "aggregator/answers/source_freshness.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"

namespace regisseur {

AdapterTells TellsOf(const SourceConfig& config) {
  AdapterTells tells;
  tells.status =
      config.adapter == "statuspage" || config.adapter == "gcp-status";
  tells.cost = config.adapter == "focus";
  tells.measurements = config.adapter == "kpi";
  return tells;
}

SourceClocks ClocksOf(const SourceConfig& config, const SourceRecord& record) {
  SourceClocks clocks;
  clocks.last_answer = record.last_answer;
  clocks.data_until = record.data_until;
  clocks.failed = record.failure.has_value() &&
                  record.failure->outcome != TryOutcome::kTransient;
  clocks.every = config.every;
  clocks.expect = config.expect;
  if (!clocks.expect.has_value()) {
    const AdapterTells tells = TellsOf(config);
    if (tells.status) {
      clocks.expect = CalendarSpan{.months = 0, .length = 3 * config.every};
    } else if (tells.cost) {
      clocks.expect = CalendarSpan{.months = 1, .length = absl::Hours(5 * 24)};
    } else if (tells.measurements) {
      clocks.expect = CalendarSpan{.months = 1, .length = absl::Hours(20 * 24)};
    }
  }
  return clocks;
}

Gap FreshnessGap(const KnownSource& source, const SourceRecord& record,
                 Freshness freshness) {
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = absl::StrCat("source-", FreshnessWord(freshness));
  gap.arguments["source"] = source.config->id;
  gap.last_good = record.last_answer;
  gap.arguments["since"] = record.last_answer.has_value()
                               ? FormatForPeople(*record.last_answer)
                               : "never";
  gap.arguments["until"] =
      record.data_until.has_value() ? FormatForPeople(*record.data_until) : "-";
  gap.arguments["every"] = absl::FormatDuration(source.config->every);
  if (record.failure.has_value()) {
    gap.kind = ProblemKindOf(record.failure->outcome);
    gap.since = record.failure->time;
    gap.arguments["message"] = record.failure->message;
  } else {
    gap.since = record.last_answer;
    gap.arguments["message"] = "";
  }
  return gap;
}

void AddFreshnessGap(const KnownPortfolio& known, const KnownSource& source,
                     const SourceRecord& record, std::vector<Gap>& gaps) {
  if (source.former) return;
  const Freshness freshness =
      ComputeFreshness(ClocksOf(*source.config, record), known.moment(),
                       known.portfolio().time_zone);
  if (freshness == Freshness::kFresh) return;
  AddGap(FreshnessGap(source, record, freshness), gaps);
}

}  // namespace regisseur
