#include "aggregator/answers/tickets.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/answers_fixture.h"
#include "core/selector/selector.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// It is 2026-10-15 12:00 UTC. Our own desk speaks about everybody, by supplier.
class TicketsTest : public AnswersFixture {
 protected:
  TicketsTest() {
    ProviderConfig& cloud = AddProvider("cloud");
    cloud.owner = "visser";
    cloud.services = {{.id = "hosting", .tickets = {"assignment_group:Host*"}},
                      {.id = "mail", .tickets = {"Mail", "kind:change"}}};
    AddProvider("pink").owner = "bakker";
    AddProvider("quiet");
    SourceConfig desk = MakeSource("desk", "", "tickets", absl::Hours(24));
    desk.assign =
        AssignmentRule{"supplier", {{"Cloud*", "cloud"}, {"Pink", "pink"}}};
    portfolio_.shared_sources = {desk};
    Configure();
    assign_ = [rule = *desk.assign](const std::string& party) {
      return AssignParty(rule, party);
    };
  }

  static Ticket MakeTicket(const std::string& id, const std::string& supplier,
                           absl::string_view opened, absl::string_view updated,
                           TicketState state = TicketState::kClosed) {
    Ticket ticket;
    ticket.id = id;
    ticket.supplier = ticket.party = supplier;
    ticket.opened = At(opened);
    ticket.updated = At(updated);
    ticket.steps.resize(1);
    ticket.steps[0].at = ticket.updated;
    ticket.steps[0].state = state;
    return ticket;
  }

  void Tell(std::vector<Ticket> tickets, std::vector<Finding> findings = {}) {
    StagedBatch batch = MakeBatch("desk", NextRun(), 1, true);
    batch.assign = assign_;
    batch.facts.deliveries = {Head("tickets opened=2026-10", "desk.csv")};
    batch.facts.tickets = std::move(tickets);
    batch.facts.findings = std::move(findings);
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("desk", clock_.Now(), FactKind::kTickets);
  }

  // Four of the cloud, one of them on the way; one of pink; one of nobody.
  void TellSix() {
    Ticket hosting = MakeTicket("1", "Cloud B.V.", "2026-10-01T08:00:00Z",
                                "2026-10-03T08:00:00Z");
    hosting.assignment_group = "Hosting 2nd";
    Ticket mail = MakeTicket("2", "Cloud B.V.", "2026-10-02T08:00:00Z",
                             "2026-10-10T08:00:00Z");
    mail.service = "Mail";
    mail.assignment_group = "Hosting 1st";
    Ticket open = MakeTicket("3", "Cloud B.V.", "2026-10-04T08:00:00Z",
                             "2026-10-05T08:00:00Z", TicketState::kInProgress);
    Tell({hosting, mail, open,
          MakeTicket("4", "Cloud B.V.", "2026-10-14T08:00:00Z",
                     "2026-10-14T09:00:00Z"),
          MakeTicket("5", "Pink", "2026-10-06T08:00:00Z",
                     "2026-10-06T09:00:00Z", TicketState::kNew),
          MakeTicket("6", "Pinc", "2026-10-07T08:00:00Z",
                     "2026-10-07T09:00:00Z")});
  }

