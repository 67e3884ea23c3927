#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "absl/strings/str_split.h"

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr int kKills = 20;
constexpr int kBatchesInRun = 3;
constexpr int kRowsInBatch = 50;
constexpr char kCheckSql[] = "PRAGMA integrity_check";

// Run `run` of the scope of that name, each with one cent a row: a run is worth
// 1.50. Batches go from 1 to kBatchesInRun.
StagedBatch MakeRunBatch(int64_t run, int64_t number) {
  StagedBatch batch;
  batch.source = "bill";
  batch.delivered_by = "test 1";
  batch.assign = [](const std::string&) { return "cloudnine"; };
  FactBatch& facts = batch.facts;
  facts.run = absl::StrCat(run);
  facts.number = number;
  facts.cursor = absl::StrCat(run, "/", number);
  facts.last = number == kBatchesInRun;
  Delivery head;
  head.scope = absl::StrCat("run=", run);
  head.origin = "cost.csv";
  facts.deliveries = {head};
  facts.dictionary = {"", "EUR", "Usage", absl::StrCat("unique ", run)};
  for (int i = 0; i < kRowsInBatch; ++i) {
    Charge& charge = facts.charges.emplace_back();
    charge.line = i + 2;
    charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] = 1;
    charge.texts[static_cast<int>(ChargeText::kChargeCategory)] = 2;
    charge.texts[static_cast<int>(ChargeText::kServiceName)] = 3;
    charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] = Decimal(1, 2);
    charge.billing_period_start = At("2026-09-01T00:00:00Z");
    charge.billing_period_end = At("2026-10-01T00:00:00Z");
    charge.charge_period_start = At("2026-09-05T00:00:00Z");
    charge.charge_period_end = At("2026-09-06T00:00:00Z");
  }
  return batch;
}

// Where a collection goes on: from the cursor, as an adapter would.
struct Position {
  int64_t run = 1;
  int64_t number = 0;  // stored
};
Position Read(absl::string_view cursor) {
  Position position;
  if (!cursor.empty()) {
    const std::vector<std::string> parts = absl::StrSplit(cursor, '/');
    position.run = std::stoll(parts[0]);
    position.number = std::stoll(parts[1]);
  }
  return position;
}

// The child: goes on where the cursor stands, and acknowledges each batch on
// the pipe, until it is killed. Nothing of the parent is used.
[[noreturn]] void CollectForever(const std::string& path, int pipe) {
  auto database = OpenSqlite(path);
  if (!database.ok()) _exit(2);
  WriteQueue queue(**database);
  SystemClock clock;
  FactWriter writer(**database, queue, clock);
  const Principal who = Principal::System("test");
  Position position = Read(writer.GetProgress(who, "bill")->cursor);
  while (true) {
    if (position.number == kBatchesInRun) position = {position.run + 1, 0};
    ++position.number;
    const StagedBatch batch = MakeRunBatch(position.run, position.number);
    if (!writer.StoreBatch(who, batch).ok()) _exit(3);
    const int64_t acknowledged =
        (position.run - 1) * kBatchesInRun + position.number;
    if (write(pipe, &acknowledged, sizeof(acknowledged)) !=
        sizeof(acknowledged)) {
      _exit(4);
    }
  }
}

TEST(CrashTest, NothingAcknowledgedIsLostAndNothingCountsTwice) {
  const std::string path = absl::StrCat(FreshFolder(), "/facts.db");
  const Principal who = Principal::System("test");
  std::mt19937 dice(20261005);
  int64_t acknowledged = 0;
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(pipes[0]);
      CollectForever(path, pipes[1]);
    }
    close(pipes[1]);
    // Killed after some acknowledgements, and a moment that the dice choose.
    const int until = 1 + static_cast<int>(dice() % 6);
    int64_t number = 0;
    for (int i = 0; i < until; ++i) {
      ASSERT_EQ(read(pipes[0], &number, sizeof(number)),
                static_cast<ssize_t>(sizeof(number)));
    }
    usleep(dice() % 3000);
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int how = 0;
    ASSERT_EQ(waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how));
    while (read(pipes[0], &number, sizeof(number)) ==
           static_cast<ssize_t>(sizeof(number))) {
    }
    close(pipes[0]);
    ASSERT_GT(number, acknowledged) << "it went on where it stood";
    acknowledged = number;

    const auto database = OpenSqlite(path).value();
    ASSERT_TRUE(database
                    ->Read([](Connection& connection) {
                      Statement& check = connection.Prepared(kCheckSql);
                      EXPECT_TRUE(check.Step().value());
                      EXPECT_EQ(check.Text(0), "ok");
                      return absl::OkStatus();
                    })
                    .ok());
    WriteQueue queue(*database);
    FakeClock clock(At("2026-10-05T07:00:00Z"));
    FactWriter writer(*database, queue, clock);
    const SourceProgress progress = writer.GetProgress(who, "bill").value();
    const Position stored = Read(progress.cursor);
    const int64_t batches = (stored.run - 1) * kBatchesInRun + stored.number;
    EXPECT_GE(batches, acknowledged);
    EXPECT_LE(batches, acknowledged + 1) << "at most the one in flight";

    // Whole runs count, once; the staged one counts not at all.
    const int64_t whole = batches / kBatchesInRun;
    ExactSum total;
    ExactSum lines;
    CostReader costs(*database);
    ASSERT_TRUE(costs
                    .ReadTotals(who, {}, {},
                                [&](const CostTotalRow& row) {
                                  return total.Add(row.total.billed);
                                })
                    .ok());
    ASSERT_TRUE(costs
                    .ReadLines(who, {}, {},
                               [&](const ChargeLine& line) {
                                 return lines.Add(*line.charge.amount(
                                     ChargeAmount::kBilledCost));
                               })
                    .ok());
    ExactSum expected;
    ASSERT_TRUE(
        expected.Add(Decimal(whole * kBatchesInRun * kRowsInBatch, 2)).ok());
    EXPECT_EQ(total, expected) << total.ToString();
    EXPECT_EQ(lines, expected) << lines.ToString();

    const auto store = ChainVerifier(*database).Verify(who).value();
    EXPECT_EQ(store.broken, std::vector<std::string>());
    for (const ChainReport& report : store.chains) {
      EXPECT_FALSE(report.broken.has_value()) << report.broken->what;
      if (report.chain != "portfolio") EXPECT_EQ(report.deliveries, whole);
    }
  }
}

}  // namespace
}  // namespace regisseur
