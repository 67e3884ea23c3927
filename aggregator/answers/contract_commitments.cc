#include "aggregator/answers/contract_commitments.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/contract_gaps.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/hour_balances.h"
#include "core/base/status_macros.h"
#include "core/contract/notice_dates.h"
#include "core/money/currency.h"
#include "core/pricing/contract_periods.h"
#include "core/room/hour_balance.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kQuantityDigits = 2;

class ContractCommitmentReader {
 public:
  ContractCommitmentReader(const AnswerContext& context, const Principal& who,
                           const KnownPortfolio& known,
                           const ContractRegister& contracts, AsOf as_of,
                           bool all, CommitmentsAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        contracts_(contracts),
        as_of_(as_of),
        all_(all),
        running_(RunningMonth(known)),
        answer_(answer) {}

  absl::Status Read(const Contract& contract) {
    for (const PriceComponent& component : contract.pricing) {
      if (const auto* least = std::get_if<MinimumCommitment>(&component.form)) {
        RETURN_IF_ERROR(AddMinimum(contract, component.component, *least));
      } else if (const auto* prepaid =
                     std::get_if<PrepaidPrice>(&component.form)) {
        RETURN_IF_ERROR(AddLots(contract, component, *prepaid));
      }
    }
    return absl::OkStatus();
  }

 private:
  CommitmentRow Begin(const Contract& contract,
                      CommitmentRow::Kind kind) const {
    CommitmentRow row;
    row.provider = known_.CurrentId(contract.provider);
    row.kind = kind;
    row.contract = contract.id;
    return row;
  }

  // The prices of a month, with what an index made of them.
  static const MinimumCommitment& InForce(const Contract& contract,
                                          const std::string& component,
                                          absl::CivilMonth month,
                                          const MinimumCommitment& fallback) {
    for (const PriceComponent& each : contract.PricingIn(month)) {
      if (each.component != component) continue;
      const auto* least = std::get_if<MinimumCommitment>(&each.form);
      if (least != nullptr) return *least;
    }
    return fallback;
  }

  absl::Status AddMinimum(const Contract& contract, const std::string& id,
                          const MinimumCommitment& form) {
    // Of a month only the last whole one can be told.
    const bool monthly = form.per == PricePeriod::kMonth;
    const absl::CivilMonth month =
        std::max(monthly ? running_ - 1 : running_,
                 absl::CivilMonth(contract.term.start));
    const PeriodMonths period =
        ContractPeriods(contract.term).Of(form.per, month);
    const MinimumCommitment& least = InForce(contract, id, period.last, form);
    CommitmentRow row = Begin(contract, CommitmentRow::Kind::kMinimum);
    row.id = id;
    row.unit = contract.currency;
    row.is_money = true;
    row.committed = least.amount;
    row.first_day = absl::CivilDay(period.first);
    row.last_day = absl::CivilDay(period.last + 1) - 1;
    const absl::CivilMonth last = std::min(running_ - 1, period.last);
    ExactSum sum;
    absl::CivilMonth until = period.first;  // known before it
    if (period.first <= last) {
      ASSIGN_OR_RETURN(
          const std::vector<MonthPrice> prices,
          ReadContractPrices(context_, who_, known_, contracts_, contract.id,
                             period.first, last, as_of_, answer_.gaps));
      std::vector<absl::CivilMonth> missing;
      for (const MonthPrice& price : prices) {
        const std::optional<Decimal> used = UsedOf(price, least);
        if (!used.has_value()) {
          missing.push_back(price.month);
          continue;
        }
        if (!missing.empty()) continue;
        RETURN_IF_ERROR(sum.Add(*used));
        until = price.month + 1;
      }
      if (!missing.empty()) {
        Gap gap;
        gap.provider = row.provider;
        gap.rule = "commitment-use-unknown";
        gap.arguments = {{"contract", contract.id},
                         {"component", id},
                         {"months", MonthsInWords(missing)}};
        AddGap(std::move(gap), answer_.gaps);
      }
    }
    const int digits = MinorUnitDigits(contract.currency);
    if (until > period.first) {
      ASSIGN_OR_RETURN(const Decimal used, sum.ToDecimal());
      row.used = used.RoundedHalfAwayFromZero(digits);
      RETURN_IF_ERROR(Stand({.committed = least.amount,
                             .used = *row.used,
                             .first = *row.first_day,
                             .end = *row.last_day + 1,
                             .until = absl::CivilDay(until)},
                            digits, row));
      // A floor that is passed is no loss.
      if (row.outlook == CommitmentOutlook::kOver) {
        row.outlook = CommitmentOutlook::kOnTrack;
        row.exhausted_on.reset();
      }
    }
    answer_.commitments.push_back(std::move(row));
    return absl::OkStatus();
  }

  // What the components under the floor cost; absent where one is not known.
  static std::optional<Decimal> UsedOf(const MonthPrice& price,
                                       const MinimumCommitment& least) {
    Decimal sum;
    for (const std::string& component : least.of) {
      const std::optional<Decimal> amount = price.AmountOf(component);
      if (!amount.has_value()) return std::nullopt;
      const absl::StatusOr<Decimal> next = Decimal::Add(sum, *amount);
      if (!next.ok()) return std::nullopt;
      sum = *next;
    }
    return sum;
  }

  // Charges tell what was used where the component has a meter, in whole
  // months; else what an owner accepted does (`hours balance`).
  absl::Status AddLots(const Contract& contract,
                       const PriceComponent& component,
                       const PrepaidPrice& form) {
    ASSIGN_OR_RETURN(const HourBalance balance,
                     component.meter.has_value()
                         ? ReadMetered(contract, component)
                         : ReadAccepted(contract, component));
    bool oldest = true;
    for (const HourLot& lot : balance.lots) {
      if (lot.lapsed || lot.left.IsZero()) continue;
      CommitmentRow row = Begin(contract, CommitmentRow::Kind::kPrepaid);
      row.first_day = lot.bought_on;
      row.last_day = lot.last_day;
      row.id =
          absl::StrCat(component.component, " ", FormatDay(*row.first_day));
      row.unit = component.meter.has_value() && !component.meter->unit.empty()
                     ? component.meter->unit
                     : "units";
      row.committed = form.units;
      row.used = lot.used;
      const absl::CivilDay known = component.meter.has_value()
                                       ? absl::CivilDay(running_)
                                       : answer_.today;
      RETURN_IF_ERROR(Stand({.committed = form.units,
                             .used = *row.used,
                             .first = *row.first_day,
                             .end = lot.last_day + 1,
                             .until = std::max(known, *row.first_day)},
                            kQuantityDigits, row));
      // A later lot waits for the one before it.
      if (!oldest) {
        row.expected.reset();
        row.expected_true_up.reset();
        row.outlook = CommitmentOutlook::kUnknown;
      }
      oldest = false;
      answer_.commitments.push_back(std::move(row));
    }
    if (oldest && all_ && !balance.lots.empty()) {
      CommitmentRow row = Begin(contract, CommitmentRow::Kind::kPrepaid);
      row.id = component.component;
      row.unit = "units";
      row.balance = Decimal();
      answer_.commitments.push_back(std::move(row));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<HourBalance> ReadAccepted(const Contract& contract,
                                           const PriceComponent& component) {
    ASSIGN_OR_RETURN(
        const HourBalancesAnswer hours,
        AnswerHourBalances(
            context_, who_,
            {.contract = contract.id, .on = FormatDay(answer_.today)}, as_of_));
    for (const HourBalanceRow& row : hours.balances) {
      if (row.component->component == component.component) return row.balance;
    }
    return HourBalance();
  }

  absl::StatusOr<HourBalance> ReadMetered(const Contract& contract,
                                          const PriceComponent& component) {
    const absl::CivilMonth start(contract.term.start);
    PricedUsage usage;
    if (start < running_) {
      ASSIGN_OR_RETURN(
          usage, ReadPricedUsage(context_, who_, known_, contract.provider,
                                 {component}, start, running_ - 1, as_of_,
                                 answer_.gaps));
    }
    const auto& quantities = usage.quantities[component.component];
    std::vector<HourUse> uses;
    std::vector<absl::CivilMonth> missing;
    for (absl::CivilMonth month = start; month < running_; ++month) {
      const auto used = quantities.find(month);
      if (used != quantities.end() && !used->second.IsZero()) {
        // What was bought in the month is there for all of it.
        uses.push_back({absl::CivilDay(month + 1) - 1, used->second, "",
                        /*by_charges=*/true});
      } else if (used == quantities.end() && !usage.delivered.contains(month)) {
        missing.push_back(month);
      }
    }
    if (!missing.empty() || usage.refused.contains(component.component)) {
      Gap gap;
      gap.provider = known_.CurrentId(contract.provider);
      gap.rule = "commitment-use-unknown";
      gap.arguments = {{"contract", contract.id},
                       {"component", component.component},
                       {"months", missing.empty() ? FormatMonth(running_ - 1)
                                                  : MonthsInWords(missing)}};
      AddGap(std::move(gap), answer_.gaps);
    }
    ASSIGN_OR_RETURN(
        const std::vector<Matter> extras,
        context_.matters.List(
            who_, {.kind = MatterKind::kExtra, .contract = contract.id},
            as_of_));
    std::vector<ExtraOrder> orders;
    for (const Matter& extra : extras) {
      ASSIGN_OR_RETURN(orders.emplace_back(), ExtraOrderOf(extra));
    }
    return ComputeHourBalance(
        contract, component,
        HourOrdersOf(orders, contract.id, component.component), std::move(uses),
        answer_.today, EarlierTerms(contracts_, contract, component));
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const AsOf as_of_;
  const bool all_;
  const absl::CivilMonth running_;
  CommitmentsAnswer& answer_;
};

}  // namespace

absl::Status AddContractCommitments(const AnswerContext& context,
                                    const Principal& who,
                                    const KnownPortfolio& known,
                                    const std::string& provider, AsOf as_of,
                                    bool all, CommitmentsAnswer& answer) {
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  ContractCommitmentReader reader(context, who, known, *contracts, as_of, all,
                                  answer);
  for (const Contract* contract : contracts->InForce(answer.today)) {
    if (!provider.empty() && known.CurrentId(contract->provider) != provider) {
      continue;
    }
    if (contract->term.start > answer.today) continue;
    const std::optional<absl::CivilDay> end =
        FindEndOfTerm(contract->term, answer.today, contract->holidays);
    if (end.has_value() && *end <= answer.today) continue;
    RETURN_IF_ERROR(reader.Read(*contract));
  }
  AddContractFileGaps(context, known, *contracts, provider, answer.today, as_of,
                      answer.gaps);
  return absl::OkStatus();
}

}  // namespace regisseur
