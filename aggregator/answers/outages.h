#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/matter_store.h"
#include "core/outage/outage_story.h"
#include "core/outage/report_clocks.h"

namespace regisseur {

struct OutagesQuestion {
  std::string provider;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
  bool open = false;     // only those that are open
};

// A report to an authority.
struct OutageReport {
  ReportRegime regime = ReportRegime::kDora;
  ReportClock clock;
  std::string reference;
};

// An outage that people recorded.
struct OutageRow {
  std::string provider;  // by the id that it has now
  Matter matter;
  OutageStory story;
  std::vector<OutageReport> reports;  // by regime and in order

  const std::string& id() const { return matter.subject.name; }
  // Of a report that has to be there and is not.
  bool OwesReport() const;
};

struct OutagesAnswer {
  std::vector<OutageRow> outages;  // the newest first
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider.
absl::StatusOr<OutagesAnswer> AnswerOutages(const AnswerContext& context,
                                            const Principal& who,
                                            const OutagesQuestion& question,
                                            AsOf as_of);

// All of them, as the portfolio is known.
absl::StatusOr<std::vector<OutageRow>> ReadOutages(const AnswerContext& context,
                                                   const Principal& who,
                                                   const KnownPortfolio& known,
                                                   AsOf as_of);

}  // namespace regisseur
