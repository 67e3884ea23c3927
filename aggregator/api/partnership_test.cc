#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/api_fixture.h"
#include "aggregator/api/pulse_desk.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/partnership/v1/idea.pb.h"
#include "regisseur/partnership/v1/obligation.pb.h"
#include "regisseur/partnership/v1/pulse.pb.h"
#include "regisseur/partnership/v1/review.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Role = Principal::Role;

namespace pb = partnership::v1;

constexpr char kPackage[] = "regisseur.partnership.v1.";

class Reply final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    last.reset(message.New());
    last->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<Message> last;
};

// It is Thursday 2026-10-15 09:00 UTC. cloudnine has a ladder of two rungs and
// answers within four hours; rival has none. Each side has its own people.
class PartnershipTest : public ApiFixture {
 protected:
  void SetUp() override {
    clock_.Set(At("2026-10-15T09:00:00Z"));
    portfolio_.time_zone = absl::UTCTimeZone();
    for (const char* id : {"cloudnine", "rival"}) {
      ProviderConfig& provider = AddProvider(id);
      provider.owner = absl::StrCat("owner-of-", id);
      provider.services = {{.id = "hosting", .name = "Hosting"}};
    }
    Configure();
    Contract contract;
    contract.id = "cloudnine-hosting";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.services = {"hosting"};
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.governance.acknowledge = absl::Minutes(30);
    contract.governance.answer = absl::Hours(4);
    contract.contacts = {
        {.name = "A. de Boer", .role = "escalation", .level = 1},
        {.name = "B. Smit", .role = "escalation", .level = 2},
        {.name = "M. Visser",
         .role = "escalation",
         .level = 1,
         .side = Side::kCustomer}};
    std::vector<ContractRegister::Entry> entries;
    entries.push_back({"cloudnine.yaml", contract, ""});
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  static Principal Person(const std::string& name, Role role,
                          const std::string& scope = "") {
    Principal who;
    who.identity = absl::StrCat("id-", name);
    who.name = name;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    who.scope = scope;
    return who;
  }

  absl::Status Call(const Principal& who, const std::string& method,
                    const Message& request, Message* answer) {
    const MethodRegistry::Method* found =
        methods().Find(absl::StrCat(kPackage, method));
    if (found == nullptr) return absl::UnimplementedError(method);
    Reply reply;
    const absl::Notification never;
    const absl::Status status = methods().Call(
        *found, CallContext{.who = who, .cancelled = never}, request, reply);
    if (reply.last != nullptr) answer->CopyFrom(*reply.last);
    return status;
  }
  template <typename Response, typename Request>
  Response Do(const Principal& who, const std::string& method,
              Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) {
        request.set_request_id(absl::StrCat("r", ++requests_));
      }
    }
    Response response;
    const absl::Status status = Call(who, method, request, &response);
    EXPECT_TRUE(status.ok()) << method << ": " << status;
    return response;
  }
  template <typename Response, typename Request>
  absl::Status Fails(const Principal& who, const std::string& method,
                     Request request) {
    if constexpr (requires { request.set_request_id(""); }) {
      request.set_request_id(absl::StrCat("r", ++requests_));
    }
    Response response;
    return Call(who, method, request, &response);
  }

  pb::Escalation Open(const Principal& who) {
    pb::OpenEscalationRequest request;
    if (who.role != Role::kProvider) request.set_provider("cloudnine");
    request.set_service("hosting");
    request.set_subject("Nobody can log in");
    request.set_priority("P1");
    return Do<pb::OpenEscalationResponse>(
               who, "EscalationService.OpenEscalation", request)
        .escalation();
  }
  template <typename Request, typename Response>
  pb::Escalation Step(const Principal& who, const char* method,
                      const std::string& id, const std::string& text = "") {
    Request request;
    request.set_id(id);
    request.set_text(text);
    return Do<Response>(who, absl::StrCat("EscalationService.", method),
                        request)
        .escalation();
  }
  pb::Escalation Show(const Principal& who, const std::string& id) {
    pb::ListEscalationsRequest request;
    request.set_id(id);
    const auto answer = Do<pb::ListEscalationsResponse>(
        who, "EscalationService.ListEscalations", request);
    return answer.escalations().empty() ? pb::Escalation()
                                        : answer.escalations(0);
  }
  // Everything that somebody reads of all that is worked on together.
  std::string AllThatSees(const Principal& who) {
    std::string all;
    const auto add = [&](const char* method, const Message& request,
                         Message&& response) {
      const absl::Status status = Call(who, method, request, &response);
      absl::StrAppend(&all, status.ToString(), response.DebugString());
    };
    add("EscalationService.ListEscalations", pb::ListEscalationsRequest(),
        pb::ListEscalationsResponse());
    add("EscalationService.ListEscalationTimes",
        pb::ListEscalationTimesRequest(), pb::ListEscalationTimesResponse());
    add("ObligationService.ListObligations", pb::ListObligationsRequest(),
        pb::ListObligationsResponse());
    add("ObligationService.ListObligationScores",
        pb::ListObligationScoresRequest(), pb::ListObligationScoresResponse());
    add("IdeaService.ListIdeas", pb::ListIdeasRequest(),
        pb::ListIdeasResponse());
    add("PulseService.ListPulses", pb::ListPulsesRequest(),
        pb::ListPulsesResponse());
    add("PulseService.ListExperience", pb::ListExperienceRequest(),
        pb::ListExperienceResponse());
    add("ReviewService.ListReviews", pb::ListReviewsRequest(),
        pb::ListReviewsResponse());
    return all;
  }

  int requests_ = 0;
  const Principal manager_ = Person("M. Visser", Role::kContractManager);
  const Principal colleague_ = Person("K. Mol", Role::kContractManager);
  const Principal agent_ = Person("J. Bos", Role::kProvider, "cloudnine");
  const Principal rival_ = Person("R. Vos", Role::kProvider, "rival");
  const Principal owner_ =
      Person("h.bakker", Role::kOwner, "owner-of-cloudnine");
  const Principal user_ = Person("U. Ser", Role::kEndUser);
};

// ---- escalations

TEST_F(PartnershipTest, AnEscalationGoesToThePersonOnTheLowestRung) {
  const pb::Escalation opened = Open(manager_);
  EXPECT_EQ(opened.state(), pb::ESCALATION_STATE_OPEN);
  EXPECT_EQ(opened.level(), 1);
  ASSERT_THAT(opened.rungs(), SizeIs(2));
  EXPECT_EQ(opened.rungs(0).persons(0).name(), "A. de Boer");
  EXPECT_TRUE(opened.rungs(0).called());
  EXPECT_EQ(opened.rungs(1).persons(0).name(), "B. Smit");
  EXPECT_FALSE(opened.rungs(1).called());
  // 75 % of four hours.
  EXPECT_EQ(opened.rungs(1).time().seconds() - opened.opened_time().seconds(),
            3 * 3600);
  EXPECT_EQ(opened.acknowledgement().due_time().seconds() -
                opened.opened_time().seconds(),
            1800);
}

TEST_F(PartnershipTest, BothSidesActAndTheTimesAreCounted) {
  const std::string id = Open(manager_).id();
  clock_.Advance(absl::Minutes(10));
  Step<pb::AcknowledgeEscalationRequest, pb::AcknowledgeEscalationResponse>(
      agent_, "AcknowledgeEscalation", id, "on it");
  clock_.Advance(absl::Minutes(50));
  const pb::Escalation answered =
      Step<pb::AnswerEscalationRequest, pb::AnswerEscalationResponse>(
          agent_, "AnswerEscalation", id, "restarted");
  EXPECT_EQ(answered.state(), pb::ESCALATION_STATE_ANSWERED);
  EXPECT_EQ(answered.acknowledgement().seconds(), 600);
  EXPECT_EQ(answered.answer().seconds(), 3600);
  EXPECT_FALSE(answered.answer().late());

  const pb::Escalation again =
      Step<pb::ReopenEscalationRequest, pb::ReopenEscalationResponse>(
          manager_, "ReopenEscalation", id, "it is down again");
  EXPECT_EQ(again.state(), pb::ESCALATION_STATE_OPEN);
  EXPECT_EQ(again.reopened(), 1);
  clock_.Advance(absl::Hours(5));
  EXPECT_TRUE(Show(manager_, id).answer().late());

  const auto times = Do<pb::ListEscalationTimesResponse>(
      agent_, "EscalationService.ListEscalationTimes",
      pb::ListEscalationTimesRequest());
  ASSERT_THAT(times.times(), SizeIs(2));
  EXPECT_EQ(times.times(0).side(), pb::PARTY_CUSTOMER);
  EXPECT_EQ(times.times(0).answer().asked(), 0);
  const pb::EscalationTimes& theirs = times.times(1);
  EXPECT_EQ(theirs.answer().asked(), 2);
  EXPECT_EQ(theirs.answer().done(), 1);
  EXPECT_EQ(theirs.answer().in_time(), 1);
  EXPECT_EQ(theirs.answer().overdue(), 1);
  EXPECT_EQ(theirs.answer().median_seconds(), 3600);
  EXPECT_EQ(theirs.acknowledgement().median_seconds(), 600);
  EXPECT_EQ(theirs.reopened(), 1);
}

