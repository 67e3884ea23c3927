// Holds the adapter against real pages, where they are at hand: the folder that
// REGISSEUR_CORPUS names, else ../shared/corpus beside the repository. The
// expected answers lie in ../oracle beside the corpus, computed by another
// program.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
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
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"
#include "services/statuspage/statuspage_adapter.h"

namespace regisseur::statuspage {
namespace {

using sdk::JsonValue;

class StatuspageCorpusTest : public ::testing::Test {
 protected:
  StatuspageCorpusTest() {
    const char* set = std::getenv("REGISSEUR_CORPUS");
    corpus_ = set != nullptr ? set : "../../../shared/corpus";
  }

  void SetUp() override {
    const std::string oracle = corpus_ + "/../oracle/status.json";
    if (!std::filesystem::exists(oracle)) {
      GTEST_SKIP() << "no corpus at " << corpus_;
    }
    std::ifstream file(oracle);
    auto document = sdk::JsonDocument::Parse(
        std::string{std::istreambuf_iterator<char>(file), {}}, oracle);
    ASSERT_TRUE(document.ok()) << document.status();
    oracle_ = std::make_unique<sdk::JsonDocument>(*std::move(document));
  }

  absl::StatusOr<Checkpoint> Collect(absl::string_view file,
                                     sdk::RecordingSink& sink) {
    sdk::SourceSpec source;
    source.base_directory = corpus_;
    source.options["path"] = std::string(file);
    return MakeStatuspageAdapter(clock_)->Collect(source, "", sink);
  }

  // The members of the oracle under a folder that have all of `keys`.
  std::vector<JsonValue> Answers(absl::string_view folder,
                                 absl::string_view key) {
    std::vector<JsonValue> answers;
    for (JsonValue answer : oracle_->root()) {
      if (absl::StartsWith(answer.key(), folder) && answer[key].exists() &&
          std::filesystem::exists(absl::StrCat(corpus_, "/", answer.key()))) {
        answers.push_back(answer);
      }
    }
    return answers;
  }

