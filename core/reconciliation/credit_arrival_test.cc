#include "core/reconciliation/credit_arrival.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;

AwaitedCredit Awaited(const char* contract, const char* last_day, int amount) {
  AwaitedCredit awaited;
  awaited.contract = contract;
  awaited.objective = "availability";
  awaited.id = std::string(contract) + "/availability/" + last_day;
  awaited.currency = "EUR";
  awaited.open = Decimal(amount, 0);
  awaited.since = absl::CivilDay(2026, 10, 31);
  return awaited;
}

SeenCredit Seen(const char* number, absl::CivilDay day, int amount,
                const char* text, std::vector<std::string> contracts = {}) {
  SeenCredit seen;
  seen.reference = number;
  seen.day = day;
  seen.currency = "EUR";
  seen.amount = Decimal(amount, 0);
  seen.text = text;
  seen.contracts = std::move(contracts);
  return seen;
}

// `CN1 950 certain` of each claim.
std::vector<std::string> Match(const std::vector<AwaitedCredit>& awaited,
                               std::vector<SeenCredit> seen) {
  std::vector<std::string> told;
  const auto matched = MatchCredits(awaited, std::move(seen));
  EXPECT_TRUE(matched.ok()) << matched.status();
  for (const std::vector<CreditArrival>& arrivals : *matched) {
    std::string line;
    for (const CreditArrival& arrival : arrivals) {
      line += arrival.seen.reference + " " + arrival.amount.ToString() +
              (arrival.certain ? " certain;" : " perhaps;");
    }
    told.push_back(line);
  }
  return told;
}

constexpr auto kNovember = [] { return absl::CivilDay(2026, 11, 15); };

TEST(CreditArrivalTest, IsCertainWhereTheClaimIsNamed) {
  EXPECT_THAT(Match({Awaited("hosting-2026", "2026-10-31", 950)},
                    {Seen("CN1", kNovember(), 400,
                          "Credit hosting-2026/availability/2026-10-31")}),
              ElementsAre("CN1 400 certain;"));
}

TEST(CreditArrivalTest, IsCertainByContractAndAmount) {
  EXPECT_THAT(Match({Awaited("hosting", "2026-10-31", 950)},
                    {Seen("CN1", kNovember(), 950, "Credit", {"hosting"})}),
              ElementsAre("CN1 950 certain;"));
}

TEST(CreditArrivalTest, PerhapsIsItByAmountAlone) {
  EXPECT_THAT(Match({Awaited("hosting", "2026-10-31", 950)},
                    {Seen("CN1", kNovember(), 950, "Credit"),
                     Seen("CN2", kNovember(), 949, "Credit")}),
              ElementsAre("CN1 950 perhaps;"));
}

TEST(CreditArrivalTest, OfAnotherContractOrEarlierIsNone) {
  EXPECT_THAT(Match({Awaited("hosting", "2026-10-31", 950)},
                    {Seen("CN1", kNovember(), 950, "Credit", {"network"}),
                     Seen("CN2", absl::CivilDay(2026, 10, 30), 950, "Credit",
                          {"hosting"})}),
              ElementsAre(""));
}

TEST(CreditArrivalTest, PaysOneClaimOnly) {
  EXPECT_THAT(Match({Awaited("hosting", "2026-09-30", 950),
                     Awaited("hosting", "2026-10-31", 950)},
                    {Seen("CN1", kNovember(), 950, "Credit", {"hosting"})}),
              ElementsAre("CN1 950 certain;", ""));
}

TEST(CreditArrivalTest, PaysAllOfAContractTogether) {
  EXPECT_THAT(Match({Awaited("hosting", "2026-09-30", 950),
                     Awaited("hosting", "2026-10-31", 300)},
                    {Seen("CN1", kNovember(), 1250, "Credit", {"hosting"})}),
              ElementsAre("CN1 950 certain;", "CN1 300 certain;"));
}

}  // namespace
}  // namespace regisseur
