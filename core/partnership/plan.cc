#include "core/partnership/plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/base/word_table.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostObjectives = 20;
constexpr size_t kMostIdBytes = 40;
constexpr size_t kMostNameBytes = 200;
constexpr size_t kMostLineBytes = 500;
constexpr size_t kMostTextBytes = 4000;
// Figures are cut to six decimals: a finer target could not be told from them.
constexpr int kMostDecimals = 6;

constexpr std::pair<RelationshipStage, absl::string_view> kStages[] = {
    {RelationshipStage::kOperationalAwareness, "operational_awareness"},
    {RelationshipStage::kKnowledge, "knowledge"},
    {RelationshipStage::kInternalAssessment, "internal_assessment"},
    {RelationshipStage::kPartnerSelection, "partner_selection"},
    {RelationshipStage::kWorkingTogether, "working_together"},
    {RelationshipStage::kValueCreation, "value_creation"},
    {RelationshipStage::kStayingTogether, "staying_together"},
    {RelationshipStage::kExitStrategyActivation, "exit_strategy_activation"},
};

constexpr std::pair<MeasureKind, absl::string_view> kMeasures[] = {
    {MeasureKind::kServiceLevel, "service_level"},
    {MeasureKind::kExperience, "experience"},
    {MeasureKind::kCost, "cost"},
    {MeasureKind::kAnswerTime, "answer_time"},
    {MeasureKind::kKeptObligations, "kept_obligations"},
    {MeasureKind::kStatement, "statement"},
};

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

absl::Status CheckLine(absl::string_view field, const std::string& text,
                       size_t most, absl::string_view example) {
  if (text.empty()) {
    return Wrong(field, absl::StrCat("is missing; ", example));
  }
  if (text.size() > most) {
    return Wrong(field, absl::StrCat("longer than ", most, " bytes"));
  }
  if (std::any_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_iscntrl(static_cast<unsigned char>(c));
      })) {
    return Wrong(field, "has to be one line without control characters");
  }
  return absl::OkStatus();
}

bool IsObjectiveId(absl::string_view text) {
  return !text.empty() && text.size() <= kMostIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

// What of a measure has to be given, and what must not.
struct MeasureParts {
  bool subject = false;
  bool may_have_subject = false;
  bool side = false;
  bool target = true;
  bool percent = false;
  bool currency = false;
};

MeasureParts PartsOf(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kServiceLevel:
      return {.subject = true, .may_have_subject = true, .target = false};
    case MeasureKind::kExperience:
      return {.may_have_subject = true, .percent = true};
    case MeasureKind::kCost:
      return {.may_have_subject = true, .currency = true};
    case MeasureKind::kAnswerTime:
      return {.side = true};
    case MeasureKind::kKeptObligations:
      return {.side = true, .percent = true};
    case MeasureKind::kStatement:
      return {.target = false};
  }
  return {};
}

absl::Status CheckSubject(const std::string& field, const MeasureParts& parts,
                          const PlanMeasure& measure) {
  const std::string at = absl::StrCat(field, ".subject");
  if (measure.subject.empty()) {
    return parts.subject
               ? Wrong(at, "is missing; name the objective, contract/objective")
               : absl::OkStatus();
  }
  if (!parts.may_have_subject) {
    return Wrong(at, absl::StrCat("a ", MeasureKindWord(measure.kind),
                                  " is about nothing in particular"));
  }
  RETURN_IF_ERROR(CheckLine(at, measure.subject, kMostNameBytes, ""));
  if (measure.kind != MeasureKind::kServiceLevel) return absl::OkStatus();
  const size_t slash = measure.subject.find('/');
  if (slash == std::string::npos || slash == 0 ||
      slash + 1 == measure.subject.size()) {
    return Wrong(at, absl::StrCat("\"", measure.subject,
                                  "\" is no objective; write "
                                  "contract/objective"));
  }
  return absl::OkStatus();
}

