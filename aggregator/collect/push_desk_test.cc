#include "aggregator/collect/push_desk.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "aggregator/storage/storage_fixture.h"
#include "core/base/failpoint.h"
#include "core/evidence/sha256.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kInbox[] = "/inbox";
constexpr char kScope[] = "month 2026-09";

// Reads the file that lies in the inbox as one charge of so much.
class OneChargeCollector final : public Collector {
 public:
  OneChargeCollector(FactWriter& writer, std::string inbox,
                     std::function<StagedBatch(const std::string& origin,
                                               const std::string& amount)>
                         make)
      : writer_(writer), inbox_(std::move(inbox)), make_(std::move(make)) {}

  absl::Status CollectNow(
      const Principal& who, const std::vector<std::string>& ids,
      const std::function<void(const CollectProgress&)>& progress,
      const absl::Notification&) override {
    ++collections;
    for (const auto& file :
         std::filesystem::directory_iterator(inbox_ + "/" + ids.front())) {
      std::stringstream amount;
      amount << std::ifstream(file.path()).rdbuf();
      const StagedBatch batch =
          make_(file.path().filename().string(), amount.str());
      const absl::Status stored = writer_.StoreBatch(who, batch);
      if (!stored.ok()) return stored;
      const absl::Status closed = writer_.StoreCheckpoint(
          who, ids.front(), {.cursor = batch.facts.cursor});
      if (!closed.ok()) return closed;
    }
    progress({.source = ids.front(), .done = true, .rows = 1});
    return absl::OkStatus();
  }
  absl::StatusOr<SourceCheckResult> Check(const Principal&, absl::string_view,
                                          const absl::Notification&) override {
    return SourceCheckResult();
  }
  std::optional<CollectActivity> FindActivity(
      absl::string_view) const override {
    return std::nullopt;
  }

  int collections = 0;

 private:
  FactWriter& writer_;
  const std::string inbox_;
  const std::function<StagedBatch(const std::string&, const std::string&)>
      make_;
};

const char* g_where = nullptr;
void DieThere(const char* name) {
  if (absl::string_view(name) == g_where) kill(getpid(), SIGKILL);
}

class PushDeskTest : public StorageFixture {
 protected:
  // A life of the daemon.
  struct Life {
    explicit Life(PushDeskTest& test)
        : pool({}, watch, test.clock_),
          originals(test.folder_, *test.database_, *test.queue_, test.clock_),
          sources(*test.database_),
          collector(*test.writer_, test.folder_ + kInbox,
                    [](const std::string& origin, const std::string& amount) {
                      return OneCharge("file " + origin, origin, amount);
                    }),
          desk({.inbox = test.folder_ + kInbox}, collector, pool, *test.writer_,
               originals, sources, test.clock_) {}
    CallWatch watch;
    AdapterPool pool;
    Originals originals;
    const SourceReader sources;
    OneChargeCollector collector;
    PushDesk desk;
  };

  // A run of one batch: what it says takes the place of what the one before
  // said.
  static StagedBatch OneCharge(const std::string& run,
                               const std::string& origin,
                               const std::string& amount) {
    StagedBatch batch = MakeBatch("feed", run, 1, true);
    batch.facts.deliveries = {Head(kScope, origin)};
    AddCharge(batch, "Compute", amount);
    return batch;
  }
  static std::string Hash(const std::string& text) {
    return std::string(ToBytes(Sha256Hasher().Hash(text)));
  }
  static SourceConfig Feed(const std::string& adapter = "") {
    SourceConfig source;
    source.id = "feed";
    source.provider = "cloudnine";
    source.push = true;
    source.adapter = adapter;
    return source;
  }
  static absl::Status Admit() { return absl::OkStatus(); }

