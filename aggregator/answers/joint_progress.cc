#include "aggregator/answers/joint_progress.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMoreDecimals = 6;

// True where less is better: of time, of money, and of the numbers of a
// contract's objective that are.
bool LessIsBetter(const Objective& objective) {
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return terms->at_most;
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    return terms->target < terms->baseline;
  }
  return std::holds_alternative<RecoveryTerms>(objective.terms);
}

// Judged before it is rounded; where the rounded figure would read otherwise it
// has more decimals.
ObjectiveFigure Held(const MonthFigure& measured, const PlanMeasure& measure,
                     bool less_is_better) {
  ObjectiveFigure told{measured.figure, std::nullopt, measured.why};
  if (!measured.exact.has_value() || !measure.target.has_value()) return told;
  const auto reaches = [&](const Decimal& figure) {
    return less_is_better ? figure <= *measure.target
                          : figure >= *measure.target;
  };
  told.met = reaches(*measured.exact);
  if (reaches(*told.figure) != *told.met) {
    told.figure = measured.exact->Truncated(kMoreDecimals);
  }
  return told;
}

// All windows have to be good: the worst of them is the figure. Without a
// target the contract's own verdicts decide.
absl::StatusOr<ObjectiveFigure> MeasureLevel(const MonthFigures& figures,
                                             const PlanMeasure& measure,
                                             const ReportPeriod& months) {
  ASSIGN_OR_RETURN(const ServiceLevelsAnswer windows,
                   figures.Windows(months, measure.subject));
  if (windows.levels.empty()) {
    return ObjectiveFigure{std::nullopt, std::nullopt,
                           NoFigure(months, "figure-no-window").why};
  }
  std::optional<MonthFigure> worst;
  std::optional<Sentence> unknown;
  bool missed = false;
  bool less_is_better = false;
  for (const ServiceLevelRow& window : windows.levels) {
    const Figure& lead = window.figures.lead;
    less_is_better = LessIsBetter(*window.figures.window.objective);
    missed = missed || lead.verdict == Verdict::kBreached;
    const std::optional<std::string> attained = lead.Attained();
    const bool judged = measure.target.has_value() ||
                        lead.verdict == Verdict::kMet ||
                        lead.verdict == Verdict::kBreached;
    if ((!attained.has_value() || !judged) && !unknown.has_value()) {
      unknown = NoLevelOf(window).why;
    }
    if (!attained.has_value()) continue;
    ASSIGN_OR_RETURN(const Decimal figure, Decimal::Parse(*attained));
    if (!worst.has_value() ||
        (less_is_better ? figure > *worst->figure : figure < *worst->figure)) {
      worst = MonthFigure{figure, figure, {}};
    }
  }
  ObjectiveFigure told;
  if (worst.has_value()) told = Held(*worst, measure, less_is_better);
  if (!measure.target.has_value()) {
    if (missed) told.met = false;
    if (!missed && !unknown.has_value()) told.met = true;
  }
  // A window that is not known can only make it worse.
  if (unknown.has_value() && told.met != false) {
    told.figure = std::nullopt;
    told.met = std::nullopt;
    told.unknown_why = *unknown;
  }
  return told;
}

absl::StatusOr<ObjectiveFigure> MeasureFigure(const MonthFigures& figures,
                                              const PlanMeasure& measure,
                                              const ReportPeriod& months) {
  const Participant side = measure.side.value_or(Participant::kProvider);
  switch (measure.kind) {
    case MeasureKind::kServiceLevel:
      return MeasureLevel(figures, measure, months);
    case MeasureKind::kExperience: {
      ASSIGN_OR_RETURN(const MonthFigure told,
                       figures.Experience(months, measure.subject));
      return Held(told, measure, /*less_is_better=*/false);
    }
    case MeasureKind::kCost: {
      ASSIGN_OR_RETURN(
          const MonthFigure told,
          figures.MeanCost(months, measure.subject, measure.currency));
      return Held(told, measure, /*less_is_better=*/true);
    }
    case MeasureKind::kAnswerTime: {
      ASSIGN_OR_RETURN(const MonthFigure told,
                       figures.AnswerTime(months, side));
      return Held(told, measure, /*less_is_better=*/true);
    }
    case MeasureKind::kKeptObligations: {
      ASSIGN_OR_RETURN(const MonthFigure told,
                       figures.KeptObligations(months, side));
      return Held(told, measure, /*less_is_better=*/false);
    }
    case MeasureKind::kStatement:
      break;
  }
  return absl::InternalError("a statement has no figure");
}

std::string MethodRule(const PlanMeasure& measure) {
  switch (measure.kind) {
    case MeasureKind::kServiceLevel:
      return measure.target.has_value() ? "plan-measure-service-level"
                                        : "plan-measure-promise";
    case MeasureKind::kExperience:
      return "plan-measure-experience";
    case MeasureKind::kCost:
      return "plan-measure-cost";
    case MeasureKind::kAnswerTime:
      return "plan-measure-answer-time";
    case MeasureKind::kKeptObligations:
      return "plan-measure-kept-obligations";
    case MeasureKind::kStatement:
      return "plan-measure-statement";
  }
  return "";
}

JointProgress ProgressOver(const ReportPeriod& months) {
  JointProgress progress;
  progress.from = absl::CivilDay(months.first);
  progress.to = absl::CivilDay(months.last + 1) - 1;
  return progress;
}

}  // namespace

