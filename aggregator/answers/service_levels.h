#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/level_book.h"
#include "aggregator/answers/service_level_figures.h"
#include "aggregator/answers/unknown_causes.h"
#include "core/contract/contract_register.h"
#include "core/credit/remedy_rules.h"

namespace regisseur {

struct ServiceLevelsQuestion {
  std::string period;    // see ParseReportPeriod
  std::string provider;  // empty for all
  std::string contract;  // empty for all
  std::string owner;     // only of this owner's providers; empty for all
};

// Two origins, or two sources of one, differ: in the verdict, in money, or by
// more than a minute.
struct Disagreement {
  size_t other = 0;  // index into WindowFigures::others
  // The leading figure's downtime and credit less the other's.
  std::optional<Decimal> minutes;
  std::optional<Decimal> amount;
  bool verdict_differs = false;

  // More than minutes differ.
  bool Matters() const {
    return verdict_differs || (amount.has_value() && !amount->IsZero());
  }
};

// How long it took until an incident was told.
struct DisclosureLag {
  std::string source;
  std::string incident;  // the partner's id
  std::string title;
  absl::Time start;
  bool measured_start = false;
  std::optional<absl::Time> disclosed;
  absl::Time told;
};

// One objective over one window, and what follows from it.
struct ServiceLevelRow {
  std::string provider;
  WindowFigures figures;
  std::optional<CreditRow> credit;
  // By the other figures, in their order.
  std::vector<std::optional<CreditRow>> other_credits;
  std::optional<BonusRow> bonus;
  std::vector<Disagreement> disagreements;
  bool told_otherwise = false;  // see IsToldOtherwise
  std::vector<DisclosureLag> disclosure_lags;
  std::vector<DueConsequence> consequences;
  std::vector<UnknownCause> unknown_causes;
};

struct ServiceLevelsAnswer {
  // What the rows point into.
  std::shared_ptr<const ContractRegister> contracts;
  ReportPeriod period;
  // By contract, objective in the order of the contract, and window.
  std::vector<ServiceLevelRow> levels;
  std::vector<Gap> gaps;
};

// The objectives of contracts over the windows that end in a period.
// INVALID_ARGUMENT for a period that cannot be read, NOT_FOUND for an unknown
// provider or contract, also for a contract of another provider or owner.
absl::StatusOr<ServiceLevelsAnswer> AnswerServiceLevels(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelsQuestion& question, AsOf as_of);

struct ServiceLevelHistoryQuestion {
  std::string contract;
  std::string objective;  // empty for all
  // Days or months; windows that end in between. Empty: the last twelve months,
  // the running one included.
  std::string from;
  std::string to;
  std::string provider;  // of which it has to be; empty for any
  std::string owner;     // the same
};

// The objectives of one contract window by window. Errors as above.
absl::StatusOr<ServiceLevelsAnswer> AnswerServiceLevelHistory(
    const AnswerContext& context, const Principal& who,
    const ServiceLevelHistoryQuestion& question, AsOf as_of);

// One row, with everything that follows from it.
absl::StatusOr<ServiceLevelRow> ReadServiceLevel(LevelBook& book,
                                                 const ObjectiveWindow& window);

// True when somebody else's word about the window gives another verdict or sum
// of money than the one that counts, and it is not settled.
absl::StatusOr<bool> IsToldOtherwise(LevelBook& book,
                                     const ObjectiveWindow& window);

// What a window that is over has set off, by the windows before it.
absl::StatusOr<std::vector<DueConsequence>> ReadConsequences(
    LevelBook& book, const ObjectiveWindow& window);

// ---- for the questions about service levels

// A book over what is known as of then.
struct OpenBook {
  std::shared_ptr<const KnownPortfolio> known;
  std::shared_ptr<const ContractRegister> contracts;
  std::unique_ptr<LevelBook> book;
};
absl::StatusOr<OpenBook> OpenLevelBook(const AnswerContext& context,
                                       const Principal& who, AsOf as_of);

// The contracts asked for, by id; errors as AnswerServiceLevels.
absl::StatusOr<std::vector<std::string>> FindContracts(
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, const std::string& contract,
    const std::string& owner);

// What the answer leaves out beside the gaps of the book: contract files that
// cannot be used, and sources of the providers that are not fresh.
absl::Status AddServiceLevelGaps(const AnswerContext& context,
                                 const Principal& who,
                                 const KnownPortfolio& known,
                                 const ContractRegister& contracts,
                                 const std::string& provider,
                                 const std::vector<ServiceLevelRow>& rows,
                                 AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
