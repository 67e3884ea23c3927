#include "aggregator/answers/outage_now.h"

#include <string>
#include <utility>
#include <vector>

#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

Objective Promise(const std::string& id, TicketTerms::Clock clock,
                  absl::Duration within) {
  TicketTerms terms;
  terms.clock = clock;
  terms.levels = {{.priority = "P1", .within = {.hours = within}},
                  {.priority = "P2", .within = {.hours = 4 * within}}};
  Objective objective;
  objective.id = id;
  objective.services = {"hosting"};
  objective.terms = terms;
  objective.window.zone = LoadZone("Europe/Amsterdam").value();
  return objective;
}

Contact Rung(int level, const std::string& name) {
  Contact contact;
  contact.name = name;
  contact.role = "escalation";
  contact.level = level;
  contact.reach.phone = "+31 20 555 010" + std::to_string(level);
  return contact;
}

// USERS S12: the component is down at 09:12 in Amsterdam on 2026-10-05.
class OutageNowTest : public AnswersFixture {
 protected:
  OutageNowTest() {
    ProviderConfig& hosting = AddProvider("cloudnine");
    hosting.services = {{.id = "hosting",
                         .name = "Managed hosting",
                         .components = {"Web*"},
                         .tickets = {"service:Hosting"}}};
    hosting.sources = {MakeSource("page", "cloudnine", "statuspage")};
    ProviderConfig& other = AddProvider("centric");
    other.services = {{.id = "basis", .name = "Basis", .components = {"*"}}};
    other.sources = {MakeSource("centric-page", "centric", "statuspage")};
    SourceConfig desk = MakeSource("desk", "", "tickets", absl::Minutes(5));
    desk.assign = AssignmentRule{
        .by = "supplier",
        .map = {{"Cloud*", "cloudnine"}, {"Centric", "centric"}}};
    portfolio_.shared_sources = {desk};
    portfolio_.functions = {
        {.id = "burgerzaken",
         .name = "Burgerzaken",
         .critical = true,
         .hours = {{"mon-fri", "08:30-17:00"}},
         .rto = "4 hours",
         .needs = {{"cloudnine", "hosting"}, {"centric", "basis"}}},
        {.id = "sociaal",
         .name = "Sociaal domein",
         .needs = {{"cloudnine", "hosting"}}},
        {.id = "post", .name = "Post", .needs = {{"centric", "basis"}}}};
    portfolio_.clocks = {"dora"};
    Configure();
    Contract contract;
    contract.id = "cloudnine-hosting";
    contract.provider = "cloudnine";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.services = {"hosting"};
    contract.contacts = {Rung(1, "A. de Boer"), Rung(2, "C. Vos")};
    contract.objectives = {
        Promise("reaction", TicketTerms::Clock::kReaction, absl::Minutes(30)),
        Promise("restore", TicketTerms::Clock::kRestore, absl::Hours(4))};
    contract.governance.outage_updates = absl::Hours(1);
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister({{"hosting.yaml", contract}}));
    clock_.Set(Local("09:13"));
  }

  static absl::Time Local(const std::string& time) {
    return ParseInstant("2026-10-05T" + time + ":00+02:00").value();
  }

  void GoDown(absl::Time at) {
    Tell("page", MakeObservation(at - absl::Minutes(5),
                                 {MakeComponent("1", "Web", kOperational),
                                  MakeComponent("2", "Mail", kOperational)}));
    Confirm("page", at - absl::Minutes(5), at - absl::Minutes(1));
    StatusObservation down =
        MakeObservation(at, {MakeComponent("1", "Web", kMajorOutage),
                             MakeComponent("2", "Mail", kOperational)});
    Incident incident;
    incident.id = "i1";
    incident.title = "Web is down";
    incident.phase = IncidentPhase::kInvestigating;
    incident.start_time = at;
    incident.component_ids = {"1"};
    incident.updates = {{.id = "u1",
                         .display_time = at + absl::Minutes(1),
                         .phase = "investigating",
                         .text = "We look into it."}};
    down.incidents = {incident};
    Tell("page", down);
  }

  void TellTickets(std::vector<Ticket> tickets) {
    StagedBatch batch = MakeBatch("desk", NextRun(), 1, true);
    batch.facts.deliveries = {
        Head("tickets " + NextRun(), "tickets.csv", Completeness::kAdditive)};
    batch.facts.tickets = std::move(tickets);
    batch.assign = [](const std::string& party) {
      return party == "Cloud B.V." ? "cloudnine" : "centric";
    };
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("desk", clock_.Now(), FactKind::kTickets);
  }
  static Ticket OpenTicket(const std::string& id, absl::Time opened,
                           const std::string& priority) {
    Ticket ticket;
    ticket.id = id;
    ticket.kind = TicketKind::kIncident;
    ticket.party = "Cloud B.V.";
    ticket.supplier = ticket.party;
    ticket.service = "Hosting";
    ticket.opened = opened;
    ticket.updated = opened;
    ticket.steps = {{.at = opened,
                     .state = TicketState::kNew,
                     .word = "New",
                     .priority = priority}};
    return ticket;
  }

  // What a person said about it, as OutageChanges keeps it.
  void Declare(const std::string& id, absl::Time since) {
    Step(id, MatterMove::kDeclared,
         {{kOutageService, "hosting"},
          {kOutageState, "major_outage"},
          {kOutageSince, FormatInstant(since)}},
         {{kOutagePerson, "H. Bakker"}, {kOutageText, "nobody can log in"}});
  }
  void Step(const std::string& id, MatterMove move,
            std::vector<std::pair<std::string, std::string>> values,
            std::vector<std::pair<std::string, std::string>> personal = {}) {
    const NewMatterStep step{{.kind = MatterKind::kOutage,
                              .name = id,
                              .provider = "cloudnine",
                              .contract = "",
                              .objective = "",
                              .range = {Local("09:12"), Local("09:13")}},
                             move,
                             std::move(values)};
    Act act;
    act.method = "regisseur.test.v1.TestService.Test";
    act.subject = "outage " + id;
    act.rows = {step.Encode()};
    act.personal = std::move(personal);
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const auto told = act_store_.Append(transaction, cio_, act);
          if (!told.ok()) return told.status();
          return matter_store_.Insert(transaction, step, *told);
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }

  NowAnswer Ask(const NowQuestion& question = {}) {
    auto answer = AnswerNow(context(), cio_, question, AsOf{});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : NowAnswer();
  }
  static std::vector<std::string> Functions(const NowAnswer& answer) {
    std::vector<std::string> ids;
    for (const FunctionHitRow& hit : answer.functions) {
      ids.push_back(hit.function->id);
    }
    return ids;
  }

  const ActStore act_store_{*database_, clock_};
};

TEST_F(OutageNowTest, NothingIsOut) {
  Tell("page", MakeObservation(Local("09:12"),
                               {MakeComponent("1", "Web", kOperational)}));
  const NowAnswer answer = Ask();
  EXPECT_THAT(answer.rows, IsEmpty());
  EXPECT_THAT(answer.functions, IsEmpty());
  // Of what nobody tells nothing is known, and that is said.
  EXPECT_NE(FindGap(answer.gaps, "source-missing"), nullptr);
}

TEST_F(OutageNowTest, TheStoryByThePartnersFeed) {
  GoDown(Local("09:12"));
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  const NowRow& row = answer.rows[0];
  EXPECT_EQ(row.provider, "cloudnine");
  EXPECT_EQ(row.service, "hosting");
  EXPECT_EQ(row.state, kMajorOutage);
  EXPECT_EQ(row.since, Local("09:12"));
  ASSERT_THAT(row.components, SizeIs(1));
  EXPECT_EQ(row.components[0].component.name, "Web");
  ASSERT_THAT(row.sayings, SizeIs(1));
  EXPECT_EQ(row.sayings[0].kind, SayingKind::kPartner);
  EXPECT_FALSE(row.feed_silent);

  EXPECT_THAT(Functions(answer), ElementsAre("burgerzaken", "sociaal"));
  EXPECT_EQ(answer.functions[0].in_hours, true);
  EXPECT_EQ(answer.functions[0].recovery_due, Local("13:12"));

  ASSERT_TRUE(row.call.has_value());
  EXPECT_EQ(row.call->rung.contacts[0].name, "A. de Boer");
  EXPECT_EQ(row.call->from, Local("09:12"));
  ASSERT_TRUE(row.next_rung.has_value());
  EXPECT_EQ(row.next_rung->rung.level, 2);
  EXPECT_EQ(row.next_rung->from, Local("12:12"));
  ASSERT_TRUE(row.reaction.has_value());
  EXPECT_EQ(row.reaction->due, Local("09:42"));
  // The partner's own word is that it took it up.
  EXPECT_EQ(row.reaction->done, Local("09:13"));
  EXPECT_EQ(row.reaction->left, absl::Minutes(29));
  ASSERT_TRUE(row.restore.has_value());
  EXPECT_EQ(row.restore->due, Local("13:12"));
  EXPECT_EQ(row.restore->left, absl::Hours(4) - absl::Minutes(1));

  ASSERT_TRUE(row.last_word.has_value());
  EXPECT_EQ(row.last_word->text, "We look into it.");
  // Agreed: once an hour.
  ASSERT_TRUE(row.next_word.has_value());
  EXPECT_EQ(row.next_word->due, Local("10:13"));
  EXPECT_EQ(row.next_word->why.rule, "outage-next-word-agreed");
  EXPECT_FALSE(row.outage.has_value());
}

// The same page with the feed dead: two tickets and one named person.
TEST_F(OutageNowTest, TheStoryWithThePartnersFeedDead) {
  Tell("page", MakeObservation(Local("06:00"),
                               {MakeComponent("1", "Web", kOperational)}));
  TellTickets({OpenTicket("T1", Local("09:12"), "P1"),
               OpenTicket("T2", Local("09:13"), "P1"),
               // No outage: a request of low priority.
               OpenTicket("T3", Local("09:10"), "P3")});
  Declare("o1", Local("09:12"));
  clock_.Set(Local("09:14"));
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  const NowRow& row = answer.rows[0];
  EXPECT_EQ(row.state, kMajorOutage);
  EXPECT_EQ(row.since, Local("09:12"));
  EXPECT_TRUE(row.feed_silent);
  ASSERT_THAT(row.sayings, SizeIs(4));
  EXPECT_EQ(row.sayings[0].kind, SayingKind::kPartner);
  EXPECT_EQ(row.sayings[0].state, kUnknown);
  EXPECT_TRUE(row.sayings[0].silent);
  EXPECT_EQ(row.sayings[1].kind, SayingKind::kTicket);
  EXPECT_EQ(row.sayings[3].kind, SayingKind::kPerson);
  EXPECT_EQ(row.sayings[3].person, "H. Bakker");
  EXPECT_EQ(row.sayings[3].text, "nobody can log in");
  EXPECT_THAT(Functions(answer), ElementsAre("burgerzaken", "sociaal"));
  EXPECT_EQ(row.call->rung.contacts[0].name, "A. de Boer");
  EXPECT_EQ(row.next_rung->from, Local("12:12"));
  EXPECT_EQ(row.reaction->due, Local("09:42"));
  EXPECT_FALSE(row.reaction->done.has_value());
  EXPECT_EQ(row.restore->due, Local("13:12"));
  EXPECT_FALSE(row.last_word.has_value());
  EXPECT_NE(FindGap(answer.gaps, "source-stale"), nullptr);
}

TEST_F(OutageNowTest, TheClocksOfTheStory) {
  GoDown(Local("09:12"));
  Step("o1", MatterMove::kAware,
       {{kOutageService, "hosting"},
        {kOutageSince, FormatInstant(Local("09:12"))},
        {kOutageTime, FormatInstant(Local("09:20"))}});
  NowAnswer answer = Ask();
  ASSERT_TRUE(answer.rows[0].outage.has_value());
  ASSERT_THAT(answer.rows[0].outage->reports, SizeIs(3));
  EXPECT_TRUE(answer.rows[0].outage->reports[0].clock.conditional);

  Step("o1", MatterMove::kClassified,
       {{kOutageRegime, "dora"},
        {kOutageClassification, kMajor},
        {kOutageTime, FormatInstant(Local("11:40"))}});
  answer = Ask();
  const ReportClock& initial = answer.rows[0].outage->reports[0].clock;
  EXPECT_EQ(initial.due, Local("15:40"));
  EXPECT_EQ(initial.never_after, Local("09:20") + absl::Hours(24));

  Step("o1", MatterMove::kReported,
       {{kOutageRegime, "dora"},
        {kOutageReport, "initial"},
        {kOutageTime, FormatInstant(Local("14:05"))}});
  Step("o1", MatterMove::kClosed,
       {{kOutageTime, FormatInstant(Local("14:30"))}});
  answer = Ask();
  // The feed says it is out still, whatever we closed; the next report is due.
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_FALSE(answer.rows[0].outage.has_value());
  ASSERT_THAT(answer.reports_due, SizeIs(1));
  EXPECT_EQ(answer.reports_due[0].reports[1].clock.due,
            Local("14:05") + absl::Hours(72));
}

// A page that is looked at for the first time: the incident tells when it
// began.
TEST_F(OutageNowTest, AnIncidentTellsWhenItBegan) {
  StatusObservation down = MakeObservation(
      Local("09:12"), {MakeComponent("1", "Web", kMajorOutage)});
  Incident incident;
  incident.id = "i1";
  incident.start_time = Local("08:50");
  incident.component_ids = {"1"};
  down.incidents = {incident};
  Tell("page", down);
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].since, Local("08:50"));
}

// The last word of a feed that fell silent was bad: it stays until somebody
// says otherwise.
TEST_F(OutageNowTest, BadNewsOutlivesTheSilence) {
  GoDown(Local("09:12"));
  clock_.Set(Local("11:00"));
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].state, kMajorOutage);
  EXPECT_TRUE(answer.rows[0].sayings[0].silent);
  EXPECT_TRUE(answer.rows[0].feed_silent);
}

TEST_F(OutageNowTest, APersonsWordStandsAgainstAFeedThatSaysAllIsWell) {
  Tell("page", MakeObservation(Local("09:12"),
                               {MakeComponent("1", "Web", kOperational)}));
  Declare("o1", Local("09:05"));
  Step("o1", MatterMove::kPromised,
       {{kOutageTime, FormatInstant(Local("09:10"))},
        {kOutageNextUpdate, FormatInstant(Local("09:30"))}},
       {{kOutageText, "a disk is replaced"}});
  clock_.Set(Local("09:13"));
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_FALSE(answer.rows[0].feed_silent);
  EXPECT_EQ(answer.rows[0].sayings[0].state, kOperational);
  EXPECT_EQ(answer.rows[0].since, Local("09:05"));
  EXPECT_EQ(answer.rows[0].last_word->text, "a disk is replaced");
  EXPECT_EQ(answer.rows[0].next_word->due, Local("09:30"));
  EXPECT_EQ(answer.rows[0].next_word->why.rule, "outage-next-word-said");
}

TEST_F(OutageNowTest, WhatGoesOnAtAnotherPartnerOfTheSameFunction) {
  GoDown(Local("09:12"));
  StatusObservation other = MakeObservation(
      Local("09:12"), {MakeComponent("b", "Basis", kOperational)});
  Maintenance maintenance;
  maintenance.id = "m1";
  maintenance.title = "Database upgrade";
  maintenance.phase = MaintenancePhase::kInProgress;
  maintenance.start_time = Local("08:00");
  maintenance.end_time = Local("10:00");
  other.maintenances = {maintenance};
  Tell("centric-page", other);
  const NowAnswer answer = Ask();
  ASSERT_THAT(answer.rows, SizeIs(1));
  ASSERT_THAT(answer.rows[0].elsewhere, SizeIs(1));
  EXPECT_EQ(answer.rows[0].elsewhere[0].provider, "centric");
  EXPECT_EQ(answer.rows[0].elsewhere[0].title, "Database upgrade");
  EXPECT_THAT(answer.rows[0].elsewhere[0].functions,
              ElementsAre("burgerzaken"));
}

TEST_F(OutageNowTest, AsksForOneProvider) {
  GoDown(Local("09:12"));
  EXPECT_THAT(Ask({.provider = "centric"}).rows, IsEmpty());
  EXPECT_EQ(AnswerNow(context(), cio_, {.provider = "nobody"}, AsOf{})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur
