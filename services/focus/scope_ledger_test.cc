#include "services/focus/scope_ledger.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

constexpr int64_t kSeptember = 1788220800;  // 2026-09-01T00:00:00Z
constexpr int64_t kOctober = kSeptember + 30 * 86400;

TEST(ScopeLedgerTest, WritesScopes) {
  EXPECT_EQ(ScopeText("A-1", kSeptember, kOctober),
            "account=A-1 period=2026-09-01/2026-10-01");
  EXPECT_EQ(ScopeText("", kSeptember + 3600, kOctober),
            "account= period=2026-09-01T01:00:00Z/2026-10-01");
}

TEST(ScopeLedgerTest, KeepsRecordsThroughACursor) {
  ScopeLedger ledger;
  FileRecord& first = ledger["costs/a.csv"];
  first.edition = "10-20-30";
  first.scopes = {1, 1ull << 63, 42};
  first.delivered = true;
  first.usage_until = kOctober;
  FileRecord& second = ledger["costs/b;=%.csv"];
  second.edition = "1";
  second.scopes = {42};
  second.skipped = {42};
  second.skipped_rows = 7;
  second.skipped_line = 2;
  second.skipped_scope = "account=A-1 period=2026-09-01/2026-10-01";
  second.other_until = kSeptember;

  sdk::Cursor cursor("focus", "1");
  PutLedger(ledger, cursor);
  const auto parsed = sdk::Cursor::Parse(cursor.ToString(), "focus", "1");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const auto read = GetLedger(*parsed);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, ledger);
}

TEST(ScopeLedgerTest, AnswersCursorGoneWhenDamaged) {
  sdk::Cursor cursor("focus", "1");
  cursor.SetInt("files", 1);
  EXPECT_TRUE(sdk::ProblemOf(GetLedger(cursor).status()).cursor_gone);
  cursor.Set("f0.edition", "1");
  cursor.Set("f0.scopes", "abc");
  EXPECT_TRUE(sdk::ProblemOf(GetLedger(cursor).status()).cursor_gone);
}

TEST(ScopeLedgerTest, DataReachesAsFarAsUsageWhereThereIsAny) {
  ScopeLedger ledger;
  EXPECT_EQ(DataUntil(ledger), std::nullopt);
  ledger["purchases.csv"].other_until = kOctober;
  EXPECT_EQ(DataUntil(ledger), kOctober);
  ledger["usage.csv"].usage_until = kSeptember + 86400;
  EXPECT_EQ(DataUntil(ledger), kSeptember + 86400);
}

TEST(ScopeLedgerTest, IdsAreTheSameInEveryProcess) {
  // Computed by a few lines of Python from the definition in the header.
  EXPECT_EQ(IdOf("account=A-1 period=2026-09-01/2026-10-01"),
            0x9009819eec51efa5u);
  EXPECT_NE(IdOf("account=A-1"), IdOf("account=A-2"));
}

}  // namespace
}  // namespace regisseur::focus
