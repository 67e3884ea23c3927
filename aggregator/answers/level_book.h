#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/service_level_figures.h"
#include "aggregator/answers/unknown_causes.h"
#include "core/contract/contract_register.h"
#include "core/credit/contract_credits.h"
#include "core/measurement/lost_figure.h"

namespace regisseur {

// What is paid for by the unit.
struct PenaltyRow {
  UnitPenalty terms;
  Decimal units;   // that there were
  Decimal paid;    // of them paid for
  Decimal amount;  // unrounded
};

// What follows in money from one figure.
struct CreditRow {
  std::string currency;
  // The step of a percentage and its share; absent without one.
  std::optional<Credit> step;
  // The other credits of the month, where a cap cut them together.
  std::vector<Credit> cut_with;
  // The price that the percentage is of; absent when it is not known.
  std::optional<Decimal> base;
  // Sums per unit, outside of the caps, and what they are made of.
  std::optional<Decimal> penalty;
  std::vector<PenaltyRow> penalties;
  // The last day to claim it.
  std::optional<absl::CivilDay> claim_by;
  bool automatic = false;
  // Later windows were good enough to give it back.
  bool earned_back = false;

  // Step and penalty together; absent when the step's amount is not known.
  std::optional<Decimal> Amount() const;
  std::optional<Decimal> Uncapped() const;
};

// What a surpassed promise costs.
struct BonusRow {
  std::string currency;
  CreditTier tier;
  std::optional<Decimal> amount;  // absent: a price is not known
};

// Computes figures and credits of contracts as they are known at one moment,
// and remembers facts and figures, so that a question over many windows reads
// each provider once. For one question; not thread-safe.
class LevelBook {
 public:
  LevelBook(const AnswerContext& context, const Principal& who,
            std::shared_ptr<const KnownPortfolio> known,
            std::shared_ptr<const ContractRegister> contracts, AsOf as_of)
      : context_(context),
        who_(who),
        known_(std::move(known)),
        contracts_(std::move(contracts)),
        as_of_(as_of),
        unknown_causes_(context, who, as_of) {}

  const KnownPortfolio& known() const { return *known_; }
  const ContractRegister& contracts() const { return *contracts_; }
  absl::Time now() const { return known_->moment(); }

  // Says that these windows will be asked for, so that their facts are read in
  // one go.
  void Expect(const std::vector<ObjectiveWindow>& windows);

  // The windows of an objective that end in the period and have begun; of all
  // objectives when `objective` is empty.
  std::vector<ObjectiveWindow> WindowsOf(const std::string& contract,
                                         const std::string& objective,
                                         const ReportPeriod& period) const;
  // The one of them whose last day is `last_day`; of a rolling promise each day
  // ends one. Absent when none does or it has not begun.
  std::optional<ObjectiveWindow> FindWindow(const std::string& contract,
                                            const std::string& objective,
                                            absl::CivilDay last_day) const;
  // All figures of one window. The pointer stays good while the book lives.
  absl::StatusOr<const WindowFigures*> FiguresOf(const ObjectiveWindow& window);

  // What follows from the window, by its leading figure or, with one of its
  // `others`, by that one instead; absent when nothing does.
  absl::StatusOr<std::optional<CreditRow>> CreditOf(
      const ObjectiveWindow& window, const Figure* other = nullptr);
  absl::StatusOr<std::optional<BonusRow>> BonusOf(
      const ObjectiveWindow& window);

  // The facts under availability and numbers of a provider, over a range.
  absl::StatusOr<std::shared_ptr<const ProviderFacts>> FactsOf(
      const std::string& provider, TimeRange range, FactKinds kinds);
  // What is settled about a window.
  absl::StatusOr<WindowSettled> SettledOf(const ObjectiveWindow& window);

  // The windows whose figure somebody says is wrong, in the order in which that
  // was first said.
  absl::StatusOr<std::vector<const WindowFigures*>> ListDisputed();

  UnknownCauses& unknown_causes() { return unknown_causes_; }
  // What the answers leave out so far.
  std::vector<Gap>& gaps() { return gaps_; }

 private:
  struct MonthCredits {
    // In the order of the month's outcomes.
    std::vector<Credit> credits;
    std::optional<Decimal> sum;  // absent: one is not known
  };
  struct MonthOutcomes {
    Contract contract;  // with the objectives as they were judged
    std::vector<ObjectiveWindow> windows;
    std::vector<ObjectiveOutcome> outcomes;
  };

