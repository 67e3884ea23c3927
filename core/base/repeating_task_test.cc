#include "core/base/repeating_task.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(RepeatingTaskTest, WorksAtOnceAndAgainAfterItsInterval) {
  absl::BlockingCounter three(3);
  std::atomic<int> left = 3;
  RepeatingTask task(absl::Milliseconds(1), [&] {
    if (left.fetch_sub(1) > 0) three.DecrementCount();
  });
  task.Start();
  three.Wait();
  task.Stop();
  const int after = left;
  EXPECT_EQ(left, after) << "nothing runs once it stopped";
}

TEST(RepeatingTaskTest, AWakeUpIsNotLostWhileItWorks) {
  absl::Notification first;
  absl::Notification go_on;
  absl::Notification second;
  int runs = 0;
  RepeatingTask task(absl::Hours(1), [&] {
    if (++runs == 1) {
      first.Notify();
      go_on.WaitForNotification();
    } else if (runs == 2) {
      second.Notify();
    }
  });
  task.Start();
  first.WaitForNotification();
  task.Wake();
  go_on.Notify();
  second.WaitForNotification();
}

TEST(RepeatingTaskTest, StoppingTellsTheWorkAndWaitsForIt) {
  absl::Notification begun;
  bool told = false;
  RepeatingTask* running = nullptr;
  RepeatingTask task(absl::Hours(1), [&] {
    begun.Notify();
    while (!running->stopping()) std::this_thread::yield();
    told = true;
  });
  running = &task;
  task.Start();
  begun.WaitForNotification();
  task.Stop();
  EXPECT_TRUE(told);
  task.Stop();
}

TEST(RepeatingTaskTest, OneThatNeverBeganEndsToo) {
  RepeatingTask task(absl::Hours(1), [] { FAIL(); });
  task.Stop();
}

}  // namespace
}  // namespace regisseur
