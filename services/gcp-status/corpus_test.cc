// Holds the adapter against real feeds, where they are at hand: the folder that
// REGISSEUR_CORPUS names, else ../shared/corpus beside the repository. The
// expected answers lie in ../oracle beside the corpus, computed by another
// program.

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
#include "core/status/timeline.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/gcp-status/gcp_status_adapter.h"
#include "services/sdk/json_document.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::gcp_status {
namespace {

using sdk::JsonValue;

TEST(GcpStatusCorpusTest, EveryProductHasTheMinutesOfTheOracle) {
  const char* set = std::getenv("REGISSEUR_CORPUS");
  const std::string corpus = set != nullptr ? set : "../../../shared/corpus";
  const std::string oracle = corpus + "/../oracle/status.json";
  if (!std::filesystem::exists(oracle)) GTEST_SKIP() << "no corpus: " << corpus;
  std::ifstream file(oracle);
  const auto document = sdk::JsonDocument::Parse(
      std::string{std::istreambuf_iterator<char>(file), {}}, oracle);
  ASSERT_TRUE(document.ok()) << document.status();
  const FakeClock clock(absl::FromUnixSeconds(1800000000));

  for (JsonValue answer : document->root()) {
    if (!absl::StartsWith(answer.key(), "status/gcp/")) continue;
    SCOPED_TRACE(answer.key());
    sdk::SourceSpec source;
    source.base_directory = corpus;
    source.options["path"] = std::string(answer.key());
    sdk::RecordingSink sink;
    const auto checkpoint =
        MakeGcpStatusAdapter(clock)->Collect(source, "", sink);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();

    std::map<std::string, std::string> id_of_name;
    std::map<std::string, std::vector<ImpliedState>> implied;
    std::map<std::string, const Incident*> incidents;
    std::vector<std::string> open;
    absl::Time since;
    for (const FactBatch& batch : sink.batches()) {
      for (const StatusObservation& feed : batch.observations) {
        since = feed.states_from_incidents_since.value();
        for (const Component& component : feed.components) {
          id_of_name[component.name] = component.id;
        }
        for (const Incident& incident : feed.incidents) {
          EXPECT_TRUE(incidents.emplace(incident.id, &incident).second)
              << incident.id;
          if (!incident.end_time) {
            open.push_back(incident.id);
            continue;
          }
          for (const std::string& id : incident.component_ids) {
            implied[id].push_back({incident.start_time, *incident.end_time,
                                   *incident.implied_state});
          }
        }
      }
    }
    EXPECT_EQ(static_cast<int64_t>(incidents.size()),
              answer["incidents"].Int());
    std::vector<std::string> want_open;
    for (JsonValue id : answer["open"]) want_open.emplace_back(id.Text());
    EXPECT_THAT(open, ::testing::UnorderedElementsAreArray(want_open));

    for (JsonValue product : answer["products"]) {
      ASSERT_TRUE(id_of_name.contains(std::string(product.key())))
          << product.key();
      const auto& states = implied[id_of_name[std::string(product.key())]];
      for (JsonValue month :
           product["minutes_per_month(union of closed incidents)"]) {
        const absl::CivilMonth civil = ParseMonth(month.key()).value();
        const TimeRange range{absl::FromCivil(civil, absl::UTCTimeZone()),
                              absl::FromCivil(civil + 1, absl::UTCTimeZone())};
        const std::vector<TimeRange> coverage = {{since, clock.Now()}};
        absl::Duration down;
        for (const StateInterval& interval :
             ComputeTimelineFromIncidents(states, coverage, range)) {
          if (interval.state == OperationalState::kOperational ||
              interval.state == OperationalState::kUnknown) {
            continue;
          }
          down += interval.range.to - interval.range.from;
        }
        double minutes = 0;
        ASSERT_TRUE(absl::SimpleAtod(month.Text(), &minutes));
        EXPECT_NEAR(absl::ToDoubleSeconds(down), minutes * 60, 1.0)
            << product.key() << " " << month.key();
      }
    }
  }
}

}  // namespace
}  // namespace regisseur::gcp_status
