#include "core/pricing/indexation.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilDay;
using Outcome = IndexedPrice::Outcome;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// Story S7.
IndexationClause Clause() {
  IndexationClause clause;
  clause.series = "CBS-DPI-62";
  clause.month = 4;
  clause.day = 1;
  clause.compare_from = clause.compare_to = "Q4";
  clause.announce = {1, 0};
  return clause;
}

IndexSeries Series() {
  return {{"2022-Q4", {D("118.6"), std::nullopt, false}},
          {"2023-Q4", {D("123.5"), D("4.1"), true}}};
}

IndexedPrice Index(const IndexationClause& clause,
                   std::optional<CivilDay> announced = CivilDay(2024, 2, 28)) {
  auto indexed =
      ComputeIndexedPrice(clause, D("9500.00"), 2024, Series(), announced);
  EXPECT_TRUE(indexed.ok()) << indexed.status();
  return *std::move(indexed);
}

TEST(IndexationTest, FollowsTheClauseToTheCent) {
  IndexationClause clause = Clause();
  // 9,500 * 1.041
  EXPECT_EQ(Index(clause).price.ToString(), "9889.50");
  EXPECT_TRUE(Index(clause).provisional);
  EXPECT_EQ(Index(clause).compare_from, "2022-Q4");
  clause.measure = IndexationClause::Measure::kRatio;
  // 9,500 * 123.5 / 118.6 = 9,892.4958
  EXPECT_EQ(Index(clause).price.ToString(), "9892.50");
  EXPECT_EQ(Index(clause).change_percent, D("4.131535"));
  clause.cap_percent = D("3");
  EXPECT_EQ(Index(clause).price.ToString(), "9785.00");
  EXPECT_TRUE(Index(clause).capped);
  clause.measure = IndexationClause::Measure::kPublishedChange;
  EXPECT_EQ(Index(clause).price.ToString(), "9785.00");
}

TEST(IndexationTest, ALateLetterChangesNothing) {
  EXPECT_EQ(Index(Clause(), CivilDay(2024, 3, 5)).price.ToString(), "9500.00");
  EXPECT_EQ(Index(Clause(), CivilDay(2024, 3, 5)).outcome,
            Outcome::kNotAnnounced);
  EXPECT_EQ(Index(Clause(), std::nullopt).outcome, Outcome::kNotAnnounced);
  // 1 March is the first day too late.
  EXPECT_EQ(Index(Clause(), CivilDay(2024, 2, 29)).outcome, Outcome::kApplied);
  EXPECT_EQ(Index(Clause(), CivilDay(2024, 3, 1)).outcome,
            Outcome::kNotAnnounced);
}

TEST(IndexationTest, WaitsForTheFirstYearAndForFigures) {
  IndexationClause clause = Clause();
  clause.first_year = 2025;
  EXPECT_EQ(Index(clause).outcome, Outcome::kNotDue);
  clause = Clause();
  clause.compare_to = "Q3";
  EXPECT_EQ(Index(clause).outcome, Outcome::kFigureMissing);
  EXPECT_EQ(Index(clause).price.ToString(), "9500.00");
}

TEST(IndexationTest, AFloorHoldsPricesUp) {
  IndexationClause clause = Clause();
  clause.floor_percent = D("5");
  for (const auto measure : {IndexationClause::Measure::kPublishedChange,
                             IndexationClause::Measure::kRatio}) {
    clause.measure = measure;
    EXPECT_EQ(Index(clause).price.ToString(), "9975.00");
    EXPECT_TRUE(Index(clause).floored);
  }
}

TEST(IndexationTest, SaysWhatABilledPriceIsAboveTheClause) {
  // (10,000.00 - 9,889.50) * 12
  EXPECT_EQ(*YearlyAboveClause(D("10000.00"), D("9889.50")), D("1326.00"));
  EXPECT_EQ(*YearlyAboveClause(D("9000.00"), D("9889.50")), D("0"));
}

}  // namespace
}  // namespace regisseur
