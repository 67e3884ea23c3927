#include "aggregator/storage/schema.h"

#include <fstream>
#include <vector>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/identity_store.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr char kFakeStep1[] =
    "CREATE TABLE meta (id INTEGER PRIMARY KEY, oldest_schema INTEGER NOT NULL,"
    " oldest_program TEXT NOT NULL, last_known_us INTEGER NOT NULL,"
    " data_version INTEGER NOT NULL) STRICT;"
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, old TEXT NOT NULL) STRICT;";
constexpr char kFakeStep2[] =
    "ALTER TABLE thing ADD COLUMN new INTEGER NOT NULL DEFAULT 7;";
constexpr char kBrokenStep2[] =
    "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT;"
    "INSERT INTO thing (id, old) VALUES (1, NULL);";

// An open file, without anything of ours around it.
class RawFile {
 public:
  explicit RawFile(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
  }
  ~RawFile() { sqlite3_close(db_); }
  sqlite3* db() { return db_; }

  void Execute(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(db_);
  }
  int64_t Ask(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(db_);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }

 private:
  sqlite3* db_ = nullptr;
};

class SchemaTest : public ::testing::Test {
 protected:
  const std::string path_ = absl::StrCat(FreshFolder(), "/facts.db");
};

TEST_F(SchemaTest, AFileOfOneStepIsBroughtToTwo) {
  const SchemaStep one[] = {{kFakeStep1, 1, "0.1.0"}};
  const SchemaStep two[] = {{kFakeStep1, 1, "0.1.0"}, {kFakeStep2, 2, "0.2.0"}};
  RawFile file(path_);
  ASSERT_TRUE(CheckSchema(file.db(), one).ok());
  ASSERT_TRUE(UpgradeSchema(file.db(), one).ok());
  file.Execute("INSERT INTO thing (id, old) VALUES (1, 'kept')");
  EXPECT_EQ(file.Ask("PRAGMA user_version"), 1);

  ASSERT_TRUE(CheckSchema(file.db(), two).ok());
  ASSERT_TRUE(UpgradeSchema(file.db(), two).ok());
  EXPECT_EQ(file.Ask("PRAGMA user_version"), 2);
  EXPECT_EQ(file.Ask("SELECT oldest_schema FROM meta"), 2);
  EXPECT_EQ(file.Ask("SELECT new FROM thing WHERE old = 'kept'"), 7);

  // The older program, now.
  const absl::Status refused = CheckSchema(file.db(), one);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("written by a newer Regisseur (schema 2, this program "
                        "knows 1); use Regisseur 0.2.0 or newer"));
}

TEST_F(SchemaTest, AnOlderProgramUsesANewerFileThatAllowsIt) {
  const SchemaStep one[] = {{kFakeStep1, 1, "0.1.0"}};
  const SchemaStep two[] = {{kFakeStep1, 1, "0.1.0"}, {kFakeStep2, 1, "0.1.0"}};
  RawFile file(path_);
  ASSERT_TRUE(UpgradeSchema(file.db(), two).ok());
  EXPECT_TRUE(CheckSchema(file.db(), one).ok());
}

TEST_F(SchemaTest, AStepThatFailsLeavesTheFileAsItWas) {
  const SchemaStep one[] = {{kFakeStep1, 1, "0.1.0"}};
  const SchemaStep broken[] = {{kFakeStep1, 1, "0.1.0"},
                               {kBrokenStep2, 2, "0.2.0"}};
  RawFile file(path_);
  ASSERT_TRUE(UpgradeSchema(file.db(), one).ok());
  EXPECT_FALSE(UpgradeSchema(file.db(), broken).ok());
  EXPECT_EQ(file.Ask("PRAGMA user_version"), 1);
  EXPECT_EQ(file.Ask("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'half'"),
            0);
}

