#include "aggregator/api/collection_runs.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

// Tells ten steps of each source, then waits until it may end.
class SteppingCollector final : public Collector {
 public:
  absl::Status CollectNow(
      const Principal& who, const std::vector<std::string>& ids,
      const std::function<void(const CollectProgress&)>& progress,
      const absl::Notification& cancelled) override {
    ++collections;
    for (int batches = 1; batches <= 10; ++batches) {
      for (const std::string& id : ids) {
        progress({.source = id, .done = batches == 10, .batches = batches});
      }
    }
    if (!told.HasBeenNotified()) told.Notify();
    may_end.WaitForNotification();
    return outcome;
  }
  absl::StatusOr<SourceCheckResult> Check(const Principal& who,
                                          absl::string_view id,
                                          const absl::Notification&) override {
    return absl::UnimplementedError("");
  }
  std::optional<CollectActivity> FindActivity(
      absl::string_view source) const override {
    return std::nullopt;
  }

  std::atomic<int> collections = 0;
  absl::Notification told;
  absl::Notification may_end;
  absl::Status outcome;
};

class CollectionRunsTest : public ::testing::Test {
 protected:
  static Principal Person(const std::string& identity) {
    Principal person = Principal::LocalAdministrator();
    person.identity = identity;
    return person;
  }

  absl::Status Collect(const std::string& identity,
                       const std::string& request_id,
                       const std::string& request = "all",
                       bool repeated = false) {
    return runs_.Collect(
        Person(identity), {"a", "b"}, request_id, request, repeated,
        [this](const CollectProgress& step) {
          heard_.push_back(absl::StrCat(step.source, step.batches));
          return absl::OkStatus();
        },
        never_);
  }

  SteppingCollector collector_;
  CollectionRuns runs_{collector_};
  const absl::Notification never_;
  std::vector<std::string> heard_;
};

TEST_F(CollectionRunsTest, WhoeverRepeatsHearsTheNewestStepOfEachSource) {
  std::thread first([&] {
    EXPECT_TRUE(runs_
                    .Collect(
                        Person("ann"), {"a", "b"}, "1", "all", false,
                        [](const CollectProgress&) { return absl::OkStatus(); },
                        never_)
                    .ok());
  });
  collector_.told.WaitForNotification();
  collector_.may_end.Notify();
  EXPECT_TRUE(Collect("ann", "1").ok());
  EXPECT_THAT(heard_, ElementsAre("a10", "b10"));
  EXPECT_EQ(collector_.collections, 1);
  first.join();
}

TEST_F(CollectionRunsTest, ARequestIdIsItsCallersOwn) {
  collector_.may_end.Notify();
  EXPECT_TRUE(Collect("ann", "1").ok());
  EXPECT_TRUE(Collect("bob", "1", "another").ok());
  EXPECT_EQ(collector_.collections, 2);
}

TEST_F(CollectionRunsTest, OneIdForTwoRequestsIsRefused) {
  collector_.may_end.Notify();
  EXPECT_TRUE(Collect("ann", "1", "all").ok());
  // The same sources today, another request.
  EXPECT_EQ(Collect("ann", "1", "ids a, b").code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(Collect("ann", "", "all").ok());
  EXPECT_TRUE(Collect("ann", "", "all").ok());
  EXPECT_EQ(collector_.collections, 3);
}

TEST_F(CollectionRunsTest, ARequestOfAnEarlierDaemonIsNotCollectedAgain) {
  collector_.may_end.Notify();
  EXPECT_EQ(Collect("ann", "1", "all", true).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(collector_.collections, 0);
}

TEST_F(CollectionRunsTest, OneThatWasBrokenOffMayComeAgain) {
  collector_.may_end.Notify();
  collector_.outcome = absl::CancelledError("the caller went away");
  EXPECT_EQ(Collect("ann", "1").code(), absl::StatusCode::kCancelled);
  collector_.outcome = absl::OkStatus();
  EXPECT_TRUE(Collect("ann", "1", "all", true).ok());
  EXPECT_TRUE(Collect("ann", "1", "all", true).ok());
  EXPECT_EQ(collector_.collections, 2);
}

}  // namespace
}  // namespace regisseur
