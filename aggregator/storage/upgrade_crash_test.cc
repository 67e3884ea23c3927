// Upgrades from every earlier schema, killed at each step.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <vector>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/schema.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/failpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

const char* const kFailpoints[] = {
    "upgrade:before-copy", "upgrade:copied",        "upgrade:copy-kept",
    "upgrade:step-begun",  "upgrade:before-commit", "upgrade:committed",
};

// Steps that may come some day, behind those that there are: upgrades are
// tried before there is a second one.
constexpr char kOneColumnSql[] =
    "ALTER TABLE source ADD COLUMN later INTEGER NOT NULL DEFAULT 7";
constexpr char kOneTableSql[] =
    "CREATE TABLE later (id INTEGER PRIMARY KEY, source INTEGER NOT NULL"
    " REFERENCES source (id)) STRICT;"
    "INSERT INTO later (id, source) SELECT id, id FROM source";

std::vector<SchemaStep> StepsToCome() {
  std::vector<SchemaStep> steps(SchemaSteps().begin(), SchemaSteps().end());
  const auto column = static_cast<int>(steps.size()) + 1;
  steps.push_back({kOneColumnSql, column, "9.0.0"});
  steps.push_back({kOneTableSql, column + 1, "9.1.0"});
  return steps;
}

std::string TextOf(int64_t schema) {
  return absl::StrCat("testdata/version_", schema, ".sql");
}

// The schemas of which a file is kept: of every one that was released.
std::vector<int64_t> SchemasWithAFile() {
  std::vector<int64_t> schemas;
  const auto newest = static_cast<int64_t>(SchemaSteps().size());
  for (int64_t schema = 1; schema <= newest; ++schema) {
    if (access(TextOf(schema).c_str(), F_OK) == 0) schemas.push_back(schema);
  }
  return schemas;
}

// A file as a program of that schema left it, from testdata.
void MakeFileOf(int64_t schema, const std::string& path) {
  const std::string text = TextOf(schema);
  std::ifstream in(text);
  ASSERT_TRUE(in.good()) << "run in the folder of the sources";
  const std::string sql{std::istreambuf_iterator<char>(in), {}};
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
}

int64_t SchemaOf(const std::string& path) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  const int64_t schema = ReadSchemaVersion(db).value();
  sqlite3_close(db);
  return schema;
}

// What that file holds, whatever schema it has by now.
void ExpectWhole(const std::string& path, absl::Span<const SchemaStep> steps) {
  const Principal who = Principal::System("test");
  SqliteOptions options;
  options.steps = steps;
  const auto database = OpenSqlite(path, options);
  ASSERT_TRUE(database.ok()) << database.status();
  ExactSum billed;
  ASSERT_TRUE(CostReader(**database)
                  .ReadTotals(who, {}, {},
                              [&](const CostTotalRow& row) {
                                return billed.Add(row.total.billed);
                              })
                  .ok());
  EXPECT_EQ(billed.ToString(), "30.75");
  const auto store = ChainVerifier(**database).Verify(who);
  ASSERT_TRUE(store.ok()) << store.status();
  for (const ChainReport& report : store->chains) {
    EXPECT_FALSE(report.broken.has_value()) << report.broken->what;
  }
}

std::string& Where() {
  static auto* const where = new std::string;
  return *where;
}
std::atomic<int> g_hits_left{0};
void DieThere(const char* name) {
  if (Where() == name && g_hits_left.fetch_sub(1) == 1) kill(getpid(), SIGKILL);
}

TEST(UpgradeCrashTest, KilledAtEveryStepItGoesOnAndKeepsACopy) {
  const std::vector<SchemaStep> steps = StepsToCome();
  const auto newest = static_cast<int64_t>(steps.size());
  int kills = 0;
  for (const int64_t schema : SchemasWithAFile()) {
    for (const char* const name : kFailpoints) {
      for (int hit = 1; hit <= newest - schema; ++hit) {
        SCOPED_TRACE(absl::StrCat("from ", schema, ", ", name, " ", hit));
        const std::string path = FreshFolder() + "/facts.db";
        ASSERT_NO_FATAL_FAILURE(MakeFileOf(schema, path));
        const pid_t child = fork();
        if (child == 0) {
          Where() = name;
          g_hits_left = hit;
          SetFailpointHook(&DieThere);
          SqliteOptions options;
          options.steps = steps;
          _exit(OpenSqlite(path, options).ok() ? 0 : 3);
        }
        int how = 0;
        ASSERT_EQ(waitpid(child, &how, 0), child);
        ASSERT_TRUE(WIFSIGNALED(how) || WEXITSTATUS(how) == 0) << how;
        kills += WIFSIGNALED(how) ? 1 : 0;
        ExpectWhole(path, steps);
        EXPECT_EQ(SchemaOf(path), newest);
        const std::string copy = PreUpgradeCopyPath(path, schema);
        ASSERT_EQ(access(copy.c_str(), F_OK), 0);
        EXPECT_EQ(SchemaOf(copy), schema) << "the copy is as it was";
        EXPECT_NE(access((copy + ".part").c_str(), F_OK), 0);
      }
    }
  }
  EXPECT_GE(kills, static_cast<int>(std::size(kFailpoints)));
}

TEST(UpgradeCrashTest, ACopyThatWasKeptIsNamedWhenTheFileIsTooNew) {
  const std::string path = FreshFolder() + "/facts.db";
  MakeFileOf(1, path);
  const std::vector<SchemaStep> steps = StepsToCome();
  SqliteOptions to_come;
  to_come.steps = steps;
  { ASSERT_TRUE(OpenSqlite(path, to_come).ok()); }
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db,
                         "PRAGMA user_version = 99; UPDATE meta SET"
                         " oldest_schema = 90, oldest_program = '7.0'",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  const auto opened = OpenSqlite(path);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.status().message()),
              HasSubstr("facts.db.schema-1"));
}

TEST(UpgradeCrashTest, AProgramThatMayNotUpgradeLeavesTheFileAsItIs) {
  const std::string path = FreshFolder() + "/facts.db";
  MakeFileOf(1, path);
  const std::vector<SchemaStep> steps = StepsToCome();
  SqliteOptions options;
  options.steps = steps;
  options.may_upgrade = false;
  const auto opened = OpenSqlite(path, options);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SchemaOf(path), 1);
}

}  // namespace
}  // namespace regisseur
