#include "services/tickets/tickets_adapter.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/finding/catalogue.h"
#include "core/ticket/ticket_moments.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::tickets {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

struct Collected {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  std::vector<Ticket> Tickets() const {
    std::vector<Ticket> tickets;
    for (const FactBatch& batch : batches) {
      tickets.insert(tickets.end(), batch.tickets.begin(), batch.tickets.end());
    }
    return tickets;
  }
  Ticket Find(const std::string& id) const {
    for (const Ticket& ticket : Tickets()) {
      if (ticket.id == id) return ticket;
    }
    ADD_FAILURE() << "no ticket " << id;
    Ticket none;
    none.steps.resize(1);
    return none;
  }
  // `scope: id` in the order of coming.
  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const FactBatch& batch : batches) {
      for (const Ticket& ticket : batch.tickets) {
        told.push_back(absl::StrCat(batch.deliveries[ticket.delivery].scope,
                                    ": ", ticket.id));
      }
    }
    return told;
  }
  std::vector<Finding> Findings() const {
    std::vector<Finding> findings = checkpoint.findings;
    for (const FactBatch& batch : batches) {
      findings.insert(findings.end(), batch.findings.begin(),
                      batch.findings.end());
    }
    return findings;
  }
  // `rule field line count first-value` of those that are not only informing.
  std::vector<std::string> Complaints() const {
    std::vector<std::string> told;
    for (const Finding& f : Findings()) {
      if (f.severity == Severity::kInfo) continue;
      told.push_back(
          absl::StrCat(f.rule, " ", f.field, " ", f.first_line, " ", f.count,
                       " ", f.examples.empty() ? "" : f.examples[0].value));
    }
    return told;
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const Finding& f : Findings()) rules.push_back(f.rule);
    return rules;
  }
};

// `2016-03-01T09:05 new P1 +` of each step; + and - what the partner says of
// its promise, then how many rows said so.
std::vector<std::string> Steps(const Ticket& ticket) {
  std::vector<std::string> steps;
  for (const TicketStep& step : ticket.steps) {
    steps.push_back(absl::StrCat(
        absl::FormatTime("%Y-%m-%dT%H:%M", step.at, absl::UTCTimeZone()), " ",
        TicketStateWord(step.state), "(", step.word, ") ", step.priority, " ",
        !step.made_sla.has_value() ? "?"
        : *step.made_sla           ? "+"
                                   : "-",
        step.updates));
  }
  return steps;
}

Collected CollectIn(const std::string& folder,
                    std::map<std::string, std::string> options,
                    const std::string& cursor = "", int rows = 1000) {
  sdk::SourceSpec source;
  source.options = std::move(options);
  source.base_directory = std::filesystem::canonical(folder).string();
  source.time_zone = *LoadZone("Europe/Amsterdam");
  TicketsAdapter adapter;
  sdk::RecordingSink sink(rows);
  Collected collected;
  const auto checkpoint = adapter.Collect(source, cursor, sink);
  collected.status = checkpoint.status();
  if (checkpoint.ok()) collected.checkpoint = *checkpoint;
  collected.batches = sink.batches();
  return collected;
}

Collected Collect(std::map<std::string, std::string> options) {
  options.try_emplace("time_zone", "UTC");
  return CollectIn("testdata", std::move(options));
}

