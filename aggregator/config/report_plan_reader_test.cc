#include "aggregator/config/report_plan_reader.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

absl::StatusOr<DaemonConfig> Parse(absl::string_view rest) {
  return ParseDaemonConfig(
      "regisseur.yaml", "/etc/regisseur",
      absl::StrCat("portfolio: {name: P, language: nl}\n"
                   "providers: [{id: cloudnine, name: CloudNine}]\n",
                   rest),
      std::set<std::string>());
}

// The example of DESIGN 5.
TEST(ReportPlanReaderTest, ReadsTheMonthlyReport) {
  const auto config = Parse(
      "reports: [{id: monthly, template: governance, schedule: \"0 7 1 * *\", "
      "formats: [html, pdf, xlsx, json], language: nl}]\n");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_THAT(config->reports.plans, SizeIs(1));
  const ReportPlan& plan = config->reports.plans.front();
  EXPECT_EQ(plan.id, "monthly");
  EXPECT_EQ(plan.template_name, "governance");
  EXPECT_EQ(plan.schedule->text(), "0 7 1 * *");
  EXPECT_THAT(plan.formats, ElementsAre("html", "pdf", "xlsx", "json"));
  EXPECT_EQ(plan.language, "nl");
  EXPECT_EQ(plan.time_zone_name, "Europe/Amsterdam");
  EXPECT_EQ(plan.covers, Covers::kPrevious);
  EXPECT_EQ(plan.catch_up, CatchUp::kLatest);
}

TEST(ReportPlanReaderTest, ReadsDeliveriesAndTheMailServer) {
  const auto config = Parse(R"(
report_templates: [templates]
mail: {server: mail.example.nl, from: regisseur@example.nl, user: r, password_file: mail.secret}
reports:
  - id: review
    template: partner-review
    provider: cloudnine
    schedule: last working day of the quarter 07:00
    time_zone: Europe/London
    catch_up: all
    catch_up_most: 4
    deliver:
      - {folder: out}
      - {email: [board@example.nl, cio@example.nl], formats: [html, pdf]}
      - {email: [desk@example.nl]}
      - {webhook: "https://example.nl/hook", secret_file: hook.secret, name: chat}
)");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_THAT(config->reports.template_folders,
              ElementsAre("/etc/regisseur/templates"));
  EXPECT_EQ(config->reports.mail->port, 587);
  EXPECT_EQ(config->reports.mail->password_file, "/etc/regisseur/mail.secret");
  const ReportPlan& plan = config->reports.plans.front();
  EXPECT_EQ(plan.parameters.at("provider"), "cloudnine");
  EXPECT_EQ(plan.time_zone_name, "Europe/London");
  EXPECT_EQ(plan.language, "nl");
  // It names the last day of a quarter: it is about that quarter.
  EXPECT_EQ(plan.covers, Covers::kRunning);
  EXPECT_EQ(plan.catch_up_most, 4);
  ASSERT_THAT(plan.recipients, SizeIs(4));
  EXPECT_EQ(plan.recipients[0].folder, "/etc/regisseur/out");
  EXPECT_EQ(plan.recipients[1].name, "email");
  EXPECT_EQ(plan.recipients[2].name, "email-2");
  EXPECT_EQ(plan.recipients[3].name, "chat");
}

TEST(ReportPlanReaderTest, SaysWhatWouldBeRight) {
  const struct {
    const char* text;
    const char* why;
  } kCases[] = {
      {"reports: [{id: a, template: t, schedule: tomorrow}]",
       "reports[0].schedule cannot be read: \"tomorrow\" names no time"},
      {"reports: [{id: a, template: t, schedule: \"0 7 30 2 *\"}]",
       "never comes"},
      {"reports: [{id: a, template: t, formats: [doc]}]",
       "write one of html, pdf, xlsx, csv, json"},
      {"reports: [{id: a, template: t}, {id: a, template: t}]", "a"},
      {"reports: [{id: a, template: t, provider: nobody}]",
       "which is no provider in this file"},
      {"reports: [{id: a, template: t, deliver: [{folder: x, email: [y@z]}]}]",
       "write one of folder, email and webhook"},
      {"reports: [{id: a, template: t, deliver: [{email: [b@example.nl]}]}]",
       "needs the key 'mail'"},
      {"reports: [{id: a, template: t, deliver: [{webhook: \"ftp://x\", "
       "secret_file: s}]}]",
       "write https://host/path"},
      {"reports: [{id: a, template: t, deliver: [{webhook: "
       "\"http://chat.example/\", secret_file: s}]}]",
       "allow_private: true"},
      {"reports: [{id: a, template: t, catch_up: some}]",
       "write one of none, latest, all"},
      {"mail: {server: m, from: \"a b\"}", "write an address"},
      {"mail: {server: m, from: a@b, security: none, user: u, password_file: "
       "p}",
       "which anybody could read"},
      {"mail: {server: m, from: a@b, user: u}", "write both or none"},
      {"reports: [{id: a, template: t, when: x}]", "when"},
  };
  for (const auto& each : kCases) {
    const auto config = Parse(absl::StrCat(each.text, "\n"));
    ASSERT_FALSE(config.ok()) << each.text;
    EXPECT_THAT(std::string(config.status().message()), HasSubstr(each.why))
        << each.text;
  }
}

}  // namespace
}  // namespace regisseur
