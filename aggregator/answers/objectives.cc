#include "aggregator/answers/objectives.h"

#include <algorithm>
#include <map>
#include <set>
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

// How services do now.
class StatesNow {
 public:
  // Reads those of these providers, each once.
  static absl::StatusOr<StatesNow> Read(const AnswerContext& context,
                                        const Principal& who,
                                        const KnownPortfolio& known,
                                        const std::set<std::string>& providers,
                                        AsOf as_of) {
    const std::vector<std::string> ids(providers.begin(), providers.end());
    ASSIGN_OR_RETURN(std::vector<ProviderState> states,
                     ReadProviderStates(context, who, known, ids, as_of));
    StatesNow now;
    for (size_t i = 0; i < ids.size(); ++i) {
      now.states_.emplace(ids[i], std::move(states[i]));
    }
    return now;
  }

  // The worst of the services; absent where no source tells states of them.
  std::optional<JointState> Of(const std::string& provider,
                               const std::vector<std::string>& services) const {
    const auto found = states_.find(provider);
    if (found == states_.end() || !found->second.tells_status) {
      return std::nullopt;
    }
    std::vector<JointState> joints;
    for (const ServiceStateRow& service : found->second.services) {
      if (std::find(services.begin(), services.end(), service.id) !=
          services.end()) {
        joints.push_back(service.joint);
      }
    }
    if (joints.empty()) return std::nullopt;
    return WorstState(joints);
  }

 private:
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
  std::set<std::string> providers;
  for (const std::string& contract : contracts) {
    for (const std::string& id : ObjectiveIds(*open.contracts, contract)) {
      std::optional<ObjectiveWindow> running =
          FindRunningWindow(*open.contracts, contract, id, book.now());
      if (!running.has_value()) continue;
      std::optional<ObjectiveWindow> last = LastClosedWindow(book, *running);
      expected.push_back(*running);
      if (last.has_value()) expected.push_back(*last);
      providers.insert(open.known->CurrentId(running->contract->provider));
      pairs.push_back({*std::move(running), std::move(last)});
    }
  }
  book.Expect(expected);
  ObjectivesAnswer answer;
  answer.contracts = open.contracts;
  std::vector<ServiceLevelRow> rows;
  ASSIGN_OR_RETURN(
      const StatesNow states,
      StatesNow::Read(context, who, *open.known, providers, as_of));
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
    standing.state =
        states.Of(standing.running.provider, pair.running.objective->services);
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
