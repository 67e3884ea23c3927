// Kills the process at every named failpoint of the way that facts take, and
// looks at what is left: what was acknowledged is there, whole and once.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/failpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr int kKills = 300;
constexpr int kBatchesInRun = 3;
constexpr int kRowsInBatch = 20;
constexpr int kScopes = 4;
constexpr int kRunsToSeeAll = 2 * kScopes;
constexpr char kCheckSql[] = "PRAGMA integrity_check";
constexpr char kOriginalsSql[] = "SELECT sha256 FROM original";

// Every failpoint that storing facts reaches. One that vanishes fails the test:
// then kills no longer strike there.
const char* const kFailpoints[] = {
    "batch:cursor-moved",
    "batch:heads-staged",
    "batch:in-force",
    "batch:rows-staged",
    "batch:stored",
    "delivery:chained",
    "delivery:in-force",
    "delivery:replaced-closed",
    "delivery:totals-kept",
    "original:compressed",
    "original:kept",
    "original:piece-written",
    "original:told",
    "slice:dropped",
    "transaction:before-commit",
    "transaction:begun",
    "transaction:committed",
};

constexpr size_t kPlaces = std::size(kFailpoints);

int64_t Rounds() {
  const char* const rounds = std::getenv("REGISSEUR_SOAK_ROUNDS");
  int64_t number = 0;
  if (rounds != nullptr && absl::SimpleAtoi(rounds, &number)) return number;
  return kKills;
}

// Run `run` replaces what an earlier run told of its scope; each row is worth
// `run` cents, so that a lost, a doubled and an old delivery all show.
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
  head.scope = absl::StrCat("scope=", run % kScopes);
  head.origin = "cost.csv";
  // Open for ever, so that replaced lines may be dropped.
  head.period_start = At("2026-09-01T00:00:00Z");
  head.period_end = At("2100-01-01T00:00:00Z");
  facts.deliveries = {head};
  facts.dictionary = {"", "EUR", "Usage", absl::StrCat("unique ", run)};
  for (int i = 0; i < kRowsInBatch; ++i) {
    Charge& charge = facts.charges.emplace_back();
    charge.line = i + 2;
    charge.texts[static_cast<int>(ChargeText::kBillingCurrency)] = 1;
    charge.texts[static_cast<int>(ChargeText::kChargeCategory)] = 2;
    charge.texts[static_cast<int>(ChargeText::kServiceName)] = 3;
    charge.amounts[static_cast<int>(ChargeAmount::kBilledCost)] =
        Decimal(run, 2);
    charge.billing_period_start = At("2026-09-01T00:00:00Z");
    charge.billing_period_end = At("2026-10-01T00:00:00Z");
    charge.charge_period_start = At("2026-09-05T00:00:00Z");
    charge.charge_period_end = At("2026-09-06T00:00:00Z");
  }
  return batch;
}

// What whole runs 1 to `runs` come to.
Decimal ExpectedTotal(int64_t runs) {
  int64_t cents = 0;
  for (int64_t run = std::max<int64_t>(1, runs - kScopes + 1); run <= runs;
       ++run) {
    cents += run * kBatchesInRun * kRowsInBatch;
  }
  return Decimal(cents, 2);
}

// How many batches are stored, from the cursor.
int64_t CountBatches(const std::string& cursor) {
  if (cursor.empty()) return 0;
  const std::vector<std::string> parts = absl::StrSplit(cursor, '/');
  return (std::stoll(parts[0]) - 1) * kBatchesInRun + std::stoll(parts[1]);
}

