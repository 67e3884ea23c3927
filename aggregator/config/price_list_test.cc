#include "aggregator/config/price_list.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/pricing/contract_price.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr char kList[] = R"(
syntaxVersion: '2.1'
saasName: Draw
currency: USD
billing: {monthly: 1.0, annual: 0.8}
features:
  export: {valueType: BOOLEAN, defaultValue: true, type: DOMAIN}
usageLimits:
  usersLimit: {valueType: NUMERIC, defaultValue: 500, unit: user, type: NON_RENEWABLE}
  drawingsLimit: {valueType: NUMERIC, defaultValue: 100, unit: drawing/month, type: RENEWABLE}
  storageLimit: {valueType: NUMERIC, defaultValue: .inf, unit: GB, type: NON_RENEWABLE}
plans:
  FREE: {price: 0, unit: user/month}
  TEAM:
    price: 12.5
    unit: user/month
    usageLimits: {drawingsLimit: {value: 1000}}
  STUDIO: {price: 99.95, unit: /month}
  ENTERPRISE: {price: Contact Sales, unit: user/month}
addOns:
  moreDrawings:
    availableFor: [TEAM]
    price: 5
    unit: block/month
    usageLimitsExtensions: {drawingsLimit: {value: 500}}
  guard: {availableFor: [TEAM, STUDIO], price: 2, unit: user/month, excludes: [shield]}
  shield: {availableFor: [TEAM], price: 3, unit: user/month, excludes: [guard]}
  training: {availableFor: [TEAM], price: Contact Sales, unit: user/month}
)";

Decimal D(const char* text) { return Decimal::Parse(text).value(); }

PriceListChoice Team(const char* seats = "40") {
  PriceListChoice choice;
  choice.plan = "TEAM";
  choice.seats = D(seats);
  return choice;
}

// What a month costs; the mistakes where there are some.
std::string Cost(const PriceListChoice& choice) {
  const absl::StatusOr<PricingForm> form =
      ParsePriceList("draw.yml", kList, choice);
  if (!form.ok()) return std::string(form.status().message());
  const absl::CivilMonth month(2026, 1);
  return PriceContract(form->contract, {}, month, month)
      .value()[0]
      .total.value()
      .ToString();
}

TEST(PriceListTest, SeatsAreCountedAtThePlansPrice) {
  EXPECT_TRUE(IsPriceList(kList));
  EXPECT_FALSE(IsPriceList("currency: EUR\npricing: []\n"));
  EXPECT_EQ(Cost(Team()), "500.00");  // 40 × 12.50
  PriceListChoice annual = Team();
  annual.billing = "annual";
  EXPECT_EQ(Cost(annual), "400.00");  // at 0.8
  PriceListChoice studio;
  studio.plan = "STUDIO";
  EXPECT_EQ(Cost(studio), "99.95");
}

// 40 × 12.50, three blocks at 5.00 and 40 × 2.00.
TEST(PriceListTest, AddOnsAreForEachUserOrAsManyAsAreAskedFor) {
  PriceListChoice choice = Team();
  choice.add_ons["moreDrawings"] = D("3");
  choice.add_ons["guard"] = std::nullopt;
  EXPECT_EQ(Cost(choice), "595.00");
  const PricingForm form = ParsePriceList("draw.yml", kList, choice).value();
  EXPECT_EQ(form.contract.pricing[0].component, "team");
  EXPECT_EQ(form.contract.pricing[2].component, "more-drawings");
}

TEST(PriceListTest, WhatHasNoPriceIsSaid) {
  PriceListChoice choice = Team();
  choice.add_ons["training"] = std::nullopt;
  const PricingForm form = ParsePriceList("draw.yml", kList, choice).value();
  std::vector<std::string> said;
  for (const Sentence& remark : form.remarks) {
    std::string words = remark.rule;
    for (const auto& [name, value] : remark.arguments) {
      words += " " + name + "=" + value;
    }
    said.push_back(words);
  }
  EXPECT_THAT(said,
              testing::ElementsAre(
                  "price-list-on-request name=training price=Contact Sales",
                  "price-list-add-on-left-out name=moreDrawings",
                  "price-list-add-on-left-out name=guard",
                  "price-list-add-on-left-out name=shield",
                  "price-list-limit name=usersLimit unit=user value=500",
                  "price-list-limit-more add_on=moreDrawings more=500 "
                  "name=drawingsLimit unit=drawing/month value=1000",
                  "price-list-features count=1"));
}

TEST(PriceListTest, RefusesWhatTheListDoesNotOffer) {
  PriceListChoice choice;
  EXPECT_THAT(Cost(choice), HasSubstr("offers more than one: choose a plan of "
                                      "FREE, TEAM, STUDIO, ENTERPRISE"));
  choice.plan = "TEEM";
  EXPECT_THAT(Cost(choice), HasSubstr("has no 'TEEM': perhaps TEAM"));
  choice.plan = "TEAM";
  EXPECT_THAT(Cost(choice), HasSubstr("say how many seats"));
  choice.plan = "ENTERPRISE";
  EXPECT_THAT(Cost(choice), HasSubstr("on request ('Contact Sales')"));
  EXPECT_THAT(Cost(Team("501")), HasSubstr("at most 500 users"));
  PriceListChoice add_on = Team();
  add_on.add_ons["moreDrawings"] = std::nullopt;
  EXPECT_THAT(Cost(add_on), HasSubstr("say how many, moreDrawings=N"));
  PriceListChoice both = Team();
  both.add_ons["guard"] = both.add_ons["shield"] = std::nullopt;
  EXPECT_THAT(Cost(both), HasSubstr("and shield exclude each other"));
  PriceListChoice studio;
  studio.plan = "STUDIO";
  studio.add_ons["shield"] = D("1");
  EXPECT_THAT(Cost(studio), HasSubstr("is not offered with STUDIO"));
  PriceListChoice billing = Team();
  billing.billing = "weekly";
  EXPECT_THAT(Cost(billing),
              HasSubstr("has no 'weekly'; it has monthly, annual"));
}

// Every real list with a price for each user, at ten seats.
TEST(PriceListTest, ReadsTheListsOfTheCorpus) {
  const char* corpus = std::getenv("REGISSEUR_CORPUS");
  const std::filesystem::path folder =
      std::filesystem::path(corpus != nullptr ? corpus
                                              : "../../../shared/corpus") /
      "openslo/saas-pricing";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "no corpus/openslo/saas-pricing";
  }
  int lists = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path());
    std::ostringstream text;
    text << in.rdbuf();
    const std::string name = file.path().filename().string();
    ASSERT_TRUE(IsPriceList(text.str())) << name;
    // Without a plan the list says which there are.
    const std::string offers(
        ParsePriceList(name, text.str(), {}).status().message());
    const size_t at = offers.find("choose a plan of ");
    ASSERT_NE(at, std::string::npos) << name << ": " << offers;
    PriceListChoice choice;
    choice.plan =
        offers.substr(at + 17, offers.find_first_of(",\n", at) - at - 17);
    choice.seats = D("1");
    const absl::StatusOr<PricingForm> form =
        ParsePriceList(name, text.str(), choice);
    EXPECT_TRUE(form.ok()) << name << ": " << form.status();
    ++lists;
  }
  EXPECT_GT(lists, 0);
}

}  // namespace
}  // namespace regisseur