  std::string corpus_;
  std::unique_ptr<sdk::JsonDocument> oracle_;
  FakeClock clock_{absl::FromUnixSeconds(1800000000)};
};

TEST_F(StatuspageCorpusTest, EveryPageShowsWhatTheOracleCounted) {
  for (JsonValue answer : Answers("status/statuspage/", "leaf_by_status")) {
    SCOPED_TRACE(answer.key());
    sdk::RecordingSink sink;
    const auto checkpoint = Collect(answer.key(), sink);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    std::map<std::string, int64_t> states;
    std::map<std::string, const Component*> by_id;
    std::map<std::string, const Incident*> incidents;
    std::set<std::string> maintenances;
    for (const FactBatch& batch : sink.batches()) {
      for (const StatusObservation& page : batch.observations) {
        for (const Component& component : page.components) {
          ++states[std::string(OperationalStateWord(*component.state))];
          by_id[component.id] = &component;
        }
        for (const Incident& incident : page.incidents) {
          incidents[incident.id] = &incident;
        }
        for (const Maintenance& work : page.maintenances) {
          maintenances.insert(absl::StrCat(work.id, " ",
                                           FormatInstant(*work.start_time), " ",
                                           FormatInstant(*work.end_time)));
        }
      }
    }
    std::map<std::string, int64_t> want_states;
    for (JsonValue count : answer["leaf_by_status"]) {
      want_states[std::string(count.key())] = *count.Int();
    }
    EXPECT_EQ(states, want_states);
    for (JsonValue down : answer["not_operational"]) {
      const Component* component = by_id[std::string(down["id"].Text())];
      ASSERT_NE(component, nullptr) << down["id"].Text();
      EXPECT_EQ(component->name, down["name"].Text());
      EXPECT_EQ(component->group, down["group"].Text());
      EXPECT_EQ(OperationalStateWord(*component->state), down["status"].Text());
    }
    EXPECT_EQ(static_cast<int64_t>(incidents.size()),
              answer["open_incidents"].size());
    for (JsonValue open : answer["open_incidents"]) {
      const Incident* incident = incidents[std::string(open["id"].Text())];
      ASSERT_NE(incident, nullptr) << open["id"].Text();
      EXPECT_EQ(incident->title, open["name"].Text());
      EXPECT_EQ(incident->start_time,
                ParseInstant(open["started_at"].Text()).value());
      EXPECT_EQ(incident->end_time, std::nullopt);
      EXPECT_EQ(static_cast<int64_t>(incident->updates.size()),
                *open["updates"].Int());
      std::vector<std::string> names, want_names;
      for (const std::string& id : incident->component_ids) {
        names.push_back(by_id.contains(id) ? by_id[id]->name : id);
      }
      for (JsonValue name : open["components"]) {
        want_names.emplace_back(name.Text());
      }
      EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(want_names));
    }
    std::set<std::string> want_maintenances;
    for (JsonValue work : answer["scheduled_maintenances"]) {
      want_maintenances.insert(absl::StrCat(
          work["id"].Text(), " ",
          FormatInstant(ParseInstant(work["from"].Text()).value()), " ",
          FormatInstant(ParseInstant(work["until"].Text()).value())));
    }
    EXPECT_EQ(maintenances, want_maintenances);
  }
}

TEST_F(StatuspageCorpusTest, AReplayHasTheMinutesOfTheOracle) {
  const std::map<std::string, OperationalState> kWords = {
      {"operational", OperationalState::kOperational},
      {"degraded_performance", OperationalState::kDegradedPerformance},
      {"partial_outage", OperationalState::kPartialOutage},
      {"major_outage", OperationalState::kMajorOutage},
      {"under_maintenance", OperationalState::kUnderMaintenance},
  };
  for (JsonValue answer : Answers("status/replay/", "components")) {
    SCOPED_TRACE(answer.key());
    sdk::RecordingSink sink;
    const auto checkpoint = Collect(answer.key(), sink);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    PageState state;
    std::map<std::string, std::vector<StateChange>> changes;
    std::set<std::string> incidents;
    std::vector<TimeRange> coverage;
    for (const FactBatch& batch : sink.batches()) {
      if (batch.deliveries.empty()) continue;  // an original
      const Delivery& delivery = batch.deliveries[0];
      coverage.push_back({*delivery.period_start, *delivery.period_end});
      for (const StatusObservation& page : batch.observations) {
        const PageChanges told = FoldObservation(page, state).value();
        for (const auto& change : told.states) {
          changes[change.component_id].push_back(change.change);
        }
        for (const Incident& incident : told.incidents) {
          incidents.insert(incident.id);
        }
      }
    }
    const TimeRange range{ParseInstant(answer["first"].Text()).value(),
                          ParseInstant(answer["last"].Text()).value()};
    EXPECT_EQ(checkpoint->data_until, range.to);
    EXPECT_EQ(static_cast<int64_t>(incidents.size()),
              answer["incident_count"].Int().value_or(-1));
    EXPECT_GT(answer["components"].size(), 0);
    for (JsonValue want : answer["components"]) {
      const auto timeline =
          ComputeTimeline(changes[std::string(want.key())], coverage, range);
      for (JsonValue minutes : want["minutes_by_status"]) {
        absl::Duration got;
        for (const StateInterval& interval : timeline) {
          if (interval.state == kWords.at(std::string(minutes.key()))) {
            got += interval.range.to - interval.range.from;
          }
        }
        double want_minutes = 0;
        ASSERT_TRUE(absl::SimpleAtod(minutes.Text(), &want_minutes));
        EXPECT_NEAR(absl::ToDoubleSeconds(got), want_minutes * 60, 1.0)
            << want.key() << " " << minutes.key();
      }
    }
  }
}

TEST_F(StatuspageCorpusTest, AnEmptyCaptureTellsNothing) {
  const std::string file = "status/statuspage/github/summary.empty.json";
  if (!std::filesystem::exists(corpus_ + "/" + file)) GTEST_SKIP() << file;
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(file, sink);
  ASSERT_FALSE(checkpoint.ok());
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, "json-empty");
}

TEST_F(StatuspageCorpusTest, CapturesOfSlackAreRefused) {
  const std::string file = "status/replay/slack_current.2022.jsonl";
  if (!std::filesystem::exists(corpus_ + "/" + file)) GTEST_SKIP() << file;
  sdk::RecordingSink sink;
  const auto checkpoint = Collect(file, sink);
  ASSERT_FALSE(checkpoint.ok());
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule,
            "statuspage-other-format");
}

TEST_F(StatuspageCorpusTest, AHistoryHasTheLengthsOfTheOracle) {
  for (JsonValue answer : Answers("status/statuspage/", "incidents")) {
    SCOPED_TRACE(answer.key());
    sdk::RecordingSink sink;
    const auto checkpoint = Collect(answer.key(), sink);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    const StatusObservation& page = sink.batches().at(0).observations.at(0);
    EXPECT_EQ(
        static_cast<int64_t>(page.incidents.size() + page.maintenances.size()),
        answer["incidents"].size());
    for (JsonValue want : answer["incidents"]) {
      double minutes = 0;
      if (!absl::SimpleAtod(want["minutes"].Text(), &minutes)) continue;
      for (const Incident& incident : page.incidents) {
        if (incident.id != want["id"].Text()) continue;
        ASSERT_TRUE(incident.end_time.has_value());
        EXPECT_NEAR(
            absl::ToDoubleMinutes(*incident.end_time - incident.start_time),
            minutes, 0.001);
      }
    }
  }
}

}  // namespace
}  // namespace regisseur::statuspage