TEST_F(PartnershipTest, TimeCallsTheNextRungAndThatIsKeptOnce) {
  const std::string id = Open(manager_).id();
  clock_.Advance(absl::Minutes(31));
  const pb::Escalation late = Show(agent_, id);
  EXPECT_EQ(late.level(), 2);
  EXPECT_EQ(late.rungs(1).reason(), "not_acknowledged");
  ASSERT_THAT(late.entries(), SizeIs(2));
  EXPECT_TRUE(late.entries(1).automatic());
  EXPECT_EQ(late.entries(1).number(), 0);

  const Principal watch = Principal::System("escalations");
  EXPECT_EQ(
      settling_.escalations.KeepEscalatedRungs(watch, clock_.Now()).value(), 1);
  EXPECT_EQ(
      settling_.escalations.KeepEscalatedRungs(watch, clock_.Now()).value(), 0);
  const pb::Escalation kept = Show(agent_, id);
  EXPECT_EQ(kept.level(), 2);
  ASSERT_THAT(kept.entries(), SizeIs(2));
  EXPECT_TRUE(kept.entries(1).automatic());
  EXPECT_GT(kept.entries(1).number(), 0);
  EXPECT_EQ(kept.entries(1).time().seconds(), late.entries(1).time().seconds());
}

TEST_F(PartnershipTest, ThePartnerCallsOnUsAsWell) {
  const pb::Escalation opened = Open(agent_);
  EXPECT_EQ(opened.opened_by(), pb::PARTY_PROVIDER);
  EXPECT_EQ(opened.rungs(0).persons(0).name(), "M. Visser");
  pb::AnswerEscalationRequest answer;
  answer.set_id(opened.id());
  answer.set_text("myself");
  EXPECT_EQ(Fails<pb::AnswerEscalationResponse>(
                agent_, "EscalationService.AnswerEscalation", answer)
                .code(),
            absl::StatusCode::kPermissionDenied);
  Do<pb::AnswerEscalationResponse>(
      manager_, "EscalationService.AnswerEscalation", answer);
  // A contract names M. Visser; nobody told the partner of K. Mol.
  pb::CommentOnEscalationRequest comment;
  comment.set_id(opened.id());
  comment.set_text("me too");
  Do<pb::CommentOnEscalationResponse>(
      colleague_, "EscalationService.CommentOnEscalation", comment);
  comment.set_text("they pay us too little");
  comment.set_internal(true);
  Do<pb::CommentOnEscalationResponse>(
      colleague_, "EscalationService.CommentOnEscalation", comment);
  const pb::Escalation seen = Show(agent_, opened.id());
  ASSERT_THAT(seen.entries(), SizeIs(3));
  EXPECT_EQ(seen.entries(0).name(), "J. Bos");
  EXPECT_EQ(seen.entries(1).name(), "M. Visser");
  EXPECT_EQ(seen.entries(2).name(), "");
  EXPECT_THAT(seen.notes(), IsEmpty());
  EXPECT_THAT(Show(manager_, opened.id()).notes(), SizeIs(1));
  comment.set_internal(true);
  EXPECT_EQ(Fails<pb::CommentOnEscalationResponse>(
                agent_, "EscalationService.CommentOnEscalation", comment)
                .code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(PartnershipTest, TheSameRequestOpensOne) {
  pb::OpenEscalationRequest request;
  request.set_provider("cloudnine");
  request.set_subject("once");
  request.set_request_id("same");
  const auto first = Do<pb::OpenEscalationResponse>(
      manager_, "EscalationService.OpenEscalation", request);
  const auto second = Do<pb::OpenEscalationResponse>(
      manager_, "EscalationService.OpenEscalation", request);
  EXPECT_EQ(first.escalation().id(), second.escalation().id());
}

TEST_F(PartnershipTest, BadRequestsNameTheField) {
  pb::OpenEscalationRequest request;
  request.set_provider("cloudnine");
  const auto why = [&] {
    return std::string(
        Fails<pb::OpenEscalationResponse>(
            manager_, "EscalationService.OpenEscalation", request)
            .message());
  };
  EXPECT_THAT(why(), HasSubstr("subject:"));
  request.set_subject("two\nlines");
  EXPECT_THAT(why(), HasSubstr("subject: has to be one line"));
  request.set_subject(std::string(201, 'x'));
  EXPECT_THAT(why(), HasSubstr("longer than 200 bytes"));
  request.set_subject("fine");
  request.set_priority("urgent");
  EXPECT_THAT(why(), HasSubstr("priority: \"urgent\""));
  request.clear_priority();
  request.set_service("mail");
  EXPECT_THAT(why(), HasSubstr("service: cloudnine has none"));
  request.clear_service();
  request.mutable_links()->set_objective("speed");
  EXPECT_THAT(why(), HasSubstr("links.objective:"));
  request.clear_links();
  request.set_provider("nobody");
  EXPECT_THAT(why(), HasSubstr("nobody"));
}

// ---- obligations

TEST_F(PartnershipTest, WhatIsAskedForIsPromisedByTheOtherSide) {
  pb::AddObligationRequest add;
  add.set_side(pb::PARTY_CUSTOMER);
  add.set_what("test users");
  add.set_due_on("2026-10-20");
  const pb::Obligation asked =
      Do<pb::AddObligationResponse>(agent_, "ObligationService.AddObligation",
                                    add)
          .obligation();
  EXPECT_EQ(asked.state(), pb::OBLIGATION_STATE_ASKED);
  pb::PromiseObligationRequest promise;
  promise.set_id(asked.id());
  promise.set_responsible("K. Mol");
  EXPECT_EQ(Fails<pb::PromiseObligationResponse>(
                agent_, "ObligationService.PromiseObligation", promise)
                .code(),
            absl::StatusCode::kPermissionDenied);
  const pb::Obligation promised =
      Do<pb::PromiseObligationResponse>(
          manager_, "ObligationService.PromiseObligation", promise)
          .obligation();
  EXPECT_EQ(promised.state(), pb::OBLIGATION_STATE_PROMISED);
  EXPECT_EQ(promised.responsible(), "K. Mol");

  add.set_side(pb::PARTY_PROVIDER);
  add.set_what("the migration plan");
  const pb::Obligation theirs =
      Do<pb::AddObligationResponse>(agent_, "ObligationService.AddObligation",
                                    add)
          .obligation();
  EXPECT_EQ(theirs.state(), pb::OBLIGATION_STATE_PROMISED);
  EXPECT_EQ(Do<pb::ListObligationScoresResponse>(
                agent_, "ObligationService.ListObligationScores",
                pb::ListObligationScoresRequest())
                .scores(1)
                .waiting(),
            1);

  // Theirs waits for us for a day, is done in time; ours is late.
  pb::WaitObligationRequest wait;
  wait.set_id(theirs.id());
  wait.set_text("for our network drawing");
  Do<pb::WaitObligationResponse>(agent_, "ObligationService.WaitObligation",
                                 wait);
  clock_.Advance(absl::Hours(24));
  pb::FulfilObligationRequest fulfil;
  fulfil.set_id(theirs.id());
  const pb::Obligation done =
      Do<pb::FulfilObligationResponse>(
          agent_, "ObligationService.FulfilObligation", fulfil)
          .obligation();
  EXPECT_EQ(done.waited_seconds(), 24 * 3600);
  EXPECT_FALSE(done.late());
  clock_.Set(At("2026-10-22T09:00:00Z"));
  const auto scores = Do<pb::ListObligationScoresResponse>(
      agent_, "ObligationService.ListObligationScores",
      pb::ListObligationScoresRequest());
  ASSERT_THAT(scores.scores(), SizeIs(2));
  EXPECT_EQ(scores.scores(0).side(), pb::PARTY_CUSTOMER);
  EXPECT_EQ(scores.scores(0).due(), 1);
  EXPECT_EQ(scores.scores(0).overdue(), 1);
  EXPECT_EQ(scores.scores(0).kept_share(), "0.0000");
  EXPECT_EQ(scores.scores(0).others_waited_seconds(), 24 * 3600);
  EXPECT_EQ(scores.scores(1).kept(), 1);
  EXPECT_EQ(scores.scores(1).kept_share(), "1.0000");
}

TEST_F(PartnershipTest, ATicketHasToBeTold) {
  pb::AddObligationRequest add;
  add.set_provider("cloudnine");
  add.set_side(pb::PARTY_CUSTOMER);
  add.set_what("access");
  add.set_due_on("2026-10-20");
  add.set_ticket("INC1");
  EXPECT_THAT(std::string(Fails<pb::AddObligationResponse>(
                              manager_, "ObligationService.AddObligation", add)
                              .message()),
              HasSubstr("ticket: no source tells a ticket \"INC1\""));
}

// ---- ideas

TEST_F(PartnershipTest, AllThreePartiesEndorseApart) {
  pb::ProposeIdeaRequest propose;
  propose.set_provider("cloudnine");
  propose.set_service("hosting");
  propose.set_title("A status page in Dutch");
  const pb::Idea idea =
      Do<pb::ProposeIdeaResponse>(user_, "IdeaService.ProposeIdea", propose)
          .idea();
  EXPECT_EQ(idea.proposed_by(), pb::PARTY_END_USER);
  EXPECT_TRUE(idea.mine());
  // One user of three parties: 1 + 1/2.
  EXPECT_EQ(idea.agreement(), "1.5000");
  pb::EndorseIdeaRequest endorse;
  endorse.set_id(idea.id());
  for (const Principal* who : {&manager_, &agent_}) {
    Do<pb::EndorseIdeaResponse>(*who, "IdeaService.EndorseIdea", endorse);
  }
  EXPECT_THAT(std::string(Fails<pb::EndorseIdeaResponse>(
                              agent_, "IdeaService.EndorseIdea", endorse)
                              .message()),
              HasSubstr("each person counts once"));
  pb::AcceptIdeaRequest accept;
  accept.set_id(idea.id());
  accept.set_text("In spring.");
  accept.set_due_on("2027-03-31");
  for (const Principal* who : {&agent_, &user_}) {
    EXPECT_EQ(
        Fails<pb::AcceptIdeaResponse>(*who, "IdeaService.AcceptIdea", accept)
            .code(),
        absl::StatusCode::kPermissionDenied);
  }
  Do<pb::AcceptIdeaResponse>(manager_, "IdeaService.AcceptIdea", accept);
  const auto seen = Do<pb::ListIdeasResponse>(user_, "IdeaService.ListIdeas",
                                              pb::ListIdeasRequest());
  ASSERT_THAT(seen.ideas(), SizeIs(1));
  EXPECT_EQ(seen.ideas(0).agreement(), "3.1250");
  EXPECT_EQ(seen.ideas(0).state(), pb::IDEA_STATE_ACCEPTED);
  EXPECT_EQ(seen.ideas(0).feedback(), "In spring.");
  EXPECT_EQ(seen.ideas(0).due_on(), "2027-03-31");
  EXPECT_TRUE(seen.ideas(0).mine());
  for (const pb::Entry& entry : seen.ideas(0).entries()) {
    EXPECT_EQ(entry.name(), "");
  }
}

TEST_F(PartnershipTest, AUserSeesNothingElse) {
  const std::string all = AllThatSees(user_);
  EXPECT_THAT(all, HasSubstr("PERMISSION_DENIED"));
  Open(manager_);
  EXPECT_EQ(AllThatSees(user_), all);
}

TEST_F(PartnershipTest, WithoutLedgerNothingIsClaimedOfABenefit) {
  pb::ProposeIdeaRequest propose;
  propose.set_provider("cloudnine");
  propose.set_title("Off at night");
  propose.mutable_benefit()->set_kind(pb::BENEFIT_KIND_COST);
  propose.mutable_benefit()->set_amount("250.00");
  propose.mutable_benefit()->set_currency("EUR");
  const std::string id =
      Do<pb::ProposeIdeaResponse>(manager_, "IdeaService.ProposeIdea", propose)
          .idea()
          .id();
  pb::AcceptIdeaRequest accept;
  accept.set_id(id);
  accept.set_text("yes");
  Do<pb::AcceptIdeaResponse>(manager_, "IdeaService.AcceptIdea", accept);
  pb::StartIdeaRequest start;
  start.set_id(id);
  Do<pb::StartIdeaResponse>(agent_, "IdeaService.StartIdea", start);
  pb::RealiseIdeaRequest realise;
  realise.set_id(id);
  Do<pb::RealiseIdeaResponse>(agent_, "IdeaService.RealiseIdea", realise);
  pb::CheckIdeaRequest check;
  check.set_id(id);
  EXPECT_THAT(std::string(Fails<pb::CheckIdeaResponse>(
                              manager_, "IdeaService.CheckIdea", check)
                              .message()),
              HasSubstr("2026-11, is over on 2026-12-01"));
  clock_.Set(At("2026-12-05T09:00:00Z"));
  const pb::Idea checked =
      Do<pb::CheckIdeaResponse>(manager_, "IdeaService.CheckIdea", check)
          .idea();
  ASSERT_THAT(checked.checks(), SizeIs(1));
  EXPECT_FALSE(checked.checks(0).has_benefit());
  EXPECT_EQ(checked.checks(0).unknown_why(),
            "no cost of 2026-09 is in the ledger");
}

// ---- pulses

TEST_F(PartnershipTest, APulseNeedsFiveAnswersAndKeepsNobody) {
  pb::CreatePulseRequest create;
  create.set_provider("cloudnine");
  create.set_service("hosting");
  create.set_language("nl");
  create.set_request_id("one");
  const auto made =
      Do<pb::CreatePulseResponse>(manager_, "PulseService.CreatePulse", create);
  ASSERT_THAT(made.path(), HasSubstr("/pulse/rgs_"));
  const std::string token = made.path().substr(7);
  // The link is given once.
  EXPECT_EQ(
      Do<pb::CreatePulseResponse>(manager_, "PulseService.CreatePulse", create)
          .path(),
      "");
  PulseDesk desk(answers(), pulse_changes_, clock_);
  EXPECT_EQ(desk.Find(token)->about, "Hosting");
  EXPECT_EQ(desk.Find(token)->text, "Hoe tevreden bent u over deze dienst?");
  EXPECT_EQ(desk.Find("rgs_other").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(desk.Answer(token, 0, "", "").code(),
            absl::StatusCode::kInvalidArgument);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(desk.Answer(token, 1, "slow since may", "").ok());
  }
  pb::ListExperienceRequest ask;
  auto few = Do<pb::ListExperienceResponse>(manager_,
                                            "PulseService.ListExperience", ask);
  ASSERT_THAT(few.experience(), SizeIs(2));
  EXPECT_EQ(few.experience(0).answers(), 0);
  EXPECT_THAT(few.experience(0).words(), IsEmpty());
  EXPECT_THAT(few.gaps(), SizeIs(2));
  EXPECT_TRUE(desk.Answer(token, 5, "", "").ok());
  const auto told = Do<pb::ListExperienceResponse>(
      manager_, "PulseService.ListExperience", ask);
  EXPECT_EQ(told.experience(0).answers(), 5);
  EXPECT_EQ(told.experience(0).satisfied(), "20.0");
  EXPECT_THAT(told.experience(0).words(), SizeIs(4));
  EXPECT_FALSE(told.experience(0).has_watermelon());
  // The partner sees the figure and no words.
  const auto theirs = Do<pb::ListExperienceResponse>(
      agent_, "PulseService.ListExperience", ask);
  EXPECT_EQ(theirs.experience(0).satisfied(), "20.0");
  EXPECT_THAT(theirs.experience(0).words(), IsEmpty());
  EXPECT_THAT(theirs.experience(0).scores(), IsEmpty());
  pb::ClosePulseRequest close;
  close.set_id(made.pulse().id());
  Do<pb::ClosePulseResponse>(manager_, "PulseService.ClosePulse", close);
  EXPECT_EQ(desk.Answer(token, 5, "", "").code(), absl::StatusCode::kNotFound);
}

TEST_F(PartnershipTest, AnswersAreLimitedByAddressAndByLink) {
  pb::CreatePulseRequest create;
  create.set_provider("cloudnine");
  const std::string token =
      Do<pb::CreatePulseResponse>(manager_, "PulseService.CreatePulse", create)
          .path()
          .substr(7);
  PulseDesk desk(answers(), pulse_changes_, clock_);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(desk.Answer(token, 3, "", "192.0.2.7").ok());
  }
  EXPECT_EQ(desk.Answer(token, 3, "", "192.0.2.7").code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(desk.Answer(token, 3, "", "192.0.2.8").ok());
  // Six a minute come back.
  clock_.Advance(absl::Seconds(10));
  EXPECT_TRUE(desk.Answer(token, 3, "", "192.0.2.7").ok());
  EXPECT_FALSE(desk.Answer(token, 3, "", "192.0.2.7").ok());
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += desk.Answer(token, 3, "", "").ok();
  // 60 at once, 12 of them taken, 5 of 30 a minute back.
  EXPECT_EQ(taken, 53);
}

// ---- reviews

TEST_F(PartnershipTest, NeitherSideSeesTheOtherBeforeBothAnswered) {
  pb::OpenReviewRequest open;
  open.set_provider("cloudnine");
  const pb::Review review =
      Do<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open)
          .review();
  EXPECT_EQ(review.quarter(), "2026-Q3");
  EXPECT_EQ(
      Fails<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open)
          .code(),
      absl::StatusCode::kAlreadyExists);
  const auto scores = [&](int score, const std::string& remark) {
    pb::ScoreReviewRequest request;
    request.set_id(review.id());
    for (const pb::ReviewAnswer& answer : review.answers()) {
      pb::ReviewScore& one = *request.add_scores();
      one.set_question(answer.question());
      one.set_score(score);
      one.set_remark(remark);
    }
    return request;
  };
  Do<pb::ScoreReviewResponse>(manager_, "ReviewService.ScoreReview",
                              scores(2, "our secret view"));
  const std::string seen = AllThatSees(agent_);
  EXPECT_THAT(seen, HasSubstr("customer_answered: true"));
  EXPECT_THAT(seen, Not(HasSubstr("our secret view")));
  EXPECT_THAT(seen, Not(HasSubstr("customer: 2")));
  const pb::Review both =
      Do<pb::ScoreReviewResponse>(agent_, "ReviewService.ScoreReview",
                                  scores(4, "we try"))
          .review();
  EXPECT_EQ(both.state(), pb::REVIEW_STATE_SCORED);
  EXPECT_EQ(both.answers(0).customer(), 2);
  EXPECT_EQ(both.answers(0).provider_score(), 4);
  EXPECT_EQ(both.answers(0).gap(), -2);
  EXPECT_EQ(both.customer_mean(), "2.00");
  EXPECT_EQ(Fails<pb::ScoreReviewResponse>(agent_, "ReviewService.ScoreReview",
                                           scores(5, ""))
                .code(),
            absl::StatusCode::kFailedPrecondition);

  pb::AddObligationRequest action;
  action.set_provider("cloudnine");
  action.set_side(pb::PARTY_CUSTOMER);
  action.set_what("decide within a week");
  action.set_due_on("2026-12-31");
  action.set_review(review.id());
  action.set_responsible("K. Mol");
  Do<pb::AddObligationResponse>(manager_, "ObligationService.AddObligation",
                                action);
  pb::SignReviewRequest sign;
  sign.set_id(review.id());
  Do<pb::SignReviewResponse>(manager_, "ReviewService.SignReview", sign);
  const pb::Review is_signed =
      Do<pb::SignReviewResponse>(agent_, "ReviewService.SignReview", sign)
          .review();
  EXPECT_EQ(is_signed.state(), pb::REVIEW_STATE_SIGNED);
  EXPECT_EQ(is_signed.customer_name(), "M. Visser");
  EXPECT_EQ(is_signed.provider_name(), "J. Bos");
  EXPECT_THAT(is_signed.actions(), SizeIs(1));

  // What is not done is carried into the next quarter's.
  clock_.Set(At("2027-01-04T09:00:00Z"));
  const pb::Review next =
      Do<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open)
          .review();
  EXPECT_EQ(next.quarter(), "2026-Q4");
  EXPECT_THAT(next.actions(), IsEmpty());
  ASSERT_THAT(next.carried(), SizeIs(1));
  EXPECT_EQ(next.carried(0).what(), "decide within a week");
  EXPECT_EQ(next.answers(0).gap_before(), -2);
}

