// Collecting from adapter processes that behave and misbehave, into a real
// store: what holds whatever a partner does.

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/collect_scheduler.h"
#include "aggregator/collect/source_collection.h"
#include "aggregator/storage/storage.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class CollectTest : public ::testing::Test {
 protected:
  CollectTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/collect-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
    database_ = OpenSqlite(folder_ + "/facts.db").value();
    queue_ = std::make_unique<WriteQueue>(*database_);
    writer_ = std::make_unique<FactWriter>(*database_, *queue_, clock_);
    originals_ =
        std::make_unique<Originals>(folder_, *database_, *queue_, clock_);
    AdapterPool::Options pool;
    pool.adapters_dir = REGISSEUR_TEST_ADAPTERS;
    pool_ = std::make_unique<AdapterPool>(pool, watch_);
    collection_ = std::make_unique<SourceCollection>(*pool_, watch_, *writer_,
                                                     *originals_, clock_);
    options_.limits.deadline = absl::Seconds(60);
    options_.limits.silence = absl::Seconds(30);
  }
  ~CollectTest() override {
    scheduler_.reset();
    collection_.reset();
    pool_.reset();
    originals_.reset();
    writer_.reset();
    queue_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Add(const std::string& id, std::map<std::string, std::string> options) {
    SourceConfig source;
    source.id = id;
    source.provider = "odd";
    source.adapter = "odd";
    source.every = absl::Hours(24);
    source.options = std::move(options);
    portfolio_.providers.resize(1);
    portfolio_.providers[0].id = "odd";
    portfolio_.providers[0].sources.push_back(std::move(source));
  }

  void Start() {
    scheduler_ = std::make_unique<CollectScheduler>(options_, *collection_,
                                                    *pool_, watch_, clock_);
    scheduler_->SetPortfolio(std::make_shared<const Portfolio>(portfolio_),
                             {folder_, "Europe/Amsterdam", "EUR"});
  }

  // How each asked source ended.
  std::map<std::string, CollectProgress> Collect(
      const std::vector<std::string>& ids) {
    std::map<std::string, CollectProgress> ended;
    absl::Notification never;
    const absl::Status status = scheduler_->CollectNow(
        who_, ids,
        [&](const CollectProgress& progress) {
          if (progress.done) ended[progress.source] = progress;
        },
        never);
    EXPECT_TRUE(status.ok()) << status;
    return ended;
  }

  // BilledCost in force, and the lines it comes from.
  std::string Billed() {
    ExactSum sum;
    int64_t lines = 0;
    const absl::Status read =
        CostReader(*database_)
            .ReadTotals(who_, {}, {}, [&](const CostTotalRow& row) {
              lines += row.total.charge_count;
              return sum.Add(row.total.billed);
            });
    EXPECT_TRUE(read.ok()) << read;
    return absl::StrCat(sum.ToString(), " of ", lines);
  }

  // A page polled three times is one delivery whose coverage grew.
  void ExpectOneDelivery(const std::string& page) {
    for (int i = 0; i < 3; ++i) Collect({page});
    EXPECT_EQ(Record(page).deliveries_in_force, 1);
    const StatusReader status(*database_);
    const auto coverage = status.GetCoverage(who_, page, {}).value();
    ASSERT_TRUE(coverage.last_observed.has_value());
    EXPECT_GT(*coverage.last_observed, *coverage.first_observed);
    const auto changes = status.ListStateChanges(who_, page, {}, {}).value();
    ASSERT_EQ(changes.size(), 1u);
    ASSERT_EQ(changes.begin()->second.size(), 1u);
    EXPECT_EQ(changes.begin()->second[0].state, OperationalState::kMajorOutage);
  }

  SourceRecord Record(const std::string& source) {
    return SourceReader(*database_).GetSource(who_, source, {}).value();
  }

  const Principal who_ = Principal::System("test");
  const SystemClock clock_;
  const std::string folder_;
  CallWatch watch_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<WriteQueue> queue_;
  std::unique_ptr<FactWriter> writer_;
  std::unique_ptr<Originals> originals_;
  std::unique_ptr<AdapterPool> pool_;
  std::unique_ptr<SourceCollection> collection_;
  CollectScheduler::Options options_;
  Portfolio portfolio_;
  std::unique_ptr<CollectScheduler> scheduler_;
};

TEST_F(CollectTest, StoresWhatAnAdapterDelivers) {
  Add("a", {{"batches", "3"}});
  Start();
  const auto ended = Collect({"a"});
  EXPECT_EQ(ended.at("a").batches, 3);
  EXPECT_EQ(ended.at("a").rows, 3);
  EXPECT_FALSE(ended.at("a").failure.has_value());
  EXPECT_EQ(Billed(), "30.00 of 3");
  EXPECT_TRUE(Record("a").last_answer.has_value());
  // Again: nothing new, nothing twice.
  EXPECT_TRUE(Collect({"a"}).at("a").unchanged);
  EXPECT_EQ(Billed(), "30.00 of 3");
}

TEST_F(CollectTest, AnswersNotFoundForAnUnknownSourceBeforeAskingAny) {
  Add("a", {});
  Start();
  absl::Notification never;
  const absl::Status status = scheduler_->CollectNow(
      who_, {"a", "b"}, [](const CollectProgress&) { FAIL(); }, never);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("'b'"));
}

