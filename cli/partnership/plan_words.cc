#include "cli/partnership/plan_words.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

// A target or a figure with its unit.
std::string ValueWords(const pb::PlanMeasure& measure,
                       const std::string& value) {
  switch (measure.kind()) {
    case pb::MEASURE_KIND_EXPERIENCE:
    case pb::MEASURE_KIND_KEPT_OBLIGATIONS:
      return absl::StrCat(value, " %");
    case pb::MEASURE_KIND_COST:
      return AmountWords(value, measure.currency());
    case pb::MEASURE_KIND_ANSWER_TIME: {
      int64_t seconds = 0;
      if (absl::SimpleAtoi(value, &seconds)) return SecondsWords(seconds);
      return absl::StrCat(value, " s");
    }
    default:
      return value;
  }
}

std::string MeasureWords(const pb::PlanMeasure& measure) {
  std::string words = EnumPhrase(measure.kind());
  if (!measure.subject().empty()) {
    absl::StrAppend(&words, " of ", measure.subject());
  }
  if (measure.side() != pb::PARTY_UNSPECIFIED) {
    absl::StrAppend(&words, " of the ", EnumPhrase(measure.side()));
  }
  return words;
}

std::string TargetWords(const pb::PlanMeasure& measure) {
  if (measure.kind() == pb::MEASURE_KIND_STATEMENT) return "both say so";
  if (measure.target().empty()) return "as promised";
  const bool at_most = measure.kind() == pb::MEASURE_KIND_COST ||
                       measure.kind() == pb::MEASURE_KIND_ANSWER_TIME;
  const bool by_contract = measure.kind() == pb::MEASURE_KIND_SERVICE_LEVEL;
  return absl::StrCat(by_contract ? ""
                      : at_most   ? "≤ "
                                  : "≥ ",
                      ValueWords(measure, measure.target()));
}

std::string SaidWords(bool said, bool met) {
  return !said ? "nothing" : met ? "yes" : "no";
}

std::string FigureWords(const pb::PlanMeasure& measure,
                        const pb::PlanProgress& progress) {
  if (measure.kind() != pb::MEASURE_KIND_STATEMENT) {
    return progress.has_figure() ? ValueWords(measure, progress.figure()) : "–";
  }
  if (!progress.has_customer_says() && !progress.has_provider_says()) {
    return "–";
  }
  return absl::StrCat(
      SaidWords(progress.has_customer_says(), progress.customer_says()), "/",
      SaidWords(progress.has_provider_says(), progress.provider_says()));
}

Cell ReachedCell(const pb::JointObjective& objective) {
  if (!objective.has_progress()) return "–";
  if (!objective.progress().has_met()) return {"not known", Style::kWarning};
  return objective.progress().met() ? Cell("yes", Style::kGood)
                                    : Cell("no", Style::kBad);
}

}  // namespace

std::string RenderObjectives(
    const google::protobuf::RepeatedPtrField<pb::JointObjective>& objectives,
    const Terminal& terminal) {
  if (objectives.empty()) return "No joint objectives.\n";
  TextTable table({{.heading = "OBJECTIVE"},
                   {.heading = "REACHED"},
                   {.heading = "FIGURE", .right = true},
                   {.heading = "TARGET", .right = true},
                   {.heading = "DUE"},
                   {.heading = "MEASURE", .priority = 1, .cut_to = 20},
                   {.heading = "CUSTOMER", .priority = 2, .cut_to = 10},
                   {.heading = "PROVIDER", .priority = 2, .cut_to = 10}});
  for (const pb::JointObjective& row : objectives) {
    const pb::PlanProgress& progress = row.progress();
    table.AddRow({{row.id(), Style::kBold},
                  ReachedCell(row),
                  FigureWords(row.measure(), progress),
                  TargetWords(row.measure()),
                  row.due_on(),
                  MeasureWords(row.measure()),
                  row.customer_responsible(),
                  row.provider_responsible()});
    if (!row.statement().empty()) table.AddNote(row.statement(), "└ ");
    if (progress.has_unknown_why()) {
      table.AddNote({progress.unknown_why().text(), Style::kWarning}, "└ ");
    }
    if (!progress.customer_remark().empty()) {
      table.AddNote({absl::StrCat("customer: ", progress.customer_remark()),
                     Style::kFaint},
                    "└ ");
    }
    if (!progress.provider_remark().empty()) {
      table.AddNote({absl::StrCat("provider: ", progress.provider_remark()),
                     Style::kFaint},
                    "└ ");
    }
  }
  return table.Render(terminal);
}

}  // namespace regisseur
