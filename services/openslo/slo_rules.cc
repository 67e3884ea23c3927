// The rules of an SLO, and what of it is delivered.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"
#include "services/openslo/object_rules.h"

namespace regisseur::openslo {
namespace {

// A message has room for one SLO; nobody promises more.
constexpr size_t kMaxObjectives = 100;
// Of names for people that have no bound of their own.
constexpr int kMaxShown = 120;

constexpr char kOccurrences[] = "Occurrences";
constexpr char kTimeslices[] = "Timeslices";
constexpr char kRatioTimeslices[] = "RatioTimeslices";

// Where two versions call one thing otherwise.
struct Dialect {
  absl::string_view indicator;
  absl::string_view indicator_ref;
};

Dialect DialectOf(SloVersion version) {
  if (version == SloVersion::kV2alpha) return {"sli", "sliRef"};
  return {"indicator", "indicatorRef"};
}

// An indicator, inline or by its name.
struct Indicator {
  bool exists = false;
  MetricKind kind = MetricKind::kUnknown;
  std::string words;  // for people
};

Indicator ReadIndicator(const FieldView& parent, SloVersion version,
                        std::vector<SloReference>& references) {
  const Dialect dialect = DialectOf(version);
  const FieldView written_out = parent.Member(dialect.indicator);
  const FieldView reference = parent.Member(dialect.indicator_ref);
  Indicator indicator;
  indicator.exists = written_out.exists() || reference.exists();
  if (!indicator.exists ||
      !CheckOneOf(parent, {dialect.indicator, dialect.indicator_ref},
                  RuleWeight::kForm)) {
    return indicator;
  }
  if (reference.exists()) {
    CheckReference(reference, "SLI", references);
    indicator.words = FirstCharacters(reference.raw(), kMaxShown);
    return indicator;
  }
  if (!written_out.CheckMapping()) return indicator;
  written_out.CheckKnown({"metadata", "spec"});
  const FieldView metadata = written_out.Member("metadata");
  indicator.words = CheckMetadata(metadata, version, RuleWeight::kForm);
  const absl::string_view display_name = metadata.Member("displayName").raw();
  if (!display_name.empty()) {
    indicator.words = FirstCharacters(display_name, kMaxShown);
  }
  indicator.kind =
      CheckSliSpec(written_out.Member("spec"), version, references);
  return indicator;
}

// A share of 0 to 1 as a percentage, exactly.
std::string PercentText(const Decimal& share) {
  const auto percent = Decimal::Multiply(share, Decimal(100, 0));
  return percent.ok() ? percent->Normalized().ToString() : "";
}

// The percentage that an objective promises; nullopt when it tells none.
std::optional<Decimal> ReadTarget(const FieldView& objective) {
  const FieldView share = objective.Member("target");
  const FieldView percent = objective.Member("targetPercent");
  const bool one = CheckOneOf(objective, {"target", "targetPercent"},
                              RuleWeight::kSubstance);
  std::optional<Decimal> promised;
  if (share.exists()) {
    const auto value = share.Number(RuleWeight::kSubstance);
    if (value.has_value() && (value->IsNegative() || *value >= Decimal(1, 0))) {
      share.Broken(RuleWeight::kSubstance, "openslo-range",
                   {{"allowed",
                     "0 or more and below 1, for instance 0.995; a percentage "
                     "belongs in targetPercent"}});
    } else if (value.has_value()) {
      const auto product = Decimal::Multiply(*value, Decimal(100, 0));
      if (product.ok()) {
        promised = product->Normalized();
      } else {
        share.Broken(RuleWeight::kSubstance, "openslo-digits");
      }
    }
  }
  if (percent.exists()) {
    const auto value = percent.Number(RuleWeight::kSubstance);
    if (value.has_value() &&
        (value->IsNegative() || *value >= Decimal(100, 0))) {
      percent.Broken(
          RuleWeight::kSubstance, "openslo-range",
          {{"allowed", "0 or more and below 100, for instance 99.5"}});
    } else if (value.has_value()) {
      promised = *value;
    }
  }
  return one ? promised : std::nullopt;
}

// The comparison that counts as good; empty when there is none. `kind` says
// whether there has to be one.
std::string ReadComparison(const FieldView& objective, MetricKind kind) {
  const FieldView op = objective.Member("op");
  const FieldView value = objective.Member("value");
  switch (kind) {
    case MetricKind::kRatio:
      for (const FieldView& field : {op, value}) {
        if (field.exists()) {
          field.Broken(RuleWeight::kForm, "openslo-forbidden");
        }
      }
      return "";
    case MetricKind::kThreshold:
      op.Require("gt, gte, lt or lte, as the metric is a threshold");
      value.Require("the threshold of the metric");
      break;
    case MetricKind::kUnknown:
      break;
  }
  CheckOperator(op);
  value.Number();
  if (!op.exists() || !value.exists()) return "";
  return absl::StrCat(FirstCharacters(op.raw(), kMaxShown), " ",
                      FirstCharacters(value.raw(), kMaxShown));
}

// The slices of time that are judged one by one, in words; empty for none.
std::string ReadSlices(const FieldView& objective, absl::string_view method,
                       SloVersion version) {
  const FieldView target = objective.Member("timeSliceTarget");
  const FieldView window = objective.Member("timeSliceWindow");
  if (method == kTimeslices) {
    target.Require("the share of a slice that makes it good, above 0 up to 1");
  }
  if (version != SloVersion::kV1alpha && method != kOccurrences &&
      !method.empty()) {
    window.Require("the length of a slice, for instance 1m");
  }
  std::string share;
  if (const auto value = target.Number(); value.has_value()) {
    const bool good_share =
        !value->IsNegative() && !value->IsZero() && *value <= Decimal(1, 0);
    if (!good_share && method == kTimeslices) {
      target.Broken(RuleWeight::kForm, "openslo-range",
                    {{"allowed", "above 0 and at most 1"}});
    } else if (good_share) {
      share = PercentText(*value);
    }
  }
  CheckShorthand(window);
  if (method == kOccurrences || method.empty()) return "";
  std::string words;
  if (!share.empty()) absl::StrAppend(&words, share, "% of ");
  if (window.exists()) {
    return absl::StrCat(words, "each ", FirstCharacters(window.raw(), 10));
  }
  return share.empty() ? "" : absl::StrCat(words, "each slice");
}

std::string ReadBudgetingMethod(const FieldView& spec, SloVersion version) {
  const FieldView method = spec.Member("budgetingMethod");
  const bool alpha = version == SloVersion::kV1alpha;
  const std::string allowed =
      absl::StrCat(kOccurrences, ", ", kTimeslices, alpha ? "" : ", ",
                   alpha ? "" : kRatioTimeslices);
  const auto word = method.RequiredText(allowed, RuleWeight::kSubstance);
  if (!word.has_value()) return "";
  if (*word != kOccurrences && *word != kTimeslices &&
      (alpha || *word != kRatioTimeslices)) {
    method.Broken(RuleWeight::kSubstance, "openslo-value",
                  {{"allowed", allowed}});
    return "";
  }
  return *word;
}

// The only one of the time windows; nullopt when there is not exactly one.
std::optional<FieldView> OnlyWindow(const FieldView& windows) {
  const std::vector<FieldView> each = windows.Elements(RuleWeight::kSubstance);
  if (each.size() > 1) {
    windows.Broken(
        RuleWeight::kSubstance, "openslo-count",
        {{"count", absl::StrCat(each.size())}, {"allowed", "exactly one"}});
    return std::nullopt;
  }
  if (each.empty()) {
    if (!windows.exists() || windows.IsList()) {
      windows.Doubt("openslo-window-missing");
    }
    return std::nullopt;
  }
  if (!each[0].CheckMapping(RuleWeight::kSubstance)) return std::nullopt;
  return each[0];
}

// `1w` with where it begins.
std::string ReadWindowPlace(const FieldView& window, std::string length) {
  const bool rolling = window.Member("isRolling").Switch().value_or(false);
  const FieldView calendar = window.Member("calendar");
  if (rolling) {
    if (calendar.exists()) {
      calendar.Broken(RuleWeight::kForm, "openslo-exclusive",
                      {{"fields", "isRolling: true, calendar"}});
    }
    return absl::StrCat(length, " rolling");
  }
  if (!calendar.Require("a mapping with startTime and timeZone, as the window "
                        "is not rolling") ||
      !calendar.CheckMapping()) {
    return length;
  }
  calendar.CheckKnown({"startTime", "timeZone"});
  const FieldView start = calendar.Member("startTime");
  const auto time = start.RequiredText("a time such as 2026-01-01 00:00:00");
  absl::CivilSecond second;
  if (time.has_value() &&
      (time->size() != 19 || (*time)[10] != ' ' ||
       !absl::ParseCivilTime(
           absl::StrCat(time->substr(0, 10), "T", time->substr(11)),
           &second))) {
    start.Broken(RuleWeight::kForm, "openslo-start-time");
  }
  const FieldView zone = calendar.Member("timeZone");
  const auto name = zone.RequiredText("a zone such as Europe/Amsterdam");
  if (name.has_value() && !LoadZone(*name).ok()) {
    zone.Broken(RuleWeight::kForm, "openslo-time-zone");
  }
  if (!time.has_value() || !name.has_value()) {
    return absl::StrCat(length, " calendar");
  }
  return absl::StrCat(length, " calendar from ", FirstCharacters(*time, 20),
                      " ", FirstCharacters(*name, kMaxShown));
}

std::string ReadWindow(const FieldView& spec) {
  const std::optional<FieldView> window = OnlyWindow(spec.Member("timeWindow"));
  if (!window.has_value()) return "";
  window->CheckKnown({"duration", "isRolling", "calendar"});
  const FieldView duration = window->Member("duration");
  const auto text = duration.RequiredText("a length such as 4w or 1M",
                                          RuleWeight::kSubstance);
  std::string length;
  if (text.has_value()) {
    const auto shorthand = ParseShorthand(*text);
    if (!shorthand.has_value()) {
      duration.Broken(RuleWeight::kSubstance, "openslo-duration");
    } else {
      length = *text;
      if (shorthand->unit == 'm' && window->Member("calendar").exists()) {
        duration.Doubt("openslo-window-minutes",
                       {{"count", absl::StrCat(shorthand->count)}});
      }
    }
  }
  return ReadWindowPlace(*window, length);
}

std::string ReadAlphaWindow(const FieldView& spec) {
  const std::optional<FieldView> window =
      OnlyWindow(spec.Member("timeWindows"));
  if (!window.has_value()) return "";
  window->CheckKnown({"unit", "count", "isRolling", "calendar"});
  const FieldView unit = window->Member("unit");
  const FieldView count = window->Member("count");
  constexpr char kUnits[] = "Second, Day, Week, Month, Quarter";
  const auto word = unit.RequiredText(kUnits, RuleWeight::kSubstance);
  absl::string_view letter;
  if (word.has_value()) {
    if (*word == "Second") letter = "s";
    if (*word == "Day") letter = "d";
    if (*word == "Week") letter = "w";
    if (*word == "Month") letter = "M";
    if (*word == "Quarter") letter = "Q";
    if (letter.empty()) {
      unit.Broken(RuleWeight::kSubstance, "openslo-value",
                  {{"allowed", kUnits}});
    }
  }
  int64_t times = 0;
  if (count.Require("a number above 0", RuleWeight::kSubstance) &&
      count.Number(RuleWeight::kSubstance).has_value() &&
      (!absl::SimpleAtoi(count.raw(), &times) || times <= 0)) {
    count.Broken(RuleWeight::kSubstance, "openslo-range",
                 {{"allowed", "a whole number above 0"}});
  }
  return ReadWindowPlace(*window, absl::StrCat(times, letter));
}

// What several versions have alike; returns the budgeting method.
std::string ReadHead(const FieldView& spec, const FieldView& service,
                     SloVersion version, DeclaredObjective& slo,
                     std::vector<SloReference>& references) {
  CheckLength(spec.Member("description"), kMaxText);
  slo.description = FirstCharacters(spec.Member("description").raw(), kMaxText);
  const auto name = service.RequiredText("the service that it is about",
                                         RuleWeight::kSubstance);
  if (name.has_value()) {
    CheckLength(service, kMaxText);
    slo.service = FirstCharacters(*name, kMaxText);
    references.push_back(
        {"Service", slo.service, service.name(), service.line()});
  }
  slo.budgeting_method = ReadBudgetingMethod(spec, version);
  return slo.budgeting_method;
}

std::vector<FieldView> ReadObjectiveList(const FieldView& spec) {
  const FieldView objectives = spec.Member("objectives");
  std::vector<FieldView> each = objectives.Elements(RuleWeight::kSubstance);
  if (each.empty() || each.size() > kMaxObjectives) {
    objectives.Broken(
        RuleWeight::kSubstance, "openslo-count",
        {{"count", absl::StrCat(each.size())},
         {"allowed", absl::StrCat("at least one, at most ", kMaxObjectives)}});
    each.clear();
  }
  return each;
}

void AddTarget(const FieldView& objective, std::optional<Decimal> percent,
               std::initializer_list<absl::string_view> condition,
               DeclaredObjective& slo) {
  objective.Member("displayName").Text();
  if (!percent.has_value()) return;
  DeclaredTarget& target = slo.targets.emplace_back();
  target.name =
      FirstCharacters(objective.Member("displayName").raw(), kMaxShown);
  target.percent = *percent;
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : condition) {
    if (!part.empty()) parts.push_back(part);
  }
  target.condition = absl::StrJoin(parts, ", ");
}

// Where the figures of v1alpha come from.
void CheckAlphaMetric(const FieldView& metric) {
  if (!metric.Require("a mapping with source, queryType and query") ||
      !metric.CheckMapping()) {
    return;
  }
  metric.CheckKnown({"source", "queryType", "query"});
  for (const absl::string_view name : {"source", "queryType", "query"}) {
    metric.Member(name).RequiredText("a text");
  }
}

}  // namespace