absl::Status CheckTarget(const std::string& field, const MeasureParts& parts,
                         const PlanMeasure& measure) {
  const std::string at = absl::StrCat(field, ".target");
  if (!measure.target.has_value()) {
    return parts.target ? Wrong(at, "is missing; say what is to be reached")
                        : absl::OkStatus();
  }
  if (measure.kind == MeasureKind::kStatement) {
    return Wrong(at, "a statement has none; both sides judge it");
  }
  if (measure.target->IsNegative()) return Wrong(at, "has to be 0 or more");
  if (parts.percent && *measure.target > Decimal(100, 0)) {
    return Wrong(at, "is a percentage: 0 to 100");
  }
  if (measure.target->Normalized().scale() > kMostDecimals) {
    return Wrong(at,
                 absl::StrCat("has more than ", kMostDecimals, " decimals"));
  }
  return absl::OkStatus();
}

absl::Status CheckMeasure(const std::string& field,
                          const PlanMeasure& measure) {
  const MeasureParts parts = PartsOf(measure.kind);
  RETURN_IF_ERROR(CheckSubject(field, parts, measure));
  RETURN_IF_ERROR(CheckTarget(field, parts, measure));
  const bool of_a_side = measure.side == Participant::kCustomer ||
                         measure.side == Participant::kProvider;
  if (parts.side && !of_a_side) {
    return Wrong(absl::StrCat(field, ".side"),
                 "has to be customer or provider: whose it is");
  }
  if (!parts.side && measure.side.has_value()) {
    return Wrong(absl::StrCat(field, ".side"),
                 absl::StrCat("a ", MeasureKindWord(measure.kind),
                              " is not of one side"));
  }
  if (parts.currency && !IsCurrencyCode(measure.currency)) {
    return Wrong(absl::StrCat(field, ".currency"),
                 absl::StrCat("\"", measure.currency,
                              "\" is no code of ISO 4217 such as EUR"));
  }
  if (!parts.currency && !measure.currency.empty()) {
    return Wrong(absl::StrCat(field, ".currency"), "only a cost has one");
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view RelationshipStageWord(RelationshipStage stage) {
  return WordIn(kStages, stage);
}
std::optional<RelationshipStage> FindRelationshipStage(absl::string_view word) {
  return FindIn<RelationshipStage>(kStages, word);
}
std::string RelationshipStageWords() { return WordsOf(kStages); }

absl::string_view MeasureKindWord(MeasureKind kind) {
  return WordIn(kMeasures, kind);
}
std::optional<MeasureKind> FindMeasureKind(absl::string_view word) {
  return FindIn<MeasureKind>(kMeasures, word);
}
std::string MeasureKindWords() { return WordsOf(kMeasures); }

const JointObjective* RelationshipPlan::Find(absl::string_view id) const {
  for (const JointObjective& objective : objectives) {
    if (objective.id == id) return &objective;
  }
  return nullptr;
}

absl::Status CheckPlan(const RelationshipPlan& plan) {
  RETURN_IF_ERROR(CheckLine("purpose", plan.purpose, kMostLineBytes,
                            "say in a sentence what you are together for"));
  if (!plan.stage.has_value()) {
    return Wrong("stage",
                 absl::StrCat("has to be one of ", RelationshipStageWords(),
                              " (ISO 44001, clauses 8.2 to 8.9)"));
  }
  if (plan.exit_strategy.size() > kMostTextBytes) {
    return Wrong("exit_strategy",
                 absl::StrCat("longer than ", kMostTextBytes, " bytes"));
  }
  if (plan.objectives.size() > kMostObjectives) {
    return Wrong("objectives", absl::StrCat("more than ", kMostObjectives,
                                            "; a plan has a few"));
  }
  std::set<std::string> ids;
  for (size_t i = 0; i < plan.objectives.size(); ++i) {
    const JointObjective& objective = plan.objectives[i];
    const std::string field = absl::StrCat("objectives[", i, "]");
    if (!IsObjectiveId(objective.id)) {
      return Wrong(absl::StrCat(field, ".id"),
                   absl::StrCat("has to be 1 to ", kMostIdBytes,
                                " of a-z, 0-9 and '-', such as "
                                "fewer-outages"));
    }
    if (!ids.insert(objective.id).second) {
      return Wrong(absl::StrCat(field, ".id"),
                   absl::StrCat(objective.id, " is there twice"));
    }
    RETURN_IF_ERROR(CheckLine(absl::StrCat(field, ".statement"),
                              objective.statement, kMostLineBytes,
                              "say what is to be so"));
    RETURN_IF_ERROR(CheckLine(absl::StrCat(field, ".customer_responsible"),
                              objective.customer_responsible, kMostNameBytes,
                              "name who answers for it"));
    RETURN_IF_ERROR(CheckLine(absl::StrCat(field, ".provider_responsible"),
                              objective.provider_responsible, kMostNameBytes,
                              "name who answers for it"));
    RETURN_IF_ERROR(
        CheckMeasure(absl::StrCat(field, ".measure"), objective.measure));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Decimal>> ParseTarget(MeasureKind kind,
                                                   absl::string_view text) {
  if (text.empty()) return std::optional<Decimal>();
  if (kind == MeasureKind::kAnswerTime) {
    const auto length = ParseLength(text);
    if (length.ok()) {
      return std::optional<Decimal>(Decimal(absl::ToInt64Seconds(*length), 0));
    }
  }
  const bool percent = kind == MeasureKind::kServiceLevel ||
                       kind == MeasureKind::kExperience ||
                       kind == MeasureKind::kKeptObligations;
  absl::string_view number = text;
  if (percent && absl::ConsumeSuffix(&number, "%")) {
    number = absl::StripTrailingAsciiWhitespace(number);
  }
  const auto parsed = Decimal::Parse(number);
  if (parsed.ok()) return std::optional<Decimal>(*parsed);
  return Wrong("target", absl::StrCat("\"", text.substr(0, 40), "\" is no ",
                                      kind == MeasureKind::kAnswerTime
                                          ? "time such as 4 hours"
                                          : "number such as 99.9"));
}

PlanState FoldPlan(absl::Span<const MatterMove> moves) {
  PlanState state = PlanState::kProposed;
  for (const MatterMove move : moves) {
    switch (move) {
      case MatterMove::kAccepted:
        state = PlanState::kAgreed;
        break;
      case MatterMove::kRefused:
        state = PlanState::kRefused;
        break;
      case MatterMove::kWithdrawn:
        state = PlanState::kWithdrawn;
        break;
      case MatterMove::kAnswered:
        state = PlanState::kAnswered;
        break;
      default:
        break;
    }
  }
  return state;
}

absl::Status CheckPlanMove(PlanState state, Participant proposed_by,
                           Participant mover, MatterMove move) {
  const bool own = mover == proposed_by;
  if (move == MatterMove::kWithdrawn && !own) {
    return absl::PermissionDeniedError(absl::StrCat(
        "id: the ", ParticipantWord(proposed_by),
        " proposed it and takes it back; refuse it with your reason"));
  }
  if (move != MatterMove::kWithdrawn && own) {
    return absl::PermissionDeniedError(absl::StrCat(
        "id: the ", ParticipantWord(proposed_by), " proposed it, and the ",
        ParticipantWord(OtherSide(proposed_by)), " decides"));
  }
  switch (state) {
    case PlanState::kProposed:
      return absl::OkStatus();
    case PlanState::kAgreed:
      return absl::FailedPreconditionError(
          "id: both sides agreed to it; propose a next version");
    case PlanState::kRefused:
      return absl::FailedPreconditionError(
          "id: it was refused; propose a next version");
    case PlanState::kWithdrawn:
      return absl::FailedPreconditionError("id: it was taken back");
    case PlanState::kAnswered:
      return absl::FailedPreconditionError(
          "id: another proposal took its place; `plan list` shows it");
  }
  return absl::InternalError("no such state");
}

}  // namespace regisseur
