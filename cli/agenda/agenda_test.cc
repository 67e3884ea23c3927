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

}  // namespace
}  // namespace regisseur
