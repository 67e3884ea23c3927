#include "core/partnership/idea.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(AgreementTest, IsTheNumberOfPartiesAndAProductBelowOne) {
  // 1/2 * 1/2 * 1/2.
  EXPECT_EQ(Agreement(1, 1, 1).ToString(), "3.1250");
  // 2/3 * 2/3 = 4/9.
  EXPECT_EQ(Agreement(2, 2, 0).ToString(), "2.4444");
  // 3/4 * 1/2.
  EXPECT_EQ(Agreement(3, 1, 0).ToString(), "2.3750");
  // 9/10.
  EXPECT_EQ(Agreement(0, 0, 9).ToString(), "1.9000");
  EXPECT_EQ(Agreement(0, 0, 0).ToString(), "0.0000");
  EXPECT_EQ(Agreement(2, 2, 2).parties(), 3);
}

TEST(AgreementTest, AllThreeComeBeforeAnyNumberOfTwo) {
  EXPECT_GT(Agreement::Compare(Agreement(1, 1, 1), Agreement(500, 500, 0)), 0);
  EXPECT_GT(Agreement::Compare(Agreement(1, 1, 0), Agreement(0, 0, 100'000)),
            0);
}

TEST(AgreementTest, EvenSupportComesBeforeUneven) {
  // 2/3 * 2/3 * 2/3 = 8/27 (0.296) against 4/5 * 1/2 * 1/2 = 1/5.
  EXPECT_GT(Agreement::Compare(Agreement(2, 2, 2), Agreement(4, 1, 1)), 0);
  EXPECT_EQ(Agreement::Compare(Agreement(4, 1, 1), Agreement(1, 4, 1)), 0);
  EXPECT_LT(Agreement::Compare(Agreement(1, 1, 1), Agreement(1, 1, 2)), 0);
}

// 99,999 / 100,000 and 100,000 / 100,001 differ in the eleventh decimal.
TEST(AgreementTest, IsExactForManyPersons) {
  EXPECT_LT(Agreement::Compare(Agreement(99'999, 99'999, 99'999),
                               Agreement(100'000, 99'999, 99'999)),
            0);
  EXPECT_EQ(Agreement(1'000'000, 0, 0).ToString(),
            Agreement(kMostEndorsers, 0, 0).ToString());
}

TEST(IdeaTest, GoesFromNewToRealised) {
  std::vector<MatterMove> moves = {MatterMove::kProposed};
  for (const auto& [move, state] :
       {std::pair(MatterMove::kEndorsed, IdeaState::kNew),
        std::pair(MatterMove::kAccepted, IdeaState::kAccepted),
        std::pair(MatterMove::kStarted, IdeaState::kStarted),
        std::pair(MatterMove::kRealised, IdeaState::kRealised)}) {
    EXPECT_TRUE(CheckIdeaMove(FoldIdea(moves), move).ok());
    moves.push_back(move);
    EXPECT_EQ(FoldIdea(moves), state);
  }
  EXPECT_TRUE(CheckIdeaMove(IdeaState::kRealised, MatterMove::kChecked).ok());
  EXPECT_FALSE(CheckIdeaMove(IdeaState::kStarted, MatterMove::kChecked).ok());
  EXPECT_FALSE(CheckIdeaMove(IdeaState::kNew, MatterMove::kStarted).ok());
  EXPECT_FALSE(CheckIdeaMove(IdeaState::kDeclined, MatterMove::kEndorsed).ok());
  EXPECT_EQ(FoldIdea(std::vector<MatterMove>{MatterMove::kProposed,
                                             MatterMove::kRefused}),
            IdeaState::kDeclined);
}

TEST(BenefitTest, LessCostAndMoreOfTheRestAreBetter) {
  const Decimal before = Decimal::Parse("1000.00").value();
  const Decimal after = Decimal::Parse("760.50").value();
  EXPECT_EQ(BenefitOf(/*lower_is_better=*/true, before, after)->ToString(),
            "239.50");
  EXPECT_EQ(BenefitOf(/*lower_is_better=*/false, before, after)->ToString(),
            "-239.50");
}

}  // namespace
}  // namespace regisseur
