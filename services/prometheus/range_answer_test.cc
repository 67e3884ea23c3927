#include "services/prometheus/range_answer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::prometheus {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr OperationalState kUp = OperationalState::kOperational;
constexpr OperationalState kDown = OperationalState::kMajorOutage;
constexpr OperationalState kUnknown = OperationalState::kUnknown;
constexpr OperationalState kPartial = OperationalState::kPartialOutage;

class RangeAnswerTest : public ::testing::Test {
 protected:
  // Four moments, a minute apart, from 1000.
  absl::StatusOr<RangeStates> Read(const std::string& text,
                                   TimeGrid grid = {1020, 60, 4}) {
    auto document = sdk::JsonDocument::Parse(text, "answer");
    EXPECT_TRUE(document.ok()) << document.status();
    return ReadRange(document->root(), query_, grid, "answer", findings_);
  }
  absl::StatusOr<RangeStates> ReadSeries(const std::string& series) {
    return Read(absl::StrCat(
        R"({"status":"success","data":{"resultType":"matrix","result":[)",
        series, "]}}"));
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> rules;
    for (const Finding& finding : findings_.findings()) {
      rules.push_back(finding.rule);
    }
    return rules;
  }

  ComponentQuery query_{"web", "Website", {}, "up"};
  FindingList findings_;
};

TEST_F(RangeAnswerTest, AMomentWithoutASampleIsUnknown) {
  const auto read = ReadSeries(
      R"({"metric":{"job":"web"},"values":[[1020,"1"],[1140.000,"0"]]})");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->states, ElementsAre(kUp, kUnknown, kDown, kUnknown));
  EXPECT_EQ(read->last_sample, 2);
  EXPECT_THAT(findings_.findings(), IsEmpty());
}

TEST_F(RangeAnswerTest, NotANumberIsUnknownAndCountsAsSeen) {
  const auto read = ReadSeries(
      R"({"metric":{},"values":[[1020,"NaN"],[1080,"+Inf"],[1140,"-Inf"],)"
      R"([1200,"1e0"]]})");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->states, ElementsAre(kUnknown, kUnknown, kUnknown, kUp));
  EXPECT_EQ(read->last_sample, 3);
  ASSERT_THAT(Rules(), ElementsAre("prometheus-not-finite"));
  EXPECT_EQ(findings_.findings()[0].count, 2);
}

TEST_F(RangeAnswerTest, OfSeveralSeriesTheWorstThatHasASampleCounts) {
  const auto read = ReadSeries(
      R"({"metric":{"instance":"a"},"values":[[1020,"1"],[1080,"1"],[1140,"1"]]},)"
      R"({"metric":{"instance":"b","new":"x"},"values":[[1080,"0"],[1200,"1"]]},)"
      R"({"metric":{"instance":"c"},"values":[[1140,"0.5"]]})");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->states, ElementsAre(kUp, kDown, kPartial, kUp));
  ASSERT_THAT(Rules(), ElementsAre("prometheus-several-series"));
  EXPECT_EQ(findings_.findings()[0].count, 2);
}

TEST_F(RangeAnswerTest, TheSameSeriesTwiceIsAFinding) {
  const auto read =
      ReadSeries(R"({"metric":{"a":"b"},"values":[[1020,"1"],[1020,"0"]]},)"
                 R"({"metric":{"a":"b"},"values":[[1080,"1"]]})");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->states, ElementsAre(kDown, kUp, kUnknown, kUnknown));
  EXPECT_THAT(Rules(), ElementsAre("prometheus-duplicate-series"));
}

TEST_F(RangeAnswerTest, WhatCannotBeReadIsLeftOutAndNamed) {
  const auto read = ReadSeries(
      R"({"metric":{"a":"1"},"values":[[1020,"1"],[1080],[1080,"x"],["t","1"],)"
      R"(7,[1080,"1","2"],[1e300,"1"],[1081,"1"],[960,"1"],[1260,"1"]]},)"
      R"({"metric":{"a":"2"},"histograms":[[1080,{"count":"1"}]]})");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->states, ElementsAre(kUp, kUnknown, kUnknown, kUnknown));
  ASSERT_THAT(
      Rules(),
      ElementsAre("prometheus-sample-unreadable", "prometheus-sample-off-grid",
                  "prometheus-several-series", "prometheus-series-unreadable"));
  EXPECT_EQ(findings_.findings()[0].count, 6);
  EXPECT_EQ(findings_.findings()[1].count, 3);
}

