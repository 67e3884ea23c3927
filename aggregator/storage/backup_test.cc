#include "aggregator/storage/backup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <map>
#include <thread>

#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/schema.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/failpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

bool Never() { return false; }
bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// A data folder with a database of its own, as a daemon has one.
class BackupTest : public ::testing::Test {
 protected:
  BackupTest() : root_(FreshFolder()) { Open(); }
  ~BackupTest() override { Close(); }

  void Open() {
    ASSERT_TRUE(MakeFolders(data_).ok());
    auto opened = OpenSqlite(data_ + "/regisseur.db");
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    queue_ = std::make_unique<WriteQueue>(*database_);
    writer_ = std::make_unique<FactWriter>(*database_, *queue_, clock_);
    originals_ =
        std::make_unique<Originals>(data_, *database_, *queue_, clock_);
  }
  void Close() {
    originals_.reset();
    writer_.reset();
    queue_.reset();
    database_.reset();
  }

  // One delivery worth a cent, in a scope of its own, with its document.
  void Store(int64_t number) {
    OriginalChunk chunk;
    chunk.name = "cost.csv";
    chunk.data = absl::StrCat("document ", number);
    chunk.last = true;
    ASSERT_TRUE(
        originals_->Append(who_, "bill", absl::StrCat(number), chunk).ok());
    StagedBatch batch = MakeBatch(number);
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  }
  static StagedBatch MakeBatch(int64_t number) {
    StagedBatch batch;
    batch.source = "bill";
    batch.delivered_by = "test 1";
    batch.assign = [](const std::string&) { return "cloudnine"; };
    FactBatch& facts = batch.facts;
    facts.run = absl::StrCat(number);
    facts.number = 1;
    facts.cursor = facts.run;
    facts.last = true;
    Delivery head;
    head.scope = absl::StrCat("n=", number);
    head.origin = "cost.csv";
    facts.deliveries = {head};
    facts.dictionary = {"", "EUR", "Usage"};
    Charge& charge = facts.charges.emplace_back();
    charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] = 1;
    charge.texts[static_cast<int>(ChargeText::kChargeCategory)] = 2;
    charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] = Decimal(1, 2);
    charge.billing_period_start = At("2026-09-01T00:00:00Z");
    charge.billing_period_end = At("2026-10-01T00:00:00Z");
    charge.charge_period_start = At("2026-09-05T00:00:00Z");
    charge.charge_period_end = At("2026-09-06T00:00:00Z");
    return batch;
  }

  absl::StatusOr<Backup> Make() {
    return MakeBackup(who_, {*database_, *queue_, data_, "test 1", clock_},
                      store_, Never);
  }
  absl::StatusOr<RestoreOutcome> Restore(const std::string& to,
                                         bool replace = false) {
    return RestoreBackup(who_, store_, to, replace, clock_);
  }
  // The sum of what a data folder holds, as text.
  std::string TotalOf(const std::string& data) {
    const auto database = OpenSqlite(data + "/regisseur.db");
    EXPECT_TRUE(database.ok()) << database.status();
    if (!database.ok()) return "";
    ExactSum sum;
    EXPECT_TRUE(CostReader(**database)
                    .ReadTotals(who_, {}, {},
                                [&](const CostTotalRow& row) {
                                  return sum.Add(row.total.billed);
                                })
                    .ok());
    return sum.ToString();
  }

  const Principal who_ = Principal::System("test");
  const std::string root_;
  const std::string data_ = root_ + "/data";
  const std::string store_ = root_ + "/backups";
  FakeClock clock_{At("2026-10-05T07:00:00Z")};
  std::unique_ptr<Database> database_;
  std::unique_ptr<WriteQueue> queue_;
  std::unique_ptr<FactWriter> writer_;
  std::unique_ptr<Originals> originals_;
};

