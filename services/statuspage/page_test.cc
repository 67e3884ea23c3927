#include "services/statuspage/page.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::statuspage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

class PageTest : public ::testing::Test {
 protected:
  absl::StatusOr<Page> Read(absl::string_view text) {
    auto document = sdk::JsonDocument::Parse(std::string(text), "page.json");
    if (!document.ok()) return document.status();
    return ReadPage(document->root(),
                    PageContext{"page.json", 7, At("2026-10-05T08:00:00Z")},
                    findings_);
  }

  Page ReadFile(absl::string_view name) {
    std::ifstream file(absl::StrCat("testdata/", name));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    absl::StatusOr<Page> page = Read(text);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *std::move(page) : Page();
  }

  // The page of one component.
  Component OneComponent(absl::string_view component) {
    absl::StatusOr<Page> page =
        Read(absl::StrCat(R"({"page":{"id":"p"},"incidents":[],)"
                          R"("scheduled_maintenances":[],"components":[)",
                          component, "]}"));
    EXPECT_TRUE(page.ok()) << page.status();
    EXPECT_THAT(page->observation.components, SizeIs(1));
    return page->observation.components.at(0);
  }

  // The page of one incident.
  Incident OneIncident(absl::string_view incident) {
    absl::StatusOr<Page> page =
        Read(absl::StrCat(R"({"page":{"id":"p"},"components":[],)"
                          R"("scheduled_maintenances":[],"incidents":[)",
                          incident, "]}"));
    EXPECT_TRUE(page.ok()) << page.status();
    EXPECT_THAT(page->observation.incidents, SizeIs(1));
    return page->observation.incidents.at(0);
  }

  // `rule field` of each finding.
  std::vector<std::string> Findings() const {
    std::vector<std::string> found;
    for (const Finding& finding : findings_.findings()) {
      found.push_back(absl::StrCat(finding.rule, " ", finding.field));
    }
    return found;
  }

  FindingList findings_;
};

