#include "core/pricing/contract_price.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

using absl::CivilMonth;

Decimal D(const char* text) { return *Decimal::Parse(text); }

std::string Text(const std::optional<Decimal>& value) {
  return value.has_value() ? value->Normalized().ToString() : "-";
}

Meter Vcpu() {
  Meter meter;
  meter.service_name = "vcpu";
  return meter;
}

PricedUsage Delivered(CivilMonth from, CivilMonth to) {
  PricedUsage usage;
  for (CivilMonth month = from; month <= to; ++month) {
    usage.delivered.insert(month);
  }
  return usage;
}

std::vector<MonthPrice> Price(const Contract& contract,
                              const PricedUsage& usage, CivilMonth from,
                              CivilMonth to) {
  auto months = PriceContract(contract, usage, from, to);
  EXPECT_TRUE(months.ok()) << months.status();
  return months.ok() ? *std::move(months) : std::vector<MonthPrice>();
}

constexpr CivilMonth kJanuary(2025, 1);
constexpr CivilMonth kDecember(2025, 12);

TEST(ContractPriceTest, RoundsAMonthOnceHalfAwayFromZero) {
  Contract form;
  form.currency = "EUR";
  form.pricing = {{"a", PerUnitPrice{D("1.005")}, Vcpu()},
                  {"b", PerUnitPrice{D("0.001")}, Vcpu()}};
  PricedUsage usage = Delivered(kJanuary, kJanuary);
  usage.quantities["a"][kJanuary] = D("1");
  usage.quantities["b"][kJanuary] = D("4");
  const auto months = Price(form, usage, kJanuary, kJanuary);
  // 1.005 + 0.004 = 1.009; each by itself would be 1.01 + 0.00.
  EXPECT_EQ(Text(months[0].exact), "1.009");
  EXPECT_EQ(Text(months[0].total), "1.01");
  form.currency = "JPY";
  EXPECT_EQ(Text(Price(form, usage, kJanuary, kJanuary)[0].total), "1");
}

TEST(ContractPriceTest, AMonthThatWasNotDeliveredIsAGap) {
  Contract form;
  form.currency = "EUR";
  form.pricing = {{"use", PerUnitPrice{D("2")}, Vcpu()},
                  {"platform", FixedPrice{D("100")}, std::nullopt}};
  const auto months =
      Price(form, Delivered(kJanuary, kJanuary), kJanuary, CivilMonth(2025, 2));
  EXPECT_EQ(Text(months[0].total), "100");  // delivered, nothing used
  EXPECT_EQ(Text(months[1].total), "-");
  EXPECT_EQ(Text(months[1].AmountOf("platform")), "100");
  EXPECT_EQ(Text(months[1].AmountOf("use")), "-");
  EXPECT_EQ(Text(months[1].AmountOf("other")), "-");
}

TEST(ContractPriceTest, FixedAmountsFallInTheLastMonthOrTheFirst) {
  Contract contract;
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2025, 3, 15);
  contract.term.initial = {24, 0};
  contract.pricing = {
      {"quarter", FixedPrice{D("300"), PricePeriod::kQuarter, false},
       std::nullopt},
      {"year", FixedPrice{D("1200"), PricePeriod::kContractYear, true},
       std::nullopt},
      {"term", FixedPrice{D("50"), PricePeriod::kTerm, false}, std::nullopt}};
  const auto months =
      Price(contract, {}, CivilMonth(2025, 3), CivilMonth(2027, 3));
  // March is the end of a quarter of which January and February are cut off.
  EXPECT_EQ(Text(months[0].AmountOf("quarter")), "100");
  EXPECT_EQ(Text(months[0].AmountOf("year")), "1200");
  EXPECT_EQ(Text(months[3].AmountOf("quarter")), "300");  // June
  EXPECT_EQ(Text(months[12].AmountOf("year")), "1200");   // March 2026
  EXPECT_EQ(Text(months[11].AmountOf("year")), "0");
  // The term's last day is 14 March 2027.
  EXPECT_EQ(Text(months[24].AmountOf("term")), "50");
}

TEST(ContractPriceTest, ACommitmentIsTruedUpAtTheEndOfItsPeriod) {
  Contract form;
  form.currency = "EUR";
  form.pricing = {
      {"commitment",
       MinimumCommitment{D("1200"), PricePeriod::kContractYear, {"use"}},
       std::nullopt},
      {"use", PerUnitPrice{D("1")}, Vcpu()}};
  PricedUsage usage = Delivered(kJanuary, kDecember);
  usage.quantities["use"][kJanuary] = D("50");
  usage.quantities["use"][CivilMonth(2025, 6)] = D("500");
  const auto months = Price(form, usage, kJanuary, kDecember);
  // After January: 50 a month would be 600 of 1,200.
  EXPECT_EQ(Text(months[0].components[0].estimated_true_up), "600");
  EXPECT_EQ(Text(months[0].total), "50");
  // After June: 550 / 6 * 12 = 1,100.
  EXPECT_EQ(Text(months[5].components[0].estimated_true_up), "100");
  EXPECT_EQ(Text(months[11].total), "650");
  // From July on half a year counts: 600, none of it used.
  EXPECT_EQ(Text(Price(form, usage, CivilMonth(2025, 7), kDecember)[5].total),
            "600");
}

