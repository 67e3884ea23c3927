#include "aggregator/storage/write_queue.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

constexpr char kInsertSourceSql[] = "INSERT INTO source (name) VALUES (?1)";

// A database that only tells in which order it was asked.
class NoDatabase final : public Database {
 public:
  class NoTransaction final : public Transaction {
   public:
    Statement& Prepared(const char*) override { std::abort(); }
    absl::Status Commit() override { return absl::OkStatus(); }
    void OnRollback(std::function<void()>) override {}
  };
  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite(WriteLane) override {
    return std::make_unique<NoTransaction>();
  }
  absl::Status Read(
      const std::function<absl::Status(Connection&)>&) const override {
    return absl::OkStatus();
  }
  int64_t data_version() const override { return 0; }
  absl::Status CheckRoom() const override { return absl::OkStatus(); }
  bool ReleaseReserve() override { return false; }
};

TEST(WriteQueueTest, ActsGoBeforeImportsThatWaitLonger) {
  NoDatabase database;
  auto queue = std::make_unique<WriteQueue>(database);
  std::vector<std::string> order;  // written by the writer thread only
  absl::Notification busy;
  absl::Notification go_on;
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    (void)queue->Write(WriteQueue::Lane::kImport, [&](Transaction&) {
      busy.Notify();
      go_on.WaitForNotification();
      order.push_back("first");
      return absl::OkStatus();
    });
  });
  busy.WaitForNotification();

  const auto enqueue = [&](WriteQueue::Lane lane, const std::string& name,
                           int waiting) {
    threads.emplace_back([&queue, &order, lane, name] {
      (void)queue->Write(lane, [&order, name](Transaction&) {
        order.push_back(name);
        return absl::OkStatus();
      });
    });
    while (queue->waiting() < waiting) std::this_thread::yield();
  };
  enqueue(WriteQueue::Lane::kImport, "import 1", 1);
  enqueue(WriteQueue::Lane::kImport, "import 2", 2);
  enqueue(WriteQueue::Lane::kAct, "act 1", 3);
  enqueue(WriteQueue::Lane::kAct, "act 2", 4);
  go_on.Notify();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order,
              ElementsAre("first", "act 1", "act 2", "import 1", "import 2"));
}

TEST(WriteQueueTest, FinishesWhatWaitsBeforeItEnds) {
  NoDatabase database;
  int done = 0;
  std::vector<std::thread> threads;
  auto queue = std::make_unique<WriteQueue>(database);
  absl::Notification busy;
  absl::Notification go_on;
  threads.emplace_back([&] {
    (void)queue->Write(WriteQueue::Lane::kImport, [&](Transaction&) {
      busy.Notify();
      go_on.WaitForNotification();
      ++done;
      return absl::OkStatus();
    });
  });
  busy.WaitForNotification();
  threads.emplace_back([&] {
    (void)queue->Write(WriteQueue::Lane::kImport, [&](Transaction&) {
      ++done;
      return absl::OkStatus();
    });
  });
  while (queue->waiting() < 1) std::this_thread::yield();
  go_on.Notify();
  queue.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 2);
}

class WriteQueueStorageTest : public StorageFixture {};

TEST_F(WriteQueueStorageTest, AWriteThatFailsLeavesNothing) {
  const absl::Status status =
      queue_->Write(WriteQueue::Lane::kImport, [](Transaction& transaction) {
        Statement& insert = transaction.Prepared(kInsertSourceSql);
        insert.BindText(1, "lost");
        EXPECT_TRUE(insert.Step().ok());
        return absl::InvalidArgumentError("no");
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(StoreOneCharge("lost", "r1", "s", "1").ok());
}

}  // namespace
}  // namespace regisseur