TEST_F(PageTest, GroupsAreNoComponentsButNameTheirLeaves) {
  const Page page = ReadFile("summary.json");
  std::vector<std::string> told;
  for (const Component& component : page.observation.components) {
    told.push_back(absl::StrCat(component.id, " ", component.group, "/",
                                component.name, " ",
                                OperationalStateWord(*component.state)));
  }
  EXPECT_THAT(told, ElementsAre("web-eu Europe/Web operational",
                                "api-eu Europe/API partial_outage",
                                "web-us North America/Web under_maintenance",
                                "billing /Billing degraded_performance"));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(PageTest, ASummaryIsWhole) {
  const Page page = ReadFile("summary.json");
  EXPECT_EQ(page.id, "lowland000001");
  EXPECT_TRUE(page.is_summary);
  EXPECT_TRUE(page.observation.lists_every_component);
  EXPECT_TRUE(page.observation.lists_every_open_incident);
  EXPECT_TRUE(page.observation.lists_every_open_maintenance);
  EXPECT_EQ(page.observation.observed_time, At("2026-10-05T08:00:00Z"));
}

TEST_F(PageTest, AnIncidentTellsItsTimesWithOffsets) {
  const Page page = ReadFile("summary.json");
  ASSERT_THAT(page.observation.incidents, SizeIs(1));
  const Incident& incident = page.observation.incidents[0];
  EXPECT_EQ(incident.id, "inc-1");
  EXPECT_EQ(incident.title, "API answers slowly");
  EXPECT_EQ(incident.phase, IncidentPhase::kMonitoring);
  EXPECT_EQ(incident.impact, IncidentImpact::kMinor);
  EXPECT_EQ(incident.start_time, At("2026-10-05T06:41:10.5Z"));
  EXPECT_EQ(incident.disclose_time, At("2026-10-05T06:50:00Z"));
  EXPECT_EQ(incident.update_time, At("2026-10-05T07:15:00Z"));
  EXPECT_EQ(incident.end_time, std::nullopt);
  EXPECT_THAT(incident.component_ids, ElementsAre("api-eu"));
  ASSERT_THAT(incident.updates, SizeIs(2));
  EXPECT_EQ(incident.updates[0].id, "u-1");  // oldest first
  EXPECT_EQ(incident.updates[1].text, "A fix is in place.");
  EXPECT_EQ(incident.url, "https://status.lowland.example/i/inc-1");
}

TEST_F(PageTest, MaintenanceTellsItsPlanAndWhenItWasAnnounced) {
  const Page page = ReadFile("summary.json");
  ASSERT_THAT(page.observation.maintenances, SizeIs(1));
  const Maintenance& work = page.observation.maintenances[0];
  EXPECT_EQ(work.phase, MaintenancePhase::kScheduled);
  EXPECT_EQ(work.start_time, At("2026-10-10T20:00:00Z"));
  EXPECT_EQ(work.end_time, At("2026-10-11T00:00:00Z"));
  EXPECT_EQ(work.announce_time, At("2026-09-28T10:00:00Z"));
  EXPECT_THAT(work.component_ids, ElementsAre("web-us"));
}

TEST_F(PageTest, AHistoryListsClosedIncidentsAndIsNotWhole) {
  const Page page = ReadFile("incidents.json");
  EXPECT_FALSE(page.is_summary);
  EXPECT_FALSE(page.observation.lists_every_component);
  EXPECT_FALSE(page.observation.lists_every_open_incident);
  ASSERT_THAT(page.observation.incidents, SizeIs(1));
  const Incident& incident = page.observation.incidents[0];
  EXPECT_EQ(incident.phase, IncidentPhase::kResolved);
  EXPECT_EQ(incident.end_time, At("2026-09-01T11:00:00Z"));
  EXPECT_FALSE(incident.end_inferred);
  EXPECT_THAT(incident.component_ids, ElementsAre("mail"));
  // What it names is known by name, without a state.
  ASSERT_THAT(page.observation.components, SizeIs(1));
  EXPECT_EQ(page.observation.components[0].name, "Mail");
  EXPECT_EQ(page.observation.components[0].state, std::nullopt);
  // Maintenance stands among the incidents there.
  ASSERT_THAT(page.observation.maintenances, SizeIs(1));
  EXPECT_EQ(page.observation.maintenances[0].phase,
            MaintenancePhase::kInProgress);
}

struct StateCase {
  std::string component;
  OperationalState state;
  std::vector<std::string> findings;
};

TEST_F(PageTest, AStateIsNeverHealthierThanWhatIsTold) {
  const std::vector<StateCase> cases = {
      {R"({"id":"a","name":"A","status":"operational"})",
       OperationalState::kOperational,
       {}},
      {R"({"id":"a","name":"A","status":"major_outage","group":false})",
       OperationalState::kMajorOutage,
       {}},
      {R"({"id":"a","name":"A","status":"on_fire"})",
       OperationalState::kMajorOutage,
       {"statuspage-unknown-word components.status"}},
      {R"({"id":"a","name":"A","status":"Operational"})",
       OperationalState::kMajorOutage,
       {"statuspage-unknown-word components.status"}},
      {R"({"id":"a","name":"A","status":""})",
       OperationalState::kMajorOutage,
       {"statuspage-unknown-word components.status"}},
      {R"({"id":"a","name":"A","status":null})",
       OperationalState::kUnknown,
       {"statuspage-field-missing components.status"}},
      {R"({"id":"a","name":"A"})",
       OperationalState::kUnknown,
       {"statuspage-field-missing components.status"}},
      {R"({"id":"a","status":"operational"})",
       OperationalState::kOperational,
       {"statuspage-field-missing components.name"}},
      {R"({"name":"A","status":"operational"})",
       OperationalState::kOperational,
       {"statuspage-field-missing components.id"}},
      {R"({"id":"a","name":"A","status":"operational","group_id":"gone"})",
       OperationalState::kOperational,
       {"statuspage-field-missing components.group_id"}},
      // Of the same id twice the worse.
      {R"({"id":"a","name":"A","status":"operational"},
          {"id":"a","name":"A","status":"partial_outage"})",
       OperationalState::kPartialOutage,
       {"statuspage-duplicate-id components.id"}},
      // A group that does not say that it is one.
      {R"({"id":"g","name":"G","status":"major_outage"},
          {"id":"a","name":"A","status":"operational","group_id":"g"})",
       OperationalState::kOperational,
       {}},
      // A group without id.
      {R"({"name":"G","status":"major_outage","group":true},
          {"id":"a","name":"A","status":"operational"})",
       OperationalState::kOperational,
       {}},
  };
  for (const StateCase& c : cases) {
    findings_ = FindingList();
    EXPECT_EQ(OneComponent(c.component).state, c.state) << c.component;
    EXPECT_EQ(Findings(), c.findings) << c.component;
  }
}

