#include "services/probe/probe_round.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::probe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr OperationalState kUp = OperationalState::kOperational;
constexpr OperationalState kDown = OperationalState::kMajorOutage;
constexpr OperationalState kUnknown = OperationalState::kUnknown;

// Gives one result after the other, the last one for ever.
class ScriptedProbe final : public Probe {
 public:
  explicit ScriptedProbe(std::vector<ProbeResult> results)
      : results_(std::move(results)) {}
  ProbeResult Try(const ProbeLimits&) const override {
    const size_t index = std::min(tries_.fetch_add(1), results_.size() - 1);
    return results_[index];
  }

 private:
  const std::vector<ProbeResult> results_;
  mutable std::atomic<size_t> tries_ = 0;
};

Target MakeTarget(const std::string& id, std::vector<ProbeResult> results) {
  return {id, id, id, std::make_shared<ScriptedProbe>(std::move(results))};
}

class ProbeRoundTest : public ::testing::Test {
 protected:
  ProbeRoundTest() { options_.pause = absl::ZeroDuration(); }

  // The states of the targets, in order.
  std::vector<OperationalState> Judge() {
    const auto results =
        RunRound(options_, absl::UnixEpoch(), [] { return false; });
    EXPECT_TRUE(results.ok());
    const auto told = JudgeRound(options_, *results, "here", findings_);
    status_ = told.status();
    std::vector<OperationalState> states;
    if (!told.ok()) return states;
    EXPECT_TRUE(told->lists_every_component);
    for (const Component& component : told->components) {
      states.push_back(*component.state);
    }
    return states;
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const Finding& finding : findings_.findings()) {
      rules.push_back(finding.rule + " " + finding.field);
    }
    return rules;
  }

  ProbeOptions options_;
  FindingList findings_;
  absl::Status status_;
};

TEST_F(ProbeRoundTest, AFailureCountsOnlyWhenItIsConfirmed) {
  options_.targets = {
      MakeTarget("blip", {ProbeResult::Silent("x"), ProbeResult::Good()}),
      MakeTarget("down", {ProbeResult::Bad("it answers HTTP 500")}),
      MakeTarget("up", {ProbeResult::Good(), ProbeResult::Bad("never asked")})};
  options_.references = {MakeTarget("r", {ProbeResult::Good()})};
  EXPECT_THAT(Judge(), ElementsAre(kUp, kDown, kUp));
  EXPECT_THAT(Rules(), ElementsAre("probe-second-try blip", "probe-down down"));
  EXPECT_EQ(findings_.findings()[1].examples[0].value, "it answers HTTP 500");
}

TEST_F(ProbeRoundTest, WithoutRetriesTheFirstTryCounts) {
  options_.retries = 0;
  options_.targets = {
      MakeTarget("blip", {ProbeResult::Silent("x"), ProbeResult::Good()})};
  EXPECT_THAT(Judge(), ElementsAre(kDown));
}

TEST_F(ProbeRoundTest, WhenNothingAnswersWeAreOfflineOurselves) {
  options_.targets = {MakeTarget("a", {ProbeResult::Silent("x")}),
                      MakeTarget("b", {ProbeResult::Silent("x")})};
  options_.references = {MakeTarget("r", {ProbeResult::Silent("x")})};
  EXPECT_THAT(Judge(), IsEmpty());
  const sdk::Problem problem = sdk::ProblemOf(status_);
  EXPECT_EQ(problem.rule, "probe-offline");
  EXPECT_EQ(problem.kind, sdk::ProblemKind::kTransient);
  EXPECT_THAT(problem.message, HasSubstr("offline itself"));
  EXPECT_THAT(findings_.findings(), IsEmpty());
}

TEST_F(ProbeRoundTest, WithoutAReferenceASilentTargetIsNotBlamed) {
  // Something near answers, and what is far away does not: our line may be it.
  options_.targets = {MakeTarget("near", {ProbeResult::Good()}),
                      MakeTarget("far", {ProbeResult::Silent("x")}),
                      MakeTarget("bad", {ProbeResult::Bad("y")})};
  options_.references = {MakeTarget("r", {ProbeResult::Silent("x")}),
                         MakeTarget("s", {ProbeResult::Silent("x")})};
  EXPECT_THAT(Judge(), ElementsAre(kUp, kUnknown, kDown));
  EXPECT_THAT(Rules(), ElementsAre("probe-reference-silent r",
                                   "probe-reference-silent s",
                                   "probe-not-judged far", "probe-down bad"));
}

TEST_F(ProbeRoundTest, AReferenceThatAnswersWhateverItSaysIsEnough) {
  options_.targets = {MakeTarget("far", {ProbeResult::Silent("x")})};
  options_.references = {MakeTarget("r", {ProbeResult::Silent("x")}),
                         MakeTarget("s", {ProbeResult::Bad("HTTP 500")})};
  EXPECT_THAT(Judge(), ElementsAre(kDown));
  EXPECT_THAT(Rules(),
              ElementsAre("probe-reference-silent r", "probe-down far"));
}

TEST_F(ProbeRoundTest, WhereNoReferenceIsConfiguredThatIsSaid) {
  options_.targets = {MakeTarget("a", {ProbeResult::Silent("x")})};
  EXPECT_THAT(Judge(), ElementsAre(kDown));
  EXPECT_THAT(Rules(),
              ElementsAre("probe-no-reference references", "probe-down a"));
}

TEST_F(ProbeRoundTest, WhatCannotBeTriedIsUnknownAndADegradedOneWorks) {
  options_.targets = {
      MakeTarget("a",
                 {ProbeResult::Unable("no such file"), ProbeResult::Good()}),
      MakeTarget("b", {ProbeResult::Degraded("slow"), ProbeResult::Good()})};
  options_.references = {MakeTarget("r", {ProbeResult::Good()})};
  EXPECT_THAT(Judge(),
              ElementsAre(kUnknown, OperationalState::kDegradedPerformance));
  EXPECT_THAT(Rules(), ElementsAre("probe-unable a", "probe-degraded b"));
}

TEST_F(ProbeRoundTest, WhoHangsUpWaitsForNoPause) {
  options_.pause = absl::Seconds(45);
  options_.targets = {MakeTarget("a", {ProbeResult::Silent("x")})};
  const auto results =
      RunRound(options_, absl::UnixEpoch(), [] { return true; });
  EXPECT_EQ(results.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace regisseur::probe