  // Numbers and tickets of all providers, where several are asked for.
  absl::StatusOr<const ToldFacts*> ToldOver(TimeRange range, FactKinds kinds);
  absl::StatusOr<WindowFigures> Compute(const ObjectiveWindow& window);
  absl::StatusOr<std::vector<MemberRow>> MembersOf(
      const ObjectiveWindow& window);
  // The outcomes of the contract's closed windows that end in the month; with
  // `other` that figure stands for `window`'s.
  absl::StatusOr<MonthOutcomes> OutcomesOf(const std::string& contract,
                                           absl::CivilMonth month,
                                           const ObjectiveWindow* window,
                                           const Figure* other);
  absl::StatusOr<std::vector<Credit>> ComputeMonth(
      const std::string& contract, absl::CivilMonth month,
      const MonthOutcomes& outcomes);
  absl::StatusOr<const MonthCredits*> CreditsOfMonth(
      const std::string& contract, absl::CivilMonth month);
  absl::StatusOr<const MonthPrice*> PriceOf(const std::string& contract,
                                            absl::CivilMonth month);
  static absl::StatusOr<std::vector<PenaltyRow>> PenaltiesOf(
      const ObjectiveWindow& window, const Figure& figure);
  absl::StatusOr<bool> IsEarnedBack(const ObjectiveWindow& window);
  absl::StatusOr<const std::vector<absl::CivilDay>*> BillingEndsOf(
      const std::string& provider);
  // Says where the figure that counts stands between the two sides (USERS U12):
  // disputed, open to objections, or settled because nobody objected in time.
  absl::Status FindStanding(const WindowSettled& settled,
                            WindowFigures& figures) const;
  // Says who objects to the figure that counts.
  static void Dispute(const WindowSettled& settled, WindowFigures& figures);
  void AddFigureGaps(const WindowFigures& figures);
  // Where nothing is known of the lead, and a report holds a figure that could
  // not be read: says which.
  absl::Status NoteUnreadable(WindowFigures& figures);
  // Of the sources of a provider; see LostFigure.
  struct UnreadableFigure {
    std::string source;
    LostFigure lost;
  };
  absl::StatusOr<const std::vector<UnreadableFigure>*> UnreadableOf(
      const std::string& provider);
  // Puts `untold` among the gaps; while looking aside it stays where it is, and
  // only that something is missing is remembered.
  void Tell(absl::CivilDay last_day, const std::string& objective,
            std::vector<Gap>& untold);
  // Ends looking aside for `contract`: one gap for all that is missing there.
  void EndLookingAside(const Contract& contract);

  const AnswerContext& context_;
  const Principal& who_;
  const std::shared_ptr<const KnownPortfolio> known_;
  const std::shared_ptr<const ContractRegister> contracts_;
  const AsOf as_of_;
  UnknownCauses unknown_causes_;
  std::vector<Gap> gaps_;
  // Greater than zero while windows are looked at that nobody asked about: a
  // cap over a year, credits that are earned back.
  int looking_aside_ = 0;
  // Those of them with something missing: objective and last day.
  std::set<std::pair<absl::CivilDay, std::string>> missing_aside_;
  // By provider: what will be asked for, and what was read.
  struct Wanted {
    TimeRange range{absl::InfiniteFuture(), absl::InfinitePast()};
    FactKinds kinds;
  };
  std::map<std::string, Wanted> wanted_;
  std::map<std::string, std::shared_ptr<const ProviderFacts>> facts_;
  std::map<std::string, std::vector<UnreadableFigure>> unreadable_;
  std::optional<ToldFacts> told_;
  TicketBegins ticket_begins_;
  // Contract and objective about which people settled anything.
  std::optional<std::set<std::pair<std::string, std::string>>> promises_;
  using WindowKey =
      std::tuple<std::string, std::string, absl::Time, absl::Time>;
  std::map<WindowKey, WindowFigures> figures_;
  // What figures leave out that nobody asked about so far.
  std::map<WindowKey, std::vector<Gap>> untold_figures_;
  using MonthKey = std::pair<std::string, absl::CivilMonth>;
  std::map<MonthKey, MonthCredits> credits_;
  std::map<MonthKey, std::vector<Gap>> untold_credits_;
  std::map<MonthKey, std::optional<MonthPrice>> prices_;
  std::map<std::string, std::vector<absl::CivilDay>> billing_ends_;
};

// `the provider`.
const char* SideWords(const OpenObjection& objection);

// The verdict of a figure, and what it attained, as remedies look back on it.
// Of the kinder bound where a range is judged.
std::optional<Decimal> AttainedNumber(const Figure& figure);

}  // namespace regisseur
