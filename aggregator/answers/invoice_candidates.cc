#include "aggregator/answers/invoice_candidates.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_prices.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {

absl::Status InvoiceCandidates::Load(const std::vector<InvoiceRow>& rows,
                                     std::vector<Gap>& gaps) {
  rows_ = &rows;
  if (rows.empty()) return absl::OkStatus();
  TimeRange range{absl::InfiniteFuture(), absl::InfinitePast()};
  for (const InvoiceRow& row : rows) {
    numbers_.insert(row.invoice().number);
    for (const InvoiceDays& days : PossiblePeriods(row.invoice())) {
      // An invoice of a quarter may bear charges of the months around it.
      range.from = std::min(
          range.from,
          absl::FromCivil(AddMonths(days.first, -3), absl::UTCTimeZone()));
      range.to = std::max(range.to, absl::FromCivil(AddMonths(days.last, 3),
                                                    absl::UTCTimeZone()));
    }
  }
  if (range.from >= range.to) return absl::OkStatus();
  ASSIGN_OR_RETURN(charges_, ReadChargeGroups(context_, who_, known_, provider_,
                                              range, as_of_, gaps));
  for (const auto& entry : charges_) {
    const std::string& id = entry.first.invoice_id;
    if (!id.empty()) by_invoice_[id].push_back(&entry);
  }
  return absl::OkStatus();
}

// Charges of the period that no other invoice has.
InvoiceCandidates::Groups InvoiceCandidates::FreeCharges(
    const InvoiceDays& days) const {
  Groups groups;
  for (const auto& entry : charges_) {
    if (!days.Covers(entry.first.billing_period)) continue;
    if (entry.first.invoice_id.empty() ||
        !numbers_.contains(entry.first.invoice_id)) {
      groups.push_back(&entry);
    }
  }
  return groups;
}

bool InvoiceCandidates::IsAloneIn(const Invoice& invoice,
                                  const InvoiceDays& days) const {
  const auto about = [&](const InvoiceRow& row) {
    if (row.invoice().number == invoice.number ||
        row.invoice().kind != invoice.kind ||
        by_invoice_.contains(row.invoice().number)) {
      return false;
    }
    const std::vector<InvoiceDays> periods = PossiblePeriods(row.invoice());
    return periods.size() == 1 && periods.front().first == days.first &&
           periods.front().last == days.last;
  };
  return std::none_of(rows_->begin(), rows_->end(), about);
}

absl::StatusOr<std::vector<Candidate>> InvoiceCandidates::Find(
    const Invoice& invoice, const InvoiceContract& belongs,
    std::vector<Gap>& gaps) const {
  const auto& [contract, reference] = belongs;
  std::vector<Candidate> candidates;
  const auto of_invoice = by_invoice_.find(invoice.number);
  if (of_invoice != by_invoice_.end()) {
    RETURN_IF_ERROR(
        AddCharges(of_invoice->second, "invoice_id", invoice, candidates, gaps)
            .status());
    return candidates;
  }
  const std::vector<InvoiceDays> periods = PossiblePeriods(invoice);
  for (const InvoiceDays& days : periods) {
    const Groups free = FreeCharges(days);
    bool found = false;
    const bool is_only_contract =
        contract != nullptr &&
        ContractsWith(known_, contracts_, provider_, days.last).size() == 1;
    if (!reference.empty() && is_only_contract && IsAloneIn(invoice, days)) {
      ASSIGN_OR_RETURN(found,
                       AddCharges(free, reference, invoice, candidates, gaps));
    }
    if (!found && reference.empty()) {
      ASSIGN_OR_RETURN(found,
                       AddByAccount(invoice, days, free, candidates, gaps));
    }
    if (!found && contract != nullptr &&
        invoice.kind == InvoiceKind::kInvoice) {
      RETURN_IF_ERROR(AddContract(*contract, invoice, days,
                                  reference.empty() ? "period" : reference,
                                  candidates, gaps));
    }
    if (periods.size() > 1 && !candidates.empty()) {
      candidates.back().notes.push_back(
          {"reconcile-period-assumed",
           {{"month", FormatMonth(days.first_month())}}});
    }
  }
  return candidates;
}

