#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/agenda/v1/agenda.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace pb = agenda::v1;

pb::ListAgendaItemsResponse Nine() {
  pb::ListAgendaItemsResponse answer;
  *answer.add_items() = FromText<pb::AgendaItem>(R"pb(
    id: "claim:hosting/availability/2026-10-31"
    kind: "claim"
    title: "Claim 950.00 EUR."
    provider: "cloudnine"
    decide_by: "2026-12-30"
    amount_at_stake: "950.00"
    certain: "950.00"
    currency: "EUR"
    if_nothing: "When nobody acts the credit is lost after 2026-12-30."
    owner: "m.visser"
    functions: "burgerzaken"
    evidence: "credit list --id x"
    options: "credit file x"
  )pb");
  for (int i = 0; i < 8; ++i) {
    pb::AgendaItem& item = *answer.add_items();
    item.set_id(absl::StrCat("source_silent:s", i));
    item.set_kind("source_silent");
    item.set_title(absl::StrCat("The source s", i, " is silent."));
    if (i == 7) item.set_owner("h.bakker");
  }
  return answer;
}

TEST(AgendaTest, ShowsSevenAndCountsTheRestByOwner) {
  FakeDaemon daemon;
  daemon.Answer("ListAgendaItems", Nine());
  const Outcome table = RunCommand(&daemon, {"agenda"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("950.00"), HasSubstr("lost after 2026-12-30"),
                    HasSubstr("The source s5"), Not(HasSubstr("source s6")),
                    HasSubstr("And 2 more, by owner: h.bakker 1, nobody 1")));
  EXPECT_THAT(RunCommand(&daemon, {"agenda", "--all"}).out,
              HasSubstr("The source s7"));
  RunCommand(&daemon,
             {"agenda", "--owner", "m.visser", "--until", "2026-12-31"});
  EXPECT_EQ(daemon.Requests("ListAgendaItems").back(),
            "owner: \"m.visser\" until: \"2026-12-31\" page_size: 1000");
}

// The public contract of scripts.
TEST(AgendaTest, JsonHasEveryItem) {
  FakeDaemon daemon;
  daemon.Answer("ListAgendaItems", Nine());
  const Outcome json = RunCommand(&daemon, {"-o", "json", "agenda"});
  for (const char* key :
       {"\"items\"", "\"id\": \"claim:hosting/availability/2026-10-31\"",
        "\"kind\": \"claim\"", "\"title\"", "\"provider\": \"cloudnine\"",
        "\"decideBy\": \"2026-12-30\"", "\"amountAtStake\": \"950.00\"",
        "\"evidence\"", "\"options\"", "\"ifNothing\"", "source_silent:s7"}) {
    EXPECT_THAT(json.out, HasSubstr(key));
  }
  daemon.Answer("ListAgendaItems", pb::ListAgendaItemsResponse());
  EXPECT_THAT(RunCommand(&daemon, {"agenda"}).out,
              HasSubstr("Nothing waits for a decision"));
}

pb::AgendaItem Snoozed() {
  return FromText<pb::AgendaItem>(R"pb(
    id: "source_silent:page"
    kind: "source_silent"
    title: "The source page is silent."
    provider: "cloudnine"
    state: AGENDA_ITEM_STATE_SNOOZED
    choices {
      id: "check"
      command: "source check page"
      what { text: "Find out what is wrong." }
      consequence { text: "The source is tried." }
    }
    acts {
      move: "snoozed"
      time { seconds: 1762851600 }
      name: "M. Visser"
      reason: "they move house"
      until: "2025-11-20"
    }
  )pb");
}

TEST(AgendaTest, WhatWasPutAsideIsCountedAndToldWithWhoDidItAndWhy) {
  pb::ListAgendaItemsResponse answer;
  *answer.add_items() = FromText<pb::AgendaItem>(R"pb(
    id: "claim:x"
    kind: "claim"
    title: "Claim 950.00 EUR."
    state: AGENDA_ITEM_STATE_OPEN
    first: true
    note { text: "It was put aside until 2025-11-10 and is back." }
  )pb");
  *answer.add_items() = Snoozed();
  answer.add_counts()->set_count(2);
  FakeDaemon daemon;
  daemon.Answer("ListAgendaItems", answer);
  const Outcome table = RunCommand(&daemon, {"agenda"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("is back"), HasSubstr("claim:x"),
                               Not(HasSubstr("source_silent:page")),
                               HasSubstr("And 1 snoozed. --all shows them."),
                               HasSubstr("agenda show ID")));
  EXPECT_THAT(RunCommand(&daemon, {"agenda", "list", "--all"}).out,
              AllOf(HasSubstr("snoozed until 2025-11-20 by M. Visser on "
                              "2025-11-11 09:00Z: they move house"),
                    HasSubstr("source_silent:page")));
}

