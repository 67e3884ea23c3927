#include "aggregator/answers/invoice_contract.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "core/contract/notice_dates.h"
#include "core/reconciliation/line_items.h"
#include "core/reconciliation/reconcile_invoice.h"

namespace regisseur {
namespace {

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

InvoiceDays OfMonth(absl::CivilMonth month) {
  return {absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
}

bool IsCalled(const Contract& contract, const std::string& asked) {
  const std::string name = ComparableName(asked);
  if (name.empty()) return false;
  const std::vector<std::string>& references = contract.invoicing.references;
  return ComparableName(contract.id) == name ||
         std::any_of(references.begin(), references.end(),
                     [&](const std::string& reference) {
                       return ComparableName(reference) == name;
                     });
}

}  // namespace

bool InvoiceDays::IsWholeMonths() const {
  return first.day() == 1 && (last + 1).day() == 1;
}

bool InvoiceDays::Covers(TimeRange billing_period) const {
  return StartOf(first) <= billing_period.from &&
         billing_period.to <= StartOf(last + 1);
}

std::vector<InvoiceDays> PossiblePeriods(const Invoice& invoice) {
  const InvoicePeriod said = PeriodOf(invoice);
  if (said.start.has_value() && said.end.has_value()) {
    return {{*said.start, std::max(*said.start, *said.end)}};
  }
  const std::optional<absl::CivilDay> one =
      said.start.has_value() ? said.start : said.end;
  if (one.has_value()) return {OfMonth(absl::CivilMonth(*one))};
  const std::optional<absl::CivilDay> day = invoice.tax_point_day.has_value()
                                                ? invoice.tax_point_day
                                                : invoice.issue_day;
  if (!day.has_value()) return {};
  const absl::CivilMonth month(*day);
  return {OfMonth(month - 1), OfMonth(month)};
}

std::vector<const Contract*> ContractsWith(const KnownPortfolio& known,
                                           const ContractRegister& contracts,
                                           const std::string& provider,
                                           absl::CivilDay day) {
  std::vector<const Contract*> in_force = contracts.InForce(day);
  std::erase_if(in_force, [&](const Contract* contract) {
    const Term& term = contract->term;
    return known.CurrentId(contract->provider) != provider ||
           day < term.start ||
           StateOf(term, ComputeNoticeDates(term, day, contract->holidays),
                   day) == ContractState::kEnded;
  });
  return in_force;
}

InvoiceContract FindInvoiceContract(const KnownPortfolio& known,
                                    const ContractRegister& contracts,
                                    const std::string& provider,
                                    const Invoice& invoice) {
  const std::vector<InvoiceDays> periods = PossiblePeriods(invoice);
  if (periods.empty()) return {};
  const std::vector<const Contract*> in_force =
      ContractsWith(known, contracts, provider, periods.back().last);
  for (const auto& [asked, reference] :
       {std::pair(&invoice.contract, "contract"),
        std::pair(&invoice.order, "order")}) {
    for (const Contract* contract : in_force) {
      if (IsCalled(*contract, *asked)) return {contract, reference};
    }
  }
  return {in_force.size() == 1 ? in_force.front() : nullptr, ""};
}

}  // namespace regisseur