TEST(ContractPriceTest, AMonthlyCommitmentIsAFloor) {
  Contract form;
  form.currency = "EUR";
  form.pricing = {
      {"use", PerUnitPrice{D("1")}, Vcpu()},
      {"floor", MinimumCommitment{D("100"), PricePeriod::kMonth, {"use"}},
       std::nullopt}};
  PricedUsage usage = Delivered(kJanuary, CivilMonth(2025, 2));
  usage.quantities["use"][kJanuary] = D("99.99");
  usage.quantities["use"][CivilMonth(2025, 2)] = D("101");
  const auto months = Price(form, usage, kJanuary, CivilMonth(2025, 2));
  EXPECT_EQ(Text(months[0].total), "100");
  EXPECT_EQ(Text(months[1].total), "101");
}

TEST(ContractPriceTest, SeatsGrowUntilTheAnniversary) {
  // Story S9: 400 seats at 18.00 paid, 437 from June: 37 * 18 = 666 a month,
  // 37 * 18 * 7 = 4,662 at the year's end.
  Contract form;
  form.currency = "EUR";
  Meter seats = Vcpu();
  seats.period = PricePeriod::kContractYear;
  seats.take = MeterTake::kPeakToDate;
  seats.beyond = D("400");
  form.pricing = {{"seats", PerUnitPrice{D("18.00")}, seats}};
  PricedUsage usage = Delivered(kJanuary, kDecember);
  for (CivilMonth month = kJanuary; month <= kDecember; ++month) {
    usage.quantities["seats"][month] =
        month == CivilMonth(2025, 6) ? D("437") : D("390");
  }
  const auto months = Price(form, usage, kJanuary, kDecember);
  EXPECT_EQ(Text(months[4].components[0].accrued), "0");
  EXPECT_EQ(Text(months[5].components[0].accrued), "666");
  EXPECT_EQ(Text(months[5].total), "0");
  EXPECT_EQ(Text(months[11].total), "4662");
  // Charged month by month it is the same money.
  form.pricing[0].meter->period = PricePeriod::kMonth;
  const auto monthly = Price(form, usage, kJanuary, kDecember);
  EXPECT_EQ(Text(monthly[4].total), "0");
  EXPECT_EQ(Text(monthly[5].total), "666");
  EXPECT_EQ(Text(monthly[11].total), "666");
}

TEST(ContractPriceTest, AMeterTakesItsPeriod) {
  const std::pair<MeterTake, const char*> cases[] = {
      {MeterTake::kSum, "60"},     {MeterTake::kMax, "30"},
      {MeterTake::kAverage, "20"}, {MeterTake::kLast, "10"},
      {MeterTake::kP95, "30"},
  };
  for (const auto& [take, expected] : cases) {
    Contract form;
    form.currency = "EUR";
    Meter meter = Vcpu();
    meter.period = PricePeriod::kQuarter;
    meter.take = take;
    form.pricing = {{"use", PerUnitPrice{D("1")}, meter}};
    PricedUsage usage = Delivered(kJanuary, CivilMonth(2025, 3));
    usage.quantities["use"][kJanuary] = D("20");
    usage.quantities["use"][CivilMonth(2025, 2)] = D("30");
    usage.quantities["use"][CivilMonth(2025, 3)] = D("10");
    const auto months = Price(form, usage, kJanuary, CivilMonth(2025, 3));
    EXPECT_EQ(Text(months[1].total), "0");
    EXPECT_EQ(Text(months[2].total), expected);
  }
}

TEST(ContractPriceTest, AnUnknownMonthLeavesABundleUnknownFromThereOn) {
  Contract form;
  form.currency = "EUR";
  form.pricing = {
      {"hours", HourBundlePrice{D("40"), D("3600"), D("105"), 2, {}}, Vcpu()}};
  PricedUsage usage = Delivered(kJanuary, CivilMonth(2025, 3));
  usage.delivered.erase(CivilMonth(2025, 2));
  const auto months = Price(form, usage, kJanuary, CivilMonth(2025, 3));
  EXPECT_EQ(Text(months[0].total), "3600");
  EXPECT_EQ(Text(months[1].total), "-");
  EXPECT_EQ(Text(months[2].total), "-");
}

TEST(ContractPriceTest, PrepaidUnitsCostInTheMonthOfTheOrder) {
  Contract form;
  form.currency = "EUR";
  PrepaidPrice prepaid;
  prepaid.units = D("80");
  prepaid.price = D("8400");
  prepaid.valid = {12, 0};
  prepaid.ordered = {absl::CivilDay(2025, 3, 1)};
  form.pricing = {{"hours", prepaid, std::nullopt}};
  const auto months = Price(form, {}, kJanuary, CivilMonth(2025, 4));
  EXPECT_EQ(Text(months[1].total), "0");
  EXPECT_EQ(Text(months[2].total), "8400");
  EXPECT_EQ(Text(months[3].total), "0");
}

}  // namespace
}  // namespace regisseur