TEST_F(BackupTest, ComesBackOnAnotherPathWithTheSameTotalsAndDocuments) {
  Store(1);
  Store(2);
  const auto backup = Make();
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->manifest.originals, 2);
  EXPECT_EQ(backup->manifest.summary.rows.at("delivery"), 2);
  EXPECT_FALSE(backup->manifest.summary.chains.empty());
  struct stat info;
  ASSERT_EQ(stat((backup->path + "/regisseur.db").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);

  // Another machine: only the folder of the backups came along.
  Close();
  const std::string moved = root_ + "/stick";
  ASSERT_EQ(rename(store_.c_str(), moved.c_str()), 0);
  ASSERT_TRUE(RemoveTree(data_).ok());
  const auto restored =
      RestoreBackup(who_, moved, root_ + "/var/lib/r", false, clock_);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(TotalOf(root_ + "/var/lib/r"), "0.02");
  EXPECT_THAT(ListFolder(root_ + "/var/lib/r/originals").value(), SizeIs(2));
}

TEST_F(BackupTest, TheManifestReadsBackAsItWasWritten) {
  Store(1);
  const Backup backup = Make().value();
  const Backup found = FindBackup(store_).value();
  EXPECT_EQ(RenderManifest(found.manifest), RenderManifest(backup.manifest));
  EXPECT_EQ(found.manifest.summary, backup.manifest.summary);
  for (const char* broken : {"", "{", "[]", "{\"format\": 1}"}) {
    EXPECT_EQ(ParseManifest("m", broken).status().code(),
              absl::StatusCode::kDataLoss)
        << broken;
  }
  EXPECT_EQ(ParseManifest("m", "{\"format\": 2}").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(BackupTest, IsAMomentWhileFactsArrive) {
  std::atomic<bool> stop = false;
  std::atomic<int64_t> stored = 0;
  std::thread load([&] {
    for (int64_t number = 1; !stop; ++number) {
      EXPECT_TRUE(writer_->StoreBatch(who_, MakeBatch(number)).ok());
      stored = number;
    }
  });
  std::vector<Backup> backups;
  for (int i = 0; i < 40; ++i) {
    const int64_t before = stored;
    auto backup = Make();
    EXPECT_TRUE(backup.ok()) << backup.status();
    if (!backup.ok()) break;
    const int64_t held = backup->manifest.summary.rows.at("delivery");
    EXPECT_GE(held, before) << "what was acknowledged before it is in it";
    EXPECT_LE(held, stored + 1);
    clock_.Advance(absl::Seconds(1));
    backups.push_back(*std::move(backup));
  }
  stop = true;
  load.join();
  for (const Backup& backup : backups) {
    EXPECT_TRUE(VerifyBackup(who_, backup).ok()) << backup.path;
  }
  // The WAL was checkpointed all the while.
  struct stat wal;
  ASSERT_EQ(stat((data_ + "/regisseur.db-wal").c_str(), &wal), 0);
  EXPECT_LE(wal.st_size, 64 << 20);
}

TEST_F(BackupTest, ADamagedFileIsRefusedByName) {
  Store(1);
  const Backup backup = Make().value();
  ASSERT_TRUE(VerifyBackup(who_, backup).ok());
  const std::string original = ListFolder(store_ + "/originals").value()[0];
  for (const std::string& path :
       {backup.path + "/regisseur.db", backup.path + "/originals.txt",
        store_ + "/originals/" + original}) {
    const std::string sound = ReadWholeFile(path, 1 << 30).value();
    std::string damaged = sound;
    damaged[damaged.size() / 2] ^= 1;
    for (const std::string& content :
         {damaged, sound.substr(0, sound.size() / 2)}) {
      std::ofstream(path, std::ios::binary) << content;
      const absl::Status refused = VerifyBackup(who_, backup);
      EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss) << refused;
      EXPECT_THAT(std::string(refused.message()),
                  HasSubstr(path.substr(path.rfind('/'))));
      const auto restored = Restore(root_ + "/new");
      EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss);
      EXPECT_FALSE(Exists(root_ + "/new/regisseur.db"));
    }
    ASSERT_EQ(unlink(path.c_str()), 0);
    EXPECT_EQ(VerifyBackup(who_, backup).code(), absl::StatusCode::kDataLoss);
    std::ofstream(path, std::ios::binary) << sound;
  }
  ASSERT_TRUE(VerifyBackup(who_, backup).ok());
}

TEST_F(BackupTest, EveryFlippedBitOfASampleIsFound) {
  Store(1);
  const Backup backup = Make().value();
  const std::string path = backup.path + "/regisseur.db";
  const std::string sound = ReadWholeFile(path, 1 << 30).value();
  for (size_t at = 0; at < sound.size(); at += sound.size() / 50) {
    std::string damaged = sound;
    damaged[at] ^= 0x10;
    std::ofstream(path, std::ios::binary) << damaged;
    EXPECT_EQ(VerifyBackup(who_, backup).code(), absl::StatusCode::kDataLoss)
        << at;
  }
}

TEST_F(BackupTest, ADamagedDatabaseGetsNoManifest) {
  Store(1);
  ASSERT_TRUE(queue_
                  ->Write(WriteLane::kAct,
                          [](Transaction& transaction) {
                            return transaction
                                .Prepared("UPDATE delivery SET row_count = 9")
                                .Step()
                                .status();
                          })
                  .ok());
  const auto backup = Make();
  EXPECT_EQ(backup.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(backup.status().message()),
              HasSubstr("chain cloudnine is broken at entry 1"));
  EXPECT_THAT(ListBackups(store_).value(), SizeIs(0));
}

TEST_F(BackupTest, ALostDocumentIsSaidAndTheFactsAreSaved) {
  Store(1);
  Store(2);
  const std::string name = ListFolder(data_ + "/originals").value()[0];
  ASSERT_EQ(unlink((data_ + "/originals/" + name).c_str()), 0);
  const auto backup = Make();
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_THAT(backup->manifest.lost_originals, SizeIs(1));
  EXPECT_EQ(backup->manifest.originals, 1);
  EXPECT_TRUE(VerifyBackup(who_, *backup).ok());
}

TEST_F(BackupTest, KeepsTheNewestAndTheirDocuments) {
  Store(1);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(Make().ok());
    clock_.Advance(absl::Hours(1));
  }
  ASSERT_TRUE(RemoveOldBackups(store_, 2).ok());
  const auto backups = ListBackups(store_).value();
  ASSERT_THAT(backups, SizeIs(2));
  EXPECT_EQ(backups[0].manifest.time, At("2026-10-05T10:00:00Z"));
  EXPECT_EQ(backups[1].manifest.time, At("2026-10-05T09:00:00Z"));
  EXPECT_THAT(ListFolder(store_ + "/originals").value(), SizeIs(1));
  EXPECT_TRUE(VerifyBackup(who_, backups[0]).ok());
}

TEST_F(BackupTest, DocumentsOfABackupThatCannotBeReadStay) {
  Store(1);
  Store(2);
  const auto unreadable = Make();
  ASSERT_TRUE(unreadable.ok()) << unreadable.status();
  const std::string manifest = unreadable->path + "/manifest.json";
  const std::string whole = ReadWholeFile(manifest, 1 << 20).value();
  std::ofstream(manifest) << "{\"format\": 99}";
  Close();
  ASSERT_TRUE(RemoveTree(data_).ok());
  Open();
  for (int i = 0; i < 2; ++i) {
    clock_.Advance(absl::Hours(1));
    ASSERT_TRUE(Make().ok());
  }
  const absl::Status removed = RemoveOldBackups(store_, 1);
  EXPECT_FALSE(removed.ok());
  EXPECT_THAT(std::string(removed.message()), HasSubstr(manifest));
  EXPECT_THAT(ListBackups(store_).value(), SizeIs(1)) << "those are known";
  EXPECT_THAT(ListFolder(store_ + "/originals").value(), SizeIs(2));
  std::ofstream(manifest) << whole;
  EXPECT_TRUE(VerifyBackup(who_, *unreadable).ok());
}