void ReadSloSpec(const FieldView& spec, SloVersion version,
                 DeclaredObjective& slo,
                 std::vector<SloReference>& references) {
  if (!spec.Require("a mapping with service and objectives",
                    RuleWeight::kSubstance) ||
      !spec.CheckMapping(RuleWeight::kSubstance)) {
    return;
  }
  const Dialect dialect = DialectOf(version);
  if (version == SloVersion::kV2alpha) {
    spec.CheckKnown({"description", "service", "serviceRef", "sli", "sliRef",
                     "budgetingMethod", "timeWindow", "objectives",
                     "alertPolicies"});
  } else {
    spec.CheckKnown({"description", "service", "indicator", "indicatorRef",
                     "budgetingMethod", "timeWindow", "objectives",
                     "alertPolicies"});
  }
  const bool by_reference =
      version == SloVersion::kV2alpha && !spec.Member("service").exists();
  const std::string method =
      ReadHead(spec, spec.Member(by_reference ? "serviceRef" : "service"),
               version, slo, references);
  slo.window = ReadWindow(spec);

  const Indicator indicator = ReadIndicator(spec, version, references);
  slo.indicator = indicator.words;
  const std::vector<FieldView> objectives = ReadObjectiveList(spec);
  bool composite = false;
  for (const FieldView& objective : objectives) {
    composite = composite || objective.Member(dialect.indicator).exists() ||
                objective.Member(dialect.indicator_ref).exists();
  }
  const std::string fields =
      absl::StrCat(dialect.indicator, ", ", dialect.indicator_ref);
  if (composite && indicator.exists) {
    spec.Broken(RuleWeight::kForm, "openslo-indicator-twice",
                {{"fields", fields}});
  } else if (!composite && !indicator.exists) {
    spec.Broken(RuleWeight::kForm, "openslo-one-of", {{"fields", fields}});
  }

  std::vector<std::string> indicators;
  for (const FieldView& objective : objectives) {
    if (!objective.Require("a mapping with a target", RuleWeight::kSubstance) ||
        !objective.CheckMapping(RuleWeight::kSubstance)) {
      continue;
    }
    objective.CheckKnown({"displayName", "op", "value", "target",
                          "targetPercent", "timeSliceTarget", "timeSliceWindow",
                          dialect.indicator, dialect.indicator_ref,
                          "compositeWeight"});
    const Indicator own = ReadIndicator(objective, version, references);
    if (composite && !own.exists) {
      objective.Broken(RuleWeight::kForm, "openslo-one-of",
                       {{"fields", fields}});
    }
    if (!own.words.empty()) indicators.push_back(own.words);
    const FieldView weight = objective.Member("compositeWeight");
    const auto share = weight.Number();
    if (composite && share.has_value() &&
        (share->IsNegative() || share->IsZero())) {
      weight.Broken(RuleWeight::kForm, "openslo-range",
                    {{"allowed", "above 0"}});
    }
    const std::optional<Decimal> percent = ReadTarget(objective);
    const std::string comparison =
        ReadComparison(objective, own.exists ? own.kind : indicator.kind);
    const std::string slices = ReadSlices(objective, method, version);
    AddTarget(objective, percent, {own.words, comparison, slices}, slo);
  }
  if (composite) {
    slo.indicator = FirstCharacters(absl::StrJoin(indicators, ", "), kMaxText);
  }

  for (const FieldView& policy : spec.Member("alertPolicies").Elements()) {
    if (CheckInline(policy, "AlertPolicy", "alertPolicyRef", version,
                    references)) {
      CheckAlertPolicySpec(policy.Member("spec"), version, references);
    }
  }
}

