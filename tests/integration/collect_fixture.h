#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/collect_scheduler.h"
#include "aggregator/collect/source_collection.h"
#include "aggregator/storage/storage.h"
#include "core/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {

// A clock that counts how often somebody looks at it.
class CountingClock final : public Clock {
 public:
  absl::Time Now() const override {
    ++looks_;
    return absl::Now();
  }
  int64_t looks() const { return looks_; }

 private:
  mutable std::atomic<int64_t> looks_ = 0;
};

// Everything that collects, over an empty database in a folder of its own.
class CollectFixture : public ::testing::Test {
 protected:
  CollectFixture()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/collect-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
    database_ = OpenSqlite(folder_ + "/facts.db").value();
    queue_ = std::make_unique<WriteQueue>(*database_);
    writer_ = std::make_unique<FactWriter>(*database_, *queue_, clock_);
    originals_ =
        std::make_unique<Originals>(folder_, *database_, *queue_, clock_);
    pool_options_.adapters_dir = REGISSEUR_TEST_ADAPTERS;
    options_.limits.deadline = absl::Seconds(60);
    options_.limits.silence = absl::Seconds(30);
    portfolio_.providers.resize(1);
    portfolio_.providers[0].id = "odd";
    Begin();
  }
  ~CollectFixture() override {
    End();
    originals_.reset();
    writer_.reset();
    queue_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  // A life of the daemon.
  void Begin() {
    watch_ = std::make_unique<CallWatch>();
    pool_ = std::make_unique<AdapterPool>(pool_options_, *watch_, clock_);
    collection_ = std::make_unique<SourceCollection>(*pool_, *watch_, *writer_,
                                                     *originals_, clock_);
  }
  void End() {
    scheduler_.reset();
    collection_.reset();
    pool_.reset();
  }

  // A source of the fake adapter, with options of it.
  SourceConfig& Add(const std::string& id,
                    std::map<std::string, std::string> options = {}) {
    SourceConfig& source = portfolio_.providers[0].sources.emplace_back();
    source.id = id;
    source.provider = "odd";
    source.adapter = "fake";
    source.every = absl::Hours(24);
    source.options = std::move(options);
    return source;
  }
  // A source of an adapter that serves already.
  SourceConfig& AddRemote(const std::string& id, const std::string& endpoint) {
    SourceConfig& source = Add(id);
    source.adapter.clear();
    source.endpoint = endpoint;
    return source;
  }

  void PutInForce() {
    scheduler_->SetPortfolio(std::make_shared<const Portfolio>(portfolio_),
                             {folder_, "Europe/Amsterdam", "EUR"});
  }
  // Sources are asked by hand only; scheduler_->Start() begins with turns.
  void Start() {
    scheduler_ = std::make_unique<CollectScheduler>(options_, *collection_,
                                                    *pool_, *watch_, clock_);
    PutInForce();
  }

  // How each asked source ended.
  std::map<std::string, CollectProgress> Collect(
      const std::vector<std::string>& ids) {
    std::map<std::string, CollectProgress> ended;
    const absl::Notification never;
    const absl::Status status = scheduler_->CollectNow(
        who_, ids,
        [&](const CollectProgress& progress) {
          if (progress.done) ended[progress.source] = progress;
        },
        never);
    EXPECT_TRUE(status.ok()) << status;
    return ended;
  }

  SourceRecord Record(const std::string& source) const {
    return SourceReader(*database_).GetSource(who_, source, {}).value();
  }
  std::vector<Finding> Findings(const std::string& source) const {
    return SourceReader(*database_).ListFindings(who_, source, {}).value();
  }
  // Measurements in force.
  size_t Measured() const {
    return MeasurementReader(*database_)
        .ListMeasurements(who_, std::nullopt, {}, {})
        ->size();
  }

  const Principal who_ = Principal::System("test");
  const CountingClock clock_;
  const std::string folder_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<WriteQueue> queue_;
  std::unique_ptr<FactWriter> writer_;
  std::unique_ptr<Originals> originals_;
  std::unique_ptr<CallWatch> watch_;
  AdapterPool::Options pool_options_;
  std::unique_ptr<AdapterPool> pool_;
  std::unique_ptr<SourceCollection> collection_;
  CollectScheduler::Options options_;
  Portfolio portfolio_;
  std::unique_ptr<CollectScheduler> scheduler_;
};

}  // namespace regisseur
