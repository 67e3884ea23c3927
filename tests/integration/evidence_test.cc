#include "aggregator/evidence/evidence_keeper.h"

#include <sys/stat.h>

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "aggregator/evidence/signing_key_file.h"
#include "aggregator/storage/durable_file.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/evidence/evidence_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class EvidenceKeeperTest : public StorageFixture {
 protected:
  EvidenceKeeperTest()
      : key_(SigningKey::Generate()),
        keeper_(*database_, *queue_, clock_, *key_, {folder_, "0.1.0"}) {}

  void Store(const std::string& source, const std::string& run,
             const std::string& provider, int charges = 2) {
    StagedBatch batch = MakeBatch(source, run, 1, true, provider);
    batch.facts.deliveries = {Head("2026-09", "cost.csv")};
    for (int i = 0; i < charges; ++i) {
      AddCharge(batch, absl::StrCat("Compute ", i), absl::StrCat(i, ".25"));
    }
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    clock_.Advance(absl::Minutes(1));
  }
  std::string Export(const std::string& chain = "") {
    std::string text;
    const absl::Status written =
        keeper_.Export(who_, chain, [&](absl::string_view piece) {
          text.append(piece.data(), piece.size());
          return absl::OkStatus();
        });
    EXPECT_TRUE(written.ok()) << written;
    return text;
  }
  std::optional<EvidenceBreak> VerifyExport(const std::string& text,
                                            KeptEvidence kept = {},
                                            EvidenceReport* report = nullptr) {
    kept.key = key_->verifying_key();
    EvidenceFileVerifier verifier(std::move(kept));
    if (verifier.Take(text)) verifier.Finish();
    if (report != nullptr) *report = verifier.report();
    return verifier.broken();
  }
  SignedRoot Sign(const std::string& request_id = "") {
    absl::StatusOr<SignedRoot> root = keeper_.SignRoot(
        Principal::LocalAdministrator(), "test.Sign", request_id);
    EXPECT_TRUE(root.ok()) << root.status();
    clock_.Advance(absl::Minutes(1));
    return *std::move(root);
  }
  EvidenceCheck Check() {
    absl::StatusOr<EvidenceCheck> check = keeper_.Verify(who_);
    EXPECT_TRUE(check.ok()) << check.status();
    return *std::move(check);
  }
  void Tamper(const char* sql) {
    const absl::Status done =
        queue_->Write(WriteQueue::Lane::kAct, [&](Transaction& transaction) {
          return transaction.Prepared(sql).Step().status();
        });
    ASSERT_TRUE(done.ok()) << done;
  }

  const std::unique_ptr<SigningKey> key_;
  EvidenceKeeper keeper_;
};

TEST_F(EvidenceKeeperTest, AnExportHoldsWithoutADaemon) {
  Store("bill", "r1", "cloudnine");
  Store("page", "r1", "paper", 30);
  const SignedRoot first = Sign();
  Store("bill", "r2", "cloudnine", 3);
  Sign();
  Store("page", "r2", "paper", 31);
  KeptEvidence kept;
  kept.roots = {first.line};
  EXPECT_EQ(Check().signed_lengths["cloudnine"], 2);
  EXPECT_EQ(Check().signed_lengths["paper"], 1);
  EvidenceReport report;
  const auto broken = VerifyExport(Export(), kept, &report);
  EXPECT_FALSE(broken.has_value()) << broken->ToString();
  ASSERT_THAT(report.chains, SizeIs(3));
  EXPECT_EQ(report.chains[0].name, "cloudnine");
  EXPECT_EQ(report.chains[0].deliveries, 2);
  EXPECT_EQ(report.chains[0].rows, 5);
  EXPECT_EQ(report.chains[0].entries_unsigned, 0);
  EXPECT_EQ(report.chains[1].name, "paper");
  EXPECT_EQ(report.chains[1].entries_unsigned, 1);
  EXPECT_EQ(report.chains[2].name, "portfolio");
  EXPECT_GE(report.chains[2].acts, 4);  // assignments and roots
  EXPECT_EQ(report.kept_roots, 1);
  EXPECT_TRUE(Check().sound());
}

