#include <map>

#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// Shares, discounts, meters beside quantities and indices, as files write them.
namespace regisseur {
namespace {

using ::testing::HasSubstr;

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

class FlexiblePricesTest : public testing::Test {
 protected:
  FlexiblePricesTest() {
    context_.read_file =
        [this](const std::string& path) -> absl::StatusOr<std::string> {
      const auto found = files_.find(path);
      if (found != files_.end()) return found->second;
      return absl::NotFoundError(absl::StrCat(path, " is not there"));
    };
  }
  absl::StatusOr<ContractFile> Read(const std::string& rest) {
    return ParseContractFile(
        "c.yaml",
        absl::StrCat("id: c\nprovider: p\ntitle: C\ncurrency: EUR\n"
                     "term: {start: 2022-01-01, initial: 60 months}\n",
                     rest),
        context_);
  }
  std::string Refused(const std::string& rest) {
    return std::string(Read(rest).status().message());
  }
  // The meter of a per_unit price.
  Meter MeterOf(const std::string& meter) {
    const auto file = Read(
        absl::StrCat("pricing: [{component: a, form: per_unit, price: \"1\", "
                     "meter: {",
                     meter, "}}]\n"));
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *file->contract.pricing[0].meter : Meter();
  }
  std::string MeterRefused(const std::string& meter) {
    return Refused(
        absl::StrCat("pricing: [{component: a, form: per_unit, price: \"1\", "
                     "meter: {",
                     meter, "}}]\n"));
  }
  ContractContext context_;
  std::map<std::string, std::string> files_;
};

TEST_F(FlexiblePricesTest, ReadsSharesAndDiscounts) {
  const auto file = Read(R"(
pricing:
  - {component: fee, form: fixed, amount: "1000.00"}
  - {component: support, form: percentage, percent: 18, of: [fee]}
  - {component: quality, form: bonus_malus, of: [fee], meter: {quantities: {2026-01: 98.5}}, steps: [{above: 98, percent: 5}, {below: 95, percent: 10}]}
discounts: [{term: 36 months, percent: 10}, {after: 24 months, percent: 12, components: [fee]}]
change: {lead_time: 10 days, surcharge: 20%, exit_payment: "5000.00"}
)");
  ASSERT_TRUE(file.ok()) << file.status();
  const Contract& contract = file->contract;
  EXPECT_EQ(std::get<PercentagePrice>(contract.pricing[1].form).percent,
            D("18"));
  const auto& steps = std::get<BonusMalusPrice>(contract.pricing[2].form).steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_TRUE(steps[0].above);
  EXPECT_FALSE(steps[1].above);
  EXPECT_EQ(steps[1].limit, D("95"));
  ASSERT_EQ(contract.discounts.size(), 2u);
  EXPECT_EQ(contract.discounts[1].after, (CivilSpan{24, 0}));
  EXPECT_EQ(contract.change.surcharge_percent, D("20"));
  EXPECT_EQ(contract.change.exit_payment, D("5000.00"));
}

TEST_F(FlexiblePricesTest, NothingIsAShareOfItself) {
  EXPECT_THAT(Refused("pricing: [{component: a, form: percentage, percent: 5, "
                      "of: [a]}]\n"),
              HasSubstr("pricing[0].of[0]"));
  EXPECT_THAT(
      Refused("pricing: [{component: a, form: percentage, percent: 5, of: "
              "[b]}, {component: b, form: minimum_commitment, amount: \"9\", "
              "of: [a]}]\n"),
      HasSubstr("'b' is a share or a floor itself"));
  EXPECT_THAT(Refused("pricing: [{component: a, form: minimum_commitment, "
                      "amount: \"9\", of: [a]}]\n"),
              HasSubstr("'a' is a commitment itself"));
}

TEST_F(FlexiblePricesTest, ReadsWhatAMeterCounts) {
  const Meter tags = MeterOf("service_name: vm, tags: {app: shop}");
  EXPECT_EQ(tags.tags.at("app"), "shop");
  EXPECT_EQ(MeterOf("service_name: vm, count: resources").count,
            MeterCount::kResources);
  const Meter tickets =
      MeterOf("count: tickets, ticket_kind: incident, priority: P1");
  EXPECT_EQ(tickets.count, MeterCount::kTickets);
  EXPECT_EQ(tickets.priority, "P1");
  files_["seats.csv"] = "month;seats\n2026-01;400\n2026-06;437 # more\n";
  const Meter seats = MeterOf(
      "file: seats.csv, holds_on: true, take: peak_to_date, beyond: 400, "
      "reduce_notice: 1 month");
  EXPECT_EQ(seats.count, MeterCount::kStated);
  EXPECT_EQ(seats.stated.at(absl::CivilMonth(2026, 6)), D("437"));
  EXPECT_TRUE(seats.holds_on);
  EXPECT_EQ(seats.reduce_notice, (CivilSpan{1, 0}));
}

TEST_F(FlexiblePricesTest, RefusesMetersThatCountNothing) {
  EXPECT_THAT(MeterRefused("count: stated"),
              HasSubstr("No quantity is stated"));
  EXPECT_THAT(MeterRefused("count: tickets, sku: A"),
              HasSubstr("have no charges"));
  EXPECT_THAT(MeterRefused("sku: A, priority: P1"),
              HasSubstr("are of tickets"));
  EXPECT_THAT(MeterRefused("quantities: {January: 4}"),
              HasSubstr("is no month such as 2026-01"));
  EXPECT_THAT(MeterRefused("file: nowhere.csv"), HasSubstr("cannot be used"));
  files_["bad.csv"] = "2026-01;400\n2026-02;many\n";
  EXPECT_THAT(MeterRefused("file: bad.csv"), HasSubstr("where line 2"));
}

TEST_F(FlexiblePricesTest, IndicesChangeThePricesFromTheirDay) {
  files_["CBS-DPI.csv"] =
      "ID;CPA;Perioden;Index;Jaarmutatie\n0;62;2023KW04;123.5;4.1\n";
  constexpr char kClause[] = R"(
pricing: [{component: platform, form: fixed, amount: "9500.00"}]
indices: [CBS-DPI.csv]
indexation: {series: CBS-DPI-62, yearly: 04-01, first: 2024, compare: [Q4, Q4], announce: 1 month, announced: [{year: 2024, received: 2024-02-28, price: "10000.00"}]}
)";
  const auto file = Read(kClause);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->contract.indexed.size(), 1u);
  EXPECT_EQ(file->contract.indexed[0].from, absl::CivilMonth(2024, 4));
  EXPECT_EQ(std::get<FixedPrice>(
                file->contract.PricingIn(absl::CivilMonth(2024, 4))[0].form)
                .amount,
            D("9889.50"));
  EXPECT_EQ(file->contract.indexation[0].announced[0].price, D("10000.00"));
  files_["CBS-DPI.csv"] =
      "ID;CPA;Perioden;Index;Jaarmutatie\n0;63;2023KW04;123.5;4.1\n";
  EXPECT_THAT(Refused(kClause),
              HasSubstr("has no series 'CBS-DPI-62' of indexation; it has "
                        "cbs-dpi-63"));
  files_.clear();
  EXPECT_THAT(Refused(kClause), HasSubstr("indices[0]"));
}

}  // namespace
}  // namespace regisseur
