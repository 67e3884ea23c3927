#include "aggregator/config/conversion_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

struct Case {
  const char* yaml;
  ConversionDay on;
  const char* refused;  // empty: it is taken
};

TEST(ConversionReaderTest, ReadsWhichRateCounts) {
  const Case cases[] = {
      {"file: a.csv", ConversionDay::kChargeDay, ""},
      {"on: invoice_date", ConversionDay::kInvoiceDate, ""},
      {"on: month_end", ConversionDay::kMonthEnd, ""},
      {"on: month_average", ConversionDay::kMonthAverage, ""},
      {"{on: budget, rates: {USD: \"0.92\"}}", ConversionDay::kBudget, ""},
      {"on: today", ConversionDay::kChargeDay, "write charge_day, invoice_"},
      {"on: budget", ConversionDay::kBudget, "write the fixed rates"},
      {"rates: {USD: \"0.92\"}", ConversionDay::kChargeDay,
       "are used with on: budget only"},
      {"{on: budget, rates: {EUR: \"1\"}}", ConversionDay::kBudget,
       "needs no rate"},
      {"{on: budget, rates: {USD: \"-1\"}}", ConversionDay::kBudget,
       "above zero"},
  };
  for (const Case& one : cases) {
    const auto file = YamlFile::Parse("regisseur.yaml", one.yaml);
    ASSERT_TRUE(file.ok()) << one.yaml;
    const ConversionRule rule = ReadConversion((*file)->root(), "EUR");
    EXPECT_EQ(rule.on, one.on) << one.yaml;
    EXPECT_EQ(rule.currency, "EUR");
    const absl::Status status = (*file)->status();
    if (*one.refused == '\0') {
      EXPECT_TRUE(status.ok()) << one.yaml << status;
    } else {
      EXPECT_THAT(status.message(), HasSubstr(one.refused)) << one.yaml;
    }
  }
}

}  // namespace
}  // namespace regisseur