TEST(AgendaTest, ShowsEachOptionWithWhatFollowsFromIt) {
  pb::ListAgendaItemsResponse answer;
  *answer.add_items() = Snoozed();
  FakeDaemon daemon;
  daemon.Answer("ListAgendaItems", answer);
  const Outcome table =
      RunCommand(&daemon, {"agenda", "show", "source_silent:page"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("Find out what is wrong."),
                               HasSubstr("The source is tried."),
                               HasSubstr("regisseur source check page"),
                               HasSubstr("they move house")));
  EXPECT_EQ(daemon.Requests("ListAgendaItems").back(),
            "page_size: 1000 id: \"source_silent:page\"");
  daemon.Answer("ListAgendaItems", pb::ListAgendaItemsResponse());
  const Outcome none = RunCommand(&daemon, {"agenda", "show", "x"});
  EXPECT_EQ(none.code, ExitCode::kNotFound);
  EXPECT_THAT(none.err, HasSubstr("agenda list --closed"));
}

TEST(AgendaTest, ActsSayWhatWasKept) {
  pb::SnoozeAgendaItemResponse snoozed;
  *snoozed.mutable_item() = Snoozed();
  pb::DelegateAgendaItemResponse delegated;
  *delegated.mutable_item() = Snoozed();
  pb::DecideAgendaItemResponse over;
  over.mutable_item()->set_id("source_silent:page");
  FakeDaemon daemon;
  daemon.Answer("SnoozeAgendaItem", snoozed);
  daemon.Answer("DelegateAgendaItem", delegated);
  daemon.Answer("DecideAgendaItem", over);
  EXPECT_THAT(
      RunCommand(&daemon, {"agenda", "snooze", "source_silent:page", "--until",
                           "2025-11-20", "--reason", "they move house",
                           "--request-id", "r1"})
          .out,
      HasSubstr("source_silent:page: snoozed until 2025-11-20 by M. Visser"));
  EXPECT_EQ(daemon.Requests("SnoozeAgendaItem").back(),
            "id: \"source_silent:page\" until: \"2025-11-20\" reason: "
            "\"they move house\" request_id: \"r1\"");
  RunCommand(&daemon, {"agenda", "delegate", "x", "--to", "H. Bakker", "--by",
                       "2025-11-20", "--request-id", "r2"});
  EXPECT_EQ(daemon.Requests("DelegateAgendaItem").back(),
            "id: \"x\" delegate: \"H. Bakker\" until: \"2025-11-20\" "
            "request_id: \"r2\"");
  EXPECT_THAT(RunCommand(&daemon, {"agenda", "decide", "x", "--option", "check",
                                   "--request-id", "r3"})
                  .out,
              HasSubstr("source_silent:page is over"));
  EXPECT_EQ(RunCommand(&daemon, {"agenda", "snooze", "x"}).code,
            ExitCode::kUsage);
  EXPECT_THAT(RunCommand(&daemon, {"agenda", "decid", "x"}).err,
              HasSubstr("did you mean `regisseur agenda decide`?"));
}

TEST(AgendaTest, ClosedOnesSayWhenAndWhy) {
  pb::ListClosedAgendaItemsResponse answer;
  pb::ClosedAgendaItem& closed = *answer.add_items();
  *closed.mutable_item() = Snoozed();
  closed.set_closed_on("2025-11-12");
  closed.mutable_why()->set_text("The source answers again.");
  FakeDaemon daemon;
  daemon.Answer("ListClosedAgendaItems", answer);
  const Outcome table = RunCommand(
      &daemon, {"agenda", "list", "--closed", "--since", "2025-11-01"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("2025-11-12"),
                               HasSubstr("The source answers again.")));
  EXPECT_EQ(daemon.Requests("ListClosedAgendaItems").back(),
            "since: \"2025-11-01\" page_size: 1000");
  EXPECT_EQ(
      RunCommand(&daemon, {"agenda", "list", "--since", "2025-11-01"}).code,
      ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur
