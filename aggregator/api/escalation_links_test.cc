#include "aggregator/answers/escalation_links.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/partnership_fixture.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace pb = partnership::v1;

// The page of cloudnine has an incident since 07:00, that of rival another one.
// cloudnine restores within four hours.
class EscalationLinksTest : public PartnershipTest {
 protected:
  void SetUp() override {
    PartnershipTest::SetUp();
    for (ProviderConfig& provider : portfolio_.providers) {
      provider.sources = {
          MakeSource(provider.id + "-page", provider.id, "statuspage")};
    }
    Configure();
    TellIncidents("cloudnine-page", {"42", "43"}, clock_.Now());
    TellIncidents("rival-page", {"77"}, clock_.Now());
    Contract contract = Hosting();
    Objective restore;
    restore.id = "restore";
    restore.services = {"hosting"};
    restore.window.zone = absl::UTCTimeZone();
    TicketTerms terms;
    terms.clock = TicketTerms::Clock::kRestore;
    terms.levels = {{.priority = "P1", .within = {.hours = absl::Hours(4)}}};
    restore.terms = terms;
    contract.objectives = {restore};
    HaveContract(contract);
  }

  void TellIncidents(const std::string& source,
                     const std::vector<std::string>& ids, absl::Time observed,
                     std::optional<absl::Time> ended = std::nullopt) {
    StatusObservation seen = MakeObservation(
        observed, {MakeComponent("w", "Web", OperationalState::kMajorOutage)});
    for (const std::string& id : ids) {
      Incident incident;
      incident.id = id;
      incident.title = "Down";
      incident.start_time = At("2026-10-15T07:00:00Z");
      incident.end_time = ended;
      seen.incidents.push_back(incident);
    }
    Tell(source, seen);
  }

  pb::OpenEscalationRequest Request(const Principal& who) const {
    pb::OpenEscalationRequest request;
    if (who.role != Principal::Role::kProvider) {
      request.set_provider("cloudnine");
    }
    request.set_service("hosting");
    request.set_subject("Nobody can log in");
    request.set_priority("P1");
    return request;
  }
  // How opening one with these links fails.
  std::string Refused(const Principal& who, const pb::EscalationLinks& links) {
    pb::OpenEscalationRequest request = Request(who);
    *request.mutable_links() = links;
    const absl::Status status = Fails<pb::OpenEscalationResponse>(
        who, "EscalationService.OpenEscalation", request);
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
    return std::string(status.message());
  }
  static pb::EscalationLinks About(const std::string& id) {
    pb::EscalationLinks links;
    links.set_incident(id);
    return links;
  }
};

// Out since 07:00: 75 % of four hours are over at 10:00, and of the four hours
// to answer only at 12:00.
TEST_F(EscalationLinksTest, AShareOfThePromisedTimeCallsTheNextRung) {
  pb::OpenEscalationRequest request = Request(manager_);
  request.clear_service();  // there is only one
  *request.mutable_links() = About("42");
  const std::string id =
      Do<pb::OpenEscalationResponse>(
          manager_, "EscalationService.OpenEscalation", request)
          .escalation()
          .id();
  Step<pb::AcknowledgeEscalationRequest, pb::AcknowledgeEscalationResponse>(
      agent_, "AcknowledgeEscalation", id, "on it");
  const pb::Escalation before = Show(agent_, id);
  EXPECT_EQ(before.level(), 1);
  EXPECT_EQ(before.target().objective(), "restore");
  EXPECT_EQ(before.target().percent_used(), 50);
  EXPECT_EQ(before.rungs(1).reason(), "share_of_target");
  EXPECT_EQ(before.rungs(1).time().seconds(),
            absl::ToUnixSeconds(At("2026-10-15T10:00:00Z")));

  clock_.Set(At("2026-10-15T10:00:30Z"));
  const auto text =
      AllOf(HasSubstr("75 % of the time"), HasSubstr("incident 42"),
            HasSubstr("restore of cloudnine-hosting"));
  const pb::Escalation raised = Show(agent_, id);
  EXPECT_EQ(raised.level(), 2);
  ASSERT_THAT(raised.entries(), SizeIs(3));
  EXPECT_TRUE(raised.entries(2).automatic());
  EXPECT_THAT(raised.entries(2).text(), text);

  const Principal watch = Principal::System("escalations");
  const auto keep = [&] {
    return settling_.escalations
        .KeepEscalatedRungs(
            watch, clock_.Now(),
            ReadEscalationTargets(context(), watch, AsOf{}).value())
        .value();
  };
  EXPECT_EQ(keep(), 1);
  EXPECT_EQ(keep(), 0);
  // The partner tells afterwards that it was over by then: who was called was
  // called all the same, and nobody else is.
  clock_.Set(At("2026-10-15T11:30:00Z"));
  TellIncidents("cloudnine-page", {"42", "43"}, clock_.Now(),
                At("2026-10-15T09:30:00Z"));
  EXPECT_EQ(keep(), 0);
  const pb::Escalation kept = Show(agent_, id);
  EXPECT_EQ(kept.level(), 2);
  ASSERT_THAT(kept.entries(), SizeIs(3));
  EXPECT_GT(kept.entries(2).number(), 0);
  EXPECT_THAT(kept.entries(2).text(), text);
  // Two and a half hours of four.
  EXPECT_EQ(kept.target().percent_used(), 62);
  EXPECT_TRUE(kept.target().has_stopped_time());
}

