#include "core/partnership/review.h"

#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

ReviewScores All(int score) {
  ReviewScores scores;
  for (const ReviewQuestion& question : ReviewQuestions()) {
    scores[std::string(question.id)] = score;
  }
  return scores;
}

TEST(ReviewQuarterTest, IsReadAndWritten) {
  EXPECT_EQ(ParseQuarter("2026-Q3")->first, absl::CivilMonth(2026, 7));
  EXPECT_EQ(ParseQuarter("2026-Q3")->ToString(), "2026-Q3");
  EXPECT_EQ(ParseQuarter("2026-Q3")->End(), absl::CivilDay(2026, 10, 1));
  for (const char* text : {"", "2026-Q5", "2026-3", "2026-Q33", "26-Q3"}) {
    EXPECT_FALSE(ParseQuarter(text).ok()) << text;
  }
  EXPECT_EQ(QuarterBefore(absl::CivilDay(2026, 11, 29)).ToString(), "2026-Q3");
  EXPECT_EQ(QuarterBefore(absl::CivilDay(2026, 1, 1)).ToString(), "2025-Q4");
}

TEST(ReviewScoresTest, EveryQuestionHasOne) {
  EXPECT_TRUE(CheckReviewScores(All(3)).ok());
  EXPECT_THAT(CheckReviewScores(All(6)).message(), HasSubstr("is 6"));
  ReviewScores scores = All(3);
  scores.erase("value");
  EXPECT_THAT(CheckReviewScores(scores).message(), HasSubstr("value has none"));
  scores = All(3);
  scores["weather"] = 5;
  EXPECT_THAT(CheckReviewScores(scores).message(), HasSubstr("\"weather\""));
}

TEST(ReviewScoresTest, TheMeanHasTwoDecimals) {
  ReviewScores scores = All(3);
  scores["value"] = 4;
  // (7 * 3 + 4) / 8 = 3.125.
  EXPECT_EQ(MeanOfScores(scores), "3.13");
}

TEST(ReviewTest, IsSignedWhenBothAnswered) {
  ReviewStanding standing;
  standing.customer = All(4);
  EXPECT_FALSE(standing.MaySeeOther());
  EXPECT_TRUE(CheckMayScore(standing).ok());
  EXPECT_FALSE(CheckMaySign(standing, Participant::kCustomer).ok());
  standing.provider = All(2);
  EXPECT_TRUE(standing.MaySeeOther());
  EXPECT_FALSE(CheckMayScore(standing).ok());
  EXPECT_TRUE(CheckMaySign(standing, Participant::kCustomer).ok());
  standing.customer_signed = true;
  EXPECT_FALSE(CheckMaySign(standing, Participant::kCustomer).ok());
  EXPECT_TRUE(CheckMaySign(standing, Participant::kProvider).ok());
}

TEST(ReviewTest, EveryQuestionHasItsStatement) {
  for (const ReviewQuestion& question : ReviewQuestions()) {
    EXPECT_TRUE(IsKnownRule(question.rule)) << question.rule;
  }
}

}  // namespace
}  // namespace regisseur
