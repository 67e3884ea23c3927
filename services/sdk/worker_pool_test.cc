#include "services/sdk/worker_pool.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
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

TEST(WorkerPoolTest, ThoseWhoHangLeaveTheOthersTheirThreads) {
  absl::Notification go;
  absl::Notification answered;
  WorkerPool pool(101, 0);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pool.TryRun([&go] { go.WaitForNotification(); }));
  }
  ASSERT_TRUE(pool.TryRun([&answered] { answered.Notify(); }));
  EXPECT_TRUE(answered.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_EQ(pool.threads(), 101);
  go.Notify();
  // What nobody needs any more ends.
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (pool.threads() > WorkerPool::kIdleThreads && absl::Now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_LE(pool.threads(), WorkerPool::kIdleThreads);
  absl::Notification again;
  EXPECT_TRUE(pool.TryRun([&again] { again.Notify(); }));
  EXPECT_TRUE(again.WaitForNotificationWithTimeout(absl::Seconds(30)));
}

}  // namespace
}  // namespace regisseur::sdk
