#include "aggregator/storage/faulty_vfs.h"

#include <atomic>
#include <cstring>
#include <map>
#include <random>
#include <string>

#include "absl/synchronization/mutex.h"
#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "sqlite3.h"

namespace regisseur {
namespace {

using Fault = FaultyVfs::Fault;

struct Plan {
  absl::Mutex mutex;
  Fault fault ABSL_GUARDED_BY(mutex) = Fault::kWriteError;
  int64_t once_after ABSL_GUARDED_BY(mutex) = 0;  // 0: not
  double probability ABSL_GUARDED_BY(mutex) = 0;
  std::mt19937 dice ABSL_GUARDED_BY(mutex);
  int64_t faults ABSL_GUARDED_BY(mutex) = 0;
};
Plan& ThePlan() {
  static auto* const plan = new Plan;
  return *plan;
}

// Whether this write (or sync) fails, and how.
bool Strikes(bool is_sync, Fault* fault) {
  Plan& plan = ThePlan();
  absl::MutexLock lock(&plan.mutex);
  // A sync cannot be short or find the disk full.
  if (is_sync != (plan.fault == Fault::kSyncError)) return false;
  bool strikes = false;
  if (plan.once_after > 0) strikes = --plan.once_after == 0;
  if (plan.probability > 0) {
    strikes =
        std::uniform_real_distribution<>(0, 1)(plan.dice) < plan.probability;
  }
  if (strikes) ++plan.faults;
  *fault = plan.fault;
  return strikes;
}

// A file that stands before the real one, which lies behind it in memory.
struct FaultyFile {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file)->real();
}
sqlite3_vfs* g_real = nullptr;

int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  Fault fault;
  if (Strikes(/*is_sync=*/false, &fault)) {
    if (fault == Fault::kFull) return SQLITE_FULL;
    if (fault == Fault::kShortWrite) {
      Real(file)->pMethods->xWrite(Real(file), data, size / 2, at);
    }
    return SQLITE_IOERR_WRITE;
  }
  return Real(file)->pMethods->xWrite(Real(file), data, size, at);
}
int Sync(sqlite3_file* file, int flags) {
  Fault fault;
  if (Strikes(/*is_sync=*/true, &fault)) return SQLITE_IOERR_FSYNC;
  return Real(file)->pMethods->xSync(Real(file), flags);
}

const sqlite3_io_methods* Methods() {
  static const auto* const methods = new sqlite3_io_methods{
      2,
      [](sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); },
      [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
        return Real(f)->pMethods->xRead(Real(f), to, n, at);
      },
      &Write,
      [](sqlite3_file* f, sqlite3_int64 size) {
        return Real(f)->pMethods->xTruncate(Real(f), size);
      },
      &Sync,
      [](sqlite3_file* f, sqlite3_int64* size) {
        return Real(f)->pMethods->xFileSize(Real(f), size);
      },
      [](sqlite3_file* f, int kind) {
        return Real(f)->pMethods->xLock(Real(f), kind);
      },
      [](sqlite3_file* f, int kind) {
        return Real(f)->pMethods->xUnlock(Real(f), kind);
      },
      [](sqlite3_file* f, int* out) {
        return Real(f)->pMethods->xCheckReservedLock(Real(f), out);
      },
      [](sqlite3_file* f, int op, void* argument) {
        return Real(f)->pMethods->xFileControl(Real(f), op, argument);
      },
      [](sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); },
      [](sqlite3_file* f) {
        return Real(f)->pMethods->xDeviceCharacteristics(Real(f));
      },
      [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
        return Real(f)->pMethods->xShmMap(Real(f), page, size, extend, to);
      },
      [](sqlite3_file* f, int offset, int n, int flags) {
        return Real(f)->pMethods->xShmLock(Real(f), offset, n, flags);
      },
      [](sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); },
      [](sqlite3_file* f, int remove) {
        return Real(f)->pMethods->xShmUnmap(Real(f), remove);
      },
      nullptr,
      nullptr};
  return methods;
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
         int* out) {
  const int code = g_real->xOpen(g_real, name, Real(file), flags, out);
  file->pMethods = Real(file)->pMethods == nullptr ? nullptr : Methods();
  return code;
}

}  // namespace

void FaultyVfs::Install() {
  if (g_real != nullptr) return;
  g_real = sqlite3_vfs_find(nullptr);
  auto* const vfs = new sqlite3_vfs(*g_real);
  vfs->szOsFile = static_cast<int>(sizeof(FaultyFile)) + g_real->szOsFile;
  vfs->zName = "faulty";
  vfs->pNext = nullptr;
  vfs->xOpen = &Open;
  sqlite3_vfs_register(vfs, /*makeDflt=*/1);
}

