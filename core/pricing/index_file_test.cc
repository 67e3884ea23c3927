#include "core/pricing/index_file.h"

#include "core/pricing/contract_price.h"
#include "core/pricing/indexed_pricing.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

// As StatLine exports a table with two branches.
constexpr char kStatLine[] =
    "\"ID\";\"CPA2015\";\"Perioden\";\"Prijsindex_1\";"
    "\"JaarmutatiePrijsindex_2\"\n"
    "\"0\";\"62\";\"2022KW04\";\"118.6\";\".\"\n"
    "\"1\";\"62\";\"2023KW04\";\"123.5*\";\"4.1\"\n"
    "\"2\";\"63\";\"2023KW04\";\"109,2\";\"1,0\"\n";

TEST(IndexFileTest, ReadsWhatStatLineExports) {
  const IndexSeriesByName all = ParseIndexFile("CBS-DPI", kStatLine).value();
  ASSERT_EQ(all.size(), 2u);
  const IndexSeries& it = all.at("cbs-dpi-62");
  EXPECT_EQ(it.at("2022-Q4").value, D("118.6"));
  EXPECT_EQ(it.at("2022-Q4").published_change, std::nullopt);
  EXPECT_EQ(it.at("2023-Q4").published_change, D("4.1"));
  EXPECT_TRUE(it.at("2023-Q4").provisional);
  EXPECT_EQ(all.at("cbs-dpi-63").at("2023-Q4").value, D("109.2"));
}

TEST(IndexFileTest, ReadsOtherSpellings) {
  const IndexSeriesByName all =
      ParseIndexFile("cpi",
                     "Consumer prices\nperiod,index,change,status\n"
                     "2025,120.0,3.3,final\n2025-10,121.5,,provisional\n"
                     "2025 4e kwartaal,122,,\n2025MM03,119,,\nSource: CBS\n")
          .value();
  const IndexSeries& cpi = all.at("cpi");
  EXPECT_EQ(cpi.at("2025").published_change, D("3.3"));
  EXPECT_TRUE(cpi.at("2025-10").provisional);
  EXPECT_EQ(cpi.at("2025-Q4").value, D("122"));
  EXPECT_EQ(cpi.at("2025-03").value, D("119"));
}

TEST(IndexFileTest, RefusesWhatIsNoSeries) {
  for (const auto& [text, why] :
       {std::pair("a;b\n1;2\n", "no heading"),
        std::pair("period;name\n2025;x\n", "line 1: has a column of periods"),
        std::pair("period;index\nsoon;1\n", "line 2: \"soon\" is no period"),
        std::pair("period;index\n2025;many\n", "line 2: \"many\" is no")}) {
    const absl::Status refused = ParseIndexFile("x", text).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(std::string(refused.message()).find(why), std::string::npos)
        << refused;
  }
}

// USERS S7.
class IndexedPricingTest : public testing::Test {
 protected:
  IndexedPricingTest() {
    contract_.currency = "EUR";
    contract_.term.start = absl::CivilDay(2022, 1, 1);
    contract_.pricing = {
        {.component = "platform", .form = FixedPrice{D("9500.00")}}};
    IndexationClause clause;
    clause.series = "CBS-DPI-62";
    clause.month = 4;
    clause.first_year = 2024;
    clause.compare_from = clause.compare_to = "Q4";
    clause.announce = {1, 0};
    clause.announced = {{2024, absl::CivilDay(2024, 2, 28), {}}};
    contract_.indexation = {clause};
  }
  IndexedContract Index() const {
    return IndexContract(contract_,
                         ParseIndexFile("CBS-DPI", kStatLine).value(),
                         absl::CivilDay(2026, 12, 31))
        .value();
  }
  // The monthly price of a month.
  Decimal PriceIn(absl::CivilMonth month) const {
    Contract contract = contract_;
    contract.indexed = Index().steps;
    return PriceContract(contract, {}, month, month).value()[0].exact.value();
  }
  Contract contract_;
};

TEST_F(IndexedPricingTest, ALetterInTimeChangesThePriceByThePublishedChange) {
  EXPECT_EQ(PriceIn(absl::CivilMonth(2024, 3)), D("9500.00"));
  EXPECT_EQ(PriceIn(absl::CivilMonth(2024, 4)), D("9889.50"));
  EXPECT_EQ(PriceIn(absl::CivilMonth(2026, 4)), D("9889.50"));
  const IndexedContract indexed = Index();
  ASSERT_EQ(indexed.steps.size(), 1u);
  EXPECT_TRUE(indexed.steps[0].provisional);
  // 2022 and 2023 are not due, 2025 and 2026 have no letter.
  ASSERT_EQ(indexed.years.size(), 5u);
  EXPECT_EQ(indexed.years[0].outcome, IndexedPrice::Outcome::kNotDue);
  EXPECT_EQ(indexed.years[3].outcome, IndexedPrice::Outcome::kNotAnnounced);
}

TEST_F(IndexedPricingTest, TheClauseSaysWhichChangeAndHowMuchAtMost) {
  contract_.indexation[0].measure = IndexationClause::Measure::kRatio;
  EXPECT_EQ(PriceIn(absl::CivilMonth(2024, 4)), D("9892.50"));
  contract_.indexation[0].cap_percent = D("3");
  EXPECT_EQ(PriceIn(absl::CivilMonth(2024, 4)), D("9785.00"));
}

TEST_F(IndexedPricingTest, ALetterTooLateChangesNothing) {
  contract_.indexation[0].announced[0].received = absl::CivilDay(2024, 3, 5);
  EXPECT_EQ(PriceIn(absl::CivilMonth(2024, 4)), D("9500.00"));
}

// 100.00 in 2023, 4.1 % on: tiers, overage and floors follow; percentages and
// quantities do not.
TEST_F(IndexedPricingTest, EveryPriceOfAComponentFollows) {
  Meter meter{"s"};
  contract_.pricing = {
      {.component = "a",
       .form = GraduatedPrice{{{D("10"), D("1.00"), D("50.00")},
                               {{}, D("0.50"), {}}}},
       .meter = meter},
      {.component = "b",
       .form = HourBundlePrice{D("40"), D("3600.00"), D("105.00"), 0, {}}},
      {.component = "c", .form = PercentagePrice{D("10"), {"b"}}}};
  const std::vector<PriceComponent> now = Index().steps[0].pricing;
  const auto& tiers = std::get<GraduatedPrice>(now[0].form).tiers;
  EXPECT_EQ(tiers[0].up_to, D("10"));
  EXPECT_EQ(tiers[0].price, D("1.04"));
  EXPECT_EQ(tiers[0].flat, D("52.05"));
  EXPECT_EQ(tiers[1].price, D("0.52"));
  EXPECT_EQ(std::get<HourBundlePrice>(now[1].form).price, D("3747.60"));
  EXPECT_EQ(std::get<HourBundlePrice>(now[1].form).overage, D("109.31"));
  EXPECT_EQ(std::get<PercentagePrice>(now[2].form).percent, D("10"));
}

TEST_F(IndexedPricingTest, AVersionHasTheChangesBeforeItAlready) {
  contract_.valid_from = absl::CivilDay(2024, 4, 1);
  EXPECT_TRUE(Index().steps.empty());
}

}  // namespace
}  // namespace regisseur
