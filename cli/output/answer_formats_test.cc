// The three formats for programs, over one answer with everything in it.
#include "cli/output/csv_output.h"
#include "cli/output/json_output.h"
#include "cli/output/yaml_output.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "regisseur/cost/v1/cost.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/status/v1/status.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

cost::v1::SummarizeCostResponse Costs() {
  return FromText<cost::v1::SummarizeCostResponse>(R"pb(
    rows {
      keys { key: "service_provider" value: "=Cloud \"Nine\"" }
      keys { key: "currency" value: "EUR" }
      keys { key: "billing_period" value: "2026-10" }
      billed_cost: "-12.50"
      effective_cost: "0.00"
      tax_cost: "0"
      currency: "EUR"
      charge_count: 9007199254740993
    }
    gaps {
      provider: "kantoor"
      rule: "period-missing"
      since_time { seconds: 1791183600 nanos: 500000000 }
    })pb");
}

TEST(RenderJsonTest, IsTheProtobufMapping) {
  const absl::StatusOr<std::string> json = RenderJson(Costs());
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(*json, R"({
 "rows": [
  {
   "keys": {
    "billing_period": "2026-10",
    "currency": "EUR",
    "service_provider": "=Cloud \"Nine\""
   },
   "billedCost": "-12.50",
   "taxCost": "0",
   "currency": "EUR",
   "chargeCount": "9007199254740993",
   "provisional": false,
   "effectiveCost": "0.00"
  }
 ],
 "nextPageToken": "",
 "gaps": [
  {
   "provider": "kantoor",
   "source": "",
   "rule": "period-missing",
   "message": "",
   "kind": "PROBLEM_KIND_UNSPECIFIED",
   "notice": false,
   "arguments": {},
   "sinceTime": "2026-10-05T07:00:00.500Z"
  }
 ],
 "basis": ""
}
)");
}

TEST(RenderJsonTest, ReadsBackAsTheSameAnswer) {
  const absl::StatusOr<std::string> json = RenderJson(Costs());
  ASSERT_TRUE(json.ok()) << json.status();
  cost::v1::SummarizeCostResponse back;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &back).ok());
  EXPECT_EQ(back.DebugString(), Costs().DebugString());
}

TEST(RenderYamlTest, HasTheStructureAndTypesOfTheJson) {
  EXPECT_EQ(RenderYaml(Costs()), R"(rows:
  - keys:
      billing_period: "2026-10"
      currency: EUR
      service_provider: "=Cloud \"Nine\""
    billedCost: "-12.50"
    effectiveCost: "0.00"
    taxCost: "0"
    currency: EUR
    chargeCount: "9007199254740993"
    provisional: false
nextPageToken: ""
gaps:
  - provider: kantoor
    source: ""
    rule: period-missing
    message: ""
    sinceTime: "2026-10-05T07:00:00.500Z"
    kind: PROBLEM_KIND_UNSPECIFIED
    notice: false
    arguments: {}
basis: ""
)");
}