Sentence MethodOf(const PlanMeasure& measure, const ReportPeriod& months) {
  Sentence method{MethodRule(measure), {}};
  if (measure.kind == MeasureKind::kStatement) return method;
  method.arguments = {{"from", FormatMonth(months.first)},
                      {"to", FormatMonth(months.last)}};
  if (measure.kind == MeasureKind::kServiceLevel) {
    method.arguments["subject"] = measure.subject;
  }
  return method;
}

absl::StatusOr<JointProgress> MeasureObjective(const MonthFigures& figures,
                                               const JointObjective& objective,
                                               const ReportPeriod& months) {
  JointProgress progress = ProgressOver(months);
  progress.method = MethodOf(objective.measure, months);
  ASSIGN_OR_RETURN(progress.told,
                   MeasureFigure(figures, objective.measure, months));
  return progress;
}

JointProgress NotJudged(const ReportPeriod& months) {
  JointProgress progress = ProgressOver(months);
  progress.method = MethodOf(PlanMeasure{}, months);
  progress.told.unknown_why = {"plan-not-judged", {}};
  return progress;
}

JointProgress JudgedIn(const Matter& review, const ReviewRecord& record,
                       const std::string& objective, Participant reader) {
  JointProgress progress =
      NotJudged({record.quarter.first, record.quarter.first + 2});
  progress.review = review.subject.name;
  const auto said = [&](Participant side) -> std::optional<ReviewJudgement> {
    if (!record.standing.MaySeeOther() && reader != side) return std::nullopt;
    const ReviewJudgements all = ReadJudgements(review, side);
    const auto found = all.find(objective);
    if (found == all.end()) return std::nullopt;
    return found->second;
  };
  progress.customer = said(Participant::kCustomer);
  progress.provider = said(Participant::kProvider);
  if (record.standing.BothScored() && progress.customer.has_value() &&
      progress.provider.has_value()) {
    progress.told.met = progress.customer->met && progress.provider->met;
    progress.told.unknown_why = {};
  }
  return progress;
}

absl::StatusOr<PlanVersions> PlanVersions::Read(
    const std::vector<Matter>& matters, const std::string& provider) {
  PlanVersions plans;
  for (const Matter& matter : matters) {
    if (matter.subject.provider != provider) continue;
    Version version{.matter = &matter};
    ASSIGN_OR_RETURN(version.record, ReadPlan(matter));
    version.number = static_cast<int>(plans.versions_.size()) + 1;
    plans.versions_.push_back(std::move(version));
  }
  return plans;
}

const PlanVersions::Version* PlanVersions::InForceAt(absl::Time at) const {
  const Version* found = nullptr;
  for (const Version& version : versions_) {
    const std::optional<absl::Time>& agreed = version.record.agreed;
    if (!agreed.has_value() || *agreed > at) continue;
    if (found == nullptr || *agreed > *found->record.agreed) found = &version;
  }
  return found;
}

const PlanVersions::Version* PlanVersions::Find(absl::string_view id) const {
  for (const Version& version : versions_) {
    if (version.matter->subject.name == id) return &version;
  }
  return nullptr;
}

std::optional<absl::Time> PlanVersions::ReplacedAt(
    const Version& version) const {
  std::optional<absl::Time> replaced;
  if (!version.record.agreed.has_value()) return replaced;
  for (const Version& other : versions_) {
    const std::optional<absl::Time>& agreed = other.record.agreed;
    if (agreed.has_value() && *agreed > *version.record.agreed &&
        (!replaced.has_value() || *agreed < *replaced)) {
      replaced = agreed;
    }
  }
  return replaced;
}

absl::StatusOr<std::optional<ReviewedPlan>> PlanInReview(
    const MonthFigures& figures, const PlanVersions& plans,
    const Matter& review, const ReviewRecord& record, absl::Time at,
    Participant reader) {
  const std::optional<ReviewedFigures> fixed = ReadReviewedFigures(review);
  const bool is_signed =
      record.standing.customer_signed || record.standing.provider_signed;
  const PlanVersions::Version* const version =
      fixed.has_value() ? plans.Find(fixed->plan)
      : is_signed       ? nullptr
                        : plans.InForceAt(at);
  if (version == nullptr) return std::optional<ReviewedPlan>();
  const ReportPeriod quarter{record.quarter.first, record.quarter.first + 2};
  ReviewedPlan reviewed;
  reviewed.id = version->matter->subject.name;
  reviewed.version = version->number;
  reviewed.plan = version->record.plan;
  if (fixed.has_value()) reviewed.fixed = fixed->fixed;
  for (const JointObjective& objective : reviewed.plan.objectives) {
    JointRow row{.objective = objective, .progress = std::nullopt};
    if (objective.measure.kind == MeasureKind::kStatement) {
      row.progress = JudgedIn(review, record, objective.id, reader);
    } else if (fixed.has_value()) {
      row.progress = ProgressOver(quarter);
      row.progress->method = MethodOf(objective.measure, quarter);
      const auto found = fixed->objectives.find(objective.id);
      if (found != fixed->objectives.end()) row.progress->told = found->second;
    } else {
      ASSIGN_OR_RETURN(row.progress,
                       MeasureObjective(figures, objective, quarter));
    }
    reviewed.rows.push_back(std::move(row));
  }
  return reviewed;
}

StepValues ValuesOf(const ReviewedPlan& plan) {
  std::map<std::string, ObjectiveFigure> told;
  for (const JointRow& row : plan.rows) {
    if (row.progress.has_value()) told[row.objective.id] = row.progress->told;
  }
  return ValuesOfReviewedPlan(plan.id, plan.version, told);
}

}  // namespace regisseur