  static absl::StatusOr<PushResult> PushRun(Life& life, const std::string& run,
                                            const std::string& amount) {
    return life.desk.PushFacts(
        Partner(), Feed(), OneCharge(run, "push", amount).facts, std::nullopt,
        /*dry_run=*/false, PushName{run, 1, Hash(amount)}, &Admit);
  }
  static absl::StatusOr<PushResult> PushFile(Life& life,
                                             const std::string& request,
                                             const std::string& amount) {
    const absl::Notification never;
    return life.desk.PushFile(
        Partner(), Feed("focus"), Portfolio(), amount,
        /*dry_run=*/false, PushName{request, 1, Hash(amount)}, &Admit, never);
  }
  static Principal Partner() {
    Principal who;
    who.identity = "id-cloudnine";
    who.role = Principal::Role::kProvider;
    who.scope = "cloudnine";
    return who;
  }

  // A life that is killed where the facts are stored and nobody was answered.
  void DieIn(const char* where, const std::function<void(Life&)>& push) {
    Close();
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Open();
      Life life(*this);
      g_where = where;
      SetFailpointHook(&DieThere);
      push(life);
      _exit(0);
    }
    int how = 0;
    ASSERT_EQ(waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how)) << "it did not come by " << where;
    Open();
  }
};

TEST_F(PushDeskTest, ARunThatComesAgainIsStoredOnceWhateverCameSince) {
  Life life(*this);
  ASSERT_TRUE(PushRun(life, "a", "100").ok());
  ASSERT_TRUE(PushRun(life, "a", "100").ok());
  ASSERT_TRUE(PushRun(life, "b", "200").ok());
  const auto again = PushRun(life, "a", "100");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->rows_new, 0);
  EXPECT_THAT(again->deliveries, SizeIs(1)) << "what is in force of it";
  EXPECT_EQ(BilledTotal(), "200");
}

TEST_F(PushDeskTest, ARestartForgetsNoRun) {
  {
    Life life(*this);
    ASSERT_TRUE(PushRun(life, "a", "100").ok());
    ASSERT_TRUE(PushRun(life, "b", "200").ok());
  }
  Reopen();
  Life life(*this);
  ASSERT_TRUE(PushRun(life, "a", "100").ok());
  EXPECT_EQ(BilledTotal(), "200");
}

