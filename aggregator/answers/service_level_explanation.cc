#include "aggregator/answers/service_level_explanation.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

const char* OriginWord(FigureOrigin origin) {
  switch (origin) {
    case FigureOrigin::kReported:
      return "reported";
    case FigureOrigin::kMeasured:
      return "measured";
    case FigureOrigin::kSettled:
      return "settled";
  }
  return "reported";
}

CountsAs KindOf(const LevelPiece& piece) {
  if (!piece.agreed) return CountsAs::kNotAgreed;
  switch (piece.kind) {
    case TimeKind::kUp:
      return CountsAs::kUp;
    case TimeKind::kDown:
      return CountsAs::kDown;
    case TimeKind::kExcluded:
      return CountsAs::kExcluded;
    case TimeKind::kUnknown:
      return CountsAs::kUnknown;
  }
  return CountsAs::kUnknown;
}

// Stretches of agreed time that two figures count differently.
std::vector<FigureDifference> Differ(const Figure& figure,
                                     const Figure& other) {
  std::vector<FigureDifference> differences;
  if (!figure.HasTimes() || !other.HasTimes()) return differences;
  const std::vector<LevelPiece>& a = figure.level->pieces;
  const std::vector<LevelPiece>& b = other.level->pieces;
  for (size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const TimeRange both{std::max(a[i].range.from, b[k].range.from),
                         std::min(a[i].range.to, b[k].range.to)};
    const CountsAs mine = KindOf(a[i]);
    const CountsAs theirs = KindOf(b[k]);
    if (both.from < both.to && mine != theirs) {
      if (!differences.empty() && differences.back().range.to == both.from &&
          differences.back().counts_as == mine &&
          differences.back().other_counts_as == theirs) {
        differences.back().range.to = both.to;
      } else {
        differences.push_back({other.origin, both, mine, theirs});
      }
    }
    (a[i].range.to < b[k].range.to ? i : k) += 1;
  }
  return differences;
}

void AddWitness(const Figure& figure, const KnownPortfolio& known,
                const ObjectiveWindow& window,
                std::vector<Witness>& witnesses) {
  for (const std::string& source : figure.sources) {
    Witness witness;
    witness.source = source;
    witness.origin = figure.origin;
    if (const KnownSource* config = known.FindSource(source)) {
      witness.adapter = config->config->adapter;
    }
    if (figure.stated) witness.value = figure.Attained().value_or("");
    if (figure.facts != nullptr) {
      for (const ServiceFacts::Part& part : figure.facts->parts) {
        if (part.facts->source->config->id != source) continue;
        const Component& component = part.component->record.component;
        witness.components.push_back(component.name);
        for (const TimeRange& range : part.facts->timelines.coverage.ranges) {
          const absl::Time from = std::max(range.from, window.range.from);
          const absl::Time to =
              std::min({range.to, window.range.to, known.moment()});
          if (from >= to) continue;
          if (!witness.tells.has_value()) {
            witness.tells = TimeRange{from, to};
          } else {
            witness.tells->from = std::min(witness.tells->from, from);
            witness.tells->to = std::max(witness.tells->to, to);
          }
        }
      }
    }
    witnesses.push_back(std::move(witness));
  }
}

absl::StatusOr<std::string> ObjectiveOf(const ContractRegister& contracts,
                                        const ServiceLevelQuestion& question) {
  const std::vector<std::string> ids =
      ObjectiveIds(contracts, question.contract);
  if (question.objective.empty() && ids.size() == 1) return ids.front();
  if (question.objective.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("objective: say which of ", absl::StrJoin(ids, ", ")));
  }
  if (std::find(ids.begin(), ids.end(), question.objective) == ids.end()) {
    return absl::NotFoundError(absl::StrCat(
        "objective: contract \"", question.contract, "\" has no objective \"",
        question.objective, "\"; it has ", absl::StrJoin(ids, ", ")));
  }
  return question.objective;
}

// The windows that a question is about; never none.
absl::StatusOr<std::vector<ObjectiveWindow>> FindAsked(
    const LevelBook& book, const ServiceLevelQuestion& question,
    const std::string& objective) {
  std::vector<ObjectiveWindow> windows;
  std::string asked = question.period;
  if (const auto day = ParseDay(question.period); day.ok()) {
    std::optional<ObjectiveWindow> window =
        book.FindWindow(question.contract, objective, *day);
    if (window.has_value()) windows.push_back(*std::move(window));
  } else {
    ASSIGN_OR_RETURN(const ReportPeriod period,
                     ParseReportPeriod(question.period, book.now(),
                                       book.known().portfolio().time_zone));
    windows = book.WindowsOf(question.contract, objective, period);
    asked = period.Label();
  }
  if (windows.empty()) {
    return absl::NotFoundError(
        absl::StrCat("period: no window of \"", objective, "\" of contract \"",
                     question.contract, "\" that has begun ends in ", asked));
  }
  return windows;
}

