#include <sys/stat.h>

#include <fstream>

#include "absl/synchronization/notification.h"
#include "aggregator/operation/backup_keeper.h"
#include "aggregator/operation/collection_tally.h"
#include "aggregator/operation/doctor.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Hears of backups, one after the other.
class Listener {
 public:
  void Hear(const absl::StatusOr<Backup>& backup) {
    absl::MutexLock lock(&mutex_);
    heard_.push_back(backup.status());
  }
  // The outcome of the n-th one.
  absl::Status Await(size_t n) {
    const auto there = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return heard_.size() >= n;
    };
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(
        mutex_.AwaitWithTimeout(absl::Condition(&there), absl::Seconds(60)));
    return heard_.size() < n ? absl::DeadlineExceededError("") : heard_[n - 1];
  }

 private:
  absl::Mutex mutex_;
  std::vector<absl::Status> heard_ ABSL_GUARDED_BY(mutex_);
};

void NoRemovalFails(const absl::Status& removed) { ADD_FAILURE() << removed; }

class BackupKeeperTest : public StorageFixture {
 protected:
  BackupSource Source() {
    return {*database_, *queue_, folder_, "test 1", clock_};
  }
  const std::string store_ = folder_ + "/backups";
  Listener listener_;
};

TEST_F(BackupKeeperTest, MakesOneAtOnceAndOneWhenItIsDue) {
  BackupKeeper keeper(
      Source(), [this](const auto& b) { listener_.Hear(b); }, NoRemovalFails);
  BackupConfig config{.dir = store_, .every = absl::Hours(1), .keep = 1};
  keeper.SetConfig(config);
  keeper.Start();
  EXPECT_TRUE(listener_.Await(1).ok());
  clock_.Advance(absl::Minutes(61));
  keeper.SetConfig(config);  // Wakes it.
  EXPECT_TRUE(listener_.Await(2).ok());
  keeper.Stop();
  EXPECT_EQ(keeper.state().made, 2);
  EXPECT_EQ(keeper.state().last->manifest.time, clock_.Now());
  EXPECT_THAT(keeper.List().value(), SizeIs(1)) << "one is kept";
}

TEST_F(BackupKeeperTest, KnowsTheOnesOfAnEarlierDaemon) {
  ASSERT_TRUE(MakeBackup(who_, Source(), store_, [] { return false; }).ok());
  BackupKeeper keeper(
      Source(), [](const auto&) {}, NoRemovalFails);
  keeper.SetConfig({.dir = store_});
  ASSERT_TRUE(keeper.state().last.has_value());
  EXPECT_EQ(keeper.state().last->manifest.time, clock_.Now());
}

TEST_F(BackupKeeperTest, TellsAFailureUntilOneWorks) {
  ASSERT_EQ(mkdir(store_.c_str(), 0700), 0);
  std::ofstream(store_ + "/thesis.odt") << "x";
  BackupKeeper keeper(
      Source(), [this](const auto& b) { listener_.Hear(b); }, NoRemovalFails);
  keeper.SetConfig({.dir = store_});
  EXPECT_FALSE(keeper.Make(who_, "", "", false, [] { return false; }).ok());
  EXPECT_THAT(std::string(keeper.state().failure.message()),
              HasSubstr("thesis.odt"));
  ASSERT_EQ(unlink((store_ + "/thesis.odt").c_str()), 0);
  EXPECT_TRUE(keeper.Make(who_, "", "", false, [] { return false; }).ok());
  EXPECT_TRUE(keeper.state().failure.ok());
}

