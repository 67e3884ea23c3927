// The rules of everything but the SLO itself; slo_rules.cc has that.
//
// They are those of the reference SDK (github.com/OpenSLO/go-sdk,
// pkg/openslo/v1).

#include "services/openslo/object_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur::openslo {
namespace {

constexpr size_t kMaxLabel = 63;

bool IsSmallLetterOrDigit(char c) {
  return absl::ascii_islower(static_cast<unsigned char>(c)) ||
         absl::ascii_isdigit(static_cast<unsigned char>(c));
}

int64_t CountCharacters(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
}

// 1 to 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends.
bool IsLabelKey(absl::string_view key) {
  const auto letter_or_digit = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c));
  };
  return !key.empty() && key.size() <= kMaxLabel &&
         letter_or_digit(key.front()) && letter_or_digit(key.back()) &&
         std::all_of(key.begin(), key.end(), [&](char c) {
           return letter_or_digit(c) || c == '-' || c == '_' || c == '.';
         });
}

// A label key, with or without `domain/` before it.
bool IsQualifiedKey(absl::string_view key) {
  const size_t slash = key.rfind('/');
  if (slash == absl::string_view::npos) return IsLabelKey(key);
  absl::string_view domain = key.substr(0, slash);
  if (domain.size() > 253 || !IsLabelKey(key.substr(slash + 1))) return false;
  while (true) {
    const size_t dot = domain.find('.');
    if (!IsDnsLabel(domain.substr(0, dot))) return false;
    if (dot == absl::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

void CheckLabels(const FieldView& labels, SloVersion version) {
  if (!labels.CheckMapping()) return;
  for (const auto& [key, value] : labels.Members()) {
    if (version == SloVersion::kV2alpha ? !IsQualifiedKey(key)
                                        : !IsLabelKey(key)) {
      value.Broken(RuleWeight::kForm, "openslo-key");
    }
    // v1 has texts and lists of texts.
    if (version == SloVersion::kV1 && value.IsList()) {
      for (const FieldView& element : value.Elements()) element.Text();
    } else {
      value.Text();
    }
  }
}

void CheckAnnotations(const FieldView& annotations) {
  if (!annotations.CheckMapping()) return;
  for (const auto& [key, value] : annotations.Members()) {
    if (!IsQualifiedKey(key)) value.Broken(RuleWeight::kForm, "openslo-key");
    value.Text();
  }
}

// Where the figures of a metric come from.
void CheckMetric(const FieldView& metric, SloVersion version,
                 std::vector<SloReference>& references) {
  if (!metric.CheckMapping()) return;
  if (version == SloVersion::kV2alpha) {
    metric.CheckKnown({"dataSourceRef", "dataSourceSpec", "spec"});
    CheckOneOf(metric, {"dataSourceRef", "dataSourceSpec"}, RuleWeight::kForm);
    CheckReference(metric.Member("dataSourceRef"), "DataSource", references);
    if (metric.Member("dataSourceSpec").exists()) {
      CheckDataSourceSpec(metric.Member("dataSourceSpec"));
    }
    metric.Member("spec").CheckMapping();
    return;
  }
  metric.CheckKnown({"metricSource"});
  const FieldView source = metric.Member("metricSource");
  if (!source.Require("where its figures come from") ||
      !source.CheckMapping()) {
    return;
  }
  source.CheckKnown({"metricSourceRef", "type", "spec"});
  CheckReference(source.Member("metricSourceRef"), "DataSource", references);
  source.Member("type").Text();
  const FieldView spec = source.Member("spec");
  if (spec.Require("the query, in the words of its source") &&
      spec.CheckMapping() && spec.Members().empty()) {
    spec.Broken(RuleWeight::kForm, "openslo-required",
                {{"expected", "the query, in the words of its source"}});
  }
}

void CheckRatioMetric(const FieldView& ratio, SloVersion version,
                      std::vector<SloReference>& references) {
  if (!ratio.CheckMapping()) return;
  ratio.CheckKnown({"counter", "good", "bad", "total", "rawType", "raw"});
  ratio.Member("counter").Switch();
  for (const absl::string_view name : {"good", "bad", "total", "raw"}) {
    if (ratio.Member(name).exists()) {
      CheckMetric(ratio.Member(name), version, references);
    }
  }
  // Either a total with one of good and bad, or a raw one of a known type.
  if (!CheckOneOf(ratio, {"total", "raw"}, RuleWeight::kForm)) return;
  if (ratio.Member("total").exists()) {
    if (!ratio.Member("good").exists() && !ratio.Member("bad").exists()) {
      ratio.Broken(RuleWeight::kForm, "openslo-one-of",
                   {{"fields", "good, bad"}});
    }
    return;
  }
  for (const absl::string_view name : {"good", "bad"}) {
    if (ratio.Member(name).exists()) {
      ratio.Member(name).Broken(RuleWeight::kForm, "openslo-exclusive",
                                {{"fields", absl::StrCat("raw, ", name)}});
    }
  }
  const FieldView raw_type = ratio.Member("rawType");
  const auto type = raw_type.RequiredText("success or failure");
  if (type.has_value() && *type != "success" && *type != "failure") {
    raw_type.Broken(RuleWeight::kForm, "openslo-value",
                    {{"allowed", "success, failure"}});
  }
}

}  // namespace

std::optional<SloVersion> ParseSloVersion(absl::string_view api_version) {
  if (api_version == "openslo/v1") return SloVersion::kV1;
  if (api_version == "openslo/v1alpha") return SloVersion::kV1alpha;
  if (api_version == "openslo.com/v2alpha") return SloVersion::kV2alpha;
  return std::nullopt;
}

std::vector<std::string> KindsOf(SloVersion version) {
  if (version == SloVersion::kV1alpha) return {"SLO", "Service"};
  return {"SLO",
          "SLI",
          "Service",
          "DataSource",
          "AlertPolicy",
          "AlertCondition",
          "AlertNotificationTarget"};
}

bool IsDnsLabel(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxLabel &&
         IsSmallLetterOrDigit(text.front()) &&
         IsSmallLetterOrDigit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return IsSmallLetterOrDigit(c) || c == '-';
         });
}