// Opened when all of it is over, everybody is called, each once.
TEST_F(EscalationLinksTest, WhatIsOverAlreadyCallsTheWholeLadder) {
  clock_.Set(At("2026-10-15T11:00:00Z"));
  Contract contract = contracts_.At(clock_.Now())
                          ->InForce(absl::CivilDay(2026, 10, 15))
                          .front()[0];
  contract.contacts.push_back(
      {.name = "C. Prins", .role = "escalation", .level = 3});
  HaveContract(contract);
  pb::OpenEscalationRequest request = Request(manager_);
  *request.mutable_links() = About("42");
  const auto opened = Do<pb::OpenEscalationResponse>(
      manager_, "EscalationService.OpenEscalation", request);
  EXPECT_EQ(opened.escalation().level(), 3);
  const Principal watch = Principal::System("escalations");
  const auto targets = ReadEscalationTargets(context(), watch, AsOf{}).value();
  for (const int written : {2, 0}) {
    EXPECT_EQ(
        settling_.escalations.KeepEscalatedRungs(watch, clock_.Now(), targets)
            .value(),
        written);
  }
}

TEST_F(EscalationLinksTest, TheThreadSaysFromWhatToWhatALinkChanged) {
  const std::string id = Open(manager_).id();
  for (const char* incident : {"42", "43"}) {
    pb::LinkEscalationRequest link;
    link.set_id(id);
    *link.mutable_links() = About(incident);
    Do<pb::LinkEscalationResponse>(agent_, "EscalationService.LinkEscalation",
                                   link);
  }
  std::vector<std::string> linked;
  const pb::Escalation shown = Show(manager_, id);
  for (const pb::Entry& entry : shown.entries()) {
    if (entry.move() == "linked") linked.push_back(entry.text());
  }
  EXPECT_THAT(linked, ElementsAre("incident: 42", "incident: 42 → 43"));
}

// What is another's and what is nowhere are answered alike.
TEST_F(EscalationLinksTest, ALinkThatIsNotThereIsNamed) {
  pb::EscalationLinks objective;
  objective.set_objective("speed");
  pb::EscalationLinks contract = objective;
  contract.set_contract("rival-hosting");
  pb::EscalationLinks invoice;
  invoice.set_invoice("RIVAL-1");
  EXPECT_EQ(Refused(manager_, About("77")),
            "links.incident: there is no incident, ticket or outage \"77\" of "
            "cloudnine for you to see");
  EXPECT_EQ(Refused(manager_, contract),
            "links.contract: there is no running contract \"rival-hosting\" of "
            "cloudnine for you to see");
  EXPECT_THAT(Refused(manager_, objective), HasSubstr("links.objective: "));
  EXPECT_THAT(Refused(manager_, invoice), HasSubstr("links.invoice: "));
  // A partner reads the field and nothing else.
  const char kNothing[] = ": there is nothing of that name for you to see";
  EXPECT_EQ(Refused(agent_, About("77")),
            absl::StrCat("links.incident", kNothing));
  EXPECT_EQ(Refused(agent_, About("9999")),
            absl::StrCat("links.incident", kNothing));
  EXPECT_EQ(Refused(agent_, contract),
            absl::StrCat("links.contract", kNothing));
  EXPECT_EQ(Refused(agent_, invoice), absl::StrCat("links.invoice", kNothing));

  // Nor does it link to such a thing afterwards, nor owe something for it.
  pb::LinkEscalationRequest link;
  link.set_id(Open(manager_).id());
  *link.mutable_links() = About("77");
  EXPECT_EQ(std::string(Fails<pb::LinkEscalationResponse>(
                            agent_, "EscalationService.LinkEscalation", link)
                            .message()),
            absl::StrCat("links.incident", kNothing));
  pb::AddObligationRequest add;
  add.set_side(pb::PARTY_PROVIDER);
  add.set_what("access");
  add.set_due_on("2026-10-20");
  add.set_ticket("INC7");
  EXPECT_EQ(std::string(Fails<pb::AddObligationResponse>(
                            agent_, "ObligationService.AddObligation", add)
                            .message()),
            absl::StrCat("ticket", kNothing));
}

// What answers by itself is told apart from what a person did.
TEST_F(EscalationLinksTest, AMachineSaysNothingOfHowFastPeopleAre) {
  Principal machine = agent_;
  machine.kind = Principal::Kind::kMachine;
  machine.identity = "id-machine";
  const std::string id = Open(manager_).id();
  const pb::Escalation taken =
      Step<pb::AcknowledgeEscalationRequest, pb::AcknowledgeEscalationResponse>(
          machine, "AcknowledgeEscalation", id, "received");
  EXPECT_EQ(taken.state(), pb::ESCALATION_STATE_ACKNOWLEDGED);
  EXPECT_TRUE(taken.acknowledgement().by_machine());
  EXPECT_TRUE(taken.entries(1).by_machine());
  clock_.Advance(absl::Minutes(60));
  const pb::Escalation answered =
      Step<pb::AnswerEscalationRequest, pb::AnswerEscalationResponse>(
          agent_, "AnswerEscalation", id, "restarted");
  EXPECT_FALSE(answered.answer().by_machine());
  const auto times = Do<pb::ListEscalationTimesResponse>(
      agent_, "EscalationService.ListEscalationTimes",
      pb::ListEscalationTimesRequest());
  const pb::EscalationTimes& theirs = times.times(1);
  EXPECT_EQ(theirs.acknowledgement().asked(), 1);
  EXPECT_EQ(theirs.acknowledgement().by_machine(), 1);
  EXPECT_EQ(theirs.acknowledgement().done(), 0);
  EXPECT_EQ(theirs.acknowledgement().in_time(), 0);
  EXPECT_EQ(theirs.acknowledgement().overdue(), 0);
  EXPECT_FALSE(theirs.acknowledgement().has_median_seconds());
  EXPECT_EQ(theirs.answer().done(), 1);
  EXPECT_EQ(theirs.answer().by_machine(), 0);
  EXPECT_EQ(theirs.answer().median_seconds(), 3600);
}

TEST_F(EscalationLinksTest, WhoeverCallsNobodyIsTold) {
  pb::OpenEscalationRequest request;
  request.set_provider("rival");
  request.set_subject("Slow");
  const auto opened = Do<pb::OpenEscalationResponse>(
      manager_, "EscalationService.OpenEscalation", request);
  ASSERT_THAT(opened.gaps(), SizeIs(1));
  EXPECT_EQ(opened.gaps(0).rule(), "escalation-without-ladder");
  Principal contact = rival_;
  const auto list = Do<pb::ListEscalationsResponse>(
      contact, "EscalationService.ListEscalations",
      pb::ListEscalationsRequest());
  EXPECT_THAT(list.gaps(), SizeIs(1));
  const AgendaAnswer agenda =
      answers().ListAgendaItems(manager_, {}, AsOf{}).value();
  for (const AgendaItem& item : agenda.items) {
    if (item.kind != "escalation_unanswered") continue;
    EXPECT_EQ(item.if_nothing.rule, "agenda-escalation-nobody-nothing");
  }
}

}  // namespace
}  // namespace regisseur