TEST_F(BackupKeeperTest, TheSameRequestGivesTheSameBackup) {
  BackupKeeper keeper(
      Source(), [](const auto&) {}, NoRemovalFails);
  const auto never = [] { return false; };
  const auto first = keeper.Make(who_, store_, "r1", false, never);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(keeper.Make(who_, store_, "r1", false, never)->path, first->path);
  EXPECT_EQ(
      keeper.Make(who_, folder_ + "/other", "r1", false, never).status().code(),
      absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(keeper.Make(who_, "relative", "", false, never).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(keeper.Make(who_, "", "", false, never).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(BackupKeeperTest, ARequestOfAnEarlierDaemonMakesNoSecondBackup) {
  BackupKeeper keeper(
      Source(), [](const auto&) {}, NoRemovalFails);
  const auto never = [] { return false; };
  EXPECT_EQ(keeper.Make(who_, store_, "r1", true, never).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(ListFolder(folder_).value(), Not(Contains("backups")));
}

TEST_F(BackupKeeperTest, ARequestThatFailedMayComeAgain) {
  BackupKeeper keeper(
      Source(), [](const auto&) {}, NoRemovalFails);
  EXPECT_FALSE(
      keeper.Make(who_, store_, "r1", false, [] { return true; }).ok());
  EXPECT_TRUE(keeper.Make(who_, store_, "r1", true, [] { return false; }).ok());
}

TEST_F(BackupKeeperTest, ForgetsTheOldestOfThousandRequests) {
  ASSERT_EQ(mkdir(store_.c_str(), 0700), 0);
  std::ofstream(store_ + "/thesis.odt") << "x";
  BackupKeeper keeper(
      Source(), [](const auto&) {}, NoRemovalFails);
  const auto ask = [&](int request, bool repeated) {
    return keeper
        .Make(who_, store_, absl::StrCat(request), repeated,
              [] { return false; })
        .status()
        .code();
  };
  for (int i = 0; i <= 1000; ++i) {
    EXPECT_EQ(ask(i, false), absl::StatusCode::kFailedPrecondition);
  }
  EXPECT_EQ(ask(0, true), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ask(1, true), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BackupKeeperTest, ARemovalThatFailsIsToldApartFromABackup) {
  const auto old = MakeBackup(who_, Source(), store_, [] { return false; });
  ASSERT_TRUE(old.ok()) << old.status();
  std::ofstream(old->path + "/manifest.json") << "{}";
  absl::Notification told;
  BackupKeeper keeper(
      Source(), [this](const auto& b) { listener_.Hear(b); },
      [&](const absl::Status&) { told.Notify(); });
  keeper.SetConfig({.dir = store_, .every = absl::Hours(1), .keep = 1});
  keeper.Start();
  EXPECT_TRUE(listener_.Await(1).ok());
  EXPECT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(60)));
  keeper.Stop();
  EXPECT_TRUE(keeper.state().failure.ok());
  EXPECT_THAT(std::string(keeper.state().removal_failure.message()),
              HasSubstr(old->path));
}

TEST(CheckCertificateFilesTest, TellsWhyNewFilesAreNotTaken) {
  EXPECT_EQ(CheckCertificateFiles(absl::OkStatus()).outcome, CheckOutcome::kOk);
  const Check check = CheckCertificateFiles(
      absl::FailedPreconditionError("key.pem is not the key of cert.pem"));
  EXPECT_EQ(check.outcome, CheckOutcome::kFail);
  EXPECT_THAT(check.message, HasSubstr("key.pem is not the key of cert.pem"));
}

TEST(CheckWebhooksTest, NamesThoseThatTakeNothing) {
  EXPECT_TRUE(CheckWebhooks(std::vector<WebhookStatus>()).empty());
  EXPECT_EQ(CheckWebhooks(absl::UnavailableError("no data"))[0].outcome,
            CheckOutcome::kFail);
  std::vector<WebhookStatus> all(3);
  all[0].plan.id = "well";
  all[1].plan.id = "down";
  all[1].record.failures = 2;
  all[1].record.failing_since = absl::FromUnixSeconds(1793599200);
  all[1].record.problem = "the webhook answered 500; right is 2xx";
  all[1].given_up = 4;
  all[2].plan.id = "gone";
  all[2].record.stopped = absl::FromUnixSeconds(1793599200);
  const std::vector<Check> checks = CheckWebhooks(all);
  ASSERT_EQ(checks.size(), 4u);
  EXPECT_EQ(checks[0].outcome, CheckOutcome::kWarn);
  EXPECT_THAT(checks[0].message, HasSubstr("1 of 3"));
  EXPECT_EQ(checks[1].subject, "webhook down");
  EXPECT_THAT(
      checks[1].message,
      HasSubstr("since 2026-11-02T06:00:00Z: the webhook answered 500"));
  EXPECT_THAT(checks[2].action, HasSubstr("webhook replay down"));
  EXPECT_THAT(checks[3].message, HasSubstr("410"));
}

TEST(CheckFileModesTest, NamesASecretThatOthersMayRead) {
  const std::string path = FreshFolder() + "/token";
  std::ofstream(path) << "x";
  DaemonConfig config;
  ProviderConfig provider;
  SourceConfig source;
  source.id = "bill";
  source.secret_files["token"] = path;
  provider.sources = {source};
  config.portfolio.providers = {provider};
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  const std::vector<Check> checks = CheckFileModes(config);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0].outcome, CheckOutcome::kWarn);
  EXPECT_THAT(checks[0].message, HasSubstr("mode 0640"));
  EXPECT_EQ(checks[0].action, "chmod 600 " + path);
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  EXPECT_THAT(CheckFileModes(config), IsEmpty());
}

TEST(CheckContractsTest, TellsWhichFilesAreNotInForce) {
  const absl::CivilDay today(2026, 11, 29);
  Contract running;
  running.id = "hosting";
  running.term.start = absl::CivilDay(2026, 1, 1);
  running.term.initial = {36, 0};
  Contract over = running;
  over.id = "old";
  over.term.start = absl::CivilDay(2020, 1, 1);
  const ContractRegister good({{"a.yaml", running}});
  std::vector<Check> checks = CheckContracts(good, {}, today);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0].outcome, CheckOutcome::kOk);
  EXPECT_EQ(checks[0].message, "1 are in force");

  checks = CheckContracts(good,
                          {{"a.yaml", "a.yaml:3: titel is no key", true},
                           {"b.yaml", "b.yaml:1: is not YAML", false}},
                          today);
  ASSERT_THAT(checks, SizeIs(2));
  EXPECT_EQ(checks[0].subject, "contract a.yaml");
  EXPECT_EQ(checks[0].outcome, CheckOutcome::kFail);
  EXPECT_EQ(checks[0].message,
            "the version before stays in force: a.yaml:3: titel is no key");
  EXPECT_THAT(checks[1].message, HasSubstr("b.yaml:1: is not YAML"));

  // The one that ended on the last day of 2022 may go.
  checks = CheckContracts(
      ContractRegister({}, {}, {{"a.yaml", running}, {"c.yaml", over}}), {},
      today);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0].outcome, CheckOutcome::kFail);
  EXPECT_THAT(checks[0].message, HasSubstr("contract hosting runs"));
}