std::string FirstCharacters(absl::string_view text, int characters) {
  size_t end = 0;
  while (end < text.size()) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 &&
        characters-- == 0) {
      break;
    }
    ++end;
  }
  return std::string(text.substr(0, end));
}

std::optional<Shorthand> ParseShorthand(absl::string_view text) {
  Shorthand shorthand;
  if (text.size() < 2 || text.size() > 10) return std::nullopt;
  shorthand.unit = text.back();
  text.remove_suffix(1);
  if (absl::string_view("mhdwMQY").find(shorthand.unit) ==
          absl::string_view::npos ||
      !std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &shorthand.count) || shorthand.count == 0) {
    return std::nullopt;
  }
  return shorthand;
}

void CheckLength(const FieldView& field, int limit) {
  const auto text = field.Text();
  if (!text.has_value()) return;
  const int64_t length = CountCharacters(*text);
  if (length > limit) {
    field.Broken(
        RuleWeight::kForm, "openslo-too-long",
        {{"length", absl::StrCat(length)}, {"limit", absl::StrCat(limit)}});
  }
}

void CheckReference(const FieldView& field, absl::string_view kind,
                    std::vector<SloReference>& references) {
  const auto name = field.Text();
  if (!name.has_value()) return;
  if (!IsDnsLabel(*name)) {
    return field.Broken(RuleWeight::kForm, "openslo-name");
  }
  references.push_back({std::string(kind), *name, field.name(), field.line()});
}

void CheckShorthand(const FieldView& field) {
  const auto text = field.Text();
  if (text.has_value() && !ParseShorthand(*text).has_value()) {
    field.Broken(RuleWeight::kForm, "openslo-duration");
  }
}

void CheckOperator(const FieldView& field) {
  const auto op = field.Text();
  if (op.has_value() && *op != "gt" && *op != "lt" && *op != "gte" &&
      *op != "lte") {
    field.Broken(RuleWeight::kForm, "openslo-value",
                 {{"allowed", "gt, gte, lt, lte"}});
  }
}

