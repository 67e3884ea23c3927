#include "services/prometheus/component_query.h"

#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::prometheus {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

absl::StatusOr<std::vector<ComponentQuery>> Read(const std::string& queries) {
  sdk::SourceSpec source;
  source.options["queries"] = queries;
  return ReadQueries(source);
}

TEST(ComponentQueryTest, ReadsUpAndRatio) {
  const auto queries = Read(
      "web (Website) up: min_over_time(probe_success{job=~\"a|b\"}[1m])\n"
      "api ratio degraded_performance<0.999 major_outage<0.9: job:ok:ratio\n");
  ASSERT_TRUE(queries.ok()) << queries.status();
  ASSERT_THAT(*queries, SizeIs(2));
  EXPECT_EQ((*queries)[0].id, "web");
  EXPECT_EQ((*queries)[0].name, "Website");
  EXPECT_EQ((*queries)[0].promql,
            "min_over_time(probe_success{job=~\"a|b\"}[1m])");
  EXPECT_THAT((*queries)[0].bounds, SizeIs(0));
  EXPECT_EQ((*queries)[1].promql, "job:ok:ratio");
  ASSERT_THAT((*queries)[1].bounds, SizeIs(2));
  EXPECT_EQ((*queries)[1].bounds[0].state, OperationalState::kMajorOutage);
  EXPECT_EQ((*queries)[1].bounds[0].bound, 0.9);
}

TEST(ComponentQueryTest, RefusesWhatItCannotMean) {
  struct Case {
    std::string queries;
    std::string says;
  };
  for (const Case& c : {
           Case{"", "ID [(NAME)] up: QUERY"},
           Case{"web up", "web up"},
           Case{"web up:", "web up:"},
           Case{"web upp: up", "web upp: up"},
           Case{"web up major_outage<1: up", "major_outage<1"},
           Case{"web ratio: up", "at least one bound"},
           Case{"web ratio major<0.9: up", "major_outage"},
           Case{"web ratio major_outage<nan: up", "major_outage<nan"},
           Case{"web ratio operational<0.9: up", "operational<0.9"},
           Case{"web ratio major_outage<0.9 partial_outage<0.8: up",
                "further out"},
           Case{"web ratio major_outage<0.9 partial_outage>0.8: up",
                "all below"},
           Case{"web ratio major_outage<0.9 major_outage<0.8: up",
                "one bound a state"},
           Case{"web up: a\nweb up: b", "the id web"},
       }) {
    const auto read = Read(c.queries);
    ASSERT_FALSE(read.ok()) << c.queries;
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(sdk::ProblemOf(read.status()).message, HasSubstr(c.says));
  }
}

TEST(ComponentQueryTest, UpnessIsAllSomeOrNone) {
  const ComponentQuery up;
  EXPECT_EQ(StateOfValue(up, 1), OperationalState::kOperational);
  EXPECT_EQ(StateOfValue(up, 3), OperationalState::kOperational);
  EXPECT_EQ(StateOfValue(up, 0.5), OperationalState::kPartialOutage);
  EXPECT_EQ(StateOfValue(up, 0), OperationalState::kMajorOutage);
  EXPECT_EQ(StateOfValue(up, -1), OperationalState::kMajorOutage);
}

TEST(ComponentQueryTest, ARatioIsTheWorstStateThatItIsBeyond) {
  const ComponentQuery good =
      Read(
          "a ratio partial_outage<0.99 degraded_performance<0.999 "
          "major_outage<0.9: r")
          .value()[0];
  // At the bound it is not beyond it.
  EXPECT_EQ(StateOfValue(good, 0.999), OperationalState::kOperational);
  EXPECT_EQ(StateOfValue(good, 0.9989), OperationalState::kDegradedPerformance);
  EXPECT_EQ(StateOfValue(good, 0.98), OperationalState::kPartialOutage);
  EXPECT_EQ(StateOfValue(good, 0), OperationalState::kMajorOutage);
  const ComponentQuery errors =
      Read("a ratio degraded_performance>0.01 major_outage>0.5: e").value()[0];
  EXPECT_EQ(StateOfValue(errors, 0.01), OperationalState::kOperational);
  EXPECT_EQ(StateOfValue(errors, 0.02), OperationalState::kDegradedPerformance);
  EXPECT_EQ(StateOfValue(errors, 0.6), OperationalState::kMajorOutage);
}

TEST(ComponentQueryTest, WhatIsNoNumberIsUnknownWhateverIsAsked) {
  const ComponentQuery ratio =
      Read("a ratio degraded_performance<0.999: r").value()[0];
  for (const double value : {std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(StateOfValue(ComponentQuery{}, value),
              OperationalState::kUnknown);
    EXPECT_EQ(StateOfValue(ratio, value), OperationalState::kUnknown);
  }
}

}  // namespace
}  // namespace regisseur::prometheus
