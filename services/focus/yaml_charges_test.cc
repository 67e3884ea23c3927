#include "services/focus/yaml_charges.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

using ::testing::HasSubstr;

TEST(YamlChargesTest, EachChargeStandsOnItsLine) {
  const auto csv = YamlAsCsv(
      "# what the workplace costs\n"
      "charges:\n"
      "  - month: 2026-09\n"
      "    amount: 12000.00\n"
      "    description: \"Fixed, \\\"flat\\\"\"\n"
      "  - {month: 2026-10, amount: \"12.000,00\", tags: {team: records}}\n",
      "fees.yaml");
  ASSERT_TRUE(csv.ok()) << csv.status();
  EXPECT_EQ(*csv,
            "\"month\",\"amount\",\"description\",\"tag:team\"\n"
            "\n"
            "\"2026-09\",\"12000.00\",\"Fixed, \"\"flat\"\"\",\"\"\n"
            "\n"
            "\n"
            "\"2026-10\",\"12.000,00\",\"\",\"records\"\n");
}

TEST(YamlChargesTest, RefusesWhatIsNoListOfChargesAndSaysWhere) {
  struct Case {
    const char* yaml;
    const char* says;
  };
  const Case cases[] = {
      {"- month: [2026-09]\n", "the value of month is no text"},
      {"- a: 1\n  a: 2\n", "a stands twice"},
      {"- a: &x 1\n- b: *x\n", "the value of b is no text"},
      {"fees: []\n", "only the key charges"},
      {"charges: 1\n", "charges is no list"},
      {"- 1\n", "a charge is a mapping"},
      {"text\n", "no list of charges"},
      {"- a: \"open\n", "line 2"},
  };
  for (const Case& c : cases) {
    const auto csv = YamlAsCsv(c.yaml, "fees.yaml");
    ASSERT_FALSE(csv.ok()) << c.yaml;
    const sdk::Problem problem = sdk::ProblemOf(csv.status());
    EXPECT_EQ(problem.rule, "charges-yaml") << c.yaml;
    EXPECT_THAT(problem.message, HasSubstr(c.says)) << c.yaml;
  }
}

TEST(YamlChargesTest, KnowsAFileByItsName) {
  EXPECT_TRUE(IsYaml("fees.yaml"));
  EXPECT_TRUE(IsYaml("FEES.YML"));
  EXPECT_TRUE(IsYaml("fees.yaml.gz"));
  EXPECT_FALSE(IsYaml("yaml.csv"));
}

}  // namespace
}  // namespace regisseur::focus
