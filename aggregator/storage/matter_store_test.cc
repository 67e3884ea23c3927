#include "aggregator/storage/matter_store.h"

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class MatterStoreTest : public StorageFixture {
 protected:
  static MatterSubject Subject(const std::string& name, absl::string_view from,
                               absl::string_view to) {
    return {.kind = MatterKind::kExclusion,
            .name = name,
            .provider = "cloudnine",
            .contract = "hosting-2026",
            .objective = "availability",
            .range = {At(from), At(to)}};
  }
  // The step with an act that tells it; returns when it was known.
  absl::Time Store(const NewMatterStep& step, const std::string& reason = "") {
    absl::Time known;
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          Act act;
          act.method = "test.Move";
          act.provider = step.subject.provider;
          act.rows = {step.Encode()};
          if (!reason.empty()) act.personal = {{"reason", reason}};
          auto told =
              ActStore(*database_, clock_).Append(transaction, who_, act);
          if (!told.ok()) return told.status();
          known = told->known_from;
          return store().Insert(transaction, step, *told);
        });
    EXPECT_TRUE(stored.ok()) << stored;
    clock_.Advance(absl::Hours(1));
    return known;
  }
  MatterStore store() const { return MatterStore(*database_); }
};

TEST_F(MatterStoreTest, KnowsTheStepsThatWereMadeByThen) {
  const MatterSubject subject =
      Subject("x1", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z");
  const absl::Time proposed =
      Store({subject, MatterMove::kProposed, {{"accountability", "customer"}}},
            "our own firewall");
  const absl::Time approved = Store({subject, MatterMove::kApproved, {}});

  const auto now = store().List(who_, {}, {});
  ASSERT_TRUE(now.ok()) << now.status();
  ASSERT_THAT(*now, SizeIs(1));
  EXPECT_EQ(now->front().subject, subject);
  EXPECT_THAT(now->front().Moves(),
              ElementsAre(MatterMove::kProposed, MatterMove::kApproved));
  EXPECT_EQ(now->front().LastValue("accountability"), "customer");
  EXPECT_EQ(now->front().steps[0].Text("reason"), "our own firewall");
  EXPECT_EQ(now->front().steps[1].act.known_from, approved);
  EXPECT_EQ(now->front().steps[0].act.identity, who_.identity);

  const auto between =
      store().List(who_, {}, {.known = approved - absl::Microseconds(1)});
  ASSERT_THAT(*between, SizeIs(1));
  EXPECT_THAT(between->front().Moves(), ElementsAre(MatterMove::kProposed));
  EXPECT_THAT(
      *store().List(who_, {}, {.known = proposed - absl::Microseconds(1)}),
      IsEmpty());
}

TEST_F(MatterStoreTest, ListsWhatOverlapsTheRangeOfThatPromise) {
  Store({Subject("a", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z")});
  MatterSubject other =
      Subject("b", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z");
  other.objective = "restore";
  Store({other});
  const auto names = [&](MatterFilter filter) {
    std::vector<std::string> found;
    const auto listed = store().List(who_, filter, {});
    EXPECT_TRUE(listed.ok()) << listed.status();
    for (const Matter& matter : *listed) found.push_back(matter.subject.name);
    return found;
  };
  EXPECT_THAT(names({}), ElementsAre("a", "b"));
  EXPECT_THAT(names({.objective = "restore"}), ElementsAre("b"));
  EXPECT_THAT(names({.contract = "other"}), IsEmpty());
  EXPECT_THAT(names({.provider = "cloudnine", .objective = "availability"}),
              ElementsAre("a"));
  EXPECT_THAT(names({.kind = MatterKind::kClaim}), IsEmpty());
  // Half open on both sides.
  EXPECT_THAT(names({.range = {At("2026-09-03T12:00:00Z"),
                               At("2026-09-04T00:00:00Z")}}),
              IsEmpty());
  EXPECT_THAT(names({.range = {At("2026-09-03T11:59:59Z"),
                               At("2026-09-04T00:00:00Z")}}),
              ElementsAre("a", "b"));
}

TEST_F(MatterStoreTest, FindsOneByItsKindAndName) {
  Store({Subject("a", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z")});
  EXPECT_TRUE(store().Find(who_, MatterKind::kExclusion, "a")->has_value());
  EXPECT_FALSE(store().Find(who_, MatterKind::kObjection, "a")->has_value());
  EXPECT_FALSE(store().Find(who_, MatterKind::kExclusion, "b")->has_value());
}

TEST_F(MatterStoreTest, WhatNoProgramWroteIsDataLoss) {
  Store({Subject("a", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z")});
  ASSERT_TRUE(queue_
                  ->Write(WriteQueue::Lane::kAct,
                          [](Transaction& transaction) -> absl::Status {
                            return transaction
                                .Prepared("UPDATE matter_step SET move = 'x'")
                                .Step()
                                .status();
                          })
                  .ok());
  EXPECT_EQ(store().List(who_, {}, {}).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(MatterStoreTest, TheVerifierHoldsEveryStepAgainstTheChain) {
  const MatterSubject subject =
      Subject("x1", "2026-09-03T10:00:00Z", "2026-09-03T12:00:00Z");
  Store({subject, MatterMove::kProposed, {{"accountability", "customer"}}});
  Store({subject, MatterMove::kApproved, {}});
  const auto broken = [&] {
    const auto report = ChainVerifier(*database_).Verify(who_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report->broken;
  };
  const auto execute = [&](const char* sql) {
    ASSERT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) -> absl::Status {
                              return transaction.Prepared(sql).Step().status();
                            })
                    .ok());
  };
  EXPECT_THAT(broken(), IsEmpty());
  execute("UPDATE matter SET to_us = to_us + 1");
  EXPECT_THAT(broken(), Not(IsEmpty()));
  execute("UPDATE matter SET to_us = to_us - 1");
  EXPECT_THAT(broken(), IsEmpty());
  // The two steps change places: each is known from the other's moment.
  execute(
      "UPDATE matter_step SET act = (SELECT MIN(id) + MAX(id) FROM act) - act");
  EXPECT_THAT(broken(), Not(IsEmpty()));
  execute(
      "UPDATE matter_step SET act = (SELECT MIN(id) + MAX(id) FROM act) - act");
  EXPECT_THAT(broken(), IsEmpty());
  execute("DELETE FROM matter_step WHERE move = 'approved'");
  EXPECT_THAT(broken(), ElementsAre(HasSubstr("1 rows that acts")));
}

// The row in the chain, byte for byte, so that it is never changed: letter Z,
// texts with their length before them, moments in microseconds.
TEST_F(MatterStoreTest, TheChainHoldsTheWholeStep) {
  const NewMatterStep step{
      {.kind = MatterKind::kClaim,
       .name = "n",
       .provider = "p",
       .contract = "c",
       .objective = "o",
       .range = {absl::FromUnixMicros(1), absl::FromUnixMicros(2)}},
      MatterMove::kFiled,
      {{"amount", "9"}}};
  const std::string expected(
      "Z\x05"
      "claim\x01n\x01p\x01"
      "c\x01o"
      "\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0"
      "\x05"
      "filed"
      "\x01\0\0\0\0\0\0\0"
      "\x06"
      "amount\x01"
      "9",
      54);
  EXPECT_EQ(step.Encode(), expected);
}

// The hash in the chain proves the text: one that was changed by hand is not
// believed.
TEST_F(MatterStoreTest, KeepsATextUnderItsHash) {
  std::string sha256;
  ASSERT_TRUE(queue_
                  ->Write(WriteQueue::Lane::kAct,
                          [&](Transaction& transaction) -> absl::Status {
                            for (int i = 0; i < 2; ++i) {
                              auto kept =
                                  store().KeepText(transaction, "id: hosting");
                              if (!kept.ok()) return kept.status();
                              sha256 = *kept;
                            }
                            return absl::OkStatus();
                          })
                  .ok());
  // `printf 'id: hosting' | sha256sum`
  EXPECT_EQ(sha256,
            "b6f5b8dfeb3b4a47bdeed2226c7a81950be30712bde4727fc96ef6b09cd3db29");
  EXPECT_EQ(*store().GetText(who_, sha256), "id: hosting");
  EXPECT_TRUE(absl::IsNotFound(store().GetText(who_, "00").status()));
  ASSERT_TRUE(
      queue_
          ->Write(WriteQueue::Lane::kAct,
                  [&](Transaction& transaction) {
                    return regisseur::Run(transaction.Prepared(
                        "UPDATE matter_text SET content = 'id: other'"));
                  })
          .ok());
  EXPECT_TRUE(absl::IsDataLoss(store().GetText(who_, sha256).status()));
  EXPECT_THAT(ChainVerifier(*database_).Verify(who_)->broken,
              ElementsAre(HasSubstr("says something else")));
}

// A step names a text that is not there.
TEST_F(MatterStoreTest, ATextThatIsMissingIsNamed) {
  ASSERT_TRUE(ChainVerifier(*database_).Verify(who_)->broken.empty());
  ASSERT_TRUE(
      queue_
          ->Write(
              WriteQueue::Lane::kAct,
              [&](Transaction& transaction) -> absl::Status {
                const NewMatterStep step{
                    {.kind = MatterKind::kVersion, .name = "p1"},
                    MatterMove::kProposed,
                    {{"text_sha256", "b6f5b8df"}}};
                Act act;
                act.method = "test.Step";
                act.subject = "p1";
                act.rows = {step.Encode()};
                const auto told =
                    ActStore(*database_, clock_).Append(transaction, who_, act);
                if (!told.ok()) return told.status();
                return store().Insert(transaction, step, *told);
              })
          .ok());
  EXPECT_EQ(*store().CountSteps(who_, MatterKind::kVersion), 1);
  EXPECT_EQ(*store().CountSteps(who_, MatterKind::kHours), 0);
  EXPECT_THAT(ChainVerifier(*database_).Verify(who_)->broken,
              ElementsAre(HasSubstr(
                  "the text b6f5b8df of the proposed version p1 is missing")));
}

}  // namespace
}  // namespace regisseur