// An auditor of one partner has its chain and the verifier, nothing else.
TEST_F(EvidenceKeeperTest, TheExportOfOneProviderSaysNothingOfOthers) {
  Store("bill", "r1", "cloudnine", 20);
  Store("secret-source", "r1", "rival");
  Sign();
  const std::string text = Export("cloudnine");
  EXPECT_THAT(text, Not(HasSubstr("rival")));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
  EXPECT_FALSE(VerifyExport(text).has_value());
  // The tree tells no number of partners: 16 leaves for three chains.
  EXPECT_EQ(keeper_.ListRoots(who_, 1, 1)->front().statement.tree_size, 16);

  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!absl::StartsWith(lines[i], "{\"row\":17,")) continue;
    char& byte = lines[i][lines[i].size() / 2];
    byte = byte == 'x' ? 'y' : 'x';
    const auto broken = VerifyExport(absl::StrJoin(lines, "\n"));
    ASSERT_TRUE(broken.has_value());
    EXPECT_EQ(broken->line, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(broken->chain, "cloudnine");
    EXPECT_EQ(broken->entry, 1);
    EXPECT_EQ(broken->row, 17);
    return;
  }
  FAIL() << "the row is not there";
}

TEST_F(EvidenceKeeperTest, ARootIsSignedOnceALocalDay) {
  const absl::TimeZone zone = *LoadZone("Europe/Amsterdam");
  Store("bill", "r1", "cloudnine");
  clock_.Set(At("2026-10-05T21:59:00Z"));  // 23:59 there
  EXPECT_TRUE(*keeper_.SignDailyRoot(zone));
  EXPECT_FALSE(*keeper_.SignDailyRoot(zone));
  clock_.Set(At("2026-10-05T22:00:00Z"));
  EXPECT_TRUE(*keeper_.SignDailyRoot(zone));
  EXPECT_FALSE(*keeper_.SignDailyRoot(zone));
  // Days that were missed are caught up with one root.
  clock_.Set(At("2026-10-09T12:00:00Z"));
  EXPECT_TRUE(*keeper_.SignDailyRoot(zone));
  const auto roots = keeper_.ListRoots(who_, 1, 10);
  ASSERT_THAT(*roots, SizeIs(3));
  EXPECT_EQ((*roots)[2].statement.previous,
            Sha256Hasher().Hash((*roots)[1].line.statement));
  // Another key signs at once: its roots vouch for those before.
  const std::unique_ptr<SigningKey> other = SigningKey::Generate();
  EvidenceKeeper changed(*database_, *queue_, clock_, *other,
                         {folder_, "0.1.0"});
  EXPECT_FALSE(changed.Verify(who_)->sound());
  EXPECT_TRUE(*changed.SignDailyRoot(zone));
  EXPECT_FALSE(*changed.SignDailyRoot(zone));
  EXPECT_TRUE(changed.Verify(who_)->sound());
  std::string text;
  ASSERT_TRUE(changed
                  .Export(who_, "",
                          [&](absl::string_view piece) {
                            text.append(piece.data(), piece.size());
                            return absl::OkStatus();
                          })
                  .ok());
  KeptEvidence kept;
  kept.key = other->verifying_key();
  kept.roots = {(*roots)[0].line};
  EvidenceFileVerifier verifier(std::move(kept));
  EXPECT_TRUE(verifier.Take(text) && verifier.Finish())
      << verifier.broken()->ToString();
}

TEST_F(EvidenceKeeperTest, TheSameRequestIsTheSameRoot) {
  Store("bill", "r1", "cloudnine");
  const SignedRoot first = Sign("once");
  EXPECT_EQ(Sign("once").line.statement, first.line.statement);
  EXPECT_EQ(Sign("twice").statement.number, 2);
  EXPECT_EQ(
      keeper_.SignRoot(Principal::LocalAdministrator(), "other.Method", "once")
          .status()
          .code(),
      absl::StatusCode::kAlreadyExists);
}