void ReadAlphaSloSpec(const FieldView& spec, DeclaredObjective& slo,
                      std::vector<SloReference>& references) {
  if (!spec.Require("a mapping with service and objectives",
                    RuleWeight::kSubstance) ||
      !spec.CheckMapping(RuleWeight::kSubstance)) {
    return;
  }
  spec.CheckKnown({"description", "service", "indicator", "budgetingMethod",
                   "timeWindows", "objectives"});
  const std::string method = ReadHead(spec, spec.Member("service"),
                                      SloVersion::kV1alpha, slo, references);
  slo.window = ReadAlphaWindow(spec);
  const FieldView indicator = spec.Member("indicator");
  if (indicator.CheckMapping()) {
    indicator.CheckKnown({"thresholdMetric"});
    CheckAlphaMetric(indicator.Member("thresholdMetric"));
    slo.indicator = FirstCharacters(
        indicator.Member("thresholdMetric").Member("query").raw(), kMaxShown);
  }
  bool ratio = false;
  for (const FieldView& objective : ReadObjectiveList(spec)) {
    if (!objective.Require("a mapping with a target", RuleWeight::kSubstance) ||
        !objective.CheckMapping(RuleWeight::kSubstance)) {
      continue;
    }
    objective.CheckKnown({"displayName", "value", "op", "target",
                          "timeSliceTarget", "ratioMetrics"});
    const FieldView metrics = objective.Member("ratioMetrics");
    if (metrics.CheckMapping()) {
      ratio = true;
      metrics.CheckKnown({"good", "total", "incremental"});
      CheckAlphaMetric(metrics.Member("good"));
      CheckAlphaMetric(metrics.Member("total"));
      metrics.Member("incremental").Switch();
    }
    // A ratio has a value here, which means nothing, and no op.
    std::string comparison;
    if (metrics.exists()) {
      if (objective.Member("op").exists()) {
        objective.Member("op").Broken(RuleWeight::kForm, "openslo-forbidden");
      }
      objective.Member("value").Number();
    } else {
      comparison = ReadComparison(objective, MetricKind::kThreshold);
    }
    const std::optional<Decimal> percent = ReadTarget(objective);
    const std::string slices =
        ReadSlices(objective, method, SloVersion::kV1alpha);
    AddTarget(objective, percent, {comparison, slices}, slo);
  }
  if (ratio == indicator.exists()) {
    spec.Broken(RuleWeight::kForm,
                ratio ? "openslo-exclusive" : "openslo-one-of",
                {{"fields", "indicator, objectives[].ratioMetrics"}});
  }
}

}  // namespace regisseur::openslo
