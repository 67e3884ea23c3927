#include "services/gcp-status/incident_feed.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::gcp_status {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

class IncidentFeedTest : public ::testing::Test {
 protected:
  absl::StatusOr<StatusObservation> Read(absl::string_view text) {
    auto document = sdk::JsonDocument::Parse(std::string(text), "feed.json");
    if (!document.ok()) return document.status();
    return ReadFeed(document->root(),
                    FeedContext{"feed.json", "https://status.example/",
                                At("2026-10-05T08:00:00Z")},
                    findings_);
  }

  StatusObservation ReadFile(absl::string_view name) {
    std::ifstream file(absl::StrCat("testdata/", name));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    auto feed = Read(text);
    EXPECT_TRUE(feed.ok()) << feed.status();
    return feed.ok() ? *std::move(feed) : StatusObservation();
  }

  // The feed of one incident; `fields` beside id, begin and description.
  Incident OneIncident(absl::string_view fields) {
    auto feed = Read(absl::StrCat(
        R"([{"id":"i","begin":"2026-01-01T10:00:00Z","external_desc":"D",)"
        R"("service_key":"s","service_name":"S",)",
        fields, "}]"));
    EXPECT_TRUE(feed.ok()) << feed.status();
    return feed->incidents.at(0);
  }

  // `rule field` of each finding.
  std::vector<std::string> Findings() const {
    std::vector<std::string> found;
    for (const Finding& finding : findings_.findings()) {
      found.push_back(absl::StrCat(finding.rule, " ", finding.field));
    }
    return found;
  }

  // `id: name (current name)` of each component.
  static std::vector<std::string> Components(const StatusObservation& feed) {
    std::vector<std::string> told;
    for (const Component& component : feed.components) {
      told.push_back(absl::StrCat(component.id, ": ", component.name, " (",
                                  component.current_name, ")"));
    }
    return told;
  }

  FindingList findings_;
};

TEST_F(IncidentFeedTest, ReadsTheGenerationWithProducts) {
  const StatusObservation feed = ReadFile("incidents.json");
  ASSERT_THAT(feed.incidents, SizeIs(2));
  const Incident& open = feed.incidents[0];
  EXPECT_EQ(open.id, "newest00000000000003");
  EXPECT_EQ(open.title, "Queues stand still.");
  EXPECT_EQ(open.start_time, At("2026-03-10T10:00:00Z"));
  EXPECT_EQ(open.end_time, std::nullopt);
  EXPECT_EQ(open.disclose_time, At("2026-03-10T10:20:00Z"));
  EXPECT_EQ(open.update_time, At("2026-03-10T11:00:00Z"));
  EXPECT_EQ(open.implied_state, OperationalState::kMajorOutage);
  EXPECT_EQ(open.impact, IncidentImpact::kCritical);
  EXPECT_EQ(open.url, "https://status.example/incidents/newest00000000000003");
  ASSERT_THAT(open.updates, SizeIs(2));
  EXPECT_EQ(open.updates[0].text, "We are looking into it.");  // oldest first
  const Incident& closed = feed.incidents[1];
  EXPECT_EQ(closed.end_time, At("2026-02-01T02:00:00Z"));
  EXPECT_EQ(closed.phase, IncidentPhase::kResolved);
  EXPECT_EQ(closed.implied_state, OperationalState::kDegradedPerformance);
}

TEST_F(IncidentFeedTest, ReadsTheGenerationOf2020) {
  const StatusObservation feed = ReadFile("incidents_2020.json");
  ASSERT_THAT(feed.incidents, SizeIs(2));
  // The number repeats, the address does not.
  EXPECT_EQ(feed.incidents[0].id, "/incident/vault/20001");
  EXPECT_EQ(feed.incidents[1].id, "/incident/queue/20001");
  EXPECT_EQ(feed.incidents[0].url,
            "https://status.example/incident/vault/20001");
  EXPECT_EQ(feed.incidents[0].implied_state, OperationalState::kMajorOutage);
  EXPECT_EQ(feed.incidents[1].implied_state, OperationalState::kPartialOutage);
  EXPECT_THAT(feed.incidents[0].component_ids, ElementsAre("vault"));
  EXPECT_THAT(
      Components(feed),
      UnorderedElementsAre("vault: Cloud Vault ()", "queue: Queue Service ()"));
  EXPECT_THAT(Findings(),
              UnorderedElementsAre("gcp-state-from-severity status_impact",
                                   "gcp-no-products affected_products"));
}