TEST(RenderYamlTest, NestsListsAndStructures) {
  EXPECT_EQ(RenderYaml(FromText<portfolio::v1::ListProvidersResponse>(R"pb(
              providers {
                id: "cloudnine"
                sources: "cloudnine-status"
                overview {
                  cost { month_to_date: "1" }
                  attention { rule: "r" }
                }
              })pb")),
            R"(providers:
  - id: cloudnine
    name: ""
    tier: TIER_UNSPECIFIED
    owner: ""
    services: []
    sources:
      - cloudnine-status
    overview:
      id: ""
      name: ""
      tier: TIER_UNSPECIFIED
      state: OPERATIONAL_STATE_UNSPECIFIED
      notMapped: false
      cost:
        currency: ""
        monthToDate: "1"
        provisional: false
        basis: ""
        monthToDateProvisional: false
        lastMonthProvisional: false
      freshness: FRESHNESS_UNSPECIFIED
      sources: []
      attention:
        - rule: r
          message: ""
      owner: ""
      services: []
      former: false
    former: false
    gaps: []
nextPageToken: ""
gaps: []
)");
}

TEST(YamlTextTest, QuotesWhatCouldBeReadAsSomethingElse) {
  for (const char* plain : {"cloudnine", "Managed hosting", "a-b_c.d/e"}) {
    EXPECT_EQ(YamlText(plain), plain);
  }
  for (const char* ambiguous :
       {"no", "Yes", "NULL", "true", "1.50", "2026-10-05", "0x1F", "", "- a",
        "a: b", "a #b", "*a", "trailing ", "12:30:00", "~", "=", ".5"}) {
    EXPECT_EQ(YamlText(ambiguous), "\"" + std::string(ambiguous) + "\"");
  }
  EXPECT_EQ(YamlText("a\n\x1b[31m\"\\"), "\"a\\n\\x1b[31m\\\"\\\\\"");
}

TEST(RenderCsvTest, QuotesTextsGuardsFormulasAndKeepsNumbers) {
  EXPECT_EQ(
      RenderCsv(Costs(), {.rows = "rows", .columns_of_map = "keys"}),
      "\"keys.billing_period\",\"keys.currency\",\"keys.service_provider\","
      "\"billedCost\",\"effectiveCost\",\"contractedCost\",\"listCost\","
      "\"taxCost\",\"currency\",\"chargeCount\",\"unrounded\",\"provisional\""
      "\r\n"
      "\"2026-10\",\"EUR\",\"'=Cloud \"\"Nine\"\"\",\"-12.50\",\"0.00\",,,"
      "\"0\",\"EUR\",9007199254740993,,false\r\n");
}

struct GuardCase {
  const char* title;
  const char* cell;
};

TEST(RenderCsvTest, GuardsEveryStartOfAFormula) {
  const GuardCase cases[] = {
      {"=1+1", "\"'=1+1\""},
      {"+31 20 123", "\"'+31 20 123\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"-cmd|x", "\"'-cmd|x\""},
      {"\tx", "\"'\tx\""},
      {"-5.00", "\"-5.00\""},
      {"-", "\"'-\""},
      {"5-3", "\"5-3\""},
      {"a\x1b[2Jb", "\"a\\x1b[2Jb\""},
  };
  for (const GuardCase& c : cases) {
    status::v1::ListIncidentsResponse answer;
    answer.add_incidents()->set_title(c.title);
    EXPECT_THAT(RenderCsv(answer, {.rows = "incidents"}), HasSubstr(c.cell));
  }
}

TEST(RenderCsvTest, PutsListsInOneCellAndEnumsAsWords) {
  const std::string csv =
      RenderCsv(FromText<status::v1::ListIncidentsResponse>(R"pb(
                  incidents {
                    id: "i1"
                    state: INCIDENT_PHASE_RESOLVED
                    impact: INCIDENT_IMPACT_MAJOR
                    start_time { seconds: 1791183600 }
                    components: "Web"
                    components: "API"
                    updates { phase: "x" text: "first" }
                    updates { phase: "y" text: "second" }
                  })pb"),
                {.rows = "incidents"});
  EXPECT_THAT(csv, HasSubstr("\"i1\",,,,\"resolved\",\"major\","
                             "\"2026-10-05T07:00:00Z\",,false,,,\"Web; API\","
                             "\"first; second\",\r\n"));
  EXPECT_THAT(csv, Not(HasSubstr("INCIDENT_")));
}

TEST(RenderCsvTest, WritesTheHeaderWithoutRows) {
  EXPECT_EQ(
      RenderCsv(status::v1::ListComponentsResponse(), {.rows = "components"}),
      "\"id\",\"name\",\"group\",\"state\",\"since\",\"source\","
      "\"currentName\",\"services\"\r\n");
}

TEST(RenderCsvTest, OneThingIsOneRow) {
  EXPECT_EQ(RenderCsv(FromText<cost::v1::ConvertAmountResponse>(
                          R"pb(rounded: "-4.61" currency: "EUR")pb"),
                      {}),
            "\"rounded\",\"exact\",\"rate\",\"rateDate\",\"currency\","
            "\"rateSource\"\r\n\"-4.61\",,,,\"EUR\",\r\n");
}

}  // namespace
}  // namespace regisseur