// Collects from where the cursor stands, `runs` runs long, and writes the
// number of each acknowledged batch to `pipe`. Only in a child.
void Collect(const std::string& folder, int64_t runs, int pipe) {
  auto database = OpenSqlite(absl::StrCat(folder, "/facts.db"));
  if (!database.ok()) _exit(2);
  SystemClock clock;
  WriteQueue queue(**database);
  FactWriter writer(**database, queue, clock);
  Originals originals(folder, **database, queue, clock);
  const Principal who = Principal::System("test");
  const int64_t begun = CountBatches(writer.GetProgress(who, "bill")->cursor);
  for (int64_t batch = begun + 1; batch <= begun + runs * kBatchesInRun;
       ++batch) {
    const int64_t run = (batch - 1) / kBatchesInRun + 1;
    const int64_t number = (batch - 1) % kBatchesInRun + 1;
    // The document comes in two pieces, with the first two batches.
    if (number <= 2) {
      OriginalChunk chunk;
      chunk.name = "cost.csv";
      chunk.offset = (number - 1) * 6;
      chunk.data = number == 1 ? "piece " : absl::StrCat(run);
      chunk.last = number == 2;
      if (!originals.Append(who, "bill", absl::StrCat(run), chunk).ok()) {
        _exit(5);
      }
    }
    if (!writer.StoreBatch(who, MakeRunBatch(run, number)).ok()) _exit(3);
    if (write(pipe, &batch, sizeof(batch)) != sizeof(batch)) _exit(4);
    if (number == kBatchesInRun &&
        !writer.Purge(who, absl::ZeroDuration()).ok()) {
      _exit(6);
    }
  }
}

// In the child: where to die. Plain variables, set before any thread starts.
std::string& Where() {
  static auto* const where = new std::string;
  return *where;
}
std::atomic<int> g_hits_left{0};

void DieThere(const char* name) {
  if (Where() == name && g_hits_left.fetch_sub(1) == 1) {
    kill(getpid(), SIGKILL);
  }
}

// In the child that looks: which there are.
int g_names_pipe = -1;
void TellName(const char* name) {
  const std::string line = absl::StrCat(name, "\n");
  (void)!write(g_names_pipe, line.data(), line.size());
}

// Starts `work` in a child with a pipe; gives what the child wrote when it
// ended, and how. It is killed once it has written `most` bytes, wherever it is
// by then.
struct Ended {
  std::string written;
  int how = 0;
};
Ended RunChild(const std::function<void(int pipe)>& work,
               size_t most = std::string::npos) {
  Ended ended;
  int pipes[2];
  EXPECT_EQ(pipe(pipes), 0);
  const pid_t child = fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    close(pipes[0]);
    work(pipes[1]);
    _exit(0);
  }
  close(pipes[1]);
  char buffer[4096];
  ssize_t size = 0;
  while ((size = read(pipes[0], buffer, sizeof(buffer))) > 0) {
    ended.written.append(buffer, static_cast<size_t>(size));
    if (ended.written.size() >= most) kill(child, SIGKILL);
  }
  close(pipes[0]);
  EXPECT_EQ(waitpid(child, &ended.how, 0), child);
  return ended;
}

