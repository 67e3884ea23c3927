#include <fstream>

#include "aggregator/storage/database.h"
#include "aggregator/storage/storage_fixture.h"
#include "aggregator/storage/write_queue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr char kInsertTextSql[] =
    "INSERT INTO text (id, fingerprint, value) VALUES (?1, ?2, ?3)";
constexpr char kReadTextSql[] = "SELECT value FROM text WHERE id = ?1";
constexpr char kCountTextSql[] = "SELECT COUNT(*) FROM text";
constexpr char kEndlessSql[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT COUNT(*) FROM n";
constexpr char kSmallFileSql[] = "PRAGMA max_page_count = 400";
constexpr char kLargeFileSql[] = "PRAGMA max_page_count = 4294967294";
constexpr char kCheckSql[] = "PRAGMA integrity_check";

absl::Status InsertText(Transaction& transaction, int64_t id,
                        absl::string_view value) {
  Statement& insert = transaction.Prepared(kInsertTextSql);
  insert.BindInt(1, id);
  insert.BindInt(2, id);
  insert.BindText(3, value);
  return insert.Step().status();
}

int64_t CountTexts(const Database& database) {
  int64_t count = -1;
  EXPECT_TRUE(database
                  .Read([&](Connection& connection) {
                    Statement& read = connection.Prepared(kCountTextSql);
                    EXPECT_TRUE(read.Step().value());
                    count = read.Int(0);
                    return absl::OkStatus();
                  })
                  .ok());
  return count;
}

absl::Status SetPragma(Transaction& transaction, const char* sql) {
  return transaction.Prepared(sql).Step().status();
}

class SqliteDatabaseTest : public ::testing::Test {
 protected:
  const std::string path_ = absl::StrCat(FreshFolder(), "/facts.db");
};

TEST_F(SqliteDatabaseTest, RefusesASecondOpenerAndNamesTheFirst) {
  const auto first = OpenSqlite(path_);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = OpenSqlite(path_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr(absl::StrCat("another regisseurd (process ", getpid(),
                                     ") holds")));
}

TEST_F(SqliteDatabaseTest, OpensAgainAfterTheFirstWentAway) {
  { ASSERT_TRUE(OpenSqlite(path_).ok()); }
  EXPECT_TRUE(OpenSqlite(path_).ok());
}

TEST_F(SqliteDatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_EQ(OpenSqlite(path_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteDatabaseTest, RefusesAFolderThatIsNotThere) {
  EXPECT_EQ(OpenSqlite("/nonexistent/facts.db").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteDatabaseTest, KeepsTextsExactly) {
  const auto database = OpenSqlite(path_).value();
  const std::string with_nul("a\0b\xE2\x82\xAC", 6);
  auto transaction = database->BeginWrite().value();
  ASSERT_TRUE(InsertText(*transaction, 1, with_nul).ok());
  ASSERT_TRUE(InsertText(*transaction, 2, absl::string_view()).ok());
  ASSERT_TRUE(transaction->Commit().ok());
  ASSERT_TRUE(database
                  ->Read([&](Connection& connection) {
                    Statement& read = connection.Prepared(kReadTextSql);
                    read.BindInt(1, 1);
                    EXPECT_TRUE(read.Step().value());
                    EXPECT_EQ(read.Text(0), with_nul);
                    read.Reset();
                    read.BindInt(1, 2);
                    EXPECT_TRUE(read.Step().value());
                    EXPECT_FALSE(read.IsNull(0));
                    EXPECT_EQ(read.Text(0), "");
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_F(SqliteDatabaseTest, RollsBackWhatIsNotCommittedAndSaysSo) {
  const auto database = OpenSqlite(path_).value();
  bool undone = false;
  {
    auto transaction = database->BeginWrite().value();
    transaction->OnRollback([&] { undone = true; });
    ASSERT_TRUE(InsertText(*transaction, 1, "lost").ok());
  }
  EXPECT_TRUE(undone);
  EXPECT_EQ(CountTexts(*database), 0);
}

TEST_F(SqliteDatabaseTest, AllowsOneWriteTransaction) {
  const auto database = OpenSqlite(path_).value();
  const auto transaction = database->BeginWrite().value();
  EXPECT_EQ(database->BeginWrite().status().code(),
            absl::StatusCode::kInternal);
}

TEST_F(SqliteDatabaseTest, DataVersionGrowsWithChangesAlsoOverRestarts) {
  int64_t version = 0;
  {
    const auto database = OpenSqlite(path_).value();
    version = database->data_version();
    auto nothing = database->BeginWrite().value();
    ASSERT_TRUE(nothing->Commit().ok());
    nothing.reset();
    EXPECT_EQ(database->data_version(), version);
    auto change = database->BeginWrite().value();
    ASSERT_TRUE(InsertText(*change, 1, "new").ok());
    ASSERT_TRUE(change->Commit().ok());
    EXPECT_EQ(database->data_version(), version + 1);
  }
  EXPECT_EQ(OpenSqlite(path_).value()->data_version(), version + 1);
}

TEST_F(SqliteDatabaseTest, EndsAReadThatTakesTooLong) {
  SqliteOptions options;
  options.read_limit = absl::Milliseconds(20);
  const auto database = OpenSqlite(path_, options).value();
  const absl::Status late = database->Read([](Connection& connection) {
    return connection.Prepared(kEndlessSql).Step().status();
  });
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
  // The connection can be used again.
  EXPECT_EQ(CountTexts(*database), 0);
}

TEST_F(SqliteDatabaseTest, ReadersCannotWrite) {
  const auto database = OpenSqlite(path_).value();
  const absl::Status written = database->Read([](Connection& connection) {
    Statement& insert = connection.Prepared(kInsertTextSql);
    insert.BindInt(1, 1);
    insert.BindInt(2, 1);
    insert.BindText(3, "x");
    return insert.Step().status();
  });
  EXPECT_EQ(written.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteDatabaseTest, APageLimitStopsImportsWhileReadsAndActsGoOn) {
  SqliteOptions options;
  options.limits.max_bytes = 16 << 20;
  options.reserve_bytes = 4 << 20;
  const auto database = OpenSqlite(path_, options).value();
  WriteQueue queue(*database);
  const std::string large(1 << 18, 'x');
  int64_t stored = 0;
  const auto store = [&](WriteLane lane) {
    const absl::Status status =
        queue.Write(lane, [&](Transaction& transaction) {
          return InsertText(transaction, stored + 1, large);
        });
    if (status.ok()) ++stored;
    return status;
  };
  absl::Status status;
  while (status.ok() && stored < 100) status = store(WriteLane::kImport);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(queue.CheckRoom().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CountTexts(*database), stored) << "reads go on";
  // 16 MB less a reserve of 4 MB and a margin of 1 MB hold 44 times 256 kB.
  EXPECT_GT(stored, 30);
  EXPECT_LE(stored, 48);
  for (int act = 0; act < 8; ++act) {
    EXPECT_TRUE(store(WriteLane::kAct).ok()) << "acts have the reserve";
  }
  EXPECT_EQ(store(WriteLane::kImport).code(),
            absl::StatusCode::kResourceExhausted);

  // Somebody raises the limit: it goes on by itself.
  database->SetLimits({.max_bytes = 64 << 20});
  EXPECT_TRUE(store(WriteLane::kImport).ok());
  EXPECT_TRUE(queue.CheckRoom().ok());
}

TEST_F(SqliteDatabaseTest, AnImportThatMetAFullDiskIsRememberedUntilOneWorks) {
  const auto database = OpenSqlite(path_).value();
  WriteQueue queue(*database);
  const auto import = [&](absl::Status outcome) {
    (void)queue.Write(WriteLane::kImport,
                      [&](Transaction&) { return outcome; });
    return queue.CheckRoom();
  };
  EXPECT_TRUE(absl::IsResourceExhausted(
      import(absl::ResourceExhaustedError("the disk is full"))));
  EXPECT_TRUE(absl::IsResourceExhausted(
      import(absl::InvalidArgumentError("tells nothing about room"))));
  EXPECT_TRUE(import(absl::OkStatus()).ok());
}

TEST_F(SqliteDatabaseTest, AFullDiskIsToldAndRecoversByItself) {
  const auto database = OpenSqlite(path_).value();
  WriteQueue queue(*database);
  ASSERT_TRUE(queue
                  .Write(WriteQueue::Lane::kAct,
                         [](Transaction& transaction) {
                           return SetPragma(transaction, kSmallFileSql);
                         })
                  .ok());
  const std::string large(1 << 20, 'x');
  int64_t stored = 0;
  absl::Status status;
  while (status.ok() && stored < 10) {
    status =
        queue.Write(WriteQueue::Lane::kImport, [&](Transaction& transaction) {
          return InsertText(transaction, stored + 1, large);
        });
    if (status.ok()) ++stored;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("make room"));
  EXPECT_EQ(CountTexts(*database), stored) << "reads go on";

  ASSERT_TRUE(queue
                  .Write(WriteQueue::Lane::kAct,
                         [](Transaction& transaction) {
                           return SetPragma(transaction, kLargeFileSql);
                         })
                  .ok());
  EXPECT_TRUE(queue
                  .Write(WriteQueue::Lane::kImport,
                         [&](Transaction& transaction) {
                           return InsertText(transaction, stored + 1, large);
                         })
                  .ok());
  EXPECT_EQ(CountTexts(*database), stored + 1);
  ASSERT_TRUE(database
                  ->Read([](Connection& connection) {
                    Statement& check = connection.Prepared(kCheckSql);
                    EXPECT_TRUE(check.Step().value());
                    EXPECT_EQ(check.Text(0), "ok");
                    return absl::OkStatus();
                  })
                  .ok());
}

TEST_F(SqliteDatabaseTest, TheReserveIsGivenUpOnce) {
  SqliteOptions options;
  options.reserve_bytes = 4096;
  const auto database = OpenSqlite(path_, options).value();
  EXPECT_TRUE(database->ReleaseReserve());
  EXPECT_FALSE(database->ReleaseReserve());
}

TEST_F(SqliteDatabaseTest, ImportsStopWhereTooLittleDiskIsFree) {
  SqliteOptions options;
  options.limits.min_free_percent = 101;
  const auto database = OpenSqlite(path_, options).value();
  WriteQueue queue(*database);
  const auto nothing = [](Transaction&) { return absl::OkStatus(); };
  EXPECT_EQ(queue.Write(WriteQueue::Lane::kImport, nothing).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(queue.Write(WriteQueue::Lane::kAct, nothing).ok());
}

}  // namespace
}  // namespace regisseur