// By the account; else all of the period, where nobody else can be meant.
absl::StatusOr<bool> InvoiceCandidates::AddByAccount(
    const Invoice& invoice, const InvoiceDays& days, const Groups& free,
    std::vector<Candidate>& candidates, std::vector<Gap>& gaps) const {
  std::set<std::string> accounts;
  for (const InvoiceIdentifier& id : invoice.buyer.ids) {
    accounts.insert(id.value);
  }
  accounts.insert(invoice.accounting_reference);
  accounts.insert(invoice.buyer_reference);
  accounts.erase("");
  Groups of_account;
  std::set<std::string> all_accounts;
  for (const ChargeGroups::value_type* entry : free) {
    all_accounts.insert(entry->first.account);
    if (accounts.contains(entry->first.account)) of_account.push_back(entry);
  }
  if (!of_account.empty()) {
    return AddCharges(of_account, "period_and_account", invoice, candidates,
                      gaps);
  }
  if (all_accounts.size() == 1 && IsAloneIn(invoice, days)) {
    return AddCharges(free, "period", invoice, candidates, gaps);
  }
  return false;
}

absl::StatusOr<bool> InvoiceCandidates::AddCharges(
    const Groups& groups, std::string matched_by, const Invoice& invoice,
    std::vector<Candidate>& candidates, std::vector<Gap>& gaps) const {
  if (groups.empty()) return false;
  Candidate candidate;
  candidate.basis = ReconciliationBasis::kCharges;
  candidate.matched_by = std::move(matched_by);
  std::set<std::string> currencies;
  for (const ChargeGroups::value_type* entry : groups) {
    candidate.charge_count += entry->second.count;
    currencies.insert(entry->first.currency);
  }
  if (currencies != std::set<std::string>{invoice.currency}) {
    // Amounts in other currencies say nothing about each other here.
    Gap gap;
    gap.provider = provider_;
    gap.rule = "reconcile-other-currency";
    gap.arguments = {{"number", invoice.number},
                     {"currency", invoice.currency},
                     {"others", absl::StrJoin(currencies, ", ")}};
    AddGap(std::move(gap), gaps);
    return false;
  }
  ASSIGN_OR_RETURN(candidate.expectation, ExpectationOf(groups));
  if (!candidate.expectation.tax.has_value()) {
    candidate.notes.push_back({"reconcile-tax-not-in-data", {}});
  }
  candidates.push_back(std::move(candidate));
  return true;
}

// What the contract computes; for parts of months in proportion by days.
absl::Status InvoiceCandidates::AddContract(const Contract& contract,
                                            const Invoice& invoice,
                                            const InvoiceDays& days,
                                            const std::string& matched_by,
                                            std::vector<Candidate>& candidates,
                                            std::vector<Gap>& gaps) const {
  Gap gap;
  gap.provider = provider_;
  if (contract.currency != invoice.currency) {
    gap.rule = "reconcile-contract-other-currency";
    gap.arguments = {{"number", invoice.number},
                     {"currency", invoice.currency},
                     {"contract", contract.id},
                     {"other", contract.currency}};
    AddGap(std::move(gap), gaps);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      const std::vector<MonthPrice> months,
      ReadContractPrices(context_, who_, known_, contracts_, contract.id,
                         days.first_month(), days.last_month(), as_of_, gaps));
  if (months.empty()) return absl::OkStatus();
  Candidate candidate;
  candidate.basis = ReconciliationBasis::kContract;
  candidate.matched_by = matched_by;
  ASSIGN_OR_RETURN(candidate.agreed, AgreedMonthsOf(contract, months));
  candidate.notes.push_back({"reconcile-contract-net", {}});
  if (!days.IsWholeMonths()) {
    RETURN_IF_ERROR(candidate.agreed->CutTo(
        days.first, days.last, MinorUnitDigits(contract.currency)));
    candidate.notes.push_back(
        {"reconcile-part-by-days",
         {{"from", FormatDay(days.first)}, {"to", FormatDay(days.last)}}});
  }
  candidates.push_back(std::move(candidate));
  return absl::OkStatus();
}

}  // namespace regisseur
