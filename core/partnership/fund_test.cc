#include "core/partnership/fund.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

Decimal D(absl::string_view text) { return Decimal::Parse(text).value(); }

FundTerms Key(absl::string_view gains, absl::string_view to_provider) {
  return {.credits = D("50"),
          .gains = D(gains),
          .gains_to_provider = D(to_provider),
          .currency = "EUR"};
}

// 1,001.01 * 12.5 % = 125.12625, half away from zero at two decimals.
TEST(FundTest, AShareIsRoundedOnce) {
  EXPECT_EQ(ShareOf(D("1001.01"), D("12.5"), "EUR")->ToString(), "125.13");
  // 0.5 * 0.01 = 0.005.
  EXPECT_EQ(ShareOf(D("0.01"), D("50"), "EUR")->ToString(), "0.01");
  EXPECT_EQ(ShareOf(D("1001"), D("50"), "JPY")->ToString(), "501");
}

TEST(FundTest, TheKeyKeepsTheSum) {
  const struct {
    const char* saving;
    const char* gains;
    const char* to_provider;
    const char* fund;
    const char* provider;
    const char* customer;
  } kCases[] = {
      {"1000.00", "50", "20", "500.00", "200.00", "300.00"},
      // 50 % is 0.005, which becomes a cent; both together are all of it.
      {"0.01", "50", "50", "0.01", "0.00", "0.00"},
      // Thirds of 100: 33.33 | 66.66 - 33.33 | the rest.
      {"100.00", "33.33", "33.33", "33.33", "33.33", "33.34"},
      {"100.01", "100", "0", "100.01", "0.00", "0.00"},
      {"100.01", "0", "0", "0.00", "0.00", "100.01"},
  };
  for (const auto& one : kCases) {
    const auto split =
        SplitGain(D(one.saving), Key(one.gains, one.to_provider));
    ASSERT_TRUE(split.ok()) << split.status();
    EXPECT_EQ(split->fund.ToString(), one.fund) << one.saving;
    EXPECT_EQ(split->provider.ToString(), one.provider) << one.saving;
    EXPECT_EQ(split->customer, D(one.customer)) << one.saving;
  }
}

