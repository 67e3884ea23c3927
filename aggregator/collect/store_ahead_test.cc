#include "aggregator/collect/store_ahead.h"

#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

FactBatch Numbered(int64_t number) {
  FactBatch batch;
  batch.number = number;
  return batch;
}

TEST(StoreAheadTest, TheNextBatchIsReadWhileOneIsStored) {
  absl::Notification read;
  StoreAhead ahead(
      [&](FactBatch) {
        // Would never end if Begin waited for it.
        read.WaitForNotification();
        return absl::OkStatus();
      },
      [] {});
  EXPECT_TRUE(ahead.Begin(Numbered(1)).ok());
  read.Notify();
  EXPECT_TRUE(ahead.Finish().ok());
}

TEST(StoreAheadTest, OneIsStoredAfterTheOtherInOrder) {
  std::vector<int64_t> stored;  // unguarded: one at a time
  {
    StoreAhead ahead(
        [&](FactBatch batch) {
          stored.push_back(batch.number);
          return absl::OkStatus();
        },
        [] {});
    for (const int64_t number : {1, 2, 3}) {
      EXPECT_TRUE(ahead.Begin(Numbered(number)).ok());
    }
  }
  EXPECT_THAT(stored, ElementsAre(1, 2, 3));
}

TEST(StoreAheadTest, NothingIsStoredAfterWhatCouldNotBe) {
  std::vector<int64_t> tried;
  int failures = 0;
  StoreAhead ahead(
      [&](FactBatch batch) {
        tried.push_back(batch.number);
        return batch.number == 2 ? absl::ResourceExhaustedError("full")
                                 : absl::OkStatus();
      },
      [&] { ++failures; });
  EXPECT_TRUE(ahead.Begin(Numbered(1)).ok());
  EXPECT_TRUE(ahead.Begin(Numbered(2)).ok());
  EXPECT_EQ(ahead.Begin(Numbered(3)), absl::ResourceExhaustedError("full"));
  EXPECT_EQ(ahead.Begin(Numbered(4)), absl::ResourceExhaustedError("full"));
  EXPECT_EQ(ahead.Finish(), absl::ResourceExhaustedError("full"));
  EXPECT_THAT(tried, ElementsAre(1, 2));
  EXPECT_EQ(failures, 1);
}

TEST(StoreAheadTest, WhoeverWaitsForTheNextHearsOfAFailureAtOnce) {
  absl::Notification cancelled;
  StoreAhead ahead([](FactBatch) { return absl::DataLossError("broken"); },
                   [&] { cancelled.Notify(); });
  EXPECT_TRUE(ahead.Begin(Numbered(1)).ok());
  cancelled.WaitForNotification();
  EXPECT_EQ(ahead.Finish(), absl::DataLossError("broken"));
}

}  // namespace
}  // namespace regisseur