TEST_F(RangeAnswerTest, NoSampleAtAllIsAFindingWithTheQuery) {
  const auto read = ReadSeries("");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->states,
              ElementsAre(kUnknown, kUnknown, kUnknown, kUnknown));
  EXPECT_FALSE(read->last_sample);
  ASSERT_THAT(Rules(), ElementsAre("prometheus-no-samples"));
  EXPECT_EQ(findings_.findings()[0].field, "web");
  EXPECT_EQ(findings_.findings()[0].examples[0].value, "up");
}

TEST_F(RangeAnswerTest, TellsWhatTheServerWarnsOf) {
  ASSERT_TRUE(
      Read(R"({"status":"success","warnings":["a store did not answer"],)"
           R"("data":{"resultType":"matrix","result":[{"metric":{},)"
           R"("values":[[1020,"1"]]}]}})")
          .ok());
  ASSERT_THAT(Rules(), ElementsAre("prometheus-warning"));
  EXPECT_EQ(findings_.findings()[0].examples[0].value,
            "a store did not answer");
}

TEST_F(RangeAnswerTest, RefusesWhatIsNoMatrix) {
  for (const char* text :
       {"[]", "{}",
        R"({"status":"success","data":{"resultType":"vector",)"
        R"("result":[]}})",
        R"({"status":"success","data":{"resultType":"matrix"}})"}) {
    const auto read = Read(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(sdk::ProblemOf(read.status()).rule, "prometheus-not-a-range");
    EXPECT_EQ(sdk::ProblemOf(read.status()).kind, sdk::ProblemKind::kPartner);
  }
}

TEST_F(RangeAnswerTest, AnErrorSaysWhoHasToAct) {
  const auto error = [&](const std::string& type) {
    auto document = sdk::JsonDocument::Parse(
        absl::StrCat(R"({"status":"error","errorType":")", type,
                     R"(","error":"invalid parameter \"query\""})"),
        "answer");
    return sdk::ProblemOf(ErrorOf(document->root(), query_, "answer"));
  };
  EXPECT_EQ(error("bad_data").kind, sdk::ProblemKind::kConfiguration);
  EXPECT_EQ(error("bad_data").rule, "prometheus-query-refused");
  EXPECT_THAT(error("bad_data").message,
              HasSubstr("invalid parameter \"query\""));
  EXPECT_THAT(error("bad_data").message, HasSubstr("web"));
  EXPECT_EQ(error("execution").kind, sdk::ProblemKind::kConfiguration);
  for (const char* type : {"timeout", "canceled", "unavailable", "internal"}) {
    EXPECT_EQ(error(type).kind, sdk::ProblemKind::kTransient) << type;
    EXPECT_EQ(error(type).rule, "prometheus-query-failed");
  }
}

// A real answer with a gap, where it is at hand: samples at :33, :34 and :37 of
// a step of one second, 21, 32 and 43 goroutines.
TEST_F(RangeAnswerTest, ReadsARealAnswerWithAGap) {
  const char* set = std::getenv("REGISSEUR_CORPUS");
  const std::string path =
      std::string(set != nullptr ? set : "../../../shared/corpus") +
      "/status/prometheus/range_missing.result.json";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no corpus: " << path;
  const auto read =
      Read({std::istreambuf_iterator<char>(file), {}}, {1641889530, 1, 9});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->states, ElementsAre(kUnknown, kUnknown, kUnknown, kUp, kUp,
                                        kUnknown, kUnknown, kUp, kUnknown));
  EXPECT_EQ(read->last_sample, 7);
  EXPECT_THAT(Rules(), IsEmpty());
}

}  // namespace
}  // namespace regisseur::prometheus