// Why the figure in the lead counts and no other one.
LevelNote WhyThisWord(const ServiceLevelRow& row) {
  const Objective& objective = *row.figures.window.objective;
  if (row.figures.lead.origin == FigureOrigin::kSettled) {
    return {"sla-word-settled", {}};
  }
  if (objective.measured_by.has_value()) {
    return {"sla-word-measured-by",
            {{"origin", OriginWord(*objective.measured_by)}}};
  }
  if (objective.evidence.leading.has_value()) {
    return {*objective.evidence.leading == Side::kCustomer
                ? "sla-word-of-the-customer"
                : "sla-word-of-the-provider",
            {}};
  }
  return {"sla-word-best", {}};
}

// Puts the figure of the origin that is asked about in the lead.
absl::Status PutInFront(FigureOrigin origin, ServiceLevelRow& row) {
  if (row.figures.lead.origin == origin) return absl::OkStatus();
  for (size_t i = 0; i < row.figures.others.size(); ++i) {
    if (row.figures.others[i].origin != origin) continue;
    std::swap(row.figures.lead, row.figures.others[i]);
    if (i < row.other_credits.size()) {
      std::swap(row.credit, row.other_credits[i]);
    }
    // They compare with the one that counts.
    row.disagreements.clear();
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat(
      "origin: there is no ", OriginWord(origin), " figure of this window"));
}

}  // namespace

absl::StatusOr<ServiceLevelExplanation> ExplainServiceLevel(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelQuestion& question, AsOf as_of) {
  if (question.contract.empty()) {
    return absl::InvalidArgumentError("contract: say which contract");
  }
  ASSIGN_OR_RETURN(const OpenBook open, OpenLevelBook(context, who, as_of));
  LevelBook& book = *open.book;
  ASSIGN_OR_RETURN(
      const std::vector<std::string> contracts,
      FindContracts(*open.known, *open.contracts, question.provider,
                    question.contract, question.owner));
  ASSIGN_OR_RETURN(const std::string objective,
                   ObjectiveOf(*open.contracts, question));
  ASSIGN_OR_RETURN(const std::vector<ObjectiveWindow> windows,
                   FindAsked(book, question, objective));
  book.Expect(windows);

  ServiceLevelExplanation answer;
  answer.contracts = open.contracts;
  for (const ObjectiveWindow& one : windows) {
    ASSIGN_OR_RETURN(ServiceLevelRow row, ReadServiceLevel(book, one));
    answer.windows.push_back(std::move(row));
  }
  answer.row =
      *std::max_element(answer.windows.begin(), answer.windows.end(),
                        [](const ServiceLevelRow& a, const ServiceLevelRow& b) {
                          return std::pair(Badness(a.figures.lead.verdict),
                                           a.figures.window.range.to) <
                                 std::pair(Badness(b.figures.lead.verdict),
                                           b.figures.window.range.to);
                        });
  if (answer.windows.size() == 1) answer.windows.clear();
  const ObjectiveWindow window = answer.row.figures.window;
  if (question.origin.has_value()) {
    RETURN_IF_ERROR(PutInFront(*question.origin, answer.row));
  }
  const Figure& figure = answer.row.figures.lead;
  ASSIGN_OR_RETURN(answer.pieces,
                   ExplainPieces(book, answer.row, figure, question.all));
  answer.arithmetic = ExplainArithmetic(answer.row, figure);
  if (!question.origin.has_value() && !answer.row.figures.others.empty()) {
    answer.arithmetic.insert(answer.arithmetic.begin(),
                             WhyThisWord(answer.row));
  }
  AddWitness(figure, *open.known, window, answer.witnesses);
  for (const Figure& other : answer.row.figures.others) {
    AddWitness(other, *open.known, window, answer.witnesses);
    const std::vector<FigureDifference> differences = Differ(figure, other);
    answer.differences.insert(answer.differences.end(), differences.begin(),
                              differences.end());
  }
  // As known then: what came since. Else: since it could first be known.
  ASSIGN_OR_RETURN(
      answer.restatements,
      FindRestatements(context, who, window,
                       as_of.IsNow() ? window.range.to : as_of.known,
                       context.clock.Now()));
  answer.gaps = std::move(book.gaps());
  RETURN_IF_ERROR(AddServiceLevelGaps(context, who, *open.known,
                                      *open.contracts, answer.row.provider,
                                      {answer.row}, as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