// ---- scope

TEST_F(PartnershipTest, AnotherPartnerLearnsNothing) {
  const std::string before = AllThatSees(rival_);
  const pb::Escalation escalation = Open(manager_);
  pb::ProposeIdeaRequest propose;
  propose.set_provider("cloudnine");
  propose.set_title("secret of cloudnine");
  Do<pb::ProposeIdeaResponse>(agent_, "IdeaService.ProposeIdea", propose);
  pb::OpenReviewRequest open;
  open.set_provider("cloudnine");
  Do<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open);
  EXPECT_EQ(AllThatSees(rival_), before);
  pb::AnswerEscalationRequest answer;
  answer.set_id(escalation.id());
  answer.set_text("not mine");
  EXPECT_EQ(Fails<pb::AnswerEscalationResponse>(
                rival_, "EscalationService.AnswerEscalation", answer)
                .code(),
            absl::StatusCode::kNotFound);
  pb::ListIdeasRequest list;
  list.set_provider("cloudnine");
  EXPECT_EQ(Fails<pb::ListIdeasResponse>(rival_, "IdeaService.ListIdeas", list)
                .code(),
            absl::StatusCode::kNotFound);
}

TEST_F(PartnershipTest, AnOwnerWorksWithItsOwnPartners) {
  pb::OpenEscalationRequest request;
  request.set_subject("mine");
  request.set_provider("cloudnine");
  Do<pb::OpenEscalationResponse>(owner_, "EscalationService.OpenEscalation",
                                 request);
  request.set_provider("rival");
  EXPECT_EQ(Fails<pb::OpenEscalationResponse>(
                owner_, "EscalationService.OpenEscalation", request)
                .code(),
            absl::StatusCode::kNotFound);
  const std::string seen = AllThatSees(agent_);
  EXPECT_THAT(seen, Not(HasSubstr("owner-of")));
  EXPECT_THAT(seen, Not(HasSubstr("h.bakker")));
}

