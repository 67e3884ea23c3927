#include "aggregator/answers/slos.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SlosTest : public AnswersFixture {
 protected:
  SlosTest() {
    AddProvider("north").sources = {
        MakeSource("north-slos", "north", "openslo", absl::Hours(24))};
    AddProvider("south").sources = {
        MakeSource("south-slos", "south", "openslo", absl::Hours(24)),
        MakeSource("south-page", "south", "statuspage")};
    Configure();
  }

  static DeclaredObjective Objective(const std::string& name,
                                     const std::string& percent,
                                     const std::string& party = "") {
    DeclaredObjective objective;
    objective.name = name;
    objective.party = party;
    objective.service = "web";
    objective.targets = {{"", Decimal::Parse(percent).value(), ""}};
    objective.window = "4w rolling";
    return objective;
  }

  // The documents of a source say this and nothing else.
  void Declare(const std::string& source, const std::string& provider,
               std::vector<DeclaredObjective> objectives) {
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true, provider);
    batch.facts.deliveries = {Head("documents", "*.yaml")};
    batch.facts.objectives = std::move(objectives);
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Checkpoint checkpoint;
    checkpoint.cursor = "c";
    checkpoint.findings = findings_;
    ASSERT_TRUE(writer_->StoreCheckpoint(who_, source, checkpoint).ok());
    RecordTry(source, {.time = clock_.Now(), .tells = {FactKind::kObjectives}});
  }

  // `provider source name percent` of each.
  std::vector<std::string> Listed(const std::string& provider = "",
                                  AsOf as_of = {}) {
    const auto answer = answers().ListSlos(cio_, {.provider = provider}, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> listed;
    if (!answer.ok()) return listed;
    gaps_ = answer->gaps;
    for (const SloRow& row : answer->slos) {
      listed.push_back(absl::StrCat(
          row.provider, " ", row.record.source, " ", row.record.objective.name,
          " ", row.record.objective.targets[0].percent.ToString()));
    }
    return listed;
  }

  std::vector<Finding> findings_;
  std::vector<Gap> gaps_;
};

TEST_F(SlosTest, ListsWhatDocumentsDeclareByProviderInTheirOrder) {
  Declare("south-slos", "south", {Objective("z", "99.90")});
  Declare("north-slos", "north",
          {Objective("b", "99.9999999999999999"), Objective("a", "95")});
  EXPECT_THAT(Listed(),
              ElementsAre("north north-slos b 99.9999999999999999",
                          "north north-slos a 95", "south south-slos z 99.90"));
  EXPECT_THAT(Listed("south"), ElementsAre("south south-slos z 99.90"));
}

TEST_F(SlosTest, ForgetsWhatNoDocumentDeclaresAnyMoreAndStillKnowsIt) {
  Declare("north-slos", "north", {Objective("a", "99"), Objective("b", "98")});
  const absl::Time before = clock_.Now();
  clock_.Advance(absl::Hours(1));
  Declare("north-slos", "north", {Objective("a", "99.5")});
  clock_.Advance(absl::Hours(1));
  EXPECT_THAT(Listed("north"), ElementsAre("north north-slos a 99.5"));
  EXPECT_THAT(Listed("north", {before + absl::Minutes(1)}),
              ElementsAre("north north-slos a 99", "north north-slos b 98"));
  // Not one is left.
  Declare("north-slos", "north", {});
  EXPECT_THAT(Listed("north"), IsEmpty());
}

TEST_F(SlosTest, SaysThatDocumentsThatBreakRulesAreNotListed) {
  FindingList findings;
  findings.Add(Severity::kError, "openslo-range", "objectives[0].target",
               "a.yaml", 7, "99.9");
  findings.Add(Severity::kError, "openslo-range", "objectives[0].target",
               "a.yaml", 30, "99.9");
  findings.Add(Severity::kWarning, "openslo-reference", "service", "a.yaml", 3,
               "web");
  findings_ = findings.Take();
  Declare("north-slos", "north", {Objective("a", "99")});
  findings_.clear();
  Declare("south-slos", "south", {Objective("b", "99")});
  Listed("north");
  const Gap* gap = FindGap(gaps_, "slo-documents-broken");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->source, "north-slos");
  EXPECT_EQ(gap->arguments.at("count"), "2");
  Listed("south");
  EXPECT_EQ(FindGap(gaps_, "slo-documents-broken"), nullptr);
}

TEST_F(SlosTest, SaysWhichSourcesNeverAnsweredAndAsksNoPage) {
  Answered("south-page", clock_.Now(), FactKind::kStatus);
  Declare("south-slos", "south", {});
  EXPECT_THAT(Listed("south"), IsEmpty());
  EXPECT_THAT(gaps_, IsEmpty());
  EXPECT_THAT(Listed("north"), IsEmpty());
  const Gap* gap = FindGap(gaps_, "source-missing");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->source, "north-slos");
}

TEST_F(SlosTest, FollowsAProviderThatWasRenamed) {
  Declare("north-slos", "north", {Objective("a", "99")});
  clock_.Advance(absl::Hours(1));
  portfolio_.providers[0].id = "nordic";
  portfolio_.providers[0].formerly = {"north"};
  portfolio_.providers[0].sources[0].provider = "nordic";
  Configure(clock_.Now());
  EXPECT_THAT(Listed("nordic"), ElementsAre("nordic north-slos a 99"));
  EXPECT_THAT(Listed("north"), ElementsAre("nordic north-slos a 99"));
}

TEST_F(SlosTest, AProviderThatNobodyKnowsIsNotFound) {
  EXPECT_EQ(answers().ListSlos(cio_, {.provider = "west"}, {}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur
