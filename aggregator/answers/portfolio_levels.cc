#include "aggregator/answers/portfolio_levels.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/objectives.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// While something is down the budget shrinks by the second, and an open ticket
// becomes too late at some second.
constexpr absl::Duration kHoldsWhileDown = absl::Minutes(1);

// What deserves a look before the rest; a promise that was kept and one that
// runs well are equals.
int Urgency(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBreached:
      return 3;
    case Verdict::kAtRisk:
      return 2;
    case Verdict::kUnknown:
      return 1;
    case Verdict::kOnTrack:
    case Verdict::kMet:
      return 0;
  }
  return 0;
}

LevelNote Reason(const char* rule, const WindowFigures& figures) {
  return {rule,
          {{"contract", figures.window.contract->id},
           {"objective", figures.window.objective->id},
           {"last_day", FormatDay(figures.window.last_day)},
           {"attained", FigureWords(figures.lead, *figures.window.objective)}}};
}

bool EndsDown(const ServiceLevel& level, absl::Time now) {
  return !level.pieces.empty() && level.pieces.back().kind == TimeKind::kDown &&
         level.pieces.back().range.to >= now;
}

// Whether the figure of a running window changes by the second.
bool ChangesNow(const Figure& figure, absl::Time now) {
  if (figure.HasTimes()) return EndsDown(*figure.level, now);
  return !figure.tickets.empty() ||
         std::any_of(figure.members.begin(), figure.members.end(),
                     [&](const MemberRow& member) {
                       return member.level.has_value() &&
                              EndsDown(*member.level, now);
                     });
}

// The next midnight of the objective's clock: what depends on days (terms to
// object, outcomes on their way, tests that are due) holds until then.
absl::Time EndOfDay(const ObjectiveWindow& window, absl::Time now) {
  const absl::TimeZone zone = window.objective->window.zone;
  return absl::FromCivil(absl::ToCivilDay(now, zone) + 1, zone);
}

CoverageKind CoverageOf(const Figure& figure) {
  if (figure.by_hand.has_value()) return CoverageKind::kByHand;
  return figure.origin == FigureOrigin::kReported ? CoverageKind::kReported
                                                  : CoverageKind::kMeasured;
}

// Figures that somebody says are wrong, of whatever window.
absl::Status AddDisputes(LevelBook& book,
                         const std::vector<std::string>& contracts,
                         PortfolioLevels& portfolio) {
  ASSIGN_OR_RETURN(const std::vector<const WindowFigures*> disputed,
                   book.ListDisputed());
  for (const WindowFigures* figures : disputed) {
    const Contract& contract = *figures->window.contract;
    if (std::find(contracts.begin(), contracts.end(), contract.id) ==
        contracts.end()) {
      continue;
    }
    ProviderLevels& levels =
        portfolio.providers[book.known().CurrentId(contract.provider)];
    ++levels.disputed;
    const OpenObjection& first = figures->disputes.front();
    LevelNote reason = Reason("attention-sla-disputed", *figures);
    reason.arguments["side"] = SideWords(first);
    reason.arguments["when"] = FormatForPeople(first.raised);
    levels.reasons.push_back(std::move(reason));
  }
  return absl::OkStatus();
}

// The first of the two windows that is told otherwise; null for neither.
absl::StatusOr<const WindowFigures*> FindToldOtherwise(
    LevelBook& book, const std::optional<ObjectiveWindow>& last,
    const ObjectiveWindow& running) {
  for (const ObjectiveWindow* window :
       {last.has_value() ? &*last : nullptr, &running}) {
    if (window == nullptr) continue;
    ASSIGN_OR_RETURN(const bool otherwise, IsToldOtherwise(book, *window));
    if (otherwise) return book.FiguresOf(*window);
  }
  return nullptr;
}

absl::Status AddCredit(const std::optional<CreditRow>& credit, bool& known,
                       ProviderLevels& levels) {
  if (!credit.has_value()) return absl::OkStatus();
  const std::optional<Decimal> amount = credit->Amount();
  if (!amount.has_value() ||
      (!levels.currency.empty() && levels.currency != credit->currency)) {
    known = false;
    return absl::OkStatus();
  }
  levels.currency = credit->currency;
  ASSIGN_OR_RETURN(levels.credits,
                   Decimal::Add(levels.credits.value_or(Decimal()), *amount));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PortfolioLevels> ReadPortfolioLevels(
    const AnswerContext& context, const std::string& owner, AsOf as_of,
    OpenBook& open) {
  PortfolioLevels portfolio;
  AddContractFileGaps(context, *open.known, *open.contracts, "", as_of,
                      portfolio.gaps);
  portfolio.has_contracts = !open.contracts->empty();
  if (!portfolio.has_contracts) return portfolio;
  LevelBook& book = *open.book;
  ASSIGN_OR_RETURN(const std::vector<std::string> contracts,
                   FindContracts(*open.known, *open.contracts, "", "", owner));
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
  std::map<std::string, bool> credits_known;
  for (const Pair& pair : pairs) {
    const std::string provider =
        open.known->CurrentId(pair.running.contract->provider);
    ProviderLevels& levels = portfolio.providers[provider];
    bool& known = credits_known.try_emplace(provider, true).first->second;
    ASSIGN_OR_RETURN(const WindowFigures* running,
                     book.FiguresOf(pair.running));
    portfolio.holds_until =
        std::min({portfolio.holds_until, pair.running.range.to,
                  EndOfDay(pair.running, book.now())});
    if (ChangesNow(running->lead, book.now())) {
      portfolio.holds_until =
          std::min(portfolio.holds_until, book.now() + kHoldsWhileDown);
    }
    Verdict worst = running->lead.verdict;
    // A number that is told at the end of a window says nothing before it.
    if (worst == Verdict::kUnknown) worst = Verdict::kOnTrack;
    const WindowFigures* decides = running;
    if (pair.last.has_value()) {
      ASSIGN_OR_RETURN(const WindowFigures* last, book.FiguresOf(*pair.last));
      if (Urgency(last->lead.verdict) >= Urgency(worst)) {
        worst = last->lead.verdict;
        decides = last;
      }
      ASSIGN_OR_RETURN(const std::optional<CreditRow> credit,
                       book.CreditOf(*pair.last));
      RETURN_IF_ERROR(AddCredit(credit, known, levels));
    }
    ASSIGN_OR_RETURN(const WindowFigures* otherwise,
                     FindToldOtherwise(book, pair.last, pair.running));
    if (otherwise != nullptr) {
      ++levels.told_otherwise;
      levels.reasons.push_back(
          Reason("attention-sla-told-otherwise", *otherwise));
    }
    for (const WindowFigures* figures : {running, decides}) {
      if (!figures->lead.Attained().has_value()) continue;
      const CoverageKind kind = CoverageOf(figures->lead);
      levels.best = std::max(levels.best.value_or(kind), kind);
    }
    switch (worst) {
      case Verdict::kMet:
        ++levels.met;
        break;
      case Verdict::kBreached:
        ++levels.breached;
        levels.reasons.push_back(Reason(decides->closed
                                            ? "attention-sla-breached"
                                            : "attention-sla-breached-already",
                                        *decides));
        break;
      case Verdict::kAtRisk:
        ++levels.at_risk;
        levels.reasons.push_back(Reason("attention-sla-at-risk", *decides));
        break;
      case Verdict::kUnknown:
        ++levels.unknown;
        break;
      case Verdict::kOnTrack:
        ++levels.on_track;
        break;
    }
  }
  RETURN_IF_ERROR(AddDisputes(book, contracts, portfolio));
  for (auto& [provider, levels] : portfolio.providers) {
    if (!credits_known[provider]) levels.credits.reset();
    std::stable_sort(levels.reasons.begin(), levels.reasons.end(),
                     [](const LevelNote& a, const LevelNote& b) {
                       return a.rule == "attention-sla-breached" &&
                              b.rule != "attention-sla-breached";
                     });
  }
  return portfolio;
}

}  // namespace regisseur