TEST(TicketsAdapterTest, FoldsAnEventLogToATicketEach) {
  const Collected c = Collect({{"path", "event_log.csv"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  EXPECT_THAT(c.Told(), ElementsAre("tickets opened=2016-02: INC0000102",
                                    "tickets opened=2016-03: INC0000101",
                                    "tickets opened=2016-04: INC0000104"));
  const Ticket ticket = c.Find("INC0000101");
  EXPECT_THAT(
      Steps(ticket),
      ElementsAre("2016-03-01T09:05 new(New) 3 - Moderate +1",
                  "2016-03-01T10:00 in_progress(Active) 2 - High +1",
                  "2016-03-01T11:00 waiting_for_customer(Awaiting User Info) "
                  "2 - High +2",
                  "2016-03-02T09:00 in_progress(Active) 2 - High -1",
                  "2016-03-03T12:00 resolved(Resolved) 2 - High -1",
                  "2016-03-08T12:00 closed(Closed) 2 - High -1"));
  EXPECT_EQ(ticket.kind, TicketKind::kIncident);
  EXPECT_EQ(ticket.assignment_group, "Group 8");  // the last event decides
  EXPECT_EQ(ticket.category, "Category 5");       // the first of two columns
  EXPECT_EQ(ticket.opened, At("2016-03-01T09:00:00Z"));
  EXPECT_EQ(ticket.created, At("2016-03-01T09:05:00Z"));
  EXPECT_EQ(ticket.resolved, At("2016-03-03T12:00:00Z"));
  EXPECT_EQ(ticket.closed, At("2016-03-08T12:00:00Z"));
  EXPECT_EQ(ticket.updated, At("2016-03-08T12:00:00Z"));
  EXPECT_EQ(ticket.reopened, 1);
  EXPECT_EQ(ticket.line, 8);
  EXPECT_TRUE(ticket.whole_history);
  // From 11:00 until 09:00 of the next day.
  const std::vector<std::string> words = {"waiting_for_customer"};
  EXPECT_THAT(StopsOf(ticket, words, At("2017-01-01T00:00:00Z")),
              ElementsAre(TimeRange{At("2016-03-01T11:00:00Z"),
                                    At("2016-03-02T09:00:00Z")}));
  EXPECT_EQ(FindReaction(ticket)->at, At("2016-03-01T10:00:00Z"));
  EXPECT_EQ(c.checkpoint.data_until, At("2016-04-01T10:00:00Z"));

  // -100 is no state: the clock runs. Its log begins with the fifth change.
  const Ticket unknown = c.Find("INC0000102");
  EXPECT_THAT(Steps(unknown),
              ElementsAre("2016-03-01T08:00 (-100) 4 - Low +1"));
  EXPECT_TRUE(IsOpen(unknown));
  EXPECT_FALSE(unknown.whole_history);
  EXPECT_EQ(unknown.created, std::nullopt);
  EXPECT_EQ(unknown.supplier, "Vendor 3");
  EXPECT_EQ(unknown.category, "");

  EXPECT_THAT(
      c.Complaints(),
      UnorderedElementsAre("tickets-state-unknown state 9 1 -100",
                           "tickets-time-format resolved 10 1 soon",
                           "tickets-row-shape  12 1 INC0000105,New,TRUE"));
  EXPECT_THAT(c.Rules(), AllOf(Contains("tickets-column-twice"),
                               Contains("tickets-personal-not-read"),
                               Contains("tickets-column-not-read")));
}

TEST(TicketsAdapterTest, ReadsTheOtherSpellingInAnyOrder) {
  const Collected c = Collect({{"path", "event_log_second_spelling.csv"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  const Ticket ticket = c.Find("0000201");
  EXPECT_THAT(Steps(ticket),
              ElementsAre("2016-05-04T07:20 new(New) 3 +1",
                          "2016-05-09T17:45 resolved(Resolved) 3 -1",
                          "2016-05-14T18:00 closed(Closed) 3 -1"));
  EXPECT_TRUE(ticket.whole_history);
  EXPECT_THAT(c.Complaints(), IsEmpty());
  EXPECT_THAT(c.Rules(), Contains("tickets-event-order"));
}

TEST(TicketsAdapterTest, ReadsARegisterOfServiceNow) {
  const Collected c = Collect({{"path", "rest_export.csv"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  ASSERT_THAT(c.Tickets(), SizeIs(3));
  const Ticket closed = c.Find("INC0000060");
  EXPECT_THAT(Steps(closed), ElementsAre("2026-05-08T09:00 closed(7) 3 +1"));
  EXPECT_FALSE(closed.whole_history);
  EXPECT_EQ(closed.elapsed, absl::Seconds(95415));
  EXPECT_EQ(closed.business_elapsed, absl::Seconds(36015));
  // A day, 2 hours, 30 minutes and 15 seconds.
  EXPECT_EQ(*closed.resolved - closed.opened, absl::Seconds(95415));
  EXPECT_EQ(closed.title, "");  // persons stand in it
  EXPECT_EQ(c.Find("INC0000061").steps[0].state,
            TicketState::kWaitingForCustomer);
  EXPECT_EQ(c.Find("INC0000062").steps[0].state,
            TicketState::kWaitingForThirdParty);
  EXPECT_EQ(c.Find("INC0000062").reopened, 2);
  EXPECT_THAT(c.Complaints(), IsEmpty());
}

TEST(TicketsAdapterTest, KeepsTitlesAndOriginalsOnlyWhereAsked) {
  const Collected none = Collect({{"path", "rest_export.csv"}});
  for (const FactBatch& batch : none.batches) {
    EXPECT_THAT(batch.originals, IsEmpty());
  }
  const Collected kept = Collect({{"path", "rest_export.csv"},
                                  {"keep_titles", "true"},
                                  {"keep_original", "true"}});
  EXPECT_EQ(kept.Find("INC0000060").title,
            "Mail of A. Vos does not work, again");
  ASSERT_THAT(kept.batches, SizeIs(2));
  ASSERT_THAT(kept.batches[1].originals, SizeIs(1));
  EXPECT_EQ(kept.batches[1].originals[0].name, "rest_export.csv");
  EXPECT_FALSE(kept.batches[0].last);
  EXPECT_TRUE(kept.batches[1].last);
}

TEST(TicketsAdapterTest, ReadsTheTableApi) {
  // Without the option: an interface writes UTC, whatever the portfolio's zone.
  const Collected c = CollectIn("testdata", {{"path", "table_api.json"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  ASSERT_THAT(c.Tickets(), SizeIs(2));
  const Ticket ticket = c.Find("INC0010023");
  EXPECT_THAT(Steps(ticket),
              ElementsAre("2026-03-30T08:00 resolved(6) 2 - High +1"));
  EXPECT_EQ(ticket.opened, At("2026-03-29T01:30:00Z"));
  EXPECT_EQ(ticket.resolved, At("2026-03-30T07:30:00Z"));
  EXPECT_EQ(ticket.closed, std::nullopt);
  EXPECT_EQ(ticket.assignment_group, "g0000001");
  EXPECT_EQ(ticket.service, "Mail");
  EXPECT_EQ(ticket.supplier, "");
  EXPECT_EQ(ticket.reopened, 1);
  const Ticket request = c.Find("RITM0010024");
  EXPECT_EQ(request.kind, TicketKind::kRequest);
  EXPECT_EQ(request.assignment_group, "");
  EXPECT_EQ(request.steps[0].made_sla, std::nullopt);
  EXPECT_THAT(c.Complaints(), ElementsAre(HasSubstr("tickets-record-shape")));
  EXPECT_THAT(c.Rules(), Contains("tickets-personal-not-read"));
}

TEST(TicketsAdapterTest, ReadsTopdesk) {
  const Collected c = Collect({{"path", "topdesk.json"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  const Ticket waiting = c.Find("M2602 0017");
  EXPECT_THAT(
      Steps(waiting),
      ElementsAre(
          "2026-02-12T09:00 waiting_for_third_party(Wachten op leverancier) "
          "P2 ?1"));
  EXPECT_EQ(waiting.kind, TicketKind::kIncident);
  EXPECT_EQ(waiting.supplier, "PinkRoccade LG");
  EXPECT_EQ(waiting.assignment_group, "Beheer Werkplek");
  EXPECT_EQ(waiting.category, "Werkplek");
  EXPECT_EQ(waiting.opened, At("2026-02-11T06:31:20.250Z"));
  EXPECT_EQ(waiting.reacted, At("2026-02-11T07:00:00Z"));
  EXPECT_EQ(waiting.due, At("2026-02-13T16:00:00Z"));
  EXPECT_EQ(waiting.held, absl::Minutes(45));
  EXPECT_EQ(waiting.title, "");
  // The mark says what the Dutch word does not.
  const Ticket closed = c.Find("M2602 0018");
  EXPECT_EQ(closed.steps[0].state, TicketState::kClosed);
  EXPECT_EQ(closed.steps[0].word, "Onbekend");
  EXPECT_EQ(closed.resolved, At("2026-02-12T10:00:00Z"));
  EXPECT_EQ(closed.steps[0].priority, "");
  EXPECT_THAT(c.Complaints(), IsEmpty());
}

TEST(TicketsAdapterTest, ReadsALogWithoutAnOpening) {
  const Collected c = Collect({{"path", "volvo.csv"}, {"kind", "request"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  const Ticket ticket = c.Find("1-701");
  EXPECT_THAT(
      Steps(ticket),
      ElementsAre(
          "2012-02-06T09:15 in_progress(Accepted/In Progress) Medium ?1",
          "2012-02-06T10:00 new(Queued/Awaiting Assignment) Medium ?1",
          "2012-02-06T14:45 waiting_for_customer(Accepted/Wait - User) Medium "
          "?1",
          "2012-02-07T08:00 closed(Completed/Closed) Medium ?1"));
  EXPECT_EQ(ticket.opened, At("2012-02-06T09:15:30Z"));
  EXPECT_EQ(ticket.updated, At("2012-02-07T08:00:50Z"));
  EXPECT_EQ(ticket.kind, TicketKind::kRequest);
  EXPECT_EQ(ticket.service, "PROD7");
  EXPECT_EQ(ticket.assignment_group, "T5");
  EXPECT_TRUE(ticket.whole_history);
  EXPECT_THAT(c.Complaints(), ElementsAre("tickets-state-unknown state 6 1 "
                                          "Unmatched/Unmatched"));
}

TEST(TicketsAdapterTest, ReadsOurOwnPlainCsv) {
  const Collected c = CollectIn(
      "testdata",
      {{"path", "plain.csv"}, {"keep_titles", "true"}, {"supplier", "X"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  const Ticket full = c.Find("T-1");
  // Amsterdam is at UTC+2 on 1 October.
  EXPECT_EQ(full.opened, At("2026-10-01T07:00:00Z"));
  EXPECT_EQ(full.reacted, At("2026-10-01T07:20:00Z"));
  EXPECT_EQ(full.restored, At("2026-10-02T13:00:00Z"));
  EXPECT_EQ(full.resolved, At("2026-10-02T14:30:00Z"));
  EXPECT_EQ(full.due, At("2026-10-06T15:00:00Z"));
  EXPECT_EQ(full.held, absl::Minutes(30));
  EXPECT_EQ(full.steps[0].made_sla, true);
  EXPECT_EQ(full.supplier, "CloudNine B.V.");
  EXPECT_EQ(full.kind, TicketKind::kRequest);
  EXPECT_EQ(full.title, "Mailbox van A. Vos");
  const Ticket doubtful = c.Find("T-2");
  EXPECT_EQ(doubtful.opened, At("2026-10-25T00:30:00Z"));
  EXPECT_EQ(doubtful.supplier, "X");
  const Ticket zoned = c.Find("T-3");
  EXPECT_EQ(zoned.opened, At("2026-11-01T08:00:00Z"));
  EXPECT_EQ(zoned.updated, At("2026-11-02T07:00:00Z"));
  EXPECT_THAT(
      c.Complaints(),
      ElementsAre("tickets-time-uncertain opened 3 1 2026-10-25 02:30"));
}

class TicketFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("tickets_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    // Nobody is writing it any more.
    std::filesystem::last_write_time(
        folder_ / name,
        std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  }
  void WriteRows(const std::string& name, const std::string& rows) {
    Write(name, "id,state,opened,updated,resolved\n" + rows);
  }
  Collected Collect(std::map<std::string, std::string> options,
                    const std::string& cursor = "", int rows = 1000) {
    options.try_emplace("time_zone", "UTC");
    return CollectIn(folder_.string(), std::move(options), cursor, rows);
  }

  std::filesystem::path folder_;
};

constexpr char kMarch[] = "1,new,2026-03-01,2026-03-02,\n";
constexpr char kMarchLater[] =
    "1,closed,2026-03-01,2026-04-02,2026-04-01\n"
    "2,new,2026-03-05,2026-03-05,\n";
constexpr char kApril[] = "3,new,2026-04-05,2026-04-05,\n";

TEST_F(TicketFilesTest, AMonthIsADelivery) {
  WriteRows("a.csv", std::string(kMarchLater) + kApril);
  const Collected c = Collect({{"path", "a.csv"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  EXPECT_THAT(c.Told(), ElementsAre("tickets opened=2026-03: 1",
                                    "tickets opened=2026-03: 2",
                                    "tickets opened=2026-04: 3"));
  const Delivery& march = c.batches[0].deliveries[0];
  EXPECT_EQ(march.completeness, Completeness::kComplete);
  EXPECT_EQ(march.origin, "a.csv");
  EXPECT_EQ(march.period_start, At("2026-03-01T00:00:00Z"));
  EXPECT_EQ(march.period_end, At("2026-04-01T00:00:00Z"));
}

TEST_F(TicketFilesTest, TwoFilesOfOneMonthNeedAnOption) {
  WriteRows("a.csv", kMarch);
  WriteRows("b.csv", std::string(kMarchLater) + kApril);
  const Collected none = Collect({{"path", "*.csv"}});
  EXPECT_THAT(none.Told(), ElementsAre("tickets opened=2026-03: 1",
                                       "tickets opened=2026-04: 3"));
  EXPECT_EQ(none.Find("1").updated, At("2026-03-02T00:00:00Z"));
  EXPECT_THAT(none.Complaints(),
              ElementsAre("tickets-two-files  2 2 tickets opened=2026-03"));

  const Collected latest = Collect({{"path", "*.csv"}, {"files", "latest"}});
  EXPECT_THAT(latest.Told(), ElementsAre("tickets opened=2026-03: 1",
                                         "tickets opened=2026-03: 2",
                                         "tickets opened=2026-04: 3"));
  EXPECT_EQ(latest.Find("1").updated, At("2026-04-02T00:00:00Z"));
  EXPECT_THAT(latest.Rules(), ElementsAre("tickets-file-replaced"));
  EXPECT_EQ(latest.batches[0].deliveries[0].origin, "b.csv");

  const Collected parts = Collect({{"path", "*.csv"}, {"files", "parts"}});
  EXPECT_EQ(parts.Told(), latest.Told());
  // Both files say something of ticket 1: the later word counts, both are seen.
  EXPECT_THAT(Steps(parts.Find("1")),
              ElementsAre("2026-03-02T00:00 new(new)  ?1",
                          "2026-04-02T00:00 closed(closed)  ?1"));
  EXPECT_FALSE(parts.Find("1").whole_history);
  EXPECT_THAT(parts.Complaints(), IsEmpty());
}

TEST_F(TicketFilesTest, ChangesAddToWhatIsKnown) {
  WriteRows("a.csv", kMarch);
  WriteRows("b.csv", std::string(kMarchLater) + kApril);
  const Collected c = Collect({{"path", "*.csv"}, {"export", "changes"}});
  ASSERT_TRUE(c.status.ok()) << c.status;
  EXPECT_THAT(
      c.Told(),
      ElementsAre("tickets changes=a.csv: 1", "tickets changes=b.csv: 1",
                  "tickets changes=b.csv: 2", "tickets changes=b.csv: 3"));
  EXPECT_EQ(c.batches[0].deliveries[0].completeness, Completeness::kAdditive);
  EXPECT_THAT(c.Complaints(), IsEmpty());
}

TEST_F(TicketFilesTest, VouchesOnlyWhereAnExportHasEveryTicket) {
  WriteRows("a.csv", kMarch);
  WriteRows("b.csv", kApril);
  WriteRows("c.csv", "");
  // A month that has moved out of an export stays: it may be of this year only.
  for (const char* export_of : {"whole", "changes"}) {
    const Collected c = Collect({{"path", "*.csv"}, {"export", export_of}});
    EXPECT_THAT(c.batches.back().whole_origins, IsEmpty()) << export_of;
  }
  const Collected all = Collect({{"path", "*.csv"}, {"export", "all"}}, "", 1);
  EXPECT_THAT(all.Told(), ElementsAre("tickets opened=2026-03: 1",
                                      "tickets opened=2026-04: 3"));
  ASSERT_THAT(all.batches, SizeIs(2));
  EXPECT_THAT(all.batches[0].whole_origins, IsEmpty());
  EXPECT_THAT(all.batches[1].whole_origins, ElementsAre("a.csv", "b.csv"));
  const Collected parts =
      Collect({{"path", "*.csv"}, {"export", "all"}, {"files", "parts"}});
  EXPECT_EQ(parts.batches.back().deliveries[0].origin, "*.csv");
  EXPECT_THAT(parts.batches.back().whole_origins, ElementsAre("*.csv"));
}

TEST_F(TicketFilesTest, GivesTheSameTicketsFromEveryCursor) {
  WriteRows("a.csv", std::string(kMarchLater) + kApril);
  const std::map<std::string, std::string> options = {
      {"path", "a.csv"}, {"keep_original", "true"}};
  const Collected whole = Collect(options, "", 1);
  ASSERT_THAT(whole.batches, SizeIs(4));
  for (size_t i = 0; i < whole.batches.size(); ++i) {
    const Collected rest = Collect(options, whole.batches[i].cursor, 1);
    ASSERT_TRUE(rest.status.ok()) << rest.status;
    EXPECT_THAT(rest.batches, SizeIs(whole.batches.size() - i - 1));
    for (size_t j = 0; j < rest.batches.size(); ++j) {
      EXPECT_EQ(rest.batches[j].number, whole.batches[i + 1 + j].number);
      EXPECT_EQ(rest.batches[j].tickets, whole.batches[i + 1 + j].tickets);
    }
  }
  const Collected again = Collect(options, whole.checkpoint.cursor);
  EXPECT_THAT(again.batches, IsEmpty());
  EXPECT_TRUE(again.checkpoint.unchanged);
  EXPECT_EQ(again.checkpoint.data_until, whole.checkpoint.data_until);
  // Another edition in the middle of a run.
  WriteRows("a.csv", kApril);
  EXPECT_TRUE(sdk::ProblemOf(Collect(options, whole.batches[0].cursor).status)
                  .cursor_gone);
}

TEST_F(TicketFilesTest, OneBadFileKeepsNoOtherFromBeingTold) {
  Write("a.json", "{\"number\": ");
  WriteRows("b.csv", kApril);
  const Collected c = Collect({{"path", "*"}});
  EXPECT_EQ(sdk::ProblemOf(c.status).rule, "json-malformed");
  EXPECT_THAT(c.Told(), ElementsAre("tickets opened=2026-04: 3"));
  const Collected parts = Collect({{"path", "*"}, {"files", "parts"}});
  EXPECT_EQ(sdk::ProblemOf(parts.status).rule, "json-malformed");
  EXPECT_THAT(parts.Told(), IsEmpty());
}

TEST_F(TicketFilesTest, WaitsForAFileThatIsStillBeingWritten) {
  std::ofstream(folder_ / "a.csv") << "id,state,opened\n1,new,2026-03-01\n2,ne";
  const Collected c = Collect({{"path", "a.csv"}});
  EXPECT_EQ(sdk::ProblemOf(c.status).rule, "file-incomplete");
  EXPECT_EQ(sdk::ProblemOf(c.status).kind, sdk::ProblemKind::kTransient);
  EXPECT_THAT(c.Told(), IsEmpty());
  // Nobody touches it any more: what is there counts.
  Write("a.csv", "id,state,opened\n1,new,2026-03-01\n2,ne");
  const Collected quiet = Collect({{"path", "a.csv"}});
  EXPECT_TRUE(quiet.status.ok()) << quiet.status;
  EXPECT_THAT(quiet.Complaints(), ElementsAre("tickets-row-shape  3 1 2,ne"));
}

TEST_F(TicketFilesTest, ADayOfTheOtherOrderRefusesTheFile) {
  // 3/1 would be read as the third of January, and nobody would see it.
  Write("a.csv", "id,state,opened\n1,new,3/1/2026\n2,new,3/14/2026\n");
  const Collected c = Collect({{"path", "a.csv"}});
  const sdk::Problem problem = sdk::ProblemOf(c.status);
  EXPECT_EQ(problem.kind, sdk::ProblemKind::kConfiguration);
  EXPECT_EQ(problem.rule, "tickets-date-order");
  EXPECT_THAT(problem.message,
              AllOf(HasSubstr("3/14/2026"), HasSubstr("line 3"),
                    HasSubstr("month_first")));
  EXPECT_THAT(c.Told(), IsEmpty());
  const Collected said =
      Collect({{"path", "a.csv"}, {"date_order", "month_first"}});
  EXPECT_THAT(said.Told(), ElementsAre("tickets opened=2026-03: 1",
                                       "tickets opened=2026-03: 2"));
  // Who says it is told the row only.
  const Collected wrong =
      Collect({{"path", "a.csv"}, {"date_order", "day_first"}});
  EXPECT_THAT(wrong.Told(), ElementsAre("tickets opened=2026-01: 1"));
  EXPECT_THAT(wrong.Complaints(),
              ElementsAre("tickets-time-format opened 3 1 3/14/2026"));
}

TEST_F(TicketFilesTest, ANewestFirstLogIsInOrder) {
  Write("a.csv",
        "id,state,opened,updated\n"
        "1,closed,2026-03-01 08:00,2026-03-02 10:00\n"
        "1,resolved,2026-03-01 08:00,2026-03-02 10:00\n"
        "1,in_progress,2026-03-01 08:00,2026-03-01 09:00\n"
        "1,new,2026-03-01 08:00,2026-03-01 08:00\n");
  const Collected c = Collect({{"path", "a.csv"}});
  EXPECT_THAT(Steps(c.Find("1")),
              ElementsAre("2026-03-01T08:00 new(new)  ?1",
                          "2026-03-01T09:00 in_progress(in_progress)  ?1",
                          "2026-03-02T10:00 resolved(resolved)  ?1",
                          "2026-03-02T10:00 closed(closed)  ?1"));
  EXPECT_TRUE(c.Find("1").whole_history);
  EXPECT_THAT(c.Rules(), IsEmpty());
}

TEST_F(TicketFilesTest, OwnWordsOfStatesAreSaid) {
  Write("a.csv",
        "id,state,opened\n1,Bij de klant,2026-03-01\n2,Active,2026-03-01\n");
  const Collected none = Collect({{"path", "a.csv"}});
  EXPECT_EQ(none.Find("1").steps[0].state, TicketState::kUnspecified);
  EXPECT_THAT(none.Rules(), ElementsAre("tickets-state-unknown"));
  const Collected said = Collect(
      {{"path", "a.csv"},
       {"states", "bij de KLANT = waiting_for_customer; Active=waiting"}});
  EXPECT_EQ(said.Find("1").steps[0].state, TicketState::kWaitingForCustomer);
  EXPECT_EQ(said.Find("2").steps[0].state, TicketState::kWaiting);
}

TEST_F(TicketFilesTest, RowsOfOneTicketAreADuplicateWhereEachRowIsATicket) {
  Write("a.csv",
        "id,state,opened,updated\n1,new,2026-03-01,2026-03-01\n"
        "1,closed,2026-03-01,2026-03-02\n");
  const Collected c = Collect({{"path", "a.csv"}, {"rows", "tickets"}});
  EXPECT_FALSE(IsOpen(c.Find("1")));
  EXPECT_FALSE(c.Find("1").whole_history);
  EXPECT_THAT(c.Complaints(), ElementsAre("tickets-duplicate id 3 1 1"));
}

TEST_F(TicketFilesTest, WhatIsNoRegisterIsSaid) {
  Write("a.csv", "name,amount\nx,1\n");
  const Collected csv = Collect({{"path", "a.csv"}});
  EXPECT_TRUE(csv.status.ok()) << csv.status;
  EXPECT_THAT(csv.Complaints(), ElementsAre("tickets-column-missing id 1 1 ",
                                            "tickets-file-empty  0 1 "));
  Write("a.csv", "number,state\n1,new\n");
  EXPECT_THAT(Collect({{"path", "a.csv"}}).Complaints(),
              Contains("tickets-column-missing opened 1 1 "));
  Write("a.csv", "{\"hello\": 1}");
  EXPECT_EQ(sdk::ProblemOf(Collect({{"path", "a.csv"}}).status).rule,
            "tickets-json-shape");
  Write("a.csv", "\xFF\xFEi\0d\0");
  EXPECT_EQ(sdk::ProblemOf(Collect({{"path", "a.csv"}}).status).rule,
            "csv-encoding");
  Write("a.csv", "");
  EXPECT_EQ(sdk::ProblemOf(Collect({{"path", "a.csv"}}).status).rule,
            "csv-no-header");
}

TEST_F(TicketFilesTest, EveryFindingHasWords) {
  Write("a.json",
        "[{\"number\": \"1\", \"opened_at\": \"2026-03-01\","
        " \"state\": \"1\", \"state\": \"7\"}]");
  const Collected c = Collect({{"path", "a.json"}});
  EXPECT_THAT(c.Rules(), Contains("json-duplicate-key"));
  EXPECT_EQ(c.Find("1").steps[0].state, TicketState::kClosed);
  for (const Finding& finding : c.Findings()) {
    EXPECT_TRUE(IsKnownRule(finding.rule)) << finding.rule;
  }
}

TEST_F(TicketFilesTest, ATicketOfManyChangesIsCut) {
  std::string rows = "id,state,opened,updated\n";
  for (int i = 0; i < 5000; ++i) {
    absl::StrAppend(
        &rows, "1,", i % 2 == 0 ? "new" : "in_progress", ",2026-03-01,",
        FormatInstant(At("2026-03-01T00:00:00Z") + absl::Minutes(i)), "\n");
  }
  absl::StrAppend(&rows, "1,closed,2026-03-01,2026-03-10\n");
  Write("a.csv", rows);
  const Collected c = Collect({{"path", "a.csv"}});
  const Ticket ticket = c.Find("1");
  EXPECT_THAT(ticket.steps, SizeIs(2000));
  EXPECT_EQ(ticket.steps.back().state, TicketState::kClosed);
  EXPECT_FALSE(ticket.whole_history);
  EXPECT_THAT(c.Complaints(), ElementsAre("tickets-steps-cut  5002 1 1"));
}

TEST(TicketsOptionsTest, RefusesWhatCannotWork) {
  const struct {
    const char* option;
    const char* value;
  } kCases[] = {
      {"files", "all"},         {"export", "some"},
      {"rows", "both"},         {"time_zone", "Europe/Nowhere"},
      {"date_order", "german"}, {"separator", "abc"},
      {"kind", "storing"},      {"states", "Bij de klant"},
      {"states", "a=b"},        {"keep_titles", "perhaps"},
      {"states", "=closed"},    {"path", ""},
  };
  TicketsAdapter adapter;
  for (const auto& c : kCases) {
    sdk::SourceSpec source;
    source.options = {{"path", "a.csv"}};
    source.options[c.option] = c.value;
    const absl::Status status = adapter.Validate(source);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.option;
    EXPECT_EQ(sdk::ProblemOf(status).option, c.option) << status;
  }
  sdk::SourceSpec both;
  both.options = {
      {"path", "a.csv"}, {"export", "changes"}, {"files", "latest"}};
  EXPECT_EQ(sdk::ProblemOf(adapter.Validate(both)).option, "files");
}

}  // namespace
}  // namespace regisseur::tickets