TEST_F(EvidenceKeeperTest, AReceiptIsHeldAgainstTheExport) {
  Store("bill", "r1", "cloudnine");
  const auto receipt = keeper_.GetReceipt(who_, "cloudnine", 1);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->statement.about, "bill 2026-09");
  EXPECT_EQ(receipt->statement.rows, 2);
  KeptEvidence kept;
  kept.receipts = {receipt->line};
  EvidenceReport report;
  EXPECT_FALSE(VerifyExport(Export(), kept, &report).has_value());
  EXPECT_EQ(report.kept_receipts, 1);
  EXPECT_EQ(keeper_.GetReceipt(who_, "cloudnine", 2).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(keeper_.GetReceipt(who_, "nobody", 1).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(*keeper_.ListReceipts(who_, "cloudnine", 1, 10), SizeIs(1));
  // An act's receipt does not say what was done.
  EXPECT_EQ(keeper_.GetReceipt(who_, "portfolio", 1)->statement.about, "");
}

struct RootCase {
  const char* sql;
  const char* what;
};
class RootTamperTest : public EvidenceKeeperTest,
                       public ::testing::WithParamInterface<RootCase> {};

TEST_P(RootTamperTest, IsFound) {
  Store("bill", "r1", "cloudnine");
  Sign();
  Store("bill", "r2", "cloudnine", 3);
  Sign();
  ASSERT_TRUE(Check().sound());
  Tamper(GetParam().sql);
  const EvidenceCheck check = Check();
  EXPECT_FALSE(check.sound());
  EXPECT_THAT(check.broken, Contains(HasSubstr(GetParam().what)));
}

INSTANTIATE_TEST_SUITE_P(
    All, RootTamperTest,
    ::testing::Values(
        RootCase{"UPDATE evidence_leaf SET length = 1 WHERE root = 2 AND "
                 "chain = 'cloudnine'",
                 "root 2: its leaves are not"},
        RootCase{"DELETE FROM evidence_leaf WHERE root = 1 AND position = 3",
                 "root 1: its leaves are not"},
        RootCase{"UPDATE evidence_root SET signature = x'00' WHERE number = 1",
                 "root 1: it is not signed"},
        RootCase{"UPDATE evidence_root SET statement = (SELECT statement "
                 "FROM evidence_root WHERE number = 2) WHERE number = 1",
                 "root 1: it is not the root that should stand here"},
        RootCase{"DELETE FROM evidence_leaf WHERE root = 2 AND chain <> ''",
                 "root 2: its leaves are not"},
        RootCase{"UPDATE evidence_root SET made_us = made_us - 1",
                 "root 1: it is not the root"},
        RootCase{"UPDATE chain SET length = 1, head_hash = (SELECT chain_hash "
                 "FROM delivery WHERE number = 1) WHERE name = 'cloudnine'",
                 "it was rolled back"}));

TEST_F(EvidenceKeeperTest, EveryOriginalIsReadByteByByte) {
  Originals originals(folder_, *database_, *queue_, clock_);
  for (const char* name : {"a.csv", "b.csv"}) {
    ASSERT_TRUE(originals
                    .Append(who_, "bill", "r1",
                            {name, 0, absl::StrCat("bytes of ", name), true})
                    .ok());
  }
  Store("bill", "r1", "cloudnine");
  EvidenceCheck check = Check();
  EXPECT_TRUE(check.sound());
  EXPECT_EQ(check.originals, 2);
  EXPECT_EQ(check.store.originals_not_chained, 0);

  const std::string file = OriginalPath(
      folder_ + "/originals", ToHex(Sha256Hasher().Hash("bytes of a.csv")));
  const std::string other = OriginalPath(
      folder_ + "/originals", ToHex(Sha256Hasher().Hash("bytes of b.csv")));
  ASSERT_TRUE(CopyFileDurably(other, file).ok());
  EXPECT_THAT(Check().broken, ElementsAre(HasSubstr("original a.csv of bill")));
  ASSERT_TRUE(WriteFileDurably(file, "nothing packed").ok());
  EXPECT_THAT(Check().broken, ElementsAre(HasSubstr("original a.csv")));
  ASSERT_TRUE(RemoveTree(file).ok());
  EXPECT_THAT(Check().broken, ElementsAre(HasSubstr("the file is missing")));
}

TEST_F(EvidenceKeeperTest, WhatIsPurgedAfterItsTimeLeavesARecord) {
  Originals originals(folder_, *database_, *queue_, clock_);
  ASSERT_TRUE(
      originals.Append(who_, "bill", "r1", {"a.csv", 0, "bytes", true}).ok());
  Store("bill", "r1", "cloudnine");
  StagedBatch report = MakeBatch("report", "m1", 1, true);
  report.facts.deliveries = {Head("report", "report.csv")};
  Measurement measurement;
  measurement.service = "Werkplek";
  measurement.indicator = "Beschikbaarheid";
  measurement.period_start = At("2026-09-01T00:00:00Z");
  measurement.period_end = At("2026-10-01T00:00:00Z");
  measurement.value = Decimal(9995, 2);
  measurement.remark = "says J. Jansen";
  report.facts.measurements = {measurement};
  ASSERT_TRUE(writer_->StoreBatch(who_, report).ok());
  Sign();
  ASSERT_TRUE(Check().sound());
  const std::string total = BilledTotal();

  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  const absl::Time early = At("2026-01-01T00:00:00Z");
  const absl::Time late = At("2027-01-01T00:00:00Z");
  ASSERT_TRUE(purge.Run(who_, {early, early, early, early}).ok());
  EXPECT_EQ(Check().store.chains[0].without_lines, 0);
  // Each kind by itself, then all.
  ASSERT_TRUE(purge.Run(who_, {early, early, early, late}).ok());
  EXPECT_TRUE(Check().sound());
  ASSERT_TRUE(purge.Run(who_, {late, late, late, late}).ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  EvidenceCheck check = Check();
  EXPECT_TRUE(check.sound()) << absl::StrJoin(check.store.broken, "\n");
  EXPECT_EQ(check.store.chains[0].without_lines, 2);
  EXPECT_EQ(check.originals, 0);
  EXPECT_EQ(check.originals_purged, 1);
  EXPECT_THAT(*ListFolder(folder_ + "/originals"), Each("incoming"));
  EXPECT_EQ(BilledTotal(), total);
  EvidenceReport offline;
  const auto broken = VerifyExport(Export(), {}, &offline);
  EXPECT_FALSE(broken.has_value()) << broken->ToString();
  EXPECT_EQ(offline.chains[0].entries_purged, 2);

  // The same document comes again, and is kept again.
  ASSERT_TRUE(
      originals.Append(who_, "bill", "r2", {"a.csv", 0, "bytes", true}).ok());
  Store("bill", "r2", "cloudnine", 3);
  check = Check();
  EXPECT_TRUE(check.sound());
  EXPECT_EQ(check.originals, 1);
  // A record that names nothing.
  Tamper("UPDATE original SET purge_act = NULL");
  EXPECT_FALSE(Check().sound());
}

// That somebody looked decides what is unknown, so it may not be changed
// either.
TEST_F(EvidenceKeeperTest, ARootSealsHowFarPollsReach) {
  const auto poll = [this](absl::Time at) {
    CoverageStretch coverage;
    coverage.from = coverage.until = at;
    coverage.hold = absl::Minutes(3);
    return coverage;
  };
  StagedBatch page = MakeBatch("page", "p1", 1, true);
  page.facts.deliveries = {
      Head("page=1", "https://status.example/", Completeness::kAdditive)};
  PageChangesAt at;
  at.observed_time = clock_.Now();
  at.changes.states = {{"web", {clock_.Now(), OperationalState::kOperational}}};
  page.page_changes = {at};
  page.coverage = {poll(clock_.Now())};
  ASSERT_TRUE(writer_->StoreBatch(who_, page).ok());
  const auto confirm = [&] {
    clock_.Advance(absl::Minutes(1));
    const absl::Status done =
        writer_->Confirm(who_, "page", poll(clock_.Now()), "c");
    ASSERT_TRUE(done.ok()) << done;
  };
  confirm();
  EXPECT_TRUE(Check().sound());
  Sign();
  confirm();
  Sign();
  Sign();
  confirm();
  const EvidenceCheck check = Check();
  EXPECT_TRUE(check.sound()) << absl::StrJoin(check.store.broken, "\n");
  const auto expect_broken = [&](const char* sql, const char* what) {
    Tamper(sql);
    EXPECT_THAT(Check().store.broken, Contains(HasSubstr(what))) << sql;
  };
  expect_broken(
      "INSERT INTO live_coverage (source, from_us, until_us, hold_us,"
      " states_from_incidents, known_from_us) SELECT source, from_us - 9,"
      " from_us - 8, hold_us, 0, known_from_us - 1 FROM live_coverage",
      "no act of the chains sealed them");
  Tamper("DELETE FROM live_coverage WHERE sealed_us IS NULL");
  ASSERT_TRUE(Check().sound());
  expect_broken("UPDATE live_coverage SET hold_us = hold_us + 1",
                "they are not what was sealed");
  Tamper("UPDATE live_coverage SET hold_us = hold_us - 1");
  expect_broken("UPDATE live_coverage SET until_us = from_us",
                "they are not what was sealed");
  expect_broken("DELETE FROM live_coverage", "they are missing");
}

TEST_F(EvidenceKeeperTest, AnEmptyStoreIsSound) {
  EXPECT_TRUE(Check().sound());
  EXPECT_FALSE(VerifyExport(Export()).has_value());
  Sign();
  EXPECT_FALSE(VerifyExport(Export()).has_value());
  EXPECT_EQ(keeper_.Export(who_, "nobody", nullptr).code(),
            absl::StatusCode::kNotFound);
}

TEST(SigningKeyFileTest, IsMadeForItsOwnerOnlyAndReadAgain) {
  const std::string path = FreshFolder() + "/evidence.key";
  EXPECT_EQ(LoadSigningKey(path, /*may_make=*/false).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto made = LoadSigningKey(path, /*may_make=*/true);
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto read = LoadSigningKey(path, /*may_make=*/false);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)->verifying_key(), (*made)->verifying_key());
  chmod(path.c_str(), 0640);
  EXPECT_THAT(std::string(LoadSigningKey(path, true).status().message()),
              HasSubstr("others may read"));
  ASSERT_TRUE(WriteFileDurably(path, "hello").ok());
  EXPECT_THAT(std::string(LoadSigningKey(path, true).status().message()),
              HasSubstr("not a private key of Ed25519"));
}

}  // namespace
}  // namespace regisseur