void FaultyVfs::FailOnce(Fault fault, int64_t after) {
  Heal();
  absl::MutexLock lock(&ThePlan().mutex);
  ThePlan().fault = fault;
  ThePlan().once_after = after;
}

void FaultyVfs::FailAtRandom(Fault fault, double probability, uint32_t seed) {
  Heal();
  absl::MutexLock lock(&ThePlan().mutex);
  ThePlan().fault = fault;
  ThePlan().probability = probability;
  ThePlan().dice.seed(seed);
}

void FaultyVfs::Heal() {
  absl::MutexLock lock(&ThePlan().mutex);
  ThePlan().once_after = 0;
  ThePlan().probability = 0;
  ThePlan().faults = 0;
}

int64_t FaultyVfs::faults() {
  absl::MutexLock lock(&ThePlan().mutex);
  return ThePlan().faults;
}

namespace {

// The disk breaks under the stores: what was acknowledged is there, what was
// refused is not, and nothing else is.
class WriteErrorTest : public ::testing::Test {
 protected:
  void SetUp() override { FaultyVfs::Install(); }
  void TearDown() override { FaultyVfs::Heal(); }
};

constexpr char kCheckSql[] = "PRAGMA integrity_check";

class FaultyStore : public StorageFixture {
 public:
  void TestBody() override {}

  // Stores one delivery worth a cent in a scope of its own, as often as it
  // takes; how often it was refused.
  int StoreUntilItHolds(int64_t number) {
    int refused = 0;
    while (true) {
      const absl::Status stored = StoreOneCharge(
          "bill", absl::StrCat(number), absl::StrCat("n=", number), "0.01");
      if (stored.ok()) break;
      const absl::StatusCode code = stored.code();
      EXPECT_TRUE(code == absl::StatusCode::kUnavailable ||
                  code == absl::StatusCode::kResourceExhausted)
          << stored;
      if (++refused > 1000) break;
    }
    return refused;
  }
  // What the file holds after it was closed and opened again.
  void ExpectWhole(int64_t deliveries) {
    Reopen();
    ASSERT_TRUE(database_
                    ->Read([](Connection& connection) {
                      Statement& check = connection.Prepared(kCheckSql);
                      EXPECT_TRUE(check.Step().value());
                      EXPECT_EQ(check.Text(0), "ok");
                      return absl::OkStatus();
                    })
                    .ok());
    EXPECT_EQ(BilledTotal(), Decimal(deliveries, 2).ToString());
    EXPECT_EQ(BilledOfLines(), Decimal(deliveries, 2).ToString());
    const auto store = ChainVerifier(*database_).Verify(who_).value();
    int64_t chained = 0;
    for (const ChainReport& report : store.chains) {
      EXPECT_FALSE(report.broken.has_value()) << report.broken->what;
      chained += report.deliveries;
    }
    EXPECT_EQ(chained, deliveries);
  }
};

TEST_F(WriteErrorTest, TheKthWriteFailsForEveryK) {
  for (const Fault fault : {Fault::kWriteError, Fault::kShortWrite,
                            Fault::kFull, Fault::kSyncError}) {
    FaultyStore store;
    int64_t number = 0;
    int refused = 0;
    for (int64_t k = 1; k <= (fault == Fault::kSyncError ? 4 : 40); ++k) {
      FaultyVfs::FailOnce(fault, k);
      for (int i = 0; i < 3; ++i) refused += store.StoreUntilItHolds(++number);
    }
    FaultyVfs::Heal();
    EXPECT_GT(refused, 0) << static_cast<int>(fault);
    store.ExpectWhole(number);
  }
}

// A delivery takes about eighty writes, so that at 3 % most tries fail.
TEST_F(WriteErrorTest, UpToOneWriteInThirtyFails) {
  uint32_t seed = 7;
  for (const double share : {0.002, 0.01, 0.03}) {
    FaultyStore store;
    FaultyVfs::FailAtRandom(Fault::kWriteError, share, ++seed);
    int refused = 0;
    for (int64_t number = 1; number <= 40; ++number) {
      refused += store.StoreUntilItHolds(number);
    }
    EXPECT_GT(FaultyVfs::faults(), 0);
    FaultyVfs::Heal();
    store.ExpectWhole(40);
  }
}

}  // namespace
}  // namespace regisseur