TEST(FundTest, AmountsOfPeopleAreReadStrictly) {
  EXPECT_EQ(ReadTransferAmount("250", "EUR")->ToString(), "250.00");
  EXPECT_EQ(ReadTransferAmount("0.010", "EUR")->ToString(), "0.01");
  EXPECT_EQ(ReadTransferAmount("1E2", "EUR")->ToString(), "100.00");
  EXPECT_EQ(ReadTransferAmount("5", "JPY")->ToString(), "5");
  EXPECT_EQ(ReadTransferAmount("999999999999.99", "EUR")->ToString(),
            "999999999999.99");
  for (const char* text :
       {"", "0", "0.00", "-1", "-0.01", "NaN", "inf", "1e400", "1,50", " 5",
        "0x10", "1000000000000", "99999999999999999999999999999999999999",
        "999999999999999999999999999999999999999999999999"}) {
    const auto amount = ReadTransferAmount(text, "EUR");
    EXPECT_EQ(amount.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(std::string(amount.status().message()),
                HasSubstr("is no amount above zero"))
        << text;
  }
  EXPECT_THAT(
      std::string(ReadTransferAmount("1.123456789", "EUR").status().message()),
      HasSubstr("has more than the 2 decimals of EUR"));
  EXPECT_FALSE(ReadTransferAmount("0.5", "JPY").ok());
  EXPECT_EQ(ReadTransferAmount("0.125", "BHD")->ToString(), "0.125");
}

TEST(FundTest, ADrawFollowsItsIdea) {
  using enum TransferState;
  const std::vector<MatterMove> asked = {MatterMove::kProposed};
  const std::vector<MatterMove> agreed = {
      MatterMove::kProposed, MatterMove::kCommented, MatterMove::kAccepted};
  const std::vector<MatterMove> refused = {MatterMove::kProposed,
                                           MatterMove::kRefused};
  const std::vector<MatterMove> back = {
      MatterMove::kProposed, MatterMove::kAccepted, MatterMove::kWithdrawn};
  const struct {
    const std::vector<MatterMove>& moves;
    IdeaState idea;
    TransferState state;
  } kCases[] = {
      {asked, IdeaState::kStarted, kAsked},
      {asked, IdeaState::kRealised, kAsked},
      {asked, IdeaState::kDeclined, kReleased},
      {agreed, IdeaState::kAccepted, kReserved},
      {agreed, IdeaState::kRealised, kSpent},
      {agreed, IdeaState::kDeclined, kReleased},
      {refused, IdeaState::kRealised, kRefused},
      {back, IdeaState::kRealised, kReleased},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(FoldTransfer(TransferKind::kDraw, one.moves, one.idea), one.state)
        << IdeaStateWord(one.idea) << " " << TransferStateWord(one.state);
  }
  EXPECT_EQ(FoldTransfer(TransferKind::kDeposit, agreed, IdeaState::kNew),
            kDeposited);
}

TEST(FundTest, WhatIsSpentIsNotTakenBack) {
  using enum TransferState;
  EXPECT_TRUE(CheckTransferMove(kAsked, MatterMove::kAccepted).ok());
  EXPECT_TRUE(CheckTransferMove(kReserved, MatterMove::kWithdrawn).ok());
  EXPECT_TRUE(CheckTransferMove(kSpent, MatterMove::kCommented).ok());
  for (const TransferState state : {kSpent, kDeposited, kRefused, kReleased}) {
    for (const MatterMove move : {MatterMove::kAccepted, MatterMove::kRefused,
                                  MatterMove::kWithdrawn}) {
      EXPECT_FALSE(CheckTransferMove(state, move).ok())
          << TransferStateWord(state);
    }
  }
  EXPECT_FALSE(CheckTransferMove(kReserved, MatterMove::kAccepted).ok());
}

TEST(FundTest, TheLedgerKeepsWhatIsFree) {
  FundLedger ledger;
  const auto add = [&](FundEntryKind kind, absl::string_view amount) {
    FundEntry entry;
    entry.kind = kind;
    entry.amount = D(amount);
    ASSERT_TRUE(ledger.Add(std::move(entry)).ok());
  };
  add(FundEntryKind::kCredit, "500.00");
  EXPECT_EQ(ledger.CheckDraw(D("600"), "EUR").message(),
            "amount: 600.00 EUR is more than the 500.00 that is free: the "
            "balance is 500.00, of which 0.00 is reserved");
  add(FundEntryKind::kDeposit, "100.00");
  add(FundEntryKind::kReserved, "-400.00");
  EXPECT_EQ(ledger.balance().ToString(), "600.00");
  EXPECT_EQ(ledger.free().ToString(), "200.00");
  EXPECT_TRUE(ledger.CheckDraw(D("200.00"), "EUR").ok());
  EXPECT_EQ(ledger.CheckDraw(D("200.01"), "EUR").message(),
            "amount: 200.01 EUR is more than the 200.00 that is free: the "
            "balance is 600.00, of which 400.00 is reserved");
  add(FundEntryKind::kSpent, "-400.00");
  EXPECT_EQ(ledger.balance().ToString(), "200.00");
  EXPECT_EQ(ledger.reserved().ToString(), "0.00");
  EXPECT_EQ(ledger.spent().ToString(), "400.00");
  add(FundEntryKind::kGain, "150.00");
  add(FundEntryKind::kReserved, "-50.00");
  add(FundEntryKind::kReleased, "50.00");
  EXPECT_EQ(ledger.free().ToString(), "350.00");
  // A credit that is taken back after its money was spent: nothing is free.
  add(FundEntryKind::kCreditCorrection, "-500.00");
  EXPECT_EQ(ledger.free().ToString(), "-150.00");
  EXPECT_EQ(ledger.credits().ToString(), "0.00");
  EXPECT_FALSE(ledger.CheckDraw(D("0.01"), "EUR").ok());
  EXPECT_EQ(ledger.entries().size(), 8u);
  EXPECT_EQ(ledger.entries()[2].free.ToString(), "200.00");
}

}  // namespace
}  // namespace regisseur
