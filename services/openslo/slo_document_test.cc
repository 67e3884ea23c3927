#include "services/openslo/slo_document.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/openslo/field_view.h"

namespace regisseur::openslo {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string ReadTestdata(const std::string& name) {
  std::ifstream file("testdata/" + name);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct ReadResult {
  std::vector<SloFile> files;
  std::vector<Finding> findings;

  std::vector<DeclaredObjective> Slos() const {
    std::vector<DeclaredObjective> slos;
    for (const SloFile& file : files) {
      for (const SloObject& object : file.objects) {
        if (object.slo.has_value()) slos.push_back(*object.slo);
      }
    }
    return slos;
  }
  // `rule field:line` of the findings of that severity.
  std::vector<std::string> Told(Severity severity) const {
    std::vector<std::string> told;
    for (const Finding& finding : findings) {
      if (finding.severity == severity) {
        told.push_back(absl::StrCat(finding.rule, " ", finding.field, ":",
                                    finding.first_line));
      }
    }
    return told;
  }
};

ReadResult Read(const std::string& text, const std::string& name = "f.yaml") {
  ReadResult result;
  FindingList findings;
  result.files.push_back(ReadSloFile(text, name, findings));
  CheckAcrossFiles(result.files, {name}, findings);
  result.findings = findings.Take();
  return result;
}

std::vector<std::string> Targets(const DeclaredObjective& slo) {
  std::vector<std::string> targets;
  for (const DeclaredTarget& target : slo.targets) {
    targets.push_back(target.percent.ToString());
  }
  return targets;
}

TEST(SloDocumentTest, ReadsEveryKindOfObjectOfV1) {
  const ReadResult result = Read(ReadTestdata("web-shop.yaml"));
  EXPECT_THAT(result.findings, IsEmpty())
      << result.findings[0].rule << " " << result.findings[0].field << ":"
      << result.findings[0].first_line;
  std::vector<std::string> kinds;
  for (const SloObject& object : result.files[0].objects) {
    kinds.push_back(object.kind);
  }
  EXPECT_THAT(kinds, ElementsAre("Service", "DataSource", "AlertCondition",
                                 "AlertNotificationTarget", "AlertPolicy",
                                 "SLI", "SLO", "SLO", "SLO"));
  const std::vector<DeclaredObjective> slos = result.Slos();
  ASSERT_THAT(slos, SizeIs(3));

  EXPECT_EQ(slos[0].name, "orders-fast");
  EXPECT_EQ(slos[0].display_name, "Orders are quick");
  EXPECT_EQ(slos[0].service, "web-shop");
  EXPECT_EQ(slos[0].description, "An order is confirmed within half a second.");
  EXPECT_EQ(slos[0].indicator, "order-latency");
  EXPECT_EQ(slos[0].window, "4w rolling");
  EXPECT_EQ(slos[0].budgeting_method, "Occurrences");
  EXPECT_EQ(slos[0].format, "openslo/v1");
  EXPECT_EQ(slos[0].document, "f.yaml#7");
  EXPECT_EQ(slos[0].line, 53);
  // A fraction without a double; a percentage as it is written.
  EXPECT_THAT(Targets(slos[0]), ElementsAre("99", "99.90"));
  EXPECT_EQ(slos[0].targets[0].name, "Good");
  EXPECT_EQ(slos[0].targets[0].condition, "lte 0.5");

  EXPECT_EQ(slos[1].indicator, "Answers without error");
  EXPECT_EQ(slos[1].window,
            "1M calendar from 2026-01-01 00:00:00 Europe/Amsterdam");
  EXPECT_THAT(Targets(slos[1]), ElementsAre("99.95"));
  EXPECT_EQ(slos[1].targets[0].condition, "95% of each 5m");

  EXPECT_EQ(slos[2].indicator, "order-latency, payments-up");
  EXPECT_EQ(slos[2].window, "1Q rolling");
  EXPECT_THAT(Targets(slos[2]), ElementsAre("99.9999999999999999", "90"));
  EXPECT_EQ(slos[2].targets[0].condition, "order-latency, lte 0.5, each 1m");
}

TEST(SloDocumentTest, ABrokenObjectIsNotDeliveredTheOthersAre) {
  const ReadResult result = Read(ReadTestdata("mixed.yaml"));
  ASSERT_THAT(result.Slos(), SizeIs(1));
  EXPECT_EQ(result.Slos()[0].name, "mail-delivered");
  EXPECT_THAT(Targets(result.Slos()[0]), ElementsAre("99.5"));
  EXPECT_THAT(result.Told(Severity::kError),
              ElementsAre("openslo-forbidden objectives[0].op:17",
                          "openslo-range objectives[1].target:19",
                          "openslo-duplicate-key service:43",
                          "openslo-duplicate-name metadata.name:29"));
  EXPECT_THAT(result.Told(Severity::kWarning),
              ElementsAre("openslo-reference service:24",
                          "openslo-reference indicatorRef:25"));
}

TEST(SloDocumentTest, ReadsDraftsThatBreakRulesOfForm) {
  const ReadResult result = Read(ReadTestdata("drafts.yaml"));
  EXPECT_THAT(result.Told(Severity::kError), IsEmpty());
  const std::vector<DeclaredObjective> slos = result.Slos();
  ASSERT_THAT(slos, SizeIs(3));
  EXPECT_EQ(slos[0].display_name, "The API answers");
  EXPECT_EQ(slos[0].window, "30d");
  EXPECT_EQ(slos[0].format, "openslo/v1alpha");
  EXPECT_THAT(Targets(slos[0]), ElementsAre("99.9"));
  EXPECT_EQ(slos[1].window, "1w rolling");
  EXPECT_EQ(slos[1].targets[0].condition, "lt 0.2, 95% of each slice");
  EXPECT_EQ(slos[1].indicator, "api_seconds");
  EXPECT_EQ(slos[2].service, "search");
  EXPECT_EQ(slos[2].indicator, "found");
  EXPECT_EQ(slos[2].format, "openslo.com/v2alpha");
  EXPECT_THAT(Targets(slos[2]), ElementsAre("99.95"));
  const std::vector<std::string> warnings = result.Told(Severity::kWarning);
  EXPECT_THAT(warnings, ::testing::Contains(
                            "openslo-required timeWindows[0].calendar:17"));
  EXPECT_THAT(warnings, ::testing::Contains("openslo-unknown-field colour:51"));
}

TEST(SloDocumentTest, ReadsJson) {
  const ReadResult result = Read(ReadTestdata("backup.json"), "backup.json");
  ASSERT_THAT(result.Slos(), SizeIs(1));
  EXPECT_EQ(result.Slos()[0].display_name, "Back-up \xF0\x9F\x92\xBE");
  EXPECT_EQ(result.Slos()[0].document, "backup.json#1");
  EXPECT_EQ(result.Slos()[0].line, 2);
  EXPECT_THAT(Targets(result.Slos()[0]), ElementsAre("95"));
}

// --- the rules of v1, one by one, the valid and the invalid side by side

constexpr char kSlo[] = R"(apiVersion: openslo/v1
kind: SLO
metadata:
  name: web
spec:
  service: web
  indicator:
    metadata: {name: sli}
    spec:
      thresholdMetric: {metricSource: {spec: {query: q}}}
  timeWindow:
    - duration: 1w
      isRolling: false
      calendar: {startTime: 2022-01-01 12:00:00, timeZone: UTC}
  budgetingMethod: Timeslices
  objectives:
    - {op: gt, value: 1, target: 0.995, timeSliceTarget: 0.95, timeSliceWindow: 1m}
  alertPolicies:
)";

constexpr char kRatio[] =
    "ratioMetric: {counter: true, good: {metricSource: {spec: {query: q}}}, "
    "total: {metricSource: {spec: {query: q}}}}";
constexpr char kThreshold[] =
    "thresholdMetric: {metricSource: {spec: {query: q}}}";

struct RuleCase {
  std::string from;  // of kSlo
  std::string to;
  std::string expected;  // `rule field:line`; empty when it stays valid
};

std::string LongText(int characters) {
  std::string text;
  for (int i = 0; i < characters; ++i) text += "\xC3\xA9";  // é
  return text;
}

TEST(SloDocumentTest, KeepsTheRulesOfTheReferenceSdk) {
  const std::string ratio(kRatio);
  const std::string objective =
      "{op: gt, value: 1, target: 0.995, timeSliceTarget: 0.95, "
      "timeSliceWindow: 1m}";
  const std::vector<RuleCase> cases = {
      {"kind: SLO", "kind: SLO", ""},
      // head
      {"openslo/v1", "openslo/v2", "openslo-api-version apiVersion:1"},
      {"openslo/v1", "Openslo/v1", "openslo-api-version apiVersion:1"},
      {"apiVersion: openslo/v1", "", "openslo-required apiVersion:2"},
      {"kind: SLO", "kind: Slo", "openslo-kind kind:2"},
      {"kind: SLO", "", "openslo-required kind:1"},
      {"kind: SLO", "kind: SLO\nextra: 1", "openslo-unknown-field extra:3"},
      {"name: web", "name: a-1", ""},
      {"name: web", "name: 1a", ""},
      {"name: web", "name: My web", "openslo-name metadata.name:4"},
      {"name: web", "name: -web", "openslo-name metadata.name:4"},
      {"name: web", "name: web.shop", "openslo-name metadata.name:4"},
      {"name: web", "name: " + std::string(63, 'a'), ""},
      {"name: web", "name: " + std::string(64, 'a'),
       "openslo-name metadata.name:4"},
      {"name: web", "name: 12", "openslo-type metadata.name:4"},
      {"name: web", "name: '12'", ""},
      {"name: web", "name: ''", "openslo-required metadata.name:4"},
      {"name: web", "displayName: x", "openslo-required metadata.name:4"},
      {"name: web", "name: web\n  displayName: " + LongText(63), ""},
      {"name: web", "name: web\n  displayName: " + LongText(64),
       "openslo-too-long metadata.displayName:5"},
      {"name: web", "name: web\n  labels: {a: b, c: [d, e]}", ""},
      {"name: web", "name: web\n  labels: {a/b: c}",
       "openslo-key metadata.labels.a/b:5"},
      {"name: web", "name: web\n  labels: {a: 1}",
       "openslo-type metadata.labels.a:5"},
      {"name: web", "name: web\n  annotations: {example.org/a: b}", ""},
      {"name: web", "name: web\n  annotations: {Example.org/a: b}",
       "openslo-key metadata.annotations.Example.org/a:5"},
      {"name: web", "name: web\n  owner: x",
       "openslo-unknown-field metadata.owner:5"},
      // spec
      {"service: web", "service: web\n  description: " + LongText(1050), ""},
      {"service: web", "service: web\n  description: " + LongText(1051),
       "openslo-too-long description:7"},
      {"service: web", "description: x", "openslo-required service:6"},
      {"service: web", "service: web\n  markdown: x",
       "openslo-unknown-field markdown:7"},
      {"budgetingMethod: Timeslices", "budgetingMethod: RatioTimeslices", ""},
      {"budgetingMethod: Timeslices", "budgetingMethod: Occurrences", ""},
      {"budgetingMethod: Timeslices", "budgetingMethod: occurrences",
       "openslo-value budgetingMethod:15"},
      {"budgetingMethod: Timeslices", "description: x",
       "openslo-required budgetingMethod:6"},
      // window
      {"duration: 1w", "duration: 12M", ""},
      {"duration: 1w", "duration: 1y",
       "openslo-duration timeWindow[0].duration:12"},
      {"duration: 1w", "duration: 0w",
       "openslo-duration timeWindow[0].duration:12"},
      {"duration: 1w", "duration: 1 w",
       "openslo-duration timeWindow[0].duration:12"},
      {"duration: 1w", "duration: 7", "openslo-type timeWindow[0].duration:12"},
      {"isRolling: false", "isRolling: true",
       "openslo-exclusive timeWindow[0].calendar:14"},
      {"isRolling: false", "isRolling: sometimes",
       "openslo-type timeWindow[0].isRolling:13"},
      {"      calendar: {startTime: 2022-01-01 12:00:00, timeZone: UTC}\n", "",
       "openslo-required timeWindow[0].calendar:12"},
      {"2022-01-01 12:00:00", "2022-02-29 12:00:00",
       "openslo-start-time timeWindow[0].calendar.startTime:14"},
      {"2022-01-01 12:00:00", "2022-01-01T12:00:00Z",
       "openslo-start-time timeWindow[0].calendar.startTime:14"},
      {"timeZone: UTC", "timeZone: America/New_York", ""},
      {"timeZone: UTC", "timeZone: Mars/Olympus",
       "openslo-time-zone timeWindow[0].calendar.timeZone:14"},
      {"timeZone: UTC", "timeZone: ../../etc/passwd",
       "openslo-time-zone timeWindow[0].calendar.timeZone:14"},
      {"  timeWindow:\n",
       "  timeWindow:\n    - {duration: 1d, isRolling: true}\n",
       "openslo-count timeWindow:12"},
      {"  timeWindow:\n", "  timeWindow: 4w\n  description:\n",
       "openslo-type timeWindow:11"},
      // objectives
      {objective, "", "openslo-required objectives[0]:17"},
      {"    - " + objective, "    []", "openslo-count objectives:17"},
      {"target: 0.995", "target: 0", ""},
      {"target: 0.995", "target: 0.9999", ""},
      {"target: 0.995", "target: 1", "openslo-range objectives[0].target:17"},
      {"target: 0.995", "target: 1.0", "openslo-range objectives[0].target:17"},
      {"target: 0.995", "target: -0.1",
       "openslo-range objectives[0].target:17"},
      {"target: 0.995", "target: 99.5",
       "openslo-range objectives[0].target:17"},
      {"target: 0.995", "target: '0.995'",
       "openslo-type objectives[0].target:17"},
      {"target: 0.995", "target: .nan", "openslo-type objectives[0].target:17"},
      {"target: 0.995", "target: 0x1", "openslo-type objectives[0].target:17"},
      {"target: 0.995", "targetPercent: 0", ""},
      {"target: 0.995", "targetPercent: 99.9999", ""},
      {"target: 0.995", "targetPercent: 100",
       "openslo-range objectives[0].targetPercent:17"},
      {"target: 0.995", "targetPercent: -1",
       "openslo-range objectives[0].targetPercent:17"},
      {"target: 0.995", "target: 0.9, targetPercent: 90",
       "openslo-exclusive objectives[0].targetPercent:17"},
      {"target: 0.995", "displayName: x", "openslo-one-of objectives[0]:17"},
      {"target: 0.995", "target: 0.1234567890123456789012345678901",
       "openslo-digits objectives[0].target:17"},
      {"op: gt", "op: lte", ""},
      {"op: gt", "op: eq", "openslo-value objectives[0].op:17"},
      {"op: gt", "displayName: x", "openslo-required objectives[0].op:17"},
      {"value: 1", "value: 0", ""},
      {"value: 1", "value: much", "openslo-type objectives[0].value:17"},
      {"value: 1", "displayName: x", "openslo-required objectives[0].value:17"},
      {"value: 1", "value: 1, goal: 2",
       "openslo-unknown-field objectives[0].goal:17"},
      {"timeSliceTarget: 0.95", "timeSliceTarget: 1", ""},
      {"timeSliceTarget: 0.95", "timeSliceTarget: 0",
       "openslo-range objectives[0].timeSliceTarget:17"},
      {"timeSliceTarget: 0.95", "timeSliceTarget: 1.1",
       "openslo-range objectives[0].timeSliceTarget:17"},
      {"timeSliceTarget: 0.95", "displayName: x",
       "openslo-required objectives[0].timeSliceTarget:17"},
      {"timeSliceWindow: 1m", "displayName: x",
       "openslo-required objectives[0].timeSliceWindow:17"},
      {"timeSliceWindow: 1m", "timeSliceWindow: 1s",
       "openslo-duration objectives[0].timeSliceWindow:17"},
      // indicator
      {kThreshold, ratio, "openslo-forbidden objectives[0].op:17"},
      {kThreshold, "description: x", "openslo-one-of indicator.spec:10"},
      {kThreshold, ratio + "\n      " + kThreshold,
       "openslo-exclusive indicator.spec.ratioMetric:10"},
      {"query: q", "",
       "openslo-required "
       "indicator.spec.thresholdMetric.metricSource.spec:10"},
      {"spec: {query: q}", "metricSourceRef: my source, spec: {query: q}",
       "openslo-name "
       "indicator.spec.thresholdMetric.metricSource.metricSourceRef:10"},
      {"{name: sli}", "{name: an SLI}",
       "openslo-name indicator.metadata.name:8"},
      {"  indicator:\n    metadata: {name: sli}\n    spec:\n      " +
           std::string(kThreshold),
       "  indicatorRef: sli", ""},
      {"  indicator:\n    metadata: {name: sli}\n    spec:\n      " +
           std::string(kThreshold),
       "  indicatorRef: my sli", "openslo-name indicatorRef:7"},
      {"  indicator:\n    metadata: {name: sli}\n    spec:\n      " +
           std::string(kThreshold) + "\n",
       "", "openslo-one-of spec:6"},
      {"  indicator:\n", "  indicatorRef: sli\n  indicator:\n",
       "openslo-exclusive indicatorRef:7"},
      {"op: gt", "indicatorRef: sli, op: gt", "openslo-indicator-twice spec:6"},
      // a reference says nothing on op and value
      {"  indicator:\n    metadata: {name: sli}\n    spec:\n      " +
           std::string(kThreshold) +
           "\n  timeWindow:\n    - duration: 1w\n      isRolling: false",
       "  indicatorRef: sli\n  timeWindow:\n    - duration: 1w", ""},
      // alert policies
      {"alertPolicies:", "alertPolicies: [{alertPolicyRef: a}]", ""},
      {"alertPolicies:", "alertPolicies: [{alertPolicyRef: A}]",
       "openslo-name alertPolicies[0].alertPolicyRef:18"},
      {"alertPolicies:",
       "alertPolicies: [{alertPolicyRef: a, kind: AlertPolicy}]",
       "openslo-exclusive alertPolicies[0]:18"},
      {"alertPolicies:", "alertPolicies: [{}]",
       "openslo-one-of alertPolicies[0]:18"},
      {"alertPolicies:",
       "alertPolicies: [{kind: Service, metadata: {name: a}, spec: "
       "{conditions: [{conditionRef: a}], notificationTargets: "
       "[{targetRef: a}]}}]",
       "openslo-value alertPolicies[0].kind:18"},
      {"alertPolicies:",
       "alertPolicies: [{kind: AlertPolicy, metadata: {name: a}, spec: "
       "{conditions: [], notificationTargets: [{targetRef: a}]}}]",
       "openslo-count alertPolicies[0].spec.conditions:18"},
  };
  for (const RuleCase& c : cases) {
    SCOPED_TRACE(absl::StrCat("'", c.from.substr(0, 80), "' -> '",
                              c.to.substr(0, 80), "'"));
    ASSERT_TRUE(absl::StrContains(kSlo, c.from));
    std::string text(kSlo);
    text.replace(text.find(c.from), c.from.size(), c.to);
    const ReadResult result = Read(text);
    const std::vector<std::string> errors = result.Told(Severity::kError);
    if (c.expected.empty()) {
      EXPECT_THAT(errors, IsEmpty());
      EXPECT_THAT(result.Slos(), SizeIs(1));
    } else {
      EXPECT_THAT(errors, ::testing::Contains(c.expected));
      EXPECT_THAT(result.Slos(), IsEmpty());
    }
    for (const Finding& finding : result.findings) {
      EXPECT_EQ(finding.file, "f.yaml");
      EXPECT_TRUE(IsKnownRule(finding.rule)) << finding.rule;
      const std::string message =
          RenderMessage(finding.rule, finding.arguments);
      EXPECT_FALSE(absl::StrContains(message, "?")) << message;
    }
  }
}

struct ObjectCase {
  std::string kind;
  std::string spec;
  std::string expected;
};

TEST(SloDocumentTest, KeepsTheRulesOfOtherObjects) {
  const std::string condition =
      "{severity: page, condition: {kind: burnrate, op: lte, threshold: 2, "
      "lookbackWindow: 1h}}";
  const std::string policy =
      "conditions: [{conditionRef: a}], notificationTargets: [{targetRef: b}]";
  const std::string metric = "{metricSource: {spec: {query: q}}}";
  for (const ObjectCase& c : std::vector<ObjectCase>{
           {"Service", "", ""},
           {"Service", "{description: x}", ""},
           {"Service", "{markdown: x}", "openslo-unknown-field markdown:4"},
           {"DataSource", "{type: x, connectionDetails: [a: b]}", ""},
           {"DataSource", "{type: x}", "openslo-required connectionDetails:4"},
           {"DataSource", "{connectionDetails: {}}", "openslo-required type:4"},
           {"AlertNotificationTarget", "{target: mail}", ""},
           {"AlertNotificationTarget", "{description: x}",
            "openslo-required target:4"},
           {"AlertCondition", condition, ""},
           {"AlertCondition", "{severity: page}",
            "openslo-required condition:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{"severity: page, ", ""}}),
            "openslo-required severity:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{"burnrate", "feeling"}}),
            "openslo-value condition.kind:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{"op: lte", "op: le"}}),
            "openslo-value condition.op:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{", threshold: 2", ""}}),
            "openslo-required condition.threshold:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{"1h", "1 hour"}}),
            "openslo-duration condition.lookbackWindow:4"},
           {"AlertCondition",
            absl::StrReplaceAll(condition, {{"1h", "1h, alertAfter: soon"}}),
            "openslo-duration condition.alertAfter:4"},
           {"AlertPolicy", "{" + policy + "}", ""},
           {"AlertPolicy", "{alertWhenNoData: true, " + policy + "}", ""},
           {"AlertPolicy", "{alertWhenNoData: maybe, " + policy + "}",
            "openslo-type alertWhenNoData:4"},
           {"AlertPolicy", "{notificationTargets: [{targetRef: b}]}",
            "openslo-count conditions:4"},
           {"AlertPolicy",
            "{conditions: [{conditionRef: a}, {conditionRef: b}], "
            "notificationTargets: [{targetRef: b}]}",
            "openslo-count conditions:4"},
           {"AlertPolicy", "{conditions: [{conditionRef: a}]}",
            "openslo-count notificationTargets:4"},
           {"SLI", "{thresholdMetric: " + metric + "}", ""},
           {"SLI",
            "{ratioMetric: {good: " + metric + ", total: " + metric + "}}", ""},
           {"SLI",
            "{ratioMetric: {bad: " + metric + ", total: " + metric + "}}", ""},
           {"SLI", "{ratioMetric: {raw: " + metric + ", rawType: success}}",
            ""},
           {"SLI", "{ratioMetric: {raw: " + metric + "}}",
            "openslo-required ratioMetric.rawType:4"},
           {"SLI", "{ratioMetric: {raw: " + metric + ", rawType: good}}",
            "openslo-value ratioMetric.rawType:4"},
           {"SLI", "{ratioMetric: {total: " + metric + "}}",
            "openslo-one-of ratioMetric:4"},
           {"SLI", "{ratioMetric: {good: " + metric + "}}",
            "openslo-one-of ratioMetric:4"},
           {"SLI",
            "{ratioMetric: {raw: " + metric +
                ", rawType: success, good: " + metric + "}}",
            "openslo-exclusive ratioMetric.good:4"},
           {"SLI",
            "{ratioMetric: {total: " + metric + ", raw: " + metric + "}}",
            "openslo-exclusive ratioMetric.raw:4"},
           {"SLI", "{thresholdMetric: {}}",
            "openslo-required thresholdMetric.metricSource:4"},
           {"SLI", "", "openslo-required spec:4"}}) {
    SCOPED_TRACE(absl::StrCat(c.kind, " ", c.spec));
    const ReadResult result =
        Read(absl::StrCat("apiVersion: openslo/v1\nkind: ", c.kind,
                          "\nmetadata: {name: a}\nspec: ", c.spec, "\n"));
    if (c.expected.empty()) {
      EXPECT_THAT(result.Told(Severity::kError), IsEmpty());
    } else {
      EXPECT_THAT(result.Told(Severity::kError), ElementsAre(c.expected));
    }
  }
}

TEST(SloDocumentTest, SaysWhatIsWrongWhereAndWhatWouldBeRight) {
  const auto message = [](const std::string& from, const std::string& to) {
    std::string text(kSlo);
    text.replace(text.find(from), from.size(), to);
    const ReadResult result = Read(text);
    for (const Finding& finding : result.findings) {
      if (finding.severity == Severity::kError) {
        return RenderMessage(finding.rule, finding.arguments);
      }
    }
    return std::string();
  };
  EXPECT_EQ(message("target: 0.995", "target: 99.5"),
            "objectives[0].target is 99.5; it has to be 0 or more and below 1, "
            "for instance 0.995; a percentage belongs in targetPercent.");
  EXPECT_EQ(message("service: web", "servce: web"),
            "servce is no field of this object; meant may be service.");
  EXPECT_EQ(message("target: 0.995", "target: '0.995'"),
            "objectives[0].target is a text; expected is a number, without "
            "quotes.");
  EXPECT_EQ(message("name: web", "name: 12"),
            "metadata.name is a number; expected is a text; put it in quotes.");
}

// OpenSLO's own example of a month says 1m.
TEST(SloDocumentTest, WarnsOfMinutesThatMayMeanMonths) {
  std::string text(kSlo);
  text.replace(text.find("1w"), 2, "1m");
  const ReadResult result = Read(text);
  EXPECT_THAT(result.Slos(), SizeIs(1));
  EXPECT_THAT(
      result.Told(Severity::kWarning),
      ::testing::Contains("openslo-window-minutes timeWindow[0].duration:12"));
}

// The SDK's own sample v1_slos.yaml has no window.
TEST(SloDocumentTest, DeliversAnSloWithoutAWindowAndSaysSo) {
  std::string text(kSlo);
  const size_t from = text.find("  timeWindow:");
  text.erase(from, text.find("  budgetingMethod") - from);
  const ReadResult result = Read(text);
  EXPECT_THAT(result.Told(Severity::kError), IsEmpty());
  ASSERT_THAT(result.Slos(), SizeIs(1));
  EXPECT_EQ(result.Slos()[0].window, "");
  EXPECT_THAT(result.Told(Severity::kWarning),
              ::testing::Contains("openslo-window-missing timeWindow:6"));
}

TEST(SloDocumentTest, DoesNotFollowReferencesButSaysWhichLeadNowhere) {
  const std::string sli =
      "apiVersion: openslo/v1\nkind: SLI\nmetadata: {name: here}\nspec:\n  "
      "thresholdMetric: {metricSource: {metricSourceRef: gone, spec: {q: "
      "q}}}\n";
  std::string slo(kSlo);
  const size_t from = slo.find("  indicator:");
  slo.replace(from, slo.find("  timeWindow") - from, "  indicatorRef: here\n");
  FindingList findings;
  std::vector<SloFile> files = {ReadSloFile(slo, "a.yaml", findings),
                                ReadSloFile(sli, "b.yaml", findings)};
  CheckAcrossFiles(files, {"a.yaml", "b.yaml"}, findings);
  std::vector<std::string> told;
  for (const Finding& finding : findings.findings()) {
    EXPECT_EQ(finding.severity, Severity::kWarning);
    EXPECT_EQ(finding.rule, "openslo-reference");
    told.push_back(absl::StrCat(finding.file, " ", finding.field));
  }
  EXPECT_THAT(
      told, ElementsAre("a.yaml service",
                        "b.yaml thresholdMetric.metricSource.metricSourceRef"));
}

TEST(SloDocumentTest, BoundsFindingsAndTexts) {
  std::string text(kSlo);
  for (int i = 0; i < 1000; ++i) {
    absl::StrAppend(&text, "  unknown", i, ": 1\n");
  }
  FindingList findings;
  const SloFile file = ReadSloFile(text, "f.yaml", findings);
  EXPECT_EQ(findings.findings().size(), ObjectReport::kMaxFindings);
  EXPECT_EQ(file.untold, 1000 - 150);
  std::string many(kSlo);
  const size_t at = many.find("    - {op");
  const std::string row = many.substr(at, many.find('\n', at) + 1 - at);
  for (int i = 0; i < 100; ++i) many.insert(at, row);
  EXPECT_THAT(Read(many).Told(Severity::kError),
              ElementsAre("openslo-count objectives:17"));
}

TEST(SloDocumentTest, SaysWhereAFileBreaksOff) {
  const ReadResult result =
      Read(absl::StrCat(kSlo, "---\napiVersion: openslo/v1\nkind: [\n"));
  EXPECT_THAT(result.Slos(), SizeIs(1));
  EXPECT_TRUE(result.files[0].cut);
  EXPECT_THAT(result.Told(Severity::kError), SizeIs(1));
  const ReadResult middle = Read(absl::StrCat("a: *x\n---\n", kSlo));
  EXPECT_FALSE(middle.files[0].cut);
  EXPECT_THAT(middle.Told(Severity::kError), ElementsAre("openslo-yaml :1"));
}

TEST(SloDocumentTest, AFileWithoutDocumentsIsAWarning) {
  for (const char* text : {"", "# nothing yet\n", "---\n---\n", "[]"}) {
    EXPECT_THAT(Read(text).Told(Severity::kWarning),
                ElementsAre("openslo-empty :0"))
        << text;
  }
  EXPECT_THAT(Read("just words\n").Told(Severity::kError),
              ElementsAre("openslo-type :1"));
}

}  // namespace
}  // namespace regisseur::openslo