TEST_F(PageTest, TheSameNameInTwoGroupsAreTwoComponents) {
  const auto page = Read(R"({"page":{"id":"p"},"incidents":[],
    "scheduled_maintenances":[],"components":[
    {"id":"1","name":"Seoul","status":"operational"},
    {"id":"2","name":"Seoul","status":"major_outage"}]})");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->observation.components, SizeIs(2));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(PageTest, TheIndicatorIsNotUsed) {
  const auto page =
      Read(R"({"page":{"id":"p"},"status":{"indicator":"critical"},
    "components":[{"id":"1","name":"A","status":"operational"}],
    "incidents":[],"scheduled_maintenances":[]})");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->observation.components[0].state,
            OperationalState::kOperational);
}

struct IncidentCase {
  std::string incident;  // beside id, name
  std::string start;
  std::string end;  // empty: open
  IncidentPhase phase;
  IncidentImpact impact;
  std::vector<std::string> findings;
};

TEST_F(PageTest, AnIncidentIsOpenUntilItSaysSo) {
  const std::string none = R"("incident_updates":[])";
  const std::vector<IncidentCase> cases = {
      {R"("status":"investigating","impact":"none",
          "started_at":"2026-10-05T01:00:00Z")",
       "2026-10-05T01:00:00Z",
       "",
       IncidentPhase::kInvestigating,
       IncidentImpact::kNone,
       {}},
      // The start, else the creation, else the first update, else the poll.
      {R"("status":"identified","impact":"critical",
          "created_at":"2020-11-16T13:23:40.124-08:00")",
       "2020-11-16T21:23:40.124Z",
       "",
       IncidentPhase::kIdentified,
       IncidentImpact::kCritical,
       {}},
      {R"("status":"identified","impact":"major","incident_updates":[
          {"status":"identified","body":"","display_at":"2026-10-05T03:00:00Z"},
          {"status":"identified","body":"",
           "created_at":"2026-10-05T02:00:00Z"}])",
       "2026-10-05T02:00:00Z",
       "",
       IncidentPhase::kIdentified,
       IncidentImpact::kMajor,
       {"statuspage-field-missing incidents.started_at"}},
      {R"("status":"identified","impact":"major","started_at":"yesterday")",
       "2026-10-05T08:00:00Z",
       "",
       IncidentPhase::kIdentified,
       IncidentImpact::kMajor,
       {"statuspage-time-format incidents.started_at",
        "statuspage-field-missing incidents.started_at"}},
      // Words that nobody knows.
      {R"("status":"surprise","impact":"catastrophic",
          "started_at":"2026-10-05T01:00:00Z")",
       "2026-10-05T01:00:00Z",
       "",
       IncidentPhase::kUnspecified,
       IncidentImpact::kCritical,
       {"statuspage-unknown-word incidents.status",
        "statuspage-unknown-word incidents.impact"}},
      {R"("started_at":"2026-10-05T01:00:00Z")",
       "2026-10-05T01:00:00Z",
       "",
       IncidentPhase::kUnspecified,
       IncidentImpact::kUnspecified,
       {"statuspage-field-missing incidents.status",
        "statuspage-field-missing incidents.impact"}},
      // An end without the word, the word without an end, an end before the
      // start.
      {R"("status":"monitoring","impact":"minor",
          "started_at":"2026-10-05T01:00:00Z",
          "resolved_at":"2026-10-05T02:00:00Z")",
       "2026-10-05T01:00:00Z",
       "",
       IncidentPhase::kMonitoring,
       IncidentImpact::kMinor,
       {"statuspage-contradiction incidents.resolved_at"}},
      {R"("status":"resolved","impact":"minor",
          "started_at":"2026-10-05T01:00:00Z",
          "updated_at":"2026-10-05T02:30:00Z")",
       "2026-10-05T01:00:00Z",
       "2026-10-05T02:30:00Z",
       IncidentPhase::kResolved,
       IncidentImpact::kMinor,
       {"statuspage-field-missing incidents.resolved_at"}},
      {R"("status":"postmortem","impact":"minor",
          "started_at":"2026-10-05T02:00:00Z",
          "resolved_at":"2026-10-05T01:00:00Z")",
       "2026-10-05T02:00:00Z",
       "2026-10-05T02:00:00Z",
       IncidentPhase::kPostmortem,
       IncidentImpact::kMinor,
       {"statuspage-contradiction incidents.resolved_at"}},
  };
  for (const IncidentCase& c : cases) {
    findings_ = FindingList();
    const Incident incident =
        OneIncident(absl::StrCat(R"({"id":"i","name":"I",)", c.incident, "}"));
    EXPECT_EQ(FormatInstant(incident.start_time), c.start) << c.incident;
    EXPECT_EQ(incident.end_time ? FormatInstant(*incident.end_time) : "", c.end)
        << c.incident;
    EXPECT_EQ(incident.phase, c.phase) << c.incident;
    EXPECT_EQ(incident.impact, c.impact) << c.incident;
    EXPECT_EQ(Findings(), c.findings) << c.incident;
  }
}

