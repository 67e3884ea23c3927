// Kills the process at every named place of the way from a schedule to a
// delivered report, and looks at what the next one makes of it: one report of
// the run, its files whole, and told at least once under one id.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "aggregator/report/report_fixture.h"
#include "aggregator/storage/chain_verifier.h"
#include "core/base/failpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

// In the order in which a run comes by. Those of a transaction are reached by
// the act that issues and by the ones that record deliveries.
const char* const kPlaces[] = {
    "report:begun",
    "report:collected",
    "report:drawn",
    "report:files-written",
    "report:archived",
    "transaction:begun",
    "transaction:before-commit",
    "transaction:committed",
    "report:issued",
    "report:delivering",
    "report:delivered",
    "report:delivery-recorded",
};
static_assert(std::size(kPlaces) == 12);

const char* g_where = nullptr;
int g_hits_left = 0;
void DieThere(const char* name) {
  if (absl::string_view(name) == g_where && --g_hits_left == 0) {
    kill(getpid(), SIGKILL);
  }
}

// How often each place is struck: once here, twenty times in a soak.
int Rounds() {
  const char* const rounds = std::getenv("REGISSEUR_SOAK_ROUNDS");
  int number = 0;
  return rounds != nullptr && absl::SimpleAtoi(rounds, &number) ? 20 : 1;
}

constexpr char kBefore[] = "2026-09-15T12:00:00Z";
constexpr char kDue[] = "2026-10-01T05:00:00Z";

// One life of the daemon. True when it was killed in it.
bool Live(const std::string& folder, const ReportPlan& plan, const char* when,
          const char* where, int hit) {
  const pid_t child = fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    FakeClock clock(At(when));
    ReportDesk desk(folder, clock, plan);
    g_where = where;
    g_hits_left = hit;
    if (where != nullptr) SetFailpointHook(&DieThere);
    _exit(desk.scheduler->Look().ok() ? 0 : 1);
  }
  int how = 0;
  EXPECT_EQ(waitpid(child, &how, 0), child);
  if (WIFSIGNALED(how)) {
    EXPECT_EQ(WTERMSIG(how), SIGKILL);
    return true;
  }
  EXPECT_EQ(WEXITSTATUS(how), 0);
  return false;
}

TEST(ReportCrashTest, KilledAnywhereARunIsIssuedOnceAndDelivered) {
  const ReportPlan plan = MonthlyPlan("monthly 07:00", CatchUp::kLatest);
  for (const char* const place : kPlaces) {
    int killed = 0;
    for (int round = 0; round < Rounds(); ++round) {
      SCOPED_TRACE(absl::StrCat(place, ", round ", round));
      const std::string folder = FreshFolder();
      ASSERT_FALSE(Live(folder, plan, kBefore, nullptr, 0));
      // Killed once, and every third time again on the way back.
      if (Live(folder, plan, kDue, place, 1 + round % 2)) ++killed;
      if (round % 3 == 2) Live(folder, plan, kDue, place, 1);
      ASSERT_FALSE(Live(folder, plan, kDue, nullptr, 0));

      FakeClock clock(At(kDue));
      ReportDesk desk(folder, clock, plan);
      const std::vector<ReportIssueRecord> issues = desk.Issues();
      ASSERT_THAT(issues, SizeIs(1)) << "a double, or a silent miss";
      EXPECT_EQ(issues[0].state, ReportIssueRecord::State::kIssued);
      EXPECT_EQ(issues[0].revision, 1);
      EXPECT_EQ(issues[0].due, At(kDue));
      for (const ReportFileRecord& file : issues[0].files) {
        EXPECT_TRUE(desk.engine->archive().Read(issues[0], file).ok());
      }
      EXPECT_THAT(*ListFolder(folder + "/reports"),
                  ::testing::ElementsAre("monthly"))
          << "halves are gone";
      EXPECT_TRUE(issues[0].deliveries.at(0).sent);
      const std::vector<std::string> taken =
          WrittenCourier::Taken(folder + "/delivered.txt");
      EXPECT_FALSE(taken.empty());
      EXPECT_THAT(taken, Each("report_monthly_2026-09_1_folder"));
      const auto chains =
          ChainVerifier(*desk.database).Verify(Principal::System("test"));
      ASSERT_TRUE(chains.ok());
      for (const ChainReport& chain : chains->chains) {
        EXPECT_FALSE(chain.broken.has_value());
      }
      ASSERT_TRUE(RemoveTree(folder).ok());
    }
    EXPECT_GT(killed, 0) << place << " was not reached";
  }
}

}  // namespace
}  // namespace regisseur
