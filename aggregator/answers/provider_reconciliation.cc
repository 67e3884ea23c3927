#include "aggregator/answers/provider_reconciliation.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "aggregator/answers/charge_groups.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/invoice_contract.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

Decimal Magnitude(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// Something that an invoice can be held against.
struct Candidate {
  ReconciliationBasis basis = ReconciliationBasis::kNone;
  std::string matched_by;
  Expectation expectation;
  int64_t charge_count = 0;
  std::vector<ReconciliationNote> notes;
};

// The invoices of one provider.
class ProviderReconciliation {
 public:
  ProviderReconciliation(const AnswerContext& context, const Principal& who,
                         const KnownPortfolio& known,
                         const ContractRegister& contracts,
                         const std::string& provider, AsOf as_of,
                         std::vector<Gap>& gaps)
      : context_(context),
        who_(who),
        known_(known),
        contracts_(contracts),
        provider_(provider),
        as_of_(as_of),
        gaps_(gaps) {}

  absl::Status Load() {
    ASSIGN_OR_RETURN(
        rows_, ReadInvoices(context_, who_, known_, provider_, "", as_of_));
    if (rows_.empty()) return absl::OkStatus();
    TimeRange range{absl::InfiniteFuture(), absl::InfinitePast()};
    for (const InvoiceRow& row : rows_) {
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
    ASSIGN_OR_RETURN(charges_,
                     ReadChargeGroups(context_, who_, known_, provider_, range,
                                      as_of_, gaps_));
    for (const auto& entry : charges_) {
      const std::string& id = entry.first.invoice_id;
      if (!id.empty()) by_invoice_[id].push_back(&entry);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<ReconciledInvoice> Reconcile(
      const InvoiceRow& row, const std::optional<Decimal>& tolerance) {
    ReconciledInvoice result;
    result.row = row;
    const Invoice& invoice = row.invoice();
    const auto [contract, reference] =
        FindInvoiceContract(known_, contracts_, provider_, invoice);
    if (contract != nullptr) {
      result.contract = contract->id;
      if (contract->invoicing.object_within.has_value() &&
          invoice.issue_day.has_value()) {
        result.object_by =
            contract->invoicing.object_within->AddTo(*invoice.issue_day);
      }
    }
    std::optional<Decimal> allowed = tolerance;
    if (!allowed.has_value() && contract != nullptr) {
      allowed = contract->invoicing.tolerance;
    }
    AddInvoiceNotes(invoice, result.notes);
    if (const InvoiceRow* earlier = FindEarlier(row)) {
      return AsDuplicate(*earlier, std::move(result));
    }
    ASSIGN_OR_RETURN(std::vector<Candidate> candidates,
                     FindCandidates(invoice, contract, reference));
    if (candidates.empty()) return AgainstPreceding(std::move(result), allowed);
    // Where it is not said which month it is about, it is about the one that it
    // fits best.
    size_t best = 0;
    std::optional<Decimal> best_apart;
    std::vector<InvoiceComparison> compared;
    for (size_t i = 0; i < candidates.size(); ++i) {
      ASSIGN_OR_RETURN(
          InvoiceComparison one,
          CompareInvoice(invoice, candidates[i].expectation, allowed));
      if (one.difference_net.has_value() &&
          (!best_apart.has_value() ||
           Magnitude(*one.difference_net) < *best_apart)) {
        best_apart = Magnitude(*one.difference_net);
        best = i;
      }
      compared.push_back(std::move(one));
    }
    Candidate& chosen = candidates[best];
    result.basis = chosen.basis;
    result.matched_by = chosen.matched_by;
    result.charge_count = chosen.charge_count;
    result.comparison = std::move(compared[best]);
    for (ReconciliationNote& note : chosen.notes) {
      result.notes.push_back(std::move(note));
    }
    return Judge(std::move(result));
  }

 private:
  static void AddInvoiceNotes(const Invoice& invoice,
                              std::vector<ReconciliationNote>& notes) {
    const auto amount = [&](const std::optional<Decimal>& value,
                            const char* rule) {
      if (!value.has_value() || value->IsZero()) return;
      notes.push_back(
          {rule,
           {{"amount", value->ToString()}, {"currency", invoice.currency}}});
    };
    amount(invoice.totals.prepaid, "reconcile-prepaid");
    amount(invoice.totals.rounding, "reconcile-rounding");
  }

  // Charges of the period that no other invoice has.
  std::vector<const ChargeGroups::value_type*> FreeCharges(
      const InvoiceDays& days) const {
    std::vector<const ChargeGroups::value_type*> groups;
    for (const auto& entry : charges_) {
      if (!days.Covers(entry.first.billing_period)) continue;
      if (entry.first.invoice_id.empty() ||
          !numbers_.contains(entry.first.invoice_id)) {
        groups.push_back(&entry);
      }
    }
    return groups;
  }

  bool IsAloneIn(const Invoice& invoice, const InvoiceDays& days) const {
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
    return std::none_of(rows_.begin(), rows_.end(), about);
  }

  absl::StatusOr<std::vector<Candidate>> FindCandidates(
      const Invoice& invoice, const Contract* contract,
      const std::string& reference) {
    std::vector<Candidate> candidates;
    const auto charged =
        [&](const std::vector<const ChargeGroups::value_type*>& groups,
            std::string matched_by) -> absl::StatusOr<bool> {
      return AddCharges(groups, std::move(matched_by), invoice, candidates);
    };
    const auto of_invoice = by_invoice_.find(invoice.number);
    if (of_invoice != by_invoice_.end()) {
      RETURN_IF_ERROR(charged(of_invoice->second, "invoice_id").status());
      return candidates;
    }
    const std::vector<InvoiceDays> periods = PossiblePeriods(invoice);
    for (const InvoiceDays& days : periods) {
      std::vector<const ChargeGroups::value_type*> free = FreeCharges(days);
      bool found = false;
      const bool is_only_contract =
          contract != nullptr &&
          ContractsWith(known_, contracts_, provider_, days.last).size() == 1;
      if (!reference.empty() && is_only_contract && IsAloneIn(invoice, days)) {
        ASSIGN_OR_RETURN(found, charged(free, reference));
      }
      if (!found && reference.empty()) {
        ASSIGN_OR_RETURN(found, ByAccount(invoice, days, free, charged));
      }
      if (!found && contract != nullptr &&
          invoice.kind == InvoiceKind::kInvoice) {
        RETURN_IF_ERROR(AddContract(*contract, days,
                                    reference.empty() ? "period" : reference,
                                    candidates));
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
  template <typename Charged>
  absl::StatusOr<bool> ByAccount(
      const Invoice& invoice, const InvoiceDays& days,
      const std::vector<const ChargeGroups::value_type*>& free,
      Charged charged) {
    std::set<std::string> accounts;
    for (const InvoiceIdentifier& id : invoice.buyer.ids) {
      accounts.insert(id.value);
    }
    accounts.insert(invoice.accounting_reference);
    accounts.insert(invoice.buyer_reference);
    accounts.erase("");
    std::vector<const ChargeGroups::value_type*> of_account;
    std::set<std::string> all_accounts;
    for (const ChargeGroups::value_type* entry : free) {
      all_accounts.insert(entry->first.account);
      if (accounts.contains(entry->first.account)) of_account.push_back(entry);
    }
    if (!of_account.empty()) {
      return charged(of_account, "period_and_account");
    }
    if (all_accounts.size() == 1 && IsAloneIn(invoice, days)) {
      return charged(free, "period");
    }
    return false;
  }

  absl::StatusOr<bool> AddCharges(
      const std::vector<const ChargeGroups::value_type*>& groups,
      std::string matched_by, const Invoice& invoice,
      std::vector<Candidate>& candidates) {
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
      AddGap(std::move(gap), gaps_);
      return false;
    }
    ASSIGN_OR_RETURN(candidate.expectation, ExpectationOf(groups));
    if (!candidate.expectation.tax.has_value()) {
      candidate.notes.push_back({"reconcile-tax-not-in-data", {}});
    }
    candidates.push_back(std::move(candidate));
    return true;
  }

  // What the contract computes for whole months.
  absl::Status AddContract(const Contract& contract, const InvoiceDays& days,
                           const std::string& matched_by,
                           std::vector<Candidate>& candidates) {
    Candidate candidate;
    candidate.basis = ReconciliationBasis::kContract;
    candidate.matched_by = matched_by;
    if (!days.IsWholeMonths()) {
      Gap gap;
      gap.provider = provider_;
      gap.rule = "reconcile-part-of-month";
      gap.arguments = {{"contract", contract.id},
                       {"from", FormatDay(days.first)},
                       {"to", FormatDay(days.last)}};
      AddGap(std::move(gap), gaps_);
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                     ReadContractPrices(context_, who_, known_, contracts_,
                                        contract.id, days.first_month(),
                                        days.last_month(), as_of_, gaps_));
    if (months.empty()) return absl::OkStatus();
    for (const PriceComponent& component : contract.pricing) {
      ASSIGN_OR_RETURN(std::optional<ExpectedItem> item,
                       ItemOf(component, months));
      if (item.has_value()) {
        candidate.expectation.items.push_back(*std::move(item));
      }
    }
    for (const Extra& extra : contract.extras) {
      ExpectedItem item;
      item.names = {extra.name};
      item.unit = extra.unit;
      item.price_if_ordered = extra.price;
      candidate.expectation.items.push_back(std::move(item));
    }
    candidate.notes.push_back({"reconcile-contract-net", {}});
    candidates.push_back(std::move(candidate));
    return absl::OkStatus();
  }

  static absl::StatusOr<std::optional<ExpectedItem>> ItemOf(
      const PriceComponent& component, const std::vector<MonthPrice>& months) {
    ExpectedItem item;
    item.names = {component.component};
    if (component.meter.has_value()) {
      for (const std::string* name :
           {&component.meter->sku, &component.meter->service_name}) {
        if (!name->empty()) item.names.push_back(*name);
      }
      item.unit = component.meter->unit;
    } else {
      item.unit = "months";
    }
    ExactSum net, quantity;
    bool known = true, counted = true, any = false;
    for (const MonthPrice& month : months) {
      for (const ComponentPrice& price : month.components) {
        if (price.component != component.component) continue;
        any = true;
        known = known && price.amount.has_value();
        if (price.amount.has_value()) RETURN_IF_ERROR(net.Add(*price.amount));
        const std::optional<Decimal> units =
            component.meter.has_value() ? price.quantity : Decimal(1, 0);
        counted = counted && units.has_value();
        if (units.has_value()) RETURN_IF_ERROR(quantity.Add(*units));
      }
    }
    if (!any) return std::optional<ExpectedItem>();
    if (known) {
      ASSIGN_OR_RETURN(item.net, net.ToDecimal());
    }
    if (counted) {
      ASSIGN_OR_RETURN(item.quantity, quantity.ToDecimal());
    }
    return std::optional<ExpectedItem>(std::move(item));
  }

  // The invoice that asked for the same before.
  const InvoiceRow* FindEarlier(const InvoiceRow& row) const {
    const Invoice& invoice = row.invoice();
    const auto order = [](const InvoiceRow& one) {
      return std::make_tuple(one.invoice().issue_day, one.record.known_from,
                             one.record.source, one.invoice().number);
    };
    for (const InvoiceRow& other : rows_) {
      if (!(order(other) < order(row))) continue;
      // The same document over two ways.
      if (!invoice.number.empty() && other.invoice().number == invoice.number &&
          other.invoice().seller == invoice.seller) {
        return &other;
      }
      if (other.invoice().number != invoice.number &&
          !by_invoice_.contains(invoice.number) &&
          IsDuplicate(other.invoice(), invoice)) {
        return &other;
      }
    }
    return nullptr;
  }

  static absl::StatusOr<ReconciledInvoice> AsDuplicate(
      const InvoiceRow& earlier, ReconciledInvoice result) {
    ASSIGN_OR_RETURN(result.comparison,
                     CompareInvoice(result.row.invoice(), {}, std::nullopt));
    const Decimal net = result.comparison.invoiced_net.value_or(Decimal(0, 2));
    result.comparison.differences.clear();
    result.comparison.differences.push_back({DifferenceClass::kDuplicate, net,
                                             "", earlier.invoice().number,
                                             Decimal(0, net.scale()), net});
    result.basis = ReconciliationBasis::kInvoice;
    result.matched_by = "duplicate";
    result.state = ReconciliationState::kDifferent;
    return result;
  }

  // A credit note that names an invoice of the same provider is held against
  // that one: it must not give back more than was asked for.
  absl::StatusOr<ReconciledInvoice> AgainstPreceding(
      ReconciledInvoice result, const std::optional<Decimal>& tolerance) {
    const Invoice& invoice = result.row.invoice();
    ASSIGN_OR_RETURN(InvoiceComparison compared,
                     CompareInvoice(invoice, {}, tolerance));
    compared.differences.clear();
    compared.expected_net.reset();
    compared.difference_net.reset();
    result.comparison = std::move(compared);
    for (const PrecedingInvoice& preceding : invoice.preceding) {
      const auto found =
          std::find_if(rows_.begin(), rows_.end(), [&](const InvoiceRow& row) {
            return row.invoice().number == preceding.number &&
                   row.invoice().kind == InvoiceKind::kInvoice;
          });
      if (invoice.kind != InvoiceKind::kCreditNote || found == rows_.end()) {
        continue;
      }
      result.basis = ReconciliationBasis::kInvoice;
      result.matched_by = "preceding";
      result.state = ReconciliationState::kMatched;
      result.notes.push_back(
          {"reconcile-credits-invoice", {{"number", preceding.number}}});
    }
    return result;
  }

  absl::StatusOr<ReconciledInvoice> Judge(ReconciledInvoice result) {
    const Invoice& invoice = result.row.invoice();
    InvoiceComparison& compared = result.comparison;
    for (const std::string& name : compared.not_compared) {
      result.notes.push_back({"reconcile-price-unknown", {{"name", name}}});
    }
    if (compared.rounding.has_value()) {
      result.notes.push_back({"reconcile-within-tolerance",
                              {{"amount", compared.rounding->ToString()},
                               {"currency", invoice.currency},
                               {"tolerance", compared.tolerance.ToString()}}});
    }
    result.state = compared.matched() ? ReconciliationState::kMatched
                                      : ReconciliationState::kDifferent;
    if (compared.matched() && !compared.expected_net.has_value()) {
      result.state = ReconciliationState::kUnmatched;
    }
    if (compared.matched()) return result;
    // Credit notes may have put it right.
    ExactSum credited;
    std::vector<std::string> by;
    for (const InvoiceRow& row : rows_) {
      if (row.invoice().kind != InvoiceKind::kCreditNote ||
          !row.invoice().totals.tax_exclusive.has_value()) {
        continue;
      }
      for (const PrecedingInvoice& preceding : row.invoice().preceding) {
        if (preceding.number != invoice.number) continue;
        RETURN_IF_ERROR(credited.Add(*row.invoice().totals.tax_exclusive));
        by.push_back(row.invoice().number);
      }
    }
    if (by.empty() || !compared.difference_net.has_value()) return result;
    ASSIGN_OR_RETURN(const Decimal back, credited.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal left,
                     Decimal::Subtract(*compared.difference_net, back));
    result.notes.push_back({"reconcile-credited",
                            {{"amount", back.ToString()},
                             {"currency", invoice.currency},
                             {"numbers", absl::StrJoin(by, ", ")}}});
    if (Magnitude(left) <= compared.tolerance) {
      result.state = ReconciliationState::kMatched;
    }
    return result;
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const ContractRegister& contracts_;
  const std::string provider_;
  const AsOf as_of_;
  std::vector<Gap>& gaps_;
  std::vector<InvoiceRow> rows_;
  std::set<std::string> numbers_;
  ChargeGroups charges_;
  std::map<std::string, std::vector<const ChargeGroups::value_type*>>
      by_invoice_;
};

}  // namespace

absl::StatusOr<std::vector<ReconciledInvoice>> ReconcileProvider(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& provider, const std::vector<const InvoiceRow*>& asked,
    const std::optional<Decimal>& tolerance, AsOf as_of,
    std::vector<Gap>& gaps) {
  ProviderReconciliation all(context, who, known, contracts, provider, as_of,
                             gaps);
  RETURN_IF_ERROR(all.Load());
  std::vector<ReconciledInvoice> reconciled;
  for (const InvoiceRow* row : asked) {
    ASSIGN_OR_RETURN(ReconciledInvoice one, all.Reconcile(*row, tolerance));
    reconciled.push_back(std::move(one));
  }
  return reconciled;
}

}  // namespace regisseur
