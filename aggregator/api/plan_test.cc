#include "absl/strings/str_cat.h"
#include "aggregator/api/partnership_fixture.h"
#include "aggregator/api/pulse_desk.h"
#include "gmock/gmock.h"
#include "regisseur/partnership/v1/plan.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace pb = partnership::v1;

// cloudnine has a page, bills, an availability by the month and a way out.
class PlanTest : public PartnershipTest {
 protected:
  void SetUp() override {
    PartnershipTest::SetUp();
    ProviderConfig& provider = portfolio_.providers[0];
    provider.services[0].components = {"Web"};
    provider.sources = {MakeSource("page", "cloudnine", "statuspage"),
                        MakeSource("bills", "cloudnine", "focus")};
    Configure();
    Contract contract;
    contract.id = "cloudnine-hosting";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.services = {"hosting"};
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.contacts = {
        {.name = "M. Visser", .role = "plan", .side = Side::kCustomer}};
    contract.dossier.exit = ExitTerms{.tested = absl::CivilDay(2026, 2, 3),
                                      .assistance_hours = Decimal(40, 0),
                                      .data_format = "SQL dump"};
    Objective objective;
    objective.id = "availability";
    objective.services = {"hosting"};
    objective.time_zone = "UTC";
    objective.window.zone = absl::UTCTimeZone();
    AvailabilityTerms terms;
    terms.target = Decimal(999, 1);
    terms.counts_as_down = {{OperationalState::kMajorOutage}};
    objective.terms = terms;
    contract.objectives = {objective};
    std::vector<ContractRegister::Entry> entries;
    entries.push_back({"cloudnine.yaml", contract, ""});
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }

  static pb::JointObjective Joint(const std::string& id, pb::MeasureKind kind,
                                  const std::string& target = "",
                                  const std::string& due = "2026-12-31") {
    pb::JointObjective joint;
    joint.set_id(id);
    joint.set_statement(absl::StrCat("what ", id, " is about"));
    joint.set_customer_responsible("M. Visser");
    joint.set_provider_responsible("J. Bos");
    joint.set_due_on(due);
    joint.mutable_measure()->set_kind(kind);
    joint.mutable_measure()->set_target(target);
    return joint;
  }
  static pb::ProposePlanRequest NewPlan() {
    pb::ProposePlanRequest request;
    request.set_provider("cloudnine");
    request.set_purpose("Hosting that nobody has to think about");
    request.set_stage(pb::RELATIONSHIP_STAGE_VALUE_CREATION);
    request.set_exit_strategy("Data back within a month");
    *request.add_objectives() = Joint("one-team", pb::MEASURE_KIND_STATEMENT);
    return request;
  }
  pb::Plan Propose(const Principal& who, const pb::ProposePlanRequest& plan) {
    return Do<pb::ProposePlanResponse>(who, "PlanService.ProposePlan", plan)
        .plan();
  }
  pb::Plan Agree(const Principal& who, const std::string& id) {
    pb::AgreePlanRequest request;
    request.set_id(id);
    return Do<pb::AgreePlanResponse>(who, "PlanService.AgreePlan", request)
        .plan();
  }
  absl::Status FailsToAgree(const Principal& who, const std::string& id) {
    pb::AgreePlanRequest request;
    request.set_id(id);
    return Fails<pb::AgreePlanResponse>(who, "PlanService.AgreePlan", request);
  }
  pb::Plan Get(const Principal& who, const std::string& period = "",
               const std::string& id = "") {
    pb::GetPlanRequest request;
    request.set_provider("cloudnine");
    request.set_period(period);
    request.set_id(id);
    return Do<pb::Plan>(who, "PlanService.GetPlan", request);
  }
  std::vector<std::string> StatesOf(const Principal& who, bool history) {
    pb::ListPlansRequest request;
    request.set_history(history);
    std::vector<std::string> states;
    const auto listed =
        Do<pb::ListPlansResponse>(who, "PlanService.ListPlans", request);
    for (const pb::Plan& plan : listed.plans()) {
      states.push_back(
          absl::StrCat(plan.version(), " ", pb::PlanState_Name(plan.state())));
    }
    return states;
  }
  pb::ScoreReviewRequest Scores(const pb::Review& review) {
    pb::ScoreReviewRequest request;
    request.set_id(review.id());
    for (const pb::ReviewAnswer& answer : review.answers()) {
      pb::ReviewScore& one = *request.add_scores();
      one.set_question(answer.question());
      one.set_score(3);
    }
    return request;
  }
  pb::Review Sign(const Principal& who, const std::string& id) {
    pb::SignReviewRequest request;
    request.set_id(id);
    return Do<pb::SignReviewResponse>(who, "ReviewService.SignReview", request)
        .review();
  }
  pb::Review ReviewOf(const Principal& who) {
    const auto answer = Do<pb::ListReviewsResponse>(
        who, "ReviewService.ListReviews", pb::ListReviewsRequest());
    EXPECT_EQ(answer.reviews_size(), 1);
    return answer.reviews(0);
  }
  std::set<std::string> AgendaKinds() {
    std::set<std::string> kinds;
    const auto agenda = answers().ListAgendaItems(manager_, {}, AsOf{});
    EXPECT_TRUE(agenda.ok()) << agenda.status();
    for (const AgendaItem& item : agenda->items) kinds.insert(item.kind);
    return kinds;
  }
  // `one-team: missed`, with the figure where there is one.
  static std::vector<std::string> Told(
      const google::protobuf::RepeatedPtrField<pb::JointObjective>& joint) {
    std::vector<std::string> told;
    for (const pb::JointObjective& row : joint) {
      const pb::PlanProgress& progress = row.progress();
      told.push_back(absl::StrCat(row.id(), ": ",
                                  !progress.has_met() ? "unknown"
                                  : progress.met()    ? "met"
                                                      : "missed",
                                  progress.has_figure() ? " " : "",
                                  progress.figure()));
    }
    return told;
  }
  // Two hours down in October and one in November, known in January.
  void TellTheQuarter() {
    const std::pair<const char*, OperationalState> seen[] = {
        {"2026-09-20T00:00:00Z", OperationalState::kOperational},
        {"2026-10-20T08:00:00Z", OperationalState::kMajorOutage},
        {"2026-10-20T10:00:00Z", OperationalState::kOperational},
        {"2026-11-20T08:00:00Z", OperationalState::kMajorOutage},
        {"2026-11-20T09:00:00Z", OperationalState::kOperational}};
    for (const auto& [at, state] : seen) {
      Tell("page", MakeObservation(At(at), {MakeComponent("w", "Web", state)}),
           absl::Hours(24 * 60));
    }
    Charge("bills", "cloudnine", "2026-10", {{.billed = "1000.00"}});
    Charge("bills", "cloudnine", "2026-11", {{.billed = "1100.00"}});
    Charge("bills", "cloudnine", "2026-12", {{.billed = "1200.00"}});
  }
};