TEST_F(PartnershipTest, WhatWaitsForUsStandsOnTheAgenda) {
  Open(agent_);
  pb::AddObligationRequest add;
  add.set_side(pb::PARTY_CUSTOMER);
  add.set_what("test users");
  add.set_due_on("2026-10-20");
  Do<pb::AddObligationResponse>(agent_, "ObligationService.AddObligation", add);
  const absl::StatusOr<AgendaAnswer> agenda =
      answers().ListAgendaItems(manager_, {}, AsOf{});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  std::set<std::string> kinds;
  for (const AgendaItem& item : agenda->items) kinds.insert(item.kind);
  EXPECT_TRUE(kinds.contains("escalation_to_us"));
  EXPECT_TRUE(kinds.contains("obligation_asked"));
}

TEST_F(PartnershipTest, HostileTextStaysText) {
  pb::OpenEscalationRequest request;
  request.set_provider("cloudnine");
  request.set_subject("<script>=cmd|' /C calc'!A0\xE2\x80\xAE");
  request.set_text("'; DROP TABLE matter; --");
  const pb::Escalation opened =
      Do<pb::OpenEscalationResponse>(
          manager_, "EscalationService.OpenEscalation", request)
          .escalation();
  EXPECT_EQ(opened.subject(), request.subject());
  EXPECT_EQ(opened.entries(0).text(), request.text());
  request.set_text(std::string(1 << 20, 'x'));
  EXPECT_THAT(
      std::string(Fails<pb::OpenEscalationResponse>(
                      manager_, "EscalationService.OpenEscalation", request)
                      .message()),
      HasSubstr("longer than 4000 bytes"));
}

}  // namespace
}  // namespace regisseur