// Looks at what a killed process left. Returns the batches that are stored.
int64_t CheckWhatIsLeft(const std::string& folder) {
  const Principal who = Principal::System("test");
  auto database = OpenSqlite(absl::StrCat(folder, "/facts.db")).value();
  std::vector<std::string> kept;
  EXPECT_TRUE(database
                  ->Read([&](Connection& connection) -> absl::Status {
                    Statement& check = connection.Prepared(kCheckSql);
                    EXPECT_TRUE(check.Step().value());
                    EXPECT_EQ(check.Text(0), "ok");
                    Statement& read = connection.Prepared(kOriginalsSql);
                    while (read.Step().value()) {
                      kept.emplace_back(read.Text(0));
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  for (const std::string& hash : kept) {
    const auto content =
        HashPackedContent(OriginalPath(folder + "/originals", hash));
    EXPECT_TRUE(content.ok()) << content.status();
    EXPECT_EQ(content.value().sha256, hash);
  }
  FakeClock clock(At("2026-10-05T07:00:00Z"));
  WriteQueue queue(*database);
  FactWriter writer(*database, queue, clock);
  const int64_t batches = CountBatches(writer.GetProgress(who, "bill")->cursor);
  const int64_t whole = batches / kBatchesInRun;
  ExactSum totals;
  ExactSum lines;
  const CostReader costs(*database);
  EXPECT_TRUE(costs
                  .ReadTotals(who, {}, {},
                              [&](const CostTotalRow& row) {
                                return totals.Add(row.total.billed);
                              })
                  .ok());
  EXPECT_TRUE(costs
                  .ReadLines(who, {}, {},
                             [&](const ChargeLine& line) {
                               return lines.Add(*line.charge.amount(
                                   ChargeAmount::kBilledCost));
                             })
                  .ok());
  ExactSum expected;
  EXPECT_TRUE(expected.Add(ExpectedTotal(whole)).ok());
  EXPECT_EQ(totals, expected) << totals.ToString();
  EXPECT_EQ(lines, expected) << lines.ToString();
  const auto store = ChainVerifier(*database).Verify(who).value();
  int64_t deliveries = 0;
  for (const ChainReport& report : store.chains) {
    EXPECT_FALSE(report.broken.has_value()) << report.broken->what;
    deliveries += report.deliveries;
  }
  EXPECT_EQ(deliveries, whole);
  EXPECT_THAT(store.broken, ::testing::IsEmpty());
  return batches;
}

TEST(FailpointCrashTest, EveryFailpointOfADeliveryIsReached) {
  const std::string folder = FreshFolder();
  const Ended ended = RunChild([&](int pipe) {
    g_names_pipe = pipe;
    SetFailpointHook(&TellName);
    Collect(folder, kRunsToSeeAll, open("/dev/null", O_WRONLY));
  });
  ASSERT_TRUE(WIFEXITED(ended.how) && WEXITSTATUS(ended.how) == 0) << ended.how;
  std::set<std::string> reached;
  for (const absl::string_view line :
       absl::StrSplit(ended.written, '\n', absl::SkipEmpty())) {
    reached.emplace(line);
  }
  // Those of making the file are tested with upgrades.
  for (const char* const name :
       {"upgrade:step-begun", "upgrade:before-commit", "upgrade:committed"}) {
    EXPECT_EQ(reached.erase(name), 1u) << name;
  }
  EXPECT_THAT(reached, ::testing::ElementsAreArray(kFailpoints));
}

TEST(FailpointCrashTest, KilledAnywhereNothingIsLostAndNothingCountsTwice) {
  const std::string folder = FreshFolder();
  std::mt19937 dice(20261123);
  int64_t stored = 0;
  std::map<std::string, int> kills;
  const int64_t rounds = Rounds();
  for (int64_t round = 0; round < rounds; ++round) {
    // One round in between strikes at no point in particular.
    const size_t place = static_cast<size_t>(round) % (kPlaces + 1);
    const bool anywhere = place == kPlaces;
    Where() = anywhere ? "anywhere" : kFailpoints[place];
    g_hits_left = 1 + static_cast<int>(dice() % 4);
    SCOPED_TRACE(absl::StrCat("kill ", round, " at ", Where(), ", hit ",
                              g_hits_left.load()));
    const Ended ended = RunChild(
        [&](int pipe) {
          SetFailpointHook(&DieThere);
          Collect(folder, kRunsToSeeAll, pipe);
        },
        anywhere ? sizeof(int64_t) * (1 + dice() % 6) : std::string::npos);
    if (WIFSIGNALED(ended.how)) {
      ASSERT_EQ(WTERMSIG(ended.how), SIGKILL);
      ++kills[Where()];
    } else {
      ASSERT_EQ(WEXITSTATUS(ended.how), 0);
    }
    int64_t acknowledged = stored;
    if (ended.written.size() >= sizeof(acknowledged)) {
      memcpy(&acknowledged,
             ended.written.data() + ended.written.size() - sizeof(int64_t),
             sizeof(int64_t));
    }
    stored = CheckWhatIsLeft(folder);
    ASSERT_GE(stored, acknowledged) << "an acknowledged batch is lost";
    ASSERT_LE(stored, acknowledged + 1) << "at most the one in flight";
    if (HasFailure()) return;
  }
  if (rounds > static_cast<int64_t>(kPlaces)) {
    EXPECT_EQ(kills.size(), kPlaces + 1) << "each struck";
  }
}

}  // namespace
}  // namespace regisseur