TEST_F(BackupTest, TheOneBeforeTheNewestIsTakenOnlyByItsName) {
  Store(1);
  const auto older = Make();
  ASSERT_TRUE(older.ok()) << older.status();
  clock_.Advance(absl::Hours(1));
  Store(2);
  const auto newest = Make();
  ASSERT_TRUE(newest.ok()) << newest.status();
  const std::string manifest = newest->path + "/manifest.json";
  std::ofstream(manifest) << "{\"format\": 99}";
  for (const bool gone : {false, true}) {
    if (gone) {
      ASSERT_EQ(unlink(manifest.c_str()), 0);
    }
    const auto restored = Restore(root_ + "/new");
    EXPECT_EQ(restored.status().code(), absl::StatusCode::kDataLoss);
    const std::string message(restored.status().message());
    EXPECT_THAT(message, HasSubstr(newest->path));
    EXPECT_THAT(message, HasSubstr("name it: " + older->path));
    EXPECT_FALSE(Exists(root_ + "/new/regisseur.db"));
  }
  ASSERT_TRUE(
      RestoreBackup(who_, older->path, root_ + "/new", false, clock_).ok());
  EXPECT_EQ(TotalOf(root_ + "/new"), "0.01");
  // One that is older than a good one is nobody's loss now.
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(Make().ok());
  EXPECT_TRUE(FindBackup(store_).ok());
}

TEST_F(BackupTest, RefusesAFolderOfSomethingElse) {
  ASSERT_TRUE(MakeFolders(store_).ok());
  std::ofstream(store_ + "/thesis.odt") << "x";
  const auto backup = Make();
  EXPECT_EQ(backup.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(backup.status().message()), HasSubstr("thesis.odt"));
}

TEST_F(BackupTest, ACancelledOneLeavesNothing) {
  Store(1);
  const auto backup =
      MakeBackup(who_, {*database_, *queue_, data_, "test 1", clock_}, store_,
                 [] { return true; });
  EXPECT_EQ(backup.status().code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(ListBackups(store_).value(), SizeIs(0));
  Store(2);  // The writer is free.
  EXPECT_TRUE(Make().ok());
}

TEST_F(BackupTest, RefusesARunningDaemonsAndANonEmptyFolder) {
  Store(1);
  ASSERT_TRUE(Make().ok());
  const auto running = Restore(data_, /*replace=*/true);
  EXPECT_EQ(running.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(running.status().message()),
              HasSubstr("another regisseurd"));
  Store(2);
  Close();
  const auto full = Restore(data_);
  EXPECT_EQ(full.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(full.status().message()), HasSubstr("--replace"));
  EXPECT_EQ(TotalOf(data_), "0.02") << "nothing was touched";

  const auto restored = Restore(data_, /*replace=*/true);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(TotalOf(data_), "0.01");
  EXPECT_EQ(TotalOf(restored->replaced), "0.02") << "the old one is aside";
}

// ---- killed anywhere

// In the child: where and when to die.
std::string& Where() {
  static auto* const where = new std::string;
  return *where;
}
std::atomic<int> g_hits_left{0};
void DieThere(const char* name) {
  if (Where() == name && g_hits_left.fetch_sub(1) == 1) kill(getpid(), SIGKILL);
}

// Runs `work` in a child that dies at the failpoint; true when it did.
bool DiesAt(const char* name, int hit, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    Where() = name;
    g_hits_left = hit;
    SetFailpointHook(&DieThere);
    work();
    _exit(0);
  }
  int how = 0;
  EXPECT_EQ(waitpid(child, &how, 0), child);
  EXPECT_TRUE(WIFSIGNALED(how) || WEXITSTATUS(how) == 0) << name;
  return WIFSIGNALED(how);
}

TEST_F(BackupTest, KilledAnywhereItIsWholeOrNotThere) {
  for (int64_t number = 1; number <= 3; ++number) Store(number);
  Close();
  int kills = 0;
  for (int round = 0; round < 5; ++round) {
    for (const char* name : {"backup:begun", "backup:step", "backup:copied",
                             "backup:verified", "backup:original-copied",
                             "backup:manifest-written", "backup:named"}) {
      SCOPED_TRACE(absl::StrCat(name, " in round ", round));
      const size_t before = ListBackups(store_).value().size();
      kills += DiesAt(name, 1 + round % 2, [&] {
        Open();
        if (!Make().ok()) _exit(3);
        Close();
      });
      clock_.Advance(absl::Seconds(1));
      const auto backups = ListBackups(store_).value();
      EXPECT_LE(backups.size(), before + 1);
      for (const Backup& backup : backups) {
        EXPECT_TRUE(VerifyBackup(who_, backup).ok()) << backup.path;
      }
      EXPECT_EQ(TotalOf(data_), "0.03");
    }
    ASSERT_TRUE(RemoveTree(store_).ok());
  }
  EXPECT_GT(kills, 20);
  // The next one cleans up and is whole.
  Open();
  ASSERT_TRUE(Make().ok());
  const std::vector<std::string> left = ListFolder(store_).value();
  for (const std::string& name : left) {
    EXPECT_TRUE(name == ".lock" || name[0] != '.') << name;
  }
}