TEST_F(PushDeskTest, OtherContentUnderTheSameRunIsRefusedWithAHint) {
  Life life(*this);
  ASSERT_TRUE(PushRun(life, "a", "100").ok());
  ASSERT_TRUE(PushRun(life, "b", "200").ok());
  for (const char* run : {"a", "b"}) {
    const absl::Status other = PushRun(life, run, "300").status();
    EXPECT_EQ(other.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(other.message(),
              absl::StrCat("batch.run: batch 1 of run ", run,
                           " came before with other content; give what is new "
                           "a run of its own"));
  }
  EXPECT_EQ(BilledTotal(), "200");
}

TEST_F(PushDeskTest, OfTwoAtOnceOneIsStored) {
  Life life(*this);
  std::vector<absl::Status> outcomes(8);
  std::vector<std::thread> partners;
  for (absl::Status& outcome : outcomes) {
    partners.emplace_back(
        [&] { outcome = PushRun(life, "a", "100").status(); });
  }
  for (std::thread& partner : partners) partner.join();
  for (const absl::Status& outcome : outcomes) {
    EXPECT_TRUE(outcome.ok() || absl::IsResourceExhausted(outcome)) << outcome;
  }
  EXPECT_EQ(BilledTotal(), "100");
  EXPECT_THAT(life.sources.ListDeliveries(who_, "feed", AsOf{}).value(),
              SizeIs(1));
}

// Batch 1 of another run drops what was not finished: that may come anew.
TEST_F(PushDeskTest, WhatWasDroppedMayComeAgain) {
  Life life(*this);
  const auto push = [&](int number, bool last) {
    StagedBatch batch = OneCharge("a", "push", "50");
    batch.facts.number = number;
    batch.facts.last = last;
    return life.desk
        .PushFacts(Partner(), Feed(), std::move(batch.facts), std::nullopt,
                   false, PushName{"a", number, Hash("50")}, &Admit)
        .status();
  };
  ASSERT_TRUE(push(1, false).ok());
  ASSERT_TRUE(push(1, false).ok()) << "ignored";
  ASSERT_TRUE(PushRun(life, "b", "200").ok());
  ASSERT_TRUE(push(1, false).ok());
  const absl::Status ended = push(2, true);
  ASSERT_TRUE(ended.ok()) << ended;
  EXPECT_EQ(BilledTotal(), "100");
}

// As of a single incident: nothing of the batch is stored.
TEST_F(PushDeskTest, ABatchWithATimeThatCannotBeIsRefused) {
  Life life(*this);
  const auto push = [&](const char* start,
                        std::optional<absl::Time> end) -> absl::Status {
    StagedBatch batch = OneCharge("a", "push", "100");
    batch.facts.deliveries.push_back(
        Head("status", "push", Completeness::kAdditive));
    StatusObservation& seen = batch.facts.observations.emplace_back();
    seen.delivery = 1;
    seen.observed_time = clock_.Now();
    Incident& incident = seen.incidents.emplace_back();
    incident.id = "49";
    incident.start_time = At(start);
    incident.end_time = end;
    return life.desk
        .PushFacts(Partner(), Feed(), std::move(batch.facts), std::nullopt,
                   false, PushName{"a", 1, Hash(start)}, &Admit)
        .status();
  };
  // It is 2026-10-05 07:00.
  for (const absl::Status& refused :
       {push("1999-12-31T23:59:59Z", std::nullopt),
        push("2026-10-07T07:00:00Z", std::nullopt),
        push("2026-10-05T06:00:00Z", At("2026-10-05T05:00:00Z"))}) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << refused;
    EXPECT_THAT(std::string(refused.message()),
                HasSubstr("batch: The incident 49"));
  }
  EXPECT_EQ(BilledTotal(), "0");
  const absl::Status good = push("2026-10-05T06:00:00Z", std::nullopt);
  EXPECT_TRUE(good.ok()) << good;
  EXPECT_EQ(BilledTotal(), "100");
}

// Killed with the facts stored and the answer not: the request comes again
// after another one, and must not take its place.
TEST_F(PushDeskTest, AfterACrashARequestThatComesAgainActsNoMore) {
  for (const char* where : {"transaction:committed", "batch:stored"}) {
    SCOPED_TRACE(where);
    const std::string run = std::string("a ") + where;
    DieIn(where, [&](Life& life) { (void)PushRun(life, run, "100"); });
    Life life(*this);
    EXPECT_EQ(BilledTotal(), "100");
    ASSERT_TRUE(PushRun(life, std::string("b ") + where, "200").ok());
    const auto again = PushRun(life, run, "100");
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(BilledTotal(), "200");
  }
}

TEST_F(PushDeskTest, AfterACrashAFileThatComesAgainActsNoMore) {
  DieIn("batch:stored",
        [&](Life& life) { (void)PushFile(life, "request 1", "100"); });
  Life life(*this);
  ASSERT_TRUE(PushFile(life, "request 2", "200").ok());
  const auto again = PushFile(life, "request 1", "100");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(life.collector.collections, 1);
  EXPECT_EQ(BilledTotal(), "200");
  EXPECT_THAT(again->deliveries, IsEmpty()) << "nothing in force holds it";
}

// Killed before the facts are stored: then it has to act.
TEST_F(PushDeskTest, AfterACrashBeforeItIsStoredARequestActs) {
  DieIn("transaction:before-commit",
        [&](Life& life) { (void)PushRun(life, "a", "100"); });
  Life life(*this);
  EXPECT_EQ(BilledTotal(), "0");
  ASSERT_TRUE(PushRun(life, "a", "100").ok());
  EXPECT_EQ(BilledTotal(), "100");
}

}  // namespace
}  // namespace regisseur