bool CheckOneOf(const FieldView& parent,
                std::initializer_list<absl::string_view> names,
                RuleWeight weight) {
  std::vector<absl::string_view> found;
  for (const absl::string_view name : names) {
    if (parent.Member(name).exists()) found.push_back(name);
  }
  if (found.size() == 1) return true;
  if (found.empty()) {
    parent.Broken(weight, "openslo-one-of",
                  {{"fields", absl::StrJoin(names, ", ")}});
  } else {
    parent.Member(found[1]).Broken(weight, "openslo-exclusive",
                                   {{"fields", absl::StrJoin(found, ", ")}});
  }
  return false;
}

std::string CheckMetadata(const FieldView& metadata, SloVersion version,
                          RuleWeight weight) {
  if (!metadata.Require("a mapping with a name", weight) ||
      !metadata.CheckMapping(weight)) {
    return "";
  }
  switch (version) {
    case SloVersion::kV1alpha:
      metadata.CheckKnown({"name", "displayName"});
      break;
    case SloVersion::kV1:
      metadata.CheckKnown({"name", "displayName", "labels", "annotations"});
      break;
    case SloVersion::kV2alpha:
      metadata.CheckKnown({"name", "labels", "annotations"});
      break;
  }
  CheckLength(metadata.Member("displayName"), kMaxDisplayName);
  CheckLabels(metadata.Member("labels"), version);
  CheckAnnotations(metadata.Member("annotations"));
  const FieldView name = metadata.Member("name");
  const auto text = name.RequiredText("its name", weight);
  if (!text.has_value()) return "";
  if (!IsDnsLabel(*text)) {
    name.Broken(weight, "openslo-name");
    return "";
  }
  return *text;
}

MetricKind CheckSliSpec(const FieldView& spec, SloVersion version,
                        std::vector<SloReference>& references) {
  if (!spec.Require("a mapping with a metric") || !spec.CheckMapping()) {
    return MetricKind::kUnknown;
  }
  spec.CheckKnown({"description", "thresholdMetric", "ratioMetric"});
  CheckLength(spec.Member("description"), kMaxText);
  const FieldView threshold = spec.Member("thresholdMetric");
  const FieldView ratio = spec.Member("ratioMetric");
  if (threshold.exists()) CheckMetric(threshold, version, references);
  if (ratio.exists()) CheckRatioMetric(ratio, version, references);
  if (!CheckOneOf(spec, {"thresholdMetric", "ratioMetric"},
                  RuleWeight::kForm)) {
    return MetricKind::kUnknown;
  }
  return ratio.exists() ? MetricKind::kRatio : MetricKind::kThreshold;
}

void CheckServiceSpec(const FieldView& spec) {
  if (!spec.CheckMapping()) return;
  spec.CheckKnown({"description"});
  CheckLength(spec.Member("description"), kMaxText);
}

void CheckDataSourceSpec(const FieldView& spec) {
  if (!spec.Require("a mapping with type and connectionDetails") ||
      !spec.CheckMapping()) {
    return;
  }
  spec.CheckKnown({"description", "type", "connectionDetails"});
  CheckLength(spec.Member("description"), kMaxText);
  spec.Member("type").RequiredText("the kind of data source");
  spec.Member("connectionDetails").Require("how to reach it");
}