TEST_F(IncidentFeedTest, StatesFollowFromIncidentsSinceTheEarliest) {
  const StatusObservation feed = ReadFile("incidents.json");
  EXPECT_EQ(feed.states_from_incidents_since, At("2026-02-01T00:00:00Z"));
  EXPECT_TRUE(feed.lists_every_open_incident);
  EXPECT_FALSE(feed.lists_every_component);
  for (const Component& component : feed.components) {
    EXPECT_EQ(component.state, std::nullopt);
  }
}

TEST_F(IncidentFeedTest, ARenamedProductIsAskedForUnderBothNames) {
  const StatusObservation feed = ReadFile("incidents.json");
  EXPECT_THAT(Components(feed),
              UnorderedElementsAre("prodbus: Message Bus ()",
                                   "prodvault: Cloud Vault ()",
                                   "prodbus/Queue Service: Queue Service "
                                   "(Message Bus)"));
  EXPECT_THAT(feed.incidents[0].component_ids,
              ElementsAre("prodbus", "prodvault"));
  EXPECT_THAT(feed.incidents[1].component_ids,
              ElementsAre("prodbus", "prodbus/Queue Service"));
  EXPECT_THAT(Findings(), ElementsAre("gcp-renamed-product title"));
}

TEST_F(IncidentFeedTest, ATitleOfTheTimeComesWithTheNameOfToday) {
  const auto feed = Read(R"([{"id":"i","begin":"2026-01-01T10:00:00Z",
      "affected_products":[{"id":"a","title":"Old","current_title":"New"}]}])");
  ASSERT_TRUE(feed.ok());
  EXPECT_THAT(Components(*feed), ElementsAre("a: Old (New)"));
}

TEST_F(IncidentFeedTest, TwoIdsOfOneTitleShareItsIncidents) {
  const auto feed = Read(R"([
      {"id":"i","begin":"2026-01-01T10:00:00Z","severity":"low",
       "affected_products":[{"id":"a","title":"T"}]},
      {"id":"j","begin":"2026-01-02T10:00:00Z","severity":"low",
       "affected_products":[{"id":"b","title":"T"}]}])");
  ASSERT_TRUE(feed.ok());
  EXPECT_THAT(Components(*feed), UnorderedElementsAre("a: T ()", "b: T ()"));
  EXPECT_THAT(feed->incidents[0].component_ids, UnorderedElementsAre("a", "b"));
  EXPECT_THAT(feed->incidents[1].component_ids, UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Findings(), Contains("gcp-title-of-several title"));
}

struct StateCase {
  std::string fields;
  OperationalState state;
  std::vector<std::string> findings;
};

TEST_F(IncidentFeedTest, TheStateIsTheWorstThatItMayBe) {
  const std::string product =
      R"("affected_products":[{"id":"p","title":"P"}],)";
  const std::vector<StateCase> cases = {
      {R"("status_impact":"SERVICE_INFORMATION","severity":"low")",
       OperationalState::kDegradedPerformance,
       {}},
      {R"("status_impact":"SERVICE_DISRUPTION","severity":"high")",
       OperationalState::kPartialOutage,
       {}},
      {R"("status_impact":"SERVICE_OUTAGE","severity":"low")",
       OperationalState::kMajorOutage,
       {}},
      {R"("status_impact":"SERVICE_CHANGE","severity":"low")",
       OperationalState::kMajorOutage,
       {"gcp-unknown-word status_impact"}},
      {R"("status_impact":"AVAILABLE","severity":"low")",
       OperationalState::kMajorOutage,
       {"gcp-unknown-word status_impact"}},
      {R"("severity":"low")",
       OperationalState::kDegradedPerformance,
       {"gcp-state-from-severity status_impact"}},
      {R"("severity":"medium","status_impact":null)",
       OperationalState::kPartialOutage,
       {"gcp-state-from-severity status_impact"}},
      {R"("severity":"high")",
       OperationalState::kMajorOutage,
       {"gcp-state-from-severity status_impact"}},
      {R"("severity":"awful")",
       OperationalState::kMajorOutage,
       {"gcp-unknown-word severity", "gcp-field-missing status_impact"}},
      {R"("x":1)",
       OperationalState::kMajorOutage,
       {"gcp-field-missing severity", "gcp-field-missing status_impact"}},
  };
  for (const StateCase& c : cases) {
    findings_ = FindingList();
    EXPECT_EQ(OneIncident(product + c.fields).implied_state, c.state)
        << c.fields;
    EXPECT_EQ(Findings(), c.findings) << c.fields;
  }
}

struct EndCase {
  std::string fields;
  std::string end;  // empty: open
  std::vector<std::string> findings;
};

