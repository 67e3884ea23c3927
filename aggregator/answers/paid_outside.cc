#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/answers/charge_names.h"
#include "aggregator/answers/contract_rigidity.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/invoice_contract.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/metered_charge.h"
#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/pricing/usage_meter.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

// What charges of a provider in a month are agreed: what meters pick, and names
// of components and extras.
struct Agreed {
  std::vector<Meter> meters;
  std::set<std::string> names;
};

class OutsideCounter {
 public:
  OutsideCounter(const AnswerContext& context, const KnownPortfolio& known,
                 const ContractRegister& contracts, std::string provider,
                 std::string currency, AsOf as_of)
      : known_(known),
        contracts_(contracts),
        provider_(std::move(provider)),
        converter_(context.rates.At(as_of.known), std::move(currency),
                   known.moment(), known.portfolio().conversion) {}

  absl::Status Add(const BilledLine& billed) {
    const absl::string_view category = billed.text(ChargeText::kChargeCategory);
    if (category != "Usage" && category != "Purchase") return absl::OkStatus();
    const std::optional<Decimal> amount =
        billed.line.charge.amount(ChargeAmount::kBilledCost);
    if (!amount.has_value()) return absl::OkStatus();
    const Agreed& agreed = AgreedIn(billed.month);
    const Key key = {std::string(billed.text(ChargeText::kBillingCurrency)),
                     billed.line.charge.billing_period_start,
                     billed.line.charge.billing_period_end};
    RETURN_IF_ERROR(paid_[key].Add(*amount));
    const UsageCharge charge = charges_.Show(billed);
    const bool metered = std::any_of(
        agreed.meters.begin(), agreed.meters.end(),
        [&](const Meter& meter) { return MeterPicks(meter, charge); });
    if (metered) return absl::OkStatus();
    if (const std::string* name = names_.Find(billed, agreed.names)) {
      seen_.insert(*name);
      return absl::OkStatus();
    }
    return outside_[key].Add(*amount);
  }

  absl::StatusOr<PaidOutside> Read(const InvoicedDays& days) const {
    PaidOutside paid;
    ASSIGN_OR_RETURN(paid.paid, Sum(paid_, days));
    ASSIGN_OR_RETURN(paid.outside, Sum(outside_, days));
    return paid;
  }

  // A fixed price that no charge is called by: its charges seem outside.
  // The same of a contract that says no prices at all.
  std::string NotKnownByCharges() const {
    if (!without_prices_.empty()) return without_prices_;
    for (const auto& [month, agreed] : agreed_) {
      for (const std::string& name : agreed.names) {
        const auto fee = fees_.find(name);
        if (fee != fees_.end() && !seen_.contains(name)) return fee->second;
      }
    }
    return "";
  }

 private:
  using Key = std::tuple<std::string, absl::Time, absl::Time>;

  const Agreed& AgreedIn(absl::CivilMonth month) {
    const auto found = agreed_.find(month);
    if (found != agreed_.end()) return found->second;
    Agreed& agreed = agreed_[month];
    for (const Contract* contract : ContractsWith(
             known_, contracts_, provider_, absl::CivilDay(month + 1) - 1)) {
      if (contract->pricing.empty()) without_prices_ = contract->id;
      for (const PriceComponent& component : contract->pricing) {
        if (component.meter.has_value() && IsOfCharges(*component.meter)) {
          agreed.meters.push_back(*component.meter);
          continue;
        }
        const std::string name = ComparableName(component.component);
        agreed.names.insert(name);
        if (RequiresCharge(component)) fees_[name] = contract->id;
      }
      for (const Extra& extra : contract->extras) {
        agreed.names.insert(ComparableName(extra.name));
      }
    }
    return agreed;
  }

  // Always billed, so that a charge has to be it.
  static bool RequiresCharge(const PriceComponent& component) {
    return std::holds_alternative<FixedPrice>(component.form) ||
           std::holds_alternative<HourBundlePrice>(component.form);
  }

  // Absent where a rate is missing.
  absl::StatusOr<std::optional<Decimal>> Sum(
      const std::map<Key, ExactSum>& sums, const InvoicedDays& days) const {
    ConvertedSum total;
    for (const auto& [key, sum] : sums) {
      const auto& [currency, start, end] = key;
      const absl::Status added =
          currency == converter_.currency()
              ? total.AddExact(sum)
              : converter_.AddTo(total, sum, currency,
                                 days.Of(provider_, {start, end}));
      if (absl::IsNotFound(added)) return std::optional<Decimal>();
      RETURN_IF_ERROR(added);
    }
    if (total.empty()) return std::optional<Decimal>(Decimal());
    ASSIGN_OR_RETURN(const Decimal rounded,
                     total.Rounded(converter_.currency()));
    return std::optional<Decimal>(rounded);
  }

  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const std::string provider_;
  const CostConverter converter_;
  MeteredCharges charges_;
  std::map<absl::CivilMonth, Agreed> agreed_;
  std::map<std::string, std::string> fees_;  // names to contracts
  std::set<std::string> seen_;
  std::string without_prices_;  // a contract; empty for none
  ChargeNames names_;
  std::map<Key, ExactSum> paid_;
  std::map<Key, ExactSum> outside_;
};

}  // namespace

absl::StatusOr<PaidOutside> ReadPaidOutside(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, absl::CivilMonth from, absl::CivilMonth to,
    const std::string& currency, AsOf as_of, std::vector<Gap>& gaps) {
  OutsideCounter counter(context, known, contracts, provider, currency, as_of);
  const absl::Status read = ReadBilledLines(
      context, who, known, provider, from, to, as_of,
      [&](const BilledLine& billed) { return counter.Add(billed); });
  if (absl::IsFailedPrecondition(read)) return PaidOutside();  // not kept
  RETURN_IF_ERROR(read);
  ASSIGN_OR_RETURN(const InvoicedDays days,
                   InvoicedDays::Read(context, who, known, as_of));
  ASSIGN_OR_RETURN(PaidOutside paid, counter.Read(days));
  // Where charges are called otherwise than the contract calls its fees, what
  // is agreed would count as outside.
  const std::string contract = counter.NotKnownByCharges();
  if (!contract.empty() && paid.outside.has_value() &&
      !paid.outside->IsZero()) {
    paid.outside.reset();
    Gap gap;
    gap.provider = provider;
    gap.rule = "rigidity-not-told-apart";
    gap.arguments = {{"provider", provider}, {"contract", contract}};
    gap.notice = true;
    AddGap(std::move(gap), gaps);
  }
  return paid;
}

}  // namespace regisseur