void CheckAlertConditionSpec(const FieldView& spec) {
  if (!spec.Require("a mapping with severity and condition") ||
      !spec.CheckMapping()) {
    return;
  }
  spec.CheckKnown({"description", "severity", "condition"});
  CheckLength(spec.Member("description"), kMaxText);
  spec.Member("severity").RequiredText("how bad it is");
  const FieldView condition = spec.Member("condition");
  if (!condition.Require("a mapping with kind, op, threshold") ||
      !condition.CheckMapping()) {
    return;
  }
  condition.CheckKnown(
      {"kind", "op", "threshold", "lookbackWindow", "alertAfter"});
  const FieldView kind = condition.Member("kind");
  const auto word = kind.RequiredText("burnrate");
  if (!word.has_value()) return;
  if (*word != "burnrate") {
    return kind.Broken(RuleWeight::kForm, "openslo-value",
                       {{"allowed", "burnrate"}});
  }
  if (condition.Member("op").RequiredText("gt, gte, lt or lte").has_value()) {
    CheckOperator(condition.Member("op"));
  }
  if (condition.Member("threshold").Require("a number")) {
    condition.Member("threshold").Number();
  }
  const FieldView lookback = condition.Member("lookbackWindow");
  if (lookback.Require("a length such as 1h")) CheckShorthand(lookback);
  CheckShorthand(condition.Member("alertAfter"));
}

void CheckNotificationTargetSpec(const FieldView& spec) {
  if (!spec.Require("a mapping with target") || !spec.CheckMapping()) return;
  spec.CheckKnown({"description", "target"});
  CheckLength(spec.Member("description"), kMaxText);
  spec.Member("target").RequiredText("who is told");
}

bool CheckInline(const FieldView& element, absl::string_view kind,
                 absl::string_view reference, SloVersion version,
                 std::vector<SloReference>& references) {
  if (!element.Require("a reference or an object") || !element.CheckMapping()) {
    return false;
  }
  element.CheckKnown({reference, "kind", "metadata", "spec"});
  const FieldView name = element.Member(reference);
  bool written_out = false;
  for (const absl::string_view member : {"kind", "metadata", "spec"}) {
    written_out = written_out || element.Member(member).exists();
  }
  if (written_out == name.exists()) {
    element.Broken(RuleWeight::kForm,
                   written_out ? "openslo-exclusive" : "openslo-one-of",
                   {{"fields", absl::StrCat(reference, ", spec")}});
    return false;
  }
  if (name.exists()) {
    if (name.RequiredText("a name").has_value()) {
      CheckReference(name, kind, references);
    }
    return false;
  }
  const FieldView word = element.Member("kind");
  const auto text = word.RequiredText(kind);
  if (text.has_value() && *text != kind) {
    word.Broken(RuleWeight::kForm, "openslo-value",
                {{"allowed", std::string(kind)}});
  }
  CheckMetadata(element.Member("metadata"), version, RuleWeight::kForm);
  return true;
}

void CheckAlertPolicySpec(const FieldView& spec, SloVersion version,
                          std::vector<SloReference>& references) {
  if (!spec.Require("a mapping with conditions and notificationTargets") ||
      !spec.CheckMapping()) {
    return;
  }
  spec.CheckKnown({"description", "alertWhenNoData", "alertWhenBreaching",
                   "alertWhenResolved", "conditions", "notificationTargets"});
  CheckLength(spec.Member("description"), kMaxText);
  for (const absl::string_view name :
       {"alertWhenNoData", "alertWhenBreaching", "alertWhenResolved"}) {
    spec.Member(name).Switch();
  }
  const FieldView conditions = spec.Member("conditions");
  const std::vector<FieldView> each_condition = conditions.Elements();
  if (each_condition.size() != 1) {
    conditions.Broken(RuleWeight::kForm, "openslo-count",
                      {{"count", absl::StrCat(each_condition.size())},
                       {"allowed", "exactly one"}});
  }
  for (const FieldView& condition : each_condition) {
    if (CheckInline(condition, "AlertCondition", "conditionRef", version,
                    references)) {
      CheckAlertConditionSpec(condition.Member("spec"));
    }
  }
  const FieldView targets = spec.Member("notificationTargets");
  const std::vector<FieldView> each_target = targets.Elements();
  if (each_target.empty()) {
    targets.Broken(RuleWeight::kForm, "openslo-count",
                   {{"count", "0"}, {"allowed", "at least one"}});
  }
  for (const FieldView& target : each_target) {
    if (CheckInline(target, "AlertNotificationTarget", "targetRef", version,
                    references)) {
      CheckNotificationTargetSpec(target.Member("spec"));
    }
  }
}

}  // namespace regisseur::openslo