TEST_F(PageTest, WithoutAListTheUpdatesSayWhatIsAffected) {
  const Incident incident = OneIncident(
      R"({"id":"i","name":"I","status":"identified","impact":"minor",
          "started_at":"2026-10-05T01:00:00Z","incident_updates":[
          {"display_at":"2026-10-05T01:00:00Z","affected_components":null},
          {"display_at":"2026-10-05T01:00:00Z","affected_components":[
           {"code":"b","name":"B"},{"code":"a","name":"A"}]}]})");
  EXPECT_THAT(incident.component_ids, ElementsAre("a", "b"));
}

TEST_F(PageTest, AnIncidentThatCannotBeNamedLeavesTheListOpen) {
  const auto page = Read(R"({"page":{"id":"p"},"components":[],
    "incidents":[{"status":"identified"}],"scheduled_maintenances":[]})");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->observation.incidents, IsEmpty());
  EXPECT_FALSE(page->observation.lists_every_open_incident);
}

TEST_F(PageTest, AListThatIsMissingEndsNothing) {
  const auto page = Read(R"({"page":{"id":"p"},"components":[]})");
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->observation.lists_every_component);
  EXPECT_FALSE(page->observation.lists_every_open_incident);
  EXPECT_FALSE(page->observation.lists_every_open_maintenance);
  EXPECT_THAT(Findings(),
              ElementsAre("statuspage-field-missing incidents",
                          "statuspage-field-missing scheduled_maintenances"));
}

TEST_F(PageTest, FindingsNameFileAndLine) {
  (void)Read(R"({"components":[]})");
  ASSERT_FALSE(findings_.empty());
  EXPECT_EQ(findings_.findings()[0].file, "page.json");
  EXPECT_EQ(findings_.findings()[0].first_line, 7);
}

TEST_F(PageTest, RefusesWhatIsNoPage) {
  const std::vector<std::string> cases = {
      "[]",
      "{}",
      R"("operational")",
      R"({"error":"rate limited"})",
      // Slack's page.
      R"({"status":"active","date_created":"…","active_incidents":[]})",
      // A summary whose components are gone must not pass for a history.
      R"({"page":{"id":"p"},"status":{"indicator":"none"},"incidents":[]})",
      R"({"page":{"id":"p"},"components":{},"incidents":[]})",
      R"({"page":{"id":"p"},"components":null,"incidents":[]})",
  };
  for (const std::string& c : cases) {
    const auto page = Read(c);
    ASSERT_FALSE(page.ok()) << c;
    EXPECT_EQ(page.status().code(), absl::StatusCode::kDataLoss) << c;
    EXPECT_EQ(sdk::ProblemOf(page.status()).rule, "statuspage-not-statuspage")
        << c;
  }
}

}  // namespace
}  // namespace regisseur::statuspage