TEST(CheckDailyTest, TellsWhyNoRootIsSignedAndNothingPurged) {
  EXPECT_EQ(CheckDailyRoot(absl::OkStatus()).outcome, CheckOutcome::kOk);
  EXPECT_EQ(CheckDailyPurge(absl::OkStatus()).outcome, CheckOutcome::kOk);
  const absl::Status why = absl::UnavailableError("no trail");
  EXPECT_EQ(CheckDailyRoot(why).outcome, CheckOutcome::kFail);
  EXPECT_THAT(CheckDailyRoot(why).message, HasSubstr("no trail"));
  EXPECT_EQ(CheckDailyPurge(why).outcome, CheckOutcome::kFail);
  EXPECT_THAT(CheckDailyPurge(why).message, HasSubstr("no trail"));
}

TEST(CollectionTallyTest, PutsEachDurationIntoItsBucket) {
  CollectionTally tally;
  tally.Add(TryOutcome::kAnswered, 2, 300, absl::Milliseconds(100));
  tally.Add(TryOutcome::kPartner, 0, 0, absl::Seconds(7));
  tally.Add(TryOutcome::kAnswered, 1, 1, absl::Hours(1));
  const CollectionTally::Counts counts = tally.counts();
  EXPECT_EQ(counts.outcomes[static_cast<int>(TryOutcome::kAnswered)], 2);
  EXPECT_EQ(counts.rows, 301);
  EXPECT_EQ(counts.durations[0], 1) << "at most 0.1 s";
  EXPECT_EQ(counts.durations[4], 1) << "at most 10 s";
  EXPECT_EQ(counts.durations[9], 1) << "longer than all";
}

}  // namespace
}  // namespace regisseur