TEST_F(CollectTest, RecordsWhoHasToActOnAFailure) {
  Add("p", {{"do", "refuse"}});
  Add("t", {{"do", "offline"}});
  Add("c", {{"do", "misconfigured"}});
  Start();
  const auto ended = Collect({"p", "t", "c"});
  EXPECT_EQ(ended.at("p").failure->outcome, TryOutcome::kPartner);
  EXPECT_EQ(ended.at("t").failure->outcome, TryOutcome::kTransient);
  EXPECT_EQ(ended.at("c").failure->outcome, TryOutcome::kConfiguration);
  EXPECT_FALSE(Record("p").last_answer.has_value());
  EXPECT_EQ(Record("p").failures_in_row, 1);
  EXPECT_EQ(Record("t").failure->rule, "http-timeout");
}

TEST_F(CollectTest, SetsAsideTheOneThatKillsItsAdapterAndDelaysNobody) {
  Add("good", {});
  Add("killer", {{"do", "crash"}, {"period", "2026-08"}});
  Start();
  const auto ended = Collect({"good", "killer"});
  EXPECT_FALSE(ended.at("good").failure.has_value())
      << ended.at("good").failure->message;
  ASSERT_TRUE(ended.at("killer").failure.has_value());
  EXPECT_EQ(ended.at("killer").failure->rule, "adapter-crashed");
  EXPECT_EQ(scheduler_->FindActivity("killer")->phase,
            CollectActivity::Phase::kSetAside);
  const auto findings =
      SourceReader(*database_).ListFindings(who_, "killer", {}).value();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "adapter-crashed");
  EXPECT_THAT(findings[0].arguments.at("end"), HasSubstr("signal 9"));
  // What the killer delivered before is staged, not counted.
  EXPECT_EQ(Billed(), "30.00 of 3");
}

TEST_F(CollectTest, AHungAdapterDelaysNobody) {
  options_.concurrency = 2;
  options_.patience = absl::Milliseconds(50);
  for (int i = 0; i < 6; ++i) {
    Add(absl::StrCat("hung", i), {{"do", "hang"}});
  }
  Add("good", {});
  Start();
  std::vector<std::string> hung;
  for (int i = 0; i < 6; ++i) hung.push_back(absl::StrCat("hung", i));
  absl::Notification enough;
  std::thread waits([&] {
    const absl::Status status = scheduler_->CollectNow(
        who_, hung, [](const CollectProgress&) {}, enough);
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  });
  // Twice as many hang as there are places, and it is answered.
  EXPECT_FALSE(Collect({"good"}).at("good").failure.has_value());
  enough.Notify();
  waits.join();
}

TEST_F(CollectTest, ASilentAdapterIsGivenUp) {
  options_.limits.silence = absl::Milliseconds(50);
  Add("hung", {{"do", "hang"}});
  Start();
  const auto ended = Collect({"hung"});
  EXPECT_EQ(ended.at("hung").failure->rule, "adapter-hung");
  EXPECT_EQ(ended.at("hung").failure->outcome, TryOutcome::kTransient);
}

TEST_F(CollectTest, ADeliveryCountsWhollyOrNotAtAll) {
  const std::string release = folder_ + "/release";
  Add("a", {{"batches", "3"}, {"release", release}});
  Start();
  absl::Notification staged, never;
  std::thread collects([&] {
    EXPECT_TRUE(scheduler_
                    ->CollectNow(
                        who_, {"a"},
                        [&](const CollectProgress& progress) {
                          if (progress.batches == 2 &&
                              !staged.HasBeenNotified()) {
                            staged.Notify();
                          }
                        },
                        never)
                    .ok());
  });
  staged.WaitForNotification();
  EXPECT_EQ(Billed(), "0 of 0");
  std::fclose(std::fopen(release.c_str(), "w"));
  collects.join();
  EXPECT_EQ(Billed(), "30.00 of 3");
}

TEST_F(CollectTest, AStoppedDaemonContinuesWhereItWas) {
  const std::string release = folder_ + "/release";
  Add("a", {{"batches", "3"}, {"release", release}});
  Start();
  absl::Notification staged, never;
  std::thread collects([&] {
    EXPECT_EQ(
        scheduler_
            ->CollectNow(
                who_, {"a"},
                [&](const CollectProgress& progress) {
                  if (progress.batches == 2 && !staged.HasBeenNotified()) {
                    staged.Notify();
                  }
                },
                never)
            .code(),
        absl::StatusCode::kUnavailable);
  });
  staged.WaitForNotification();
  scheduler_->Stop();
  collects.join();
  scheduler_.reset();
  EXPECT_EQ(Billed(), "0 of 0");

  // The next life of the daemon.
  std::fclose(std::fopen(release.c_str(), "w"));
  CallWatch watch;
  AdapterPool::Options pool_options;
  pool_options.adapters_dir = REGISSEUR_TEST_ADAPTERS;
  AdapterPool pool(pool_options, watch);
  SourceCollection collection(pool, watch, *writer_, *originals_, clock_);
  scheduler_ = std::make_unique<CollectScheduler>(options_, collection, pool,
                                                  watch, clock_);
  scheduler_->SetPortfolio(std::make_shared<const Portfolio>(portfolio_),
                           {folder_, "Europe/Amsterdam", "EUR"});
  // Only the batch that was missing comes again.
  EXPECT_EQ(Collect({"a"}).at("a").batches, 1);
  EXPECT_EQ(Billed(), "30.00 of 3");
  scheduler_.reset();
}

TEST_F(CollectTest, APageThatStaysTheSameMakesNoNewDelivery) {
  for (const char* page : {"page", "page-304"}) {
    SCOPED_TRACE(page);
    Add(page, {{"do", page}, {"state", "major_outage"}});
  }
  Start();
  for (const char* page : {"page", "page-304"}) {
    SCOPED_TRACE(page);
    ExpectOneDelivery(page);
  }
}

}  // namespace
}  // namespace regisseur