TEST_F(IncidentFeedTest, AnEndIsAnEndWhateverTheLastUpdateSays) {
  const std::string rest =
      R"("affected_products":[{"id":"p","title":"P"}],)"
      R"("status_impact":"SERVICE_OUTAGE","severity":"high",)";
  const std::vector<EndCase> cases = {
      {R"("end":"2026-01-01T11:00:00Z",
          "most_recent_update":{"status":"AVAILABLE"})",
       "2026-01-01T11:00:00Z",
       {}},
      {R"("end":"2026-01-01T11:00:00+00:00",
          "most_recent_update":{"status":"SERVICE_DISRUPTION"})",
       "2026-01-01T11:00:00Z",
       {"gcp-open-contradiction most_recent_update.status"}},
      {R"("end":"2026-01-01T11:00:00Z","most-recent-update":{"text":"Over."})",
       "2026-01-01T11:00:00Z",
       {}},
      {R"("most_recent_update":{"status":"SERVICE_OUTAGE"})", "", {}},
      {R"("end":null)", "", {}},
      {R"("end":"","most_recent_update":{"status":"AVAILABLE"})",
       "",
       {"gcp-end-missing end"}},
      {R"("end":"soon")", "", {"gcp-time-format end"}},
      {R"("end":"2026-01-01T09:00:00Z")",
       "2026-01-01T10:00:00Z",
       {"gcp-end-before-start end"}},
  };
  for (const EndCase& c : cases) {
    findings_ = FindingList();
    const Incident incident = OneIncident(rest + c.fields);
    EXPECT_EQ(incident.end_time ? FormatInstant(*incident.end_time) : "", c.end)
        << c.fields;
    EXPECT_EQ(Findings(), c.findings) << c.fields;
  }
}

TEST_F(IncidentFeedTest, ANumberBeyond64BitsStaysText) {
  const auto feed = Read(R"([{"number":18399943488613864780123,
      "begin":"2026-01-01T10:00:00Z","service_key":"s","service_name":"S"}])");
  ASSERT_TRUE(feed.ok());
  EXPECT_EQ(feed->incidents.at(0).id,
            "s/18399943488613864780123/2026-01-01T10:00:00Z");
}

TEST_F(IncidentFeedTest, OfOneIdTwiceTheLastModifiedCounts) {
  const auto feed = Read(R"([
      {"id":"i","begin":"2026-01-01T10:00:00Z","external_desc":"A",
       "modified":"2026-01-01T11:00:00Z"},
      {"id":"i","begin":"2026-01-01T10:00:00Z","external_desc":"B",
       "modified":"2026-01-01T12:00:00Z"},
      {"id":"i","begin":"2026-01-01T10:00:00Z","external_desc":"C",
       "modified":"2026-01-01T11:30:00Z"}])");
  ASSERT_TRUE(feed.ok());
  ASSERT_THAT(feed->incidents, SizeIs(1));
  EXPECT_EQ(feed->incidents[0].title, "B");
  EXPECT_THAT(Findings(), Contains("gcp-duplicate-id id"));
}

TEST_F(IncidentFeedTest, AnIncidentWithoutBeginStartsWhenItWasCreated) {
  const auto feed =
      Read(R"([{"id":"i","created":"2026-01-01T10:00:00Z","begin":"?"}])");
  ASSERT_TRUE(feed.ok());
  EXPECT_EQ(feed->incidents.at(0).start_time, At("2026-01-01T10:00:00Z"));
}

TEST_F(IncidentFeedTest, WhatCannotBeReadEndsNothing) {
  const auto feed = Read(R"([{"id":"x"},7,
      {"id":"i","begin":"2026-01-01T10:00:00Z"}])");
  ASSERT_TRUE(feed.ok());
  EXPECT_THAT(feed->incidents, SizeIs(1));
  EXPECT_FALSE(feed->lists_every_open_incident);
  EXPECT_THAT(Findings(), Contains("gcp-incident-unreadable "));
}

TEST_F(IncidentFeedTest, AnEmptyFeedEndsNothing) {
  const auto feed = Read("[]");
  ASSERT_TRUE(feed.ok());
  EXPECT_FALSE(feed->lists_every_open_incident);
  EXPECT_EQ(feed->states_from_incidents_since, std::nullopt);
  EXPECT_THAT(Findings(), ElementsAre("gcp-empty-feed "));
}

TEST_F(IncidentFeedTest, RefusesWhatIsNoFeed) {
  for (absl::string_view text :
       {"{}", R"({"incidents":[]})", R"("ok")", "[1,2]", R"([{"a":1}])"}) {
    const auto feed = Read(text);
    ASSERT_FALSE(feed.ok()) << text;
    EXPECT_EQ(sdk::ProblemOf(feed.status()).rule, "gcp-not-an-array") << text;
  }
}

}  // namespace
}  // namespace regisseur::gcp_status