TEST_F(BackupTest, AKilledRestoreLeavesTheOldOrIsFinished) {
  for (int64_t number = 1; number <= 3; ++number) Store(number);
  ASSERT_TRUE(Make().ok());
  Close();
  int kills = 0;
  for (const bool replace : {false, true}) {
    for (const char* name :
         {"restore:verified", "restore:database-copied",
          "restore:original-copied", "restore:ready", "restore:one-aside",
          "restore:aside", "restore:one-in", "restore:done"}) {
      for (int hit = 1; hit <= 2; ++hit) {
        SCOPED_TRACE(absl::StrCat(name, " ", hit, " replace ", replace));
        const std::string to = FreshFolder() + "/data";
        if (replace) {
          // An older content: one delivery.
          ASSERT_TRUE(MakeFolders(to).ok());
          auto database = OpenSqlite(to + "/regisseur.db").value();
          WriteQueue queue(*database);
          FactWriter writer(*database, queue, clock_);
          ASSERT_TRUE(writer.StoreBatch(who_, MakeBatch(1)).ok());
        }
        kills += DiesAt(name, hit, [&] {
          if (!Restore(to, replace).ok()) _exit(3);
        });
        // A daemon that starts now sees the old, the new, or is refused.
        if (CheckNotHalfRestored(to).ok() && Exists(to + "/regisseur.db")) {
          const std::string total = TotalOf(to);
          EXPECT_TRUE(total == "0.03" || (replace && total == "0.01")) << total;
        }
        const auto again = Restore(to, replace);
        ASSERT_TRUE(again.ok() || (!replace && Exists(to + "/regisseur.db")))
            << again.status();
        EXPECT_TRUE(CheckNotHalfRestored(to).ok());
        EXPECT_EQ(TotalOf(to), "0.03");
        EXPECT_THAT(ListFolder(to + "/originals").value(), SizeIs(3));
      }
    }
  }
  EXPECT_GE(kills, 15);
}

TEST_F(BackupTest, ABackupOfAnOlderSchemaIsCheckedUpgradedAndRestored) {
  std::ifstream in("testdata/version_1.sql");
  ASSERT_TRUE(in.good()) << "run in the folder of the sources";
  const std::string sql{std::istreambuf_iterator<char>(in), {}};
  const std::string folder = store_ + "/2026-10-01T00-00-00Z";
  ASSERT_TRUE(MakeFolders(folder).ok());
  const std::string path = folder + "/regisseur.db";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  ASSERT_TRUE(WriteFileDurably(folder + "/originals.txt", "").ok());
  BackupManifest manifest;
  manifest.program = "0.1.0";
  manifest.schema = 1;
  manifest.time = manifest.verified_time = At("2026-10-01T00:00:00Z");
  manifest.database_sha256 = HashFile(path).value().sha256;
  manifest.originals_sha256 =
      HashFile(folder + "/originals.txt").value().sha256;
  ASSERT_TRUE(
      WriteFileDurably(folder + "/manifest.json", RenderManifest(manifest))
          .ok());
  // A step that may come some day.
  std::vector<SchemaStep> steps(SchemaSteps().begin(), SchemaSteps().end());
  steps.push_back({"ALTER TABLE source ADD COLUMN later INTEGER",
                   static_cast<int>(steps.size()) + 1, "9.0.0"});
  const absl::Status verified =
      VerifyBackup(who_, FindBackup(store_).value(), steps);
  ASSERT_TRUE(verified.ok()) << verified;
  EXPECT_THAT(ListFolder(folder).value(), SizeIs(3)) << "no trace is left";
  const auto restored =
      RestoreBackup(who_, store_, root_ + "/new", false, clock_, steps);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(TotalOf(root_ + "/new"), "30.75");
}

}  // namespace
}  // namespace regisseur
