// Holds the adapter against real repositories, where they are at hand: the
// folder that REGISSEUR_CORPUS names, else ../shared/corpus beside the
// repository. The expected answers lie in ../oracle beside the corpus, computed
// by another program.

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/status/page_fold.h"
#include "core/status/timeline.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/json_document.h"
#include "services/sdk/recording_sink.h"
#include "services/upptime/upptime_adapter.h"

namespace regisseur::upptime {
namespace {

using sdk::JsonValue;

class UpptimeCorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("REGISSEUR_CORPUS");
    corpus_ = set != nullptr ? set : "../../../shared/corpus";
    const std::string oracle = corpus_ + "/../oracle/status.json";
    std::ifstream file(oracle);
    if (!file) GTEST_SKIP() << "no corpus: " << corpus_;
    oracle_.emplace(
        sdk::JsonDocument::Parse(
            std::string{std::istreambuf_iterator<char>(file), {}}, oracle)
            .value());
  }

  std::vector<FactBatch> Collect(const std::string& option,
                                 const std::string& path) {
    sdk::SourceSpec source;
    source.base_directory = corpus_;
    source.options[option] = path;
    sdk::RecordingSink sink;
    const FakeClock clock(ParseInstant("2026-08-22T00:00:00Z").value());
    const auto checkpoint =
        MakeUpptimeAdapter(clock)->Collect(source, "", sink);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return sink.batches();
  }

  std::string corpus_;
  std::optional<sdk::JsonDocument> oracle_;
};

TEST_F(UpptimeCorpusTest, EverySiteHasTheMinutesOfTheOracle) {
  int summaries = 0;
  for (JsonValue answer : oracle_->root()) {
    if (!absl::StartsWith(answer.key(), "status/upptime/") ||
        !absl::EndsWith(answer.key(), "/summary.json") ||
        !std::filesystem::exists(absl::StrCat(corpus_, "/", answer.key()))) {
      continue;
    }
    SCOPED_TRACE(answer.key());
    ++summaries;
    std::map<std::string, OperationalState> states;  // by slug
    std::map<std::string, int64_t> minutes;          // by name and month
    int64_t total = 0;
    for (const FactBatch& batch : Collect("path", std::string(answer.key()))) {
      for (const StatusObservation& told : batch.observations) {
        for (const Component& component : told.components) {
          states[component.id] = *component.state;
        }
      }
      for (const Measurement& row : batch.measurements) {
        int64_t value = 0;
        ASSERT_TRUE(absl::SimpleAtoi(row.value->ToString(), &value));
        minutes[absl::StrCat(row.service, " ",
                             FormatMonth(absl::ToCivilMonth(
                                 row.period_start, absl::UTCTimeZone())))] +=
            value;
        total += value;
      }
    }
    EXPECT_EQ(total, answer["total_minutes_unique_slugs"].Int());
    std::map<std::string, int64_t> expected;
    for (JsonValue site : answer["list"]) {
      const std::string slug(site["slug"].Text());
      ASSERT_TRUE(states.contains(slug)) << slug;
      EXPECT_EQ(states[slug] == OperationalState::kOperational,
                site["status"].Text() == "up")
          << slug;
      for (JsonValue month : site["minutes_down_per_month"]) {
        expected[absl::StrCat(site["name"].Text(), " ", month.key())] =
            month.Int().value();
      }
    }
    EXPECT_EQ(minutes, expected);
  }
  EXPECT_GT(summaries, 0);
}

TEST_F(UpptimeCorpusTest, TheChecksHaveTheDowntimeOfTheOracle) {
  const std::string path = "status/upptime/manticore/checks.log.tsv";
  const JsonValue answer = oracle_->root()[path];
  if (!answer.exists() || !std::filesystem::exists(corpus_ + "/" + path)) {
    GTEST_SKIP() << "no " << path;
  }
  PageState page;
  std::map<std::string, std::vector<StateChange>> changes;
  std::vector<TimeRange> coverage;
  for (const FactBatch& batch : Collect("log", path)) {
    coverage.push_back(
        {*batch.deliveries[0].period_start, *batch.deliveries[0].period_end});
    for (const StatusObservation& told : batch.observations) {
      const auto folded = FoldObservation(told, page);
      ASSERT_TRUE(folded.has_value());
      for (const auto& change : folded->states) {
        changes[change.component_id].push_back(change.change);
      }
    }
  }
  EXPECT_EQ(static_cast<int64_t>(changes.size()), answer["components"].Int());
  const TimeRange august = {ParseInstant("2026-08-01T00:00:00Z").value(),
                            ParseInstant("2026-09-01T00:00:00Z").value()};
  for (const auto& [name, of_site] : changes) {
    const StateDurations sums =
        SumDurations(ComputeTimeline(of_site, coverage, august));
    double expected = 0;
    const JsonValue months =
        answer["with_downtime"][name]["minutes_down_per_month(commit times)"];
    if (months.exists()) {
      ASSERT_TRUE(absl::SimpleAtod(months["2026-08"].Text(), &expected));
    }
    // The oracle has four decimals.
    EXPECT_NEAR(absl::ToDoubleMinutes(sums.major_outage), expected, 0.00006)
        << name;
  }
}

TEST_F(UpptimeCorpusTest, AWholeFolderAgreesWithItsSummary) {
  const std::string folder = "status/upptime/manticore/history";
  if (!std::filesystem::exists(corpus_ + "/" + folder)) {
    GTEST_SKIP() << "no " << folder;
  }
  const auto batches = Collect("path", folder + "/*");
  ASSERT_FALSE(batches.empty());
  EXPECT_EQ(batches[0].observations[0].components.size(), 18u);
  for (const FactBatch& batch : batches) {
    EXPECT_TRUE(batch.findings.empty()) << batch.findings[0].rule;
  }
}

}  // namespace
}  // namespace regisseur::upptime
