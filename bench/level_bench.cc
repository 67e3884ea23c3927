// What bench/run.py's `level` needs of us: writes the samples for the peer,
// stores the same as states, and computes the service levels over the store.
//
//   regisseur-level-bench samples DAYS SERVICES FILE    (OpenMetrics)
//   regisseur-level-bench store DAYS SERVICES FOLDER    (an empty folder)
//   regisseur-level-bench level DAYS SERVICES FOLDER RUNS
//
// `level` answers RUNS times and prints the milliseconds of each, then for each
// service its name and the two whole numbers of its availability. The window is
// the last 30 of DAYS days, which end at kEnd.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "aggregator/storage/storage.h"
#include "bench/status_series.h"
#include "core/base/clock.h"
#include "core/base/status_macros.h"
#include "core/calendar/measuring_window.h"
#include "core/contract/objective.h"
#include "core/principal/principal.h"
#include "core/service_level/level_calculator.h"
#include "core/status/timeline.h"

namespace regisseur {
namespace {

constexpr char kSource[] = "bench";
// 2026-11-01T00:00:00Z.
constexpr int64_t kEndSeconds = 1793491200;
constexpr int64_t kMinutesOfADay = 24 * 60;
constexpr int64_t kWindowDays = 30;
constexpr size_t kChangesABatch = 5000;

struct Size {
  int64_t days = 0;
  int services = 0;

  int64_t minutes() const { return days * kMinutesOfADay; }
  absl::Time At(int64_t minute) const {
    return absl::FromUnixSeconds(kEndSeconds - (minutes() - minute) * 60);
  }
};

// A minute's sample is 1 or 0; where nobody looked there is none.
absl::Status WriteSamples(const Size& size, const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path));
  }
  std::fputs("# TYPE up gauge\n", file);
  for (const StatusSeries& series :
       MakeStatusSeries(size.services, size.minutes())) {
    const std::string head =
        absl::StrCat("up{service=\"", series.service, "\"} ");
    for (size_t i = 0; i < series.runs.size(); ++i) {
      const StateRun& run = series.runs[i];
      if (run.state == OperationalState::kUnknown) continue;
      const char* const value =
          run.state == OperationalState::kOperational ? "1 " : "0 ";
      const int64_t until = i + 1 < series.runs.size()
                                ? series.runs[i + 1].minute
                                : size.minutes();
      for (int64_t minute = run.minute; minute < until; ++minute) {
        const std::string line = absl::StrCat(
            head, value, absl::ToUnixSeconds(size.At(minute)), "\n");
        std::fwrite(line.data(), 1, line.size(), file);
      }
    }
  }
  std::fputs("# EOF\n", file);
  if (std::fclose(file) != 0) {
    return absl::DataLossError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

// A change of one service at one minute.
struct Change {
  int64_t minute;
  size_t service;
  OperationalState state;
};

// In order of time, as they come in.
std::vector<Change> ChangesOf(const std::vector<StatusSeries>& all) {
  std::vector<Change> changes;
  for (size_t service = 0; service < all.size(); ++service) {
    for (const StateRun& run : all[service].runs) {
      changes.push_back({run.minute, service, run.state});
    }
  }
  std::sort(
      changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return std::pair(a.minute, a.service) < std::pair(b.minute, b.service);
      });
  return changes;
}

absl::Status Store(const Size& size, const std::string& folder) {
  const SystemClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   OpenSqlite(absl::StrCat(folder, "/facts.db")));
  WriteQueue queue(*database);
  FactWriter writer(*database, queue, clock);
  const std::vector<StatusSeries> all =
      MakeStatusSeries(size.services, size.minutes());
  const std::vector<Change> changes = ChangesOf(all);
  const Principal who = Principal::System("bench");
  for (size_t from = 0; from < changes.size(); from += kChangesABatch) {
    const size_t until = std::min(changes.size(), from + kChangesABatch);
    StagedBatch batch;
    batch.source = kSource;
    batch.delivered_by = "bench";
    batch.assign = [](const std::string&) { return std::string("bench"); };
    FactBatch& facts = batch.facts;
    facts.run = "record";
    facts.number = static_cast<int64_t>(from / kChangesABatch) + 1;
    facts.cursor = absl::StrCat(until);
    facts.last = until == changes.size();
    facts.dictionary = {""};
    Delivery& delivery = facts.deliveries.emplace_back();
    delivery.scope = "record";
    delivery.completeness = Completeness::kAdditive;
    delivery.recorded = true;
    delivery.period_start = size.At(0);
    delivery.period_end = size.At(size.minutes());
    for (size_t i = from; i < until; ++i) {
      const Change& change = changes[i];
      const std::string& id = all[change.service].service;
      const absl::Time at = size.At(change.minute);
      if (batch.page_changes.empty() ||
          batch.page_changes.back().observed_time != at) {
        PageChangesAt& moment = batch.page_changes.emplace_back();
        moment.observed_time = at;
      }
      PageChanges& told = batch.page_changes.back().changes;
      if (change.minute == 0) {
        Component& component = told.components.emplace_back();
        component.id = id;
        component.name = id;
      }
      told.states.push_back({id, {at, change.state}});
    }
    if (from == 0) {
      CoverageStretch& coverage = batch.coverage.emplace_back();
      coverage.from = size.At(0);
      coverage.until = size.At(size.minutes());
    }
    RETURN_IF_ERROR(writer.StoreBatch(who, batch));
  }
  return absl::OkStatus();
}

struct Answer {
  std::string service;
  LevelFraction attained;
};

// The service levels of the window, from the store alone.
absl::StatusOr<std::vector<Answer>> ComputeLevels(const Database& database,
                                                  const Objective& objective,
                                                  TimeRange window) {
  const StatusReader status(database);
  const Principal who = Principal::System("bench");
  ASSIGN_OR_RETURN(const StatusCoverage coverage,
                   status.GetCoverage(who, kSource, {}));
  ASSIGN_OR_RETURN(const std::vector<ComponentRecord> components,
                   status.ListComponents(who, kSource, {}));
  ASSIGN_OR_RETURN(const auto changes,
                   status.ListStateChanges(who, kSource, window, {}));
  const LevelCalculator calculator(objective, window, window.to);
  std::vector<Answer> answers;
  for (const ComponentRecord& component : components) {
    const auto found = changes.find(component.key);
    if (found == changes.end()) continue;
    const std::vector<StateInterval> timeline =
        ComputeTimeline(found->second, coverage.ranges, window);
    ServiceEvidence evidence;
    evidence.components.push_back({timeline, {}, {}});
    const ServiceLevel level =
        calculator.Compute(evidence, /*with_pieces=*/false);
    if (!level.attained) continue;
    answers.push_back({component.component.name, *level.attained});
  }
  return answers;
}

absl::Status Level(const Size& size, const std::string& folder, int runs) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                   OpenSqlite(absl::StrCat(folder, "/facts.db")));
  Objective objective;
  AvailabilityTerms terms;
  terms.target = Decimal(999, 1);
  terms.counts_as_down = {{OperationalState::kPartialOutage},
                          {OperationalState::kMajorOutage}};
  objective.terms = terms;
  objective.window.kind = MeasuringWindow::Kind::kRolling;
  objective.window.rolling_days = kWindowDays;
  objective.window.zone = absl::UTCTimeZone();
  const absl::Time end = absl::FromUnixSeconds(kEndSeconds);
  const TimeRange window =
      WindowContaining(objective.window, end - absl::Seconds(1));
  if (window.to != end || window.from != end - absl::Hours(24 * kWindowDays)) {
    return absl::InternalError("the window is another one");
  }
  std::vector<Answer> answers;
  for (int run = 0; run <= runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    ASSIGN_OR_RETURN(answers, ComputeLevels(*database, objective, window));
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - start;
    // The first one warms up.
    if (run > 0) std::printf("ms %.4f\n", took.count());
  }
  for (const Answer& answer : answers) {
    std::printf("level %s %s %s\n", answer.service.c_str(),
                Decimal(answer.attained.part, 0).ToString().c_str(),
                Decimal(answer.attained.whole, 0).ToString().c_str());
  }
  return absl::OkStatus();
}

absl::Status Run(const std::vector<std::string>& words) {
  Size size;
  int runs = 0;
  const bool is_level = words.size() == 5 && words[0] == "level";
  if ((words.size() != 4 && !is_level) ||
      !absl::SimpleAtoi(words[1], &size.days) ||
      !absl::SimpleAtoi(words[2], &size.services) || size.days < kWindowDays ||
      size.services < 1 || (is_level && !absl::SimpleAtoi(words[4], &runs))) {
    return absl::InvalidArgumentError(
        "usage: regisseur-level-bench samples|store DAYS SERVICES WHERE, or "
        "level DAYS SERVICES FOLDER RUNS; DAYS is 30 or more");
  }
  if (words[0] == "samples") return WriteSamples(size, words[3]);
  if (words[0] == "store") return Store(size, words[3]);
  if (is_level) return Level(size, words[3], runs);
  return absl::InvalidArgumentError(
      absl::StrCat("no '", words[0], "'; there are samples, store and level"));
}

}  // namespace
}  // namespace regisseur

int main(int argc, char** argv) {
  const absl::Status status =
      regisseur::Run(std::vector<std::string>(argv + 1, argv + argc));
  if (status.ok()) return 0;
  std::fprintf(stderr, "regisseur-level-bench: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
