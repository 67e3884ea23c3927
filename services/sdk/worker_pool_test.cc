#include "services/sdk/worker_pool.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace regisseur::sdk {
namespace {

TEST(WorkerPoolTest, RunsEverythingThatItAccepted) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(4, 100);
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(pool.TryRun([&ran] { ++ran; }));
    }
  }
  EXPECT_EQ(ran, 100);
}

TEST(WorkerPoolTest, RefusesWhenThreadsAndQueueAreFull) {
  absl::Notification go;
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(2, 1);
    const auto wait = [&] {
      go.WaitForNotification();
      ++ran;
    };
    int accepted = 0;
    while (accepted < 10 && pool.TryRun(wait)) ++accepted;
    EXPECT_EQ(accepted, 3);
    go.Notify();
  }
  EXPECT_EQ(ran, 3);
}

}  // namespace
}  // namespace regisseur::sdk
