#include "core/status/operational_state.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(OperationalStateTest, WordsGoBothWays) {
  EXPECT_EQ(OperationalStateWord(OperationalState::kMajorOutage),
            "major_outage");
  for (const char* word :
       {"operational", "degraded_performance", "partial_outage", "major_outage",
        "under_maintenance", "unknown"}) {
    const auto state = FindOperationalState(word);
    ASSERT_TRUE(state.has_value()) << word;
    EXPECT_EQ(OperationalStateWord(*state), word);
  }
}

TEST(OperationalStateTest, AWordThatWeDoNotKnowIsNotGuessed) {
  for (const char* word : {"", "ok", "Operational", "on_fire"}) {
    EXPECT_EQ(FindOperationalState(word), std::nullopt) << word;
  }
}

TEST(OperationalStateTest, OrdersFromMajorOutageToOperational) {
  using enum OperationalState;
  const OperationalState kWorstFirst[] = {kMajorOutage,         kPartialOutage,
                                          kDegradedPerformance, kUnknown,
                                          kUnderMaintenance,    kOperational};
  for (int i = 0; i < 6; ++i) {
    for (int j = i; j < 6; ++j) {
      EXPECT_EQ(Worse(kWorstFirst[i], kWorstFirst[j]), kWorstFirst[i]);
      EXPECT_EQ(Worse(kWorstFirst[j], kWorstFirst[i]), kWorstFirst[i]);
    }
  }
}

}  // namespace
}  // namespace regisseur
