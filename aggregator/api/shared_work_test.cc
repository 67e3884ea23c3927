#include "absl/strings/str_cat.h"
#include "aggregator/api/partnership_fixture.h"
#include "aggregator/api/pulse_desk.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace pb = partnership::v1;

class SharedWorkTest : public PartnershipTest {};

// ---- ideas

TEST_F(SharedWorkTest, AllThreePartiesEndorseApart) {
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
  // Who uses services is told of which one can propose something.
  ASSERT_THAT(seen.places(), Not(IsEmpty()));
  EXPECT_EQ(seen.places(0).provider(), "cloudnine");
  ASSERT_THAT(seen.places(0).services(), Not(IsEmpty()));
  EXPECT_EQ(seen.places(0).services(0).id(), "hosting");
  const auto own = Do<pb::ListIdeasResponse>(agent_, "IdeaService.ListIdeas",
                                             pb::ListIdeasRequest());
  ASSERT_THAT(own.places(), SizeIs(1));
  EXPECT_EQ(own.places(0).provider(), "cloudnine");
  EXPECT_TRUE(seen.ideas(0).mine());
  for (const pb::Entry& entry : seen.ideas(0).entries()) {
    EXPECT_EQ(entry.name(), "");
  }
}

TEST_F(SharedWorkTest, AMachineProposesAnIdeaAndEndorsesNone) {
  Principal machine = agent_;
  machine.kind = Principal::Kind::kMachine;
  machine.identity = "id-machine";
  machine.name = "cloudnine-push";
  pb::ProposeIdeaRequest propose;
  propose.set_service("hosting");
  propose.set_title("A status page in Dutch");
  const pb::Idea idea =
      Do<pb::ProposeIdeaResponse>(machine, "IdeaService.ProposeIdea", propose)
          .idea();
  EXPECT_EQ(idea.endorsements().provider(), 0);
  EXPECT_EQ(idea.agreement(), "0.0000");
  pb::EndorseIdeaRequest endorse;
  endorse.set_id(idea.id());
  const absl::Status refused = Fails<pb::EndorseIdeaResponse>(
      machine, "IdeaService.EndorseIdea", endorse);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("\"cloudnine-push\" is a machine and cannot endorse an "
                        "idea: machines propose, a named person says yes"));
  // One person of one party: 1 + 1/2.
  EXPECT_EQ(
      Do<pb::EndorseIdeaResponse>(agent_, "IdeaService.EndorseIdea", endorse)
          .idea()
          .agreement(),
      "1.5000");

  pb::OpenReviewRequest open;
  open.set_provider("cloudnine");
  const pb::Review review =
      Do<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open)
          .review();
  pb::ScoreReviewRequest score;
  score.set_id(review.id());
  for (const pb::ReviewAnswer& answer : review.answers()) {
    pb::ReviewScore& one = *score.add_scores();
    one.set_question(answer.question());
    one.set_score(5);
  }
  EXPECT_EQ(Fails<pb::ScoreReviewResponse>(machine, "ReviewService.ScoreReview",
                                           score)
                .code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(
      Do<pb::ScoreReviewResponse>(agent_, "ReviewService.ScoreReview", score)
          .review()
          .provider_answered());
}

TEST_F(SharedWorkTest, AUserSeesNothingElse) {
  const std::string all = AllThatSees(user_);
  EXPECT_THAT(all, HasSubstr("PERMISSION_DENIED"));
  Open(manager_);
  EXPECT_EQ(AllThatSees(user_), all);
}

TEST_F(SharedWorkTest, WithoutLedgerNothingIsClaimedOfABenefit) {
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
            "No cost of 2026-09 is in the ledger.");
}

// ---- pulses

TEST_F(SharedWorkTest, APulseNeedsFiveAnswersAndKeepsNobody) {
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

TEST_F(SharedWorkTest, AnswersAreLimitedByAddressAndByLink) {
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
  // 30 at once, 11 of them taken, 5 of 30 a minute back, one of them taken.
  EXPECT_EQ(taken, 23);
}

// ---- reviews

TEST_F(SharedWorkTest, NeitherSideSeesTheOtherBeforeBothAnswered) {
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

}  // namespace
}  // namespace regisseur