TEST_F(SchemaTest, RefusesANewerFileWithoutChangingIt) {
  {
    RawFile file(path_);
    ASSERT_TRUE(UpgradeSchema(file.db(), SchemaSteps()).ok());
    file.Execute(
        "PRAGMA user_version = 99;"
        "UPDATE meta SET oldest_schema = 90, oldest_program = '7.0'");
  }
  const auto opened = OpenSqlite(path_);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.status().message()),
              HasSubstr("use Regisseur 7.0 or newer"));
  RawFile file(path_);
  EXPECT_EQ(file.Ask("PRAGMA user_version"), 99);
}

TEST_F(SchemaTest, RefusesTheDatabaseOfAnotherProgram) {
  { RawFile(path_).Execute("CREATE TABLE theirs (id INTEGER)"); }
  const auto opened = OpenSqlite(path_);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.status().message()),
              HasSubstr("a database of another program"));
}

TEST_F(SchemaTest, EveryTableIsStrict) {
  RawFile file(path_);
  ASSERT_TRUE(UpgradeSchema(file.db(), SchemaSteps()).ok());
  EXPECT_EQ(file.Ask("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'"
                     " AND name NOT LIKE 'sqlite_%'"
                     " AND sql NOT LIKE '%STRICT%'"),
            0);
}

// What stands in the schema of an open file, one line a table or index.
std::vector<std::string> TablesOf(RawFile& file) {
  std::vector<std::string> tables;
  sqlite3_exec(
      file.db(),
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
      [](void* out, int, char** column, char**) {
        static_cast<std::vector<std::string>*>(out)->push_back(column[0]);
        return 0;
      },
      &tables, nullptr);
  return tables;
}

// testdata/version_N.sql is a file of schema N as text, made by
// testdata/dump_version.sh before there was a step N + 1. Once schema N is
// released it is never made anew: that is its point.
std::string FileOfVersion(int64_t version) {
  std::ifstream in(absl::StrCat("testdata/version_", version, ".sql"));
  EXPECT_TRUE(in.good()) << "run in the folder of the sources";
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(SchemaTest, AStepOfWhichThereAreFilesIsNeverChanged) {
  RawFile kept(path_);
  kept.Execute(FileOfVersion(1));
  RawFile made(path_ + ".made");
  ASSERT_TRUE(UpgradeSchema(made.db(), SchemaSteps().first(1)).ok());
  EXPECT_EQ(TablesOf(made), TablesOf(kept));
}

TEST_F(SchemaTest, ReadsAFileOfTheFirstSchema) {
  { RawFile(path_).Execute(FileOfVersion(1)); }

  auto database = OpenSqlite(path_);
  ASSERT_TRUE(database.ok()) << database.status();
  const Principal who = Principal::System("test");
  ExactSum billed;
  ASSERT_TRUE(CostReader(**database)
                  .ReadTotals(who, {}, {},
                              [&](const CostTotalRow& row) {
                                EXPECT_EQ(row.provider, "cloudnine");
                                return billed.Add(row.total.billed);
                              })
                  .ok());
  EXPECT_EQ(billed.ToString(), "30.75");
  const auto components =
      StatusReader(**database).ListComponents(who, "page", {});
  ASSERT_TRUE(components.ok()) << components.status();
  ASSERT_EQ(components->size(), 1u);
  EXPECT_EQ(components->front().component.name, "Website");
  const auto reports = ChainVerifier(**database).Verify(who);
  ASSERT_TRUE(reports.ok()) << reports.status();
  EXPECT_TRUE(reports->sound());
  ASSERT_EQ(reports->chains.size(), 2u);
  EXPECT_EQ(reports->chains.front().deliveries, 3);
  // Who may call, and the act that made it.
  const auto identities = IdentityStore(**database).List(who);
  ASSERT_TRUE(identities.ok()) << identities.status();
  ASSERT_EQ(identities->size(), 1u);
  EXPECT_EQ(identities->front().who.name, "A. Vos");
}

}  // namespace
}  // namespace regisseur
