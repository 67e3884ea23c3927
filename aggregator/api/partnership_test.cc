#include "absl/strings/str_cat.h"
#include "aggregator/api/partnership_fixture.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace pb = partnership::v1;

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