TEST_F(PlanTest, AYearTogetherFromTheProposalToTheSignedReview) {
  pb::ProposePlanRequest plan = NewPlan();
  pb::JointObjective& level = *plan.add_objectives();
  level = Joint("fewer-outages", pb::MEASURE_KIND_SERVICE_LEVEL, "99.7%");
  level.mutable_measure()->set_subject("cloudnine-hosting/availability");
  pb::JointObjective& promise = *plan.add_objectives();
  promise = Joint("as-promised", pb::MEASURE_KIND_SERVICE_LEVEL);
  promise.mutable_measure()->set_subject("cloudnine-hosting/availability");
  pb::JointObjective& cost = *plan.add_objectives();
  cost = Joint("cheaper", pb::MEASURE_KIND_COST, "1100.00");
  cost.mutable_measure()->set_currency("EUR");
  pb::JointObjective& quick = *plan.add_objectives();
  quick = Joint("quick", pb::MEASURE_KIND_ANSWER_TIME, "1 hour");
  quick.mutable_measure()->set_side(pb::PARTY_PROVIDER);
  pb::JointObjective& kept = *plan.add_objectives();
  kept = Joint("kept", pb::MEASURE_KIND_KEPT_OBLIGATIONS, "90");
  kept.mutable_measure()->set_side(pb::PARTY_PROVIDER);
  *plan.add_objectives() =
      Joint("happy", pb::MEASURE_KIND_EXPERIENCE, "66.7", "2027-06-30");

  const pb::Plan proposed = Propose(manager_, plan);
  EXPECT_EQ(proposed.state(), pb::PLAN_STATE_PROPOSED);
  EXPECT_EQ(proposed.waits_for(), pb::PARTY_PROVIDER);
  EXPECT_EQ(proposed.customer_name(), "M. Visser");
  // We see where we would stand, and that nothing is known yet.
  EXPECT_EQ(proposed.count().unknown(), 7);
  // Of what only was proposed the partner gets no figure, not even a count.
  const pb::Plan theirs = Get(agent_);
  EXPECT_THAT(theirs.objectives(), SizeIs(7));
  EXPECT_FALSE(theirs.has_count());
  for (const pb::JointObjective& row : theirs.objectives()) {
    EXPECT_FALSE(row.has_progress()) << row.id();
  }
  ASSERT_THAT(theirs.exits(), SizeIs(1));
  EXPECT_EQ(theirs.exits(0).assistance_hours(), "40");

  pb::CommentOnPlanRequest comment;
  comment.set_id(proposed.id());
  comment.set_text("An hour is short in the weekend");
  Do<pb::CommentOnPlanResponse>(agent_, "PlanService.CommentOnPlan", comment);
  comment.set_text("Our walk-away price is 1200");
  comment.set_internal(true);
  Do<pb::CommentOnPlanResponse>(manager_, "PlanService.CommentOnPlan", comment);
  EXPECT_THAT(Get(agent_).DebugString(), Not(HasSubstr("walk-away")));
  EXPECT_THAT(Get(manager_).notes(), SizeIs(1));

  const pb::Plan agreed = Agree(agent_, proposed.id());
  EXPECT_EQ(agreed.state(), pb::PLAN_STATE_AGREED);
  EXPECT_EQ(agreed.provider_name(), "J. Bos");
  EXPECT_TRUE(agreed.has_agreed_time());
  EXPECT_TRUE(agreed.has_count());

  // Called at 09:00, answered at 10:05: 3,900 seconds.
  clock_.Set(At("2026-11-10T09:00:00Z"));
  const std::string call = Open(manager_).id();
  clock_.Set(At("2026-11-10T10:05:00Z"));
  Step<pb::AnswerEscalationRequest, pb::AnswerEscalationResponse>(
      agent_, "AnswerEscalation", call, "a disk");
  // Two promises came due; one was kept, one was not: 50 %.
  std::string promised;
  for (const char* due : {"2026-11-11", "2026-11-20"}) {
    pb::AddObligationRequest add;
    add.set_side(pb::PARTY_PROVIDER);
    add.set_what("a plan");
    add.set_due_on(due);
    promised = Do<pb::AddObligationResponse>(
                   agent_, "ObligationService.AddObligation", add)
                   .obligation()
                   .id();
  }
  clock_.Set(At("2026-11-12T09:00:00Z"));
  pb::FulfilObligationRequest done;
  done.set_id(promised);
  Do<pb::FulfilObligationResponse>(agent_, "ObligationService.FulfilObligation",
                                   done);
  // Four of six are satisfied: 66.666… %, which reads 66.7.
  pb::CreatePulseRequest create;
  create.set_provider("cloudnine");
  const std::string token =
      Do<pb::CreatePulseResponse>(manager_, "PulseService.CreatePulse", create)
          .path()
          .substr(7);
  PulseDesk desk(answers(), pulse_changes_, clock_);
  for (const int score : {5, 5, 4, 4, 2, 1}) {
    EXPECT_TRUE(desk.Answer(token, score, "", "").ok());
  }

  clock_.Set(At("2027-01-05T09:00:00Z"));
  TellTheQuarter();
  // October has 744 hours: 100 · (1 − 2/744) = 99.731182…; November's 720:
  // 99.861111…; the lowest counts, and the contract's 99.9 was missed.
  // (1000 + 1100 + 1200) / 3 = 1100.
  const std::vector<std::string> quarter = {"one-team: unknown",
                                            "fewer-outages: met 99.731182",
                                            "as-promised: missed 99.731182",
                                            "cheaper: met 1100.00",
                                            "quick: missed 3900",
                                            "kept: missed 50.00",
                                            "happy: missed 66.666666"};
  // The last three months are the quarter, the same to both.
  for (const Principal* who : {&manager_, &agent_}) {
    const pb::Plan now = Get(*who);
    EXPECT_EQ(Told(now.objectives()), quarter);
    EXPECT_EQ(now.count().met(), 2);
    EXPECT_EQ(now.count().missed(), 4);
    EXPECT_EQ(now.count().unknown(), 1);
    // All but the happy ones were due, and two of those six are reached.
    EXPECT_EQ(now.count().due(), 4);
    EXPECT_EQ(now.objectives(0).progress().unknown_why().rule(),
              "plan-not-judged");
    EXPECT_EQ(now.objectives(3).progress().from(), "2026-10-01");
    EXPECT_EQ(now.objectives(3).progress().to(), "2026-12-31");
  }
  EXPECT_THAT(AgendaKinds(), testing::Contains("plan_objective_due"));

  pb::OpenReviewRequest open;
  open.set_provider("cloudnine");
  const pb::Review review =
      Do<pb::OpenReviewResponse>(manager_, "ReviewService.OpenReview", open)
          .review();
  EXPECT_EQ(review.quarter(), "2026-Q4");
  EXPECT_EQ(review.plan().version(), 1);
  EXPECT_EQ(review.plan().stage(), pb::RELATIONSHIP_STAGE_VALUE_CREATION);
  EXPECT_EQ(Told(review.plan().objectives()), quarter);
  pb::ScoreReviewRequest scores = Scores(review);
  pb::ObjectiveJudgement& judged = *scores.add_judgements();
  judged.set_objective("cheaper");
  EXPECT_THAT(std::string(Fails<pb::ScoreReviewResponse>(
                              manager_, "ReviewService.ScoreReview", scores)
                              .message()),
              HasSubstr("cheaper is held by its cost"));
  judged.set_objective("holidays");
  EXPECT_THAT(std::string(Fails<pb::ScoreReviewResponse>(
                              manager_, "ReviewService.ScoreReview", scores)
                              .message()),
              HasSubstr("no joint objective \"holidays\""));
  judged.set_objective("one-team");
  judged.set_met(false);
  judged.set_remark("we heard of changes too late");
  Do<pb::ScoreReviewResponse>(manager_, "ReviewService.ScoreReview", scores);
  // As with the questions, the other side sees it when it gave its own.
  EXPECT_THAT(ReviewOf(agent_).DebugString(), Not(HasSubstr("too late")));
  judged.set_met(true);
  judged.set_remark("");
  Do<pb::ScoreReviewResponse>(agent_, "ReviewService.ScoreReview", scores);
  const pb::PlanProgress both =
      ReviewOf(agent_).plan().objectives(0).progress();
  EXPECT_FALSE(both.customer_says());
  EXPECT_EQ(both.customer_remark(), "we heard of changes too late");
  EXPECT_TRUE(both.provider_says());
  EXPECT_TRUE(both.has_met());
  EXPECT_FALSE(both.met());
  EXPECT_EQ(Get(manager_).objectives(0).progress().review(), review.id());

  Sign(manager_, review.id());
  // What we signed is what the other side signs, whatever comes in between.
  clock_.Set(At("2027-01-06T09:00:00Z"));
  Charge("bills", "cloudnine", "2026-12", {{.billed = "1500.00"}});
  const pb::Review is_signed = Sign(agent_, review.id());
  EXPECT_EQ(is_signed.state(), pb::REVIEW_STATE_SIGNED);
  EXPECT_TRUE(is_signed.plan().has_fixed_time());
  std::vector<std::string> fixed = quarter;
  fixed[0] = "one-team: missed";
  EXPECT_EQ(Told(is_signed.plan().objectives()), fixed);
  EXPECT_EQ(Told(ReviewOf(agent_).plan().objectives()), fixed);
  // Today's plan says (1000 + 1100 + 1500) / 3 = 1200.
  EXPECT_EQ(Told(Get(agent_, "2026-Q4").objectives())[3],
            "cheaper: missed 1200.00");
  EXPECT_EQ(Fails<pb::SignReviewResponse>(agent_, "ReviewService.SignReview",
                                          [&] {
                                            pb::SignReviewRequest again;
                                            again.set_id(review.id());
                                            return again;
                                          }())
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(PlanTest, WhatIsAgreedNobodyChangesAlone) {
  const std::string first = Propose(manager_, NewPlan()).id();
  EXPECT_EQ(FailsToAgree(manager_, first).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(FailsToAgree(colleague_, first).code(),
            absl::StatusCode::kPermissionDenied);
  Principal machine = agent_;
  machine.kind = Principal::Kind::kMachine;
  machine.identity = "id-machine";
  EXPECT_EQ(FailsToAgree(machine, first).code(),
            absl::StatusCode::kPermissionDenied);
  Agree(agent_, first);
  EXPECT_EQ(FailsToAgree(agent_, first).code(),
            absl::StatusCode::kFailedPrecondition);

  // The partner wants another stage; until we agree nothing changes.
  pb::ProposePlanRequest next = NewPlan();
  next.clear_provider();
  next.set_stage(pb::RELATIONSHIP_STAGE_EXIT_STRATEGY_ACTIVATION);
  EXPECT_EQ(
      Fails<pb::ProposePlanResponse>(machine, "PlanService.ProposePlan", next)
          .code(),
      absl::StatusCode::kPermissionDenied);
  const pb::Plan second = Propose(agent_, next);
  EXPECT_EQ(second.version(), 2);
  EXPECT_EQ(second.follows(), first);
  EXPECT_EQ(Get(manager_).id(), first);
  EXPECT_THAT(AgendaKinds(), testing::Contains("plan_to_agree"));
  EXPECT_THAT(StatesOf(agent_, false),
              ElementsAre("2 PLAN_STATE_PROPOSED", "1 PLAN_STATE_AGREED"));
  // A counter-proposal answers it.
  const pb::Plan third = Propose(colleague_, NewPlan());
  EXPECT_EQ(FailsToAgree(manager_, second.id()).code(),
            absl::StatusCode::kFailedPrecondition);
  pb::RefusePlanRequest refuse;
  refuse.set_id(third.id());
  EXPECT_THAT(std::string(Fails<pb::RefusePlanResponse>(
                              agent_, "PlanService.RefusePlan", refuse)
                              .message()),
              HasSubstr("text"));
  refuse.set_text("not yet");
  Do<pb::RefusePlanResponse>(agent_, "PlanService.RefusePlan", refuse);
  const pb::Plan fourth = Propose(agent_, next);
  pb::WithdrawPlanRequest withdraw;
  withdraw.set_id(fourth.id());
  EXPECT_EQ(Fails<pb::WithdrawPlanResponse>(
                manager_, "PlanService.WithdrawPlan", withdraw)
                .code(),
            absl::StatusCode::kPermissionDenied);
  Do<pb::WithdrawPlanResponse>(agent_, "PlanService.WithdrawPlan", withdraw);
  const pb::Plan fifth = Propose(agent_, next);
  Agree(manager_, fifth.id());
  EXPECT_EQ(Get(agent_).stage(),
            pb::RELATIONSHIP_STAGE_EXIT_STRATEGY_ACTIVATION);
  EXPECT_THAT(StatesOf(agent_, false), ElementsAre("5 PLAN_STATE_AGREED"));
  EXPECT_THAT(StatesOf(manager_, true),
              ElementsAre("5 PLAN_STATE_AGREED", "4 PLAN_STATE_WITHDRAWN",
                          "3 PLAN_STATE_REFUSED", "2 PLAN_STATE_ANSWERED",
                          "1 PLAN_STATE_REPLACED"));
  // What was in force once is read as it was then.
  EXPECT_EQ(Get(agent_, "", first).stage(),
            pb::RELATIONSHIP_STAGE_VALUE_CREATION);
}

TEST_F(PlanTest, ARequestThatComesTwiceProposesOnce) {
  pb::ProposePlanRequest plan = NewPlan();
  plan.set_request_id("once");
  EXPECT_EQ(Propose(manager_, plan).id(), Propose(manager_, plan).id());
  EXPECT_THAT(StatesOf(manager_, true), SizeIs(1));
}

TEST_F(PlanTest, NobodyElseSeesOrTouchesIt) {
  const std::string empty = AllThatSees(rival_);
  const std::string id = Propose(manager_, NewPlan()).id();
  EXPECT_EQ(AllThatSees(rival_), empty);
  EXPECT_THAT(StatesOf(rival_, true), IsEmpty());
  pb::GetPlanRequest get;
  get.set_id(id);
  EXPECT_EQ(Fails<pb::Plan>(rival_, "PlanService.GetPlan", get).code(),
            absl::StatusCode::kNotFound);
  get.set_provider("cloudnine");
  EXPECT_EQ(Fails<pb::Plan>(rival_, "PlanService.GetPlan", get).code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Fails<pb::Plan>(user_, "PlanService.GetPlan", get).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(FailsToAgree(rival_, id).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FailsToAgree(owner_, id).code(),
            absl::StatusCode::kPermissionDenied);
  pb::CommentOnPlanRequest comment;
  comment.set_id(id);
  comment.set_text("hello");
  EXPECT_EQ(Fails<pb::CommentOnPlanResponse>(
                rival_, "PlanService.CommentOnPlan", comment)
                .code(),
            absl::StatusCode::kNotFound);
  comment.set_internal(true);
  EXPECT_EQ(Fails<pb::CommentOnPlanResponse>(
                agent_, "PlanService.CommentOnPlan", comment)
                .code(),
            absl::StatusCode::kPermissionDenied);
  // A plan about another's contract, and about one that is not there.
  pb::ProposePlanRequest foreign = NewPlan();
  foreign.set_provider("rival");
  pb::PlanMeasure& measure = *foreign.mutable_objectives(0)->mutable_measure();
  measure.set_kind(pb::MEASURE_KIND_SERVICE_LEVEL);
  measure.set_subject("cloudnine-hosting/availability");
  EXPECT_THAT(std::string(Fails<pb::ProposePlanResponse>(
                              rival_, "PlanService.ProposePlan", foreign)
                              .message()),
              HasSubstr("no contract that runs with rival"));
  foreign.set_provider("cloudnine");
  EXPECT_EQ(
      Fails<pb::ProposePlanResponse>(rival_, "PlanService.ProposePlan", foreign)
          .code(),
      absl::StatusCode::kNotFound);
}

TEST_F(PlanTest, HostileTextsStayTexts) {
  const std::string hostile =
      "<script>alert(1)</script>=HYPERLINK(\"x\")\u202Egnp.exe";
  pb::ProposePlanRequest plan = NewPlan();
  plan.set_purpose(hostile);
  plan.mutable_objectives(0)->set_statement(hostile);
  plan.mutable_objectives(0)->set_customer_responsible(hostile);
  const std::string id = Propose(agent_, plan).id();
  EXPECT_EQ(Get(manager_).purpose(), hostile);
  EXPECT_EQ(Get(manager_).objectives(0).statement(), hostile);
  pb::CommentOnPlanRequest comment;
  comment.set_id(id);
  const std::string megabyte(1 << 20, 'x');
  comment.set_text(megabyte);
  EXPECT_EQ(Fails<pb::CommentOnPlanResponse>(
                agent_, "PlanService.CommentOnPlan", comment)
                .code(),
            absl::StatusCode::kInvalidArgument);
  const auto refused = [&](auto change) {
    pb::ProposePlanRequest wrong = NewPlan();
    change(wrong);
    const absl::Status status = Fails<pb::ProposePlanResponse>(
        manager_, "PlanService.ProposePlan", wrong);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_LT(status.message().size(), 500u);
  };
  refused([&](auto& p) { p.set_purpose(megabyte); });
  refused([&](auto& p) { p.set_purpose("a\x1b[2Jb"); });
  refused([&](auto& p) { p.set_text(megabyte); });
  refused([&](auto& p) { p.set_exit_strategy(megabyte); });
  refused([&](auto& p) { p.mutable_objectives(0)->set_id(megabyte); });
  refused([&](auto& p) { p.mutable_objectives(0)->set_due_on(megabyte); });
  refused([&](auto& p) { p.mutable_objectives(0)->set_statement(megabyte); });
  refused([&](auto& p) {
    p.mutable_objectives(0)->mutable_measure()->set_target(megabyte);
  });
  refused([&](auto& p) {
    p.mutable_objectives(0)->mutable_measure()->set_kind(
        static_cast<pb::MeasureKind>(99));
  });
  refused([&](auto& p) { p.set_stage(static_cast<pb::RelationshipStage>(9)); });
  refused([&](auto& p) {
    for (int i = 0; i < 1000; ++i) *p.add_objectives() = p.objectives(0);
  });
}

TEST_F(PlanTest, AReviewHasThePlanOfItsQuarter) {
  // Agreed in October: the third quarter had none.
  Agree(agent_, Propose(manager_, NewPlan()).id());
  pb::OpenReviewRequest open;
  open.set_provider("cloudnine");
  const pb::Review review =
      Do<pb::OpenReviewResponse>(agent_, "ReviewService.OpenReview", open)
          .review();
  EXPECT_EQ(review.quarter(), "2026-Q3");
  EXPECT_FALSE(review.has_plan());
  for (const Principal* who : {&manager_, &agent_}) {
    Do<pb::ScoreReviewResponse>(*who, "ReviewService.ScoreReview",
                                Scores(review));
  }
  Sign(manager_, review.id());
  EXPECT_FALSE(Sign(agent_, review.id()).has_plan());
}

TEST_F(PlanTest, AMonthWithoutEvidenceIsNotKnownAndSaysWhy) {
  pb::ProposePlanRequest plan = NewPlan();
  plan.mutable_objectives()->Clear();
  pb::JointObjective& level = *plan.add_objectives();
  level = Joint("fewer-outages", pb::MEASURE_KIND_SERVICE_LEVEL, "99.5");
  level.mutable_measure()->set_subject("cloudnine-hosting/availability");
  pb::JointObjective& cost = *plan.add_objectives();
  cost = Joint("cheaper", pb::MEASURE_KIND_COST, "5000");
  cost.mutable_measure()->set_currency("EUR");
  cost.mutable_measure()->set_subject("Compute");
  pb::JointObjective& kept = *plan.add_objectives();
  kept = Joint("kept", pb::MEASURE_KIND_KEPT_OBLIGATIONS, "90");
  kept.mutable_measure()->set_side(pb::PARTY_CUSTOMER);
  pb::JointObjective& quick = *plan.add_objectives();
  quick = Joint("quick", pb::MEASURE_KIND_ANSWER_TIME, "4 hours");
  quick.mutable_measure()->set_side(pb::PARTY_CUSTOMER);
  Agree(agent_, Propose(manager_, plan).id());
  clock_.Set(At("2027-01-05T09:00:00Z"));
  Charge("bills", "cloudnine", "2026-10", {{.billed = "100.00"}});
  Charge("bills", "cloudnine", "2026-12", {{.billed = "100.00"}});
  const pb::Plan told = Get(agent_);
  EXPECT_EQ(told.count().unknown(), 4);
  // Unknown is not reached: all four were due.
  EXPECT_EQ(told.count().due(), 4);
  std::vector<std::string> why;
  for (const pb::JointObjective& row : told.objectives()) {
    EXPECT_FALSE(row.progress().has_figure()) << row.id();
    why.push_back(row.progress().unknown_why().text());
  }
  EXPECT_THAT(why,
              ElementsAre(AllOf(HasSubstr("level of the window"),
                                HasSubstr("is not known")),
                          "No cost of 2026-11 is in the ledger.",
                          "No obligation came due from 2026-10 to 2026-12.",
                          "No escalation of 2026-10 to 2026-12 was answered."));
  for (const char* wrong :
       {"2026-12/2026-10", "2025-01/2026-12", "2026-10/", "/", "soon"}) {
    pb::GetPlanRequest get;
    get.set_provider("cloudnine");
    get.set_period(wrong);
    EXPECT_EQ(Fails<pb::Plan>(manager_, "PlanService.GetPlan", get).code(),
              absl::StatusCode::kInvalidArgument)
        << wrong;
  }
  EXPECT_EQ(Get(agent_, "2026-11/2026-12").objectives(1).progress().from(),
            "2026-11-01");
  // Of a month with its bill the figure is there.
  EXPECT_EQ(Told(Get(agent_, "2026-10").objectives())[1],
            "cheaper: met 100.00");
}

}  // namespace
}  // namespace regisseur