  // `provider/id:services` of each.
  std::vector<std::string> Listed(const TicketsQuestion& question,
                                  AsOf as_of = {}) {
    const auto answer = answers().ListTickets(cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> listed;
    for (const TicketRowAnswer& row : answer->tickets) {
      listed.push_back(absl::StrCat(row.provider, "/", row.ticket.id, ":",
                                    absl::StrJoin(row.services, ",")));
    }
    gaps_ = answer->gaps;
    return listed;
  }

  std::vector<Gap> gaps_;
};

TEST_F(TicketsTest, ListsThemNewestFirstWithTheirServices) {
  TellSix();
  EXPECT_THAT(Listed({}),
              ElementsAre("cloud/4:", "unassigned/6:", "pink/5:", "cloud/3:",
                          "cloud/2:hosting,mail", "cloud/1:hosting"));
  EXPECT_THAT(Listed({.provider = "pink"}), ElementsAre("pink/5:"));
  EXPECT_THAT(Listed({.provider = "unassigned"}), ElementsAre("unassigned/6:"));
  EXPECT_THAT(Listed({.owner = "visser", .open = true}),
              ElementsAre("cloud/3:"));
  EXPECT_THAT(Listed({.provider = "cloud", .service = "mail"}),
              ElementsAre("cloud/2:hosting,mail"));
  // Opened by then, and open or changed since.
  EXPECT_THAT(
      Listed({.provider = "cloud", .from = "2026-10-10", .to = "2026-10-12"}),
      ElementsAre("cloud/3:", "cloud/2:hosting,mail"));
}

// DECISIONS 2.
TEST_F(TicketsTest, ASelectorThatPicksNothingIsAGap) {
  TellSix();
  Listed({.provider = "cloud", .from = "2026-10-14"});
  ASSERT_EQ(gaps_.size(), 1u);
  EXPECT_EQ(gaps_[0].rule, "selector-matches-nothing");
  EXPECT_EQ(gaps_[0].provider, "cloud");
  EXPECT_EQ(gaps_[0].arguments.at("selector"), "kind:change");
  EXPECT_EQ(gaps_[0].arguments.at("service"), "mail");
  Listed({.provider = "pink"});
  EXPECT_THAT(gaps_, IsEmpty());
}

TEST_F(TicketsTest, RowsThatCouldNotBeReadAreAGap) {
  FindingList findings;
  findings.Add(Severity::kError, "tickets-time-format", "resolved", "desk.csv",
               3, "soon", {{"origin", "desk.csv"}});
  findings.Add(Severity::kWarning, "tickets-state-unknown", "state", "desk.csv",
               4, "-100", {{"origin", "desk.csv"}});
  Tell(
      {MakeTicket("5", "Pink", "2026-10-06T08:00:00Z", "2026-10-06T09:00:00Z")},
      findings.Take());
  Listed({.provider = "pink"});
  const Gap* gap = FindGap(gaps_, "ticket-rows-not-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("count"), "1");
  EXPECT_EQ(gap->source, "desk");
}

TEST_F(TicketsTest, WithoutADeskThatIsSaid) {
  TellSix();
  EXPECT_THAT(Listed({.provider = "quiet"}), IsEmpty());
  EXPECT_NE(FindGap(gaps_, "ticket-no-source"), nullptr);
}

TEST_F(TicketsTest, RefusesWhatIsNotThere) {
  TellSix();
  const auto code = [&](const TicketsQuestion& question) {
    return answers().ListTickets(cio_, question, {}).status().code();
  };
  EXPECT_EQ(code({.provider = "nobody"}), absl::StatusCode::kNotFound);
  EXPECT_EQ(code({.provider = "cloud", .service = "fax"}),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(code({.service = "mail"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.from = "soon"}), absl::StatusCode::kInvalidArgument);
}

TEST_F(TicketsTest, AnswersAsItWasKnown) {
  TellSix();
  const AsOf before{clock_.Now()};
  clock_.Advance(absl::Hours(1));
  Tell({MakeTicket("3", "Pink", "2026-10-04T08:00:00Z",
                   "2026-10-15T08:00:00Z")});
  EXPECT_THAT(Listed({}), ElementsAre("pink/3:"));
  EXPECT_THAT(Listed({.provider = "cloud", .open = true}, before),
              ElementsAre("cloud/3:"));
}

TEST_F(TicketsTest, TheOverviewSaysWhoseTicketsAreKnown) {
  TellSix();
  const auto overview = answers().GetOverview(cio_, {}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  for (const ProviderOverview& row : (*overview)->providers) {
    EXPECT_EQ(row.coverage.tickets, row.id == "quiet" ? CoverageKind::kAbsent
                                                      : CoverageKind::kReported)
        << row.id;
  }
}

}  // namespace
}  // namespace regisseur
