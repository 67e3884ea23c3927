#include "aggregator/answers/objectives.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "aggregator/answers/provider_state.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// A window of a year ends within so many months.
constexpr int kMostMonthsBack = 13;

absl::StatusOr<std::vector<BurnRate>> BurnRatesOf(LevelBook& book,
                                                  const ObjectiveWindow& window,
                                                  const Figure& figure) {
  std::vector<BurnRate> rates;
  if (!figure.HasTimes() || figure.facts == nullptr) return rates;
  ASSIGN_OR_RETURN(const WindowSettled settled, book.SettledOf(window));
  std::vector<TimeRange> excused;
  for (const AcceptedExclusion& exclusion : settled.exclusions) {
    excused.push_back(exclusion.range);
  }
  return ComputeBurnRates(*window.objective, figure.facts->Evidence(excused),
                          book.now());
}

// How services do now, each provider read once.
class StatesNow {
 public:
  StatesNow(const AnswerContext& context, const Principal& who,
            const KnownPortfolio& known, AsOf as_of)
      : context_(context), who_(who), known_(known), as_of_(as_of) {}

  // The worst of the services; absent where no source tells states of them.
  absl::StatusOr<std::optional<JointState>> Of(
      const std::string& provider, const std::vector<std::string>& services) {
    auto found = states_.find(provider);
    if (found == states_.end()) {
      ASSIGN_OR_RETURN(
          ProviderState state,
          ReadProviderState(context_, who_, known_, provider, as_of_));
      found = states_.emplace(provider, std::move(state)).first;
    }
    std::vector<JointState> joints;
    for (const ServiceStateRow& service : found->second.services) {
      if (std::find(services.begin(), services.end(), service.id) !=
          services.end()) {
        joints.push_back(service.joint);
      }
    }
    std::optional<JointState> joint;
    if (found->second.tells_status && !joints.empty()) {
      joint = WorstState(joints);
    }
    return joint;
  }

 private:
  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const AsOf as_of_;
  std::map<std::string, ProviderState> states_;
};

}  // namespace

std::optional<Decimal> BudgetUsed(const Figure& figure) {
  if (!figure.HasTimes() || figure.level->budget.total.IsZero()) {
    return std::nullopt;
  }
  const auto used = Decimal::MultiplyDivide(
      figure.level->times.DowntimeSeconds(), Decimal(100, 0),
      figure.level->budget.total, {1, 1});
  if (!used.ok()) return std::nullopt;
  return used->truncated;
}

std::optional<ObjectiveWindow> LastClosedWindow(
    const LevelBook& book, const ObjectiveWindow& running) {
  const absl::CivilMonth month(running.last_day);
  std::optional<ObjectiveWindow> last;
  const std::string& contract = running.contract->id;
  if (running.objective->window.kind == MeasuringWindow::Kind::kRolling) {
    // Reported month by month: the one that ended with the last month.
    const absl::CivilMonth before =
        absl::ToCivilMonth(book.now(), running.objective->window.zone) - 1;
    for (ObjectiveWindow& window :
         book.WindowsOf(contract, running.objective->id, {before, before})) {
      if (window.range.to <= book.now()) last = std::move(window);
    }
    return last;
  }
  for (ObjectiveWindow& window : book.WindowsOf(
           contract, running.objective->id, {month - kMostMonthsBack, month})) {
    if (window.range.to <= running.range.from) last = std::move(window);
  }
  return last;
}

absl::StatusOr<ObjectivesAnswer> AnswerObjectives(
    const AnswerContext& context, const Principal& who,
    const ObjectivesQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const OpenBook open, OpenLevelBook(context, who, as_of));
  ASSIGN_OR_RETURN(
      const std::vector<std::string> contracts,
      FindContracts(*open.known, *open.contracts, question.provider,
                    question.contract, question.owner));
  LevelBook& book = *open.book;
  struct Pair {
    ObjectiveWindow running;
    std::optional<ObjectiveWindow> last;
  };
  std::vector<Pair> pairs;
  std::vector<ObjectiveWindow> expected;
  for (const std::string& contract : contracts) {
    for (const std::string& id : ObjectiveIds(*open.contracts, contract)) {
      std::optional<ObjectiveWindow> running =
          FindRunningWindow(*open.contracts, contract, id, book.now());
      if (!running.has_value()) continue;
      std::optional<ObjectiveWindow> last = LastClosedWindow(book, *running);
      expected.push_back(*running);
      if (last.has_value()) expected.push_back(*last);
      pairs.push_back({*std::move(running), std::move(last)});
    }
  }
  book.Expect(expected);
  ObjectivesAnswer answer;
  answer.contracts = open.contracts;
  std::vector<ServiceLevelRow> rows;
  StatesNow states(context, who, *open.known, as_of);
  for (const Pair& pair : pairs) {
    ObjectiveStanding standing;
    ASSIGN_OR_RETURN(standing.running, ReadServiceLevel(book, pair.running));
    const Figure& lead = standing.running.figures.lead;
    ASSIGN_OR_RETURN(standing.burn_rates,
                     BurnRatesOf(book, pair.running, lead));
    standing.budget_used = BudgetUsed(lead);
    if (pair.last.has_value()) {
      ASSIGN_OR_RETURN(const WindowFigures* last, book.FiguresOf(*pair.last));
      standing.last = *last;
      ASSIGN_OR_RETURN(standing.last_told_otherwise,
                       IsToldOtherwise(book, *pair.last));
    }
    ASSIGN_OR_RETURN(
        standing.state,
        states.Of(standing.running.provider, pair.running.objective->services));
    rows.push_back(standing.running);
    answer.objectives.push_back(std::move(standing));
  }
  answer.gaps = std::move(book.gaps());
  RETURN_IF_ERROR(AddServiceLevelGaps(context, who, *open.known,
                                      *open.contracts, question.provider, rows,
                                      as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur
