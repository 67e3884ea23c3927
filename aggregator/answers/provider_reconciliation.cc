#include "aggregator/answers/provider_reconciliation.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "aggregator/answers/agreed_months.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/invoice_candidates.h"
#include "aggregator/answers/invoice_credits.h"
#include "core/base/status_macros.h"
#include "core/reconciliation/invoiced_items.h"

namespace regisseur {
namespace {

Decimal Magnitude(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// The order in which invoices take what is agreed.
auto OrderOf(const InvoiceRow& row) {
  return std::make_tuple(row.invoice().issue_day, row.record.known_from,
                         row.record.source, row.invoice().number);
}

// An invoice and what was found for it.
struct Prepared {
  const InvoiceRow* row = nullptr;
  InvoiceContract found;
  std::vector<Candidate> candidates;
  // It asked for the same before.
  const InvoiceRow* earlier = nullptr;
  // It says which months it is about, and asks for something that is agreed.
  bool is_about_agreed = false;
  std::vector<Gap> gaps;
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
        gaps_(gaps),
        candidates_(context, who, known, contracts, provider, as_of) {}

  absl::Status Load() {
    ASSIGN_OR_RETURN(
        rows_, ReadInvoices(context_, who_, known_, provider_, "", as_of_));
    return candidates_.Load(rows_, gaps_);
  }

  // All in their order, so that each finds what those before it left.
  absl::Status ReconcileAll(const std::optional<Decimal>& tolerance) {
    std::vector<const InvoiceRow*> ordered;
    for (const InvoiceRow& row : rows_) ordered.push_back(&row);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const InvoiceRow* a, const InvoiceRow* b) {
                       return OrderOf(*a) < OrderOf(*b);
                     });
    credits_.emplace(ordered);
    std::vector<Prepared> all;
    std::map<std::pair<std::string, absl::CivilMonth>, int> to_come;
    for (const InvoiceRow* row : ordered) {
      Prepared& one = all.emplace_back();
      RETURN_IF_ERROR(Prepare(*row, ordered, one));
      if (!one.is_about_agreed) continue;
      const AgreedMonths& agreed = *one.candidates.front().agreed;
      for (const absl::CivilMonth month : agreed.months) {
        ++to_come[{agreed.contract, month}];
      }
    }
    for (Prepared& one : all) {
      if (one.is_about_agreed) {
        const AgreedMonths& agreed = *one.candidates.front().agreed;
        for (const absl::CivilMonth month : agreed.months) {
          --to_come[{agreed.contract, month}];
        }
      }
      std::set<std::pair<std::string, absl::CivilMonth>> later;
      for (const auto& [key, count] : to_come) {
        if (count > 0) later.insert(key);
      }
      ASSIGN_OR_RETURN(ReconciledInvoice result,
                       Reconcile(one, later, tolerance));
      results_.insert(
          {OrderOf(*one.row), {std::move(result), std::move(one.gaps)}});
    }
    return absl::OkStatus();
  }

  // What became of `row`.
  ReconciledInvoice ResultOf(const InvoiceRow& row) {
    ReconciledInvoice result;
    const auto found = results_.find(OrderOf(row));
    if (found != results_.end()) {
      result = found->second.first;
      for (const Gap& gap : found->second.second) AddGap(gap, gaps_);
    }
    result.row = row;
    return result;
  }

 private:
  absl::Status Prepare(const InvoiceRow& row,
                       const std::vector<const InvoiceRow*>& ordered,
                       Prepared& one) {
    const Invoice& invoice = row.invoice();
    one.row = &row;
    one.found = FindInvoiceContract(known_, contracts_, provider_, invoice);
    ASSIGN_OR_RETURN(one.candidates,
                     candidates_.Find(invoice, one.found, one.gaps));
    const AgreedMonths* agreed =
        one.candidates.size() == 1 && one.candidates.front().agreed.has_value()
            ? &*one.candidates.front().agreed
            : nullptr;
    ExactSum asked_sum;
    if (agreed != nullptr) {
      ASSIGN_OR_RETURN(const std::vector<Decimal> shares,
                       InvoicedOfItems(invoice, agreed->all));
      for (const Decimal& share : shares) RETURN_IF_ERROR(asked_sum.Add(share));
    }
    ASSIGN_OR_RETURN(const Decimal asked, asked_sum.ToDecimal());
    RETURN_IF_ERROR(FindEarlier(row, ordered, agreed, asked, one));
    if (one.earlier != nullptr) one.gaps.clear();
    ASSIGN_OR_RETURN(const bool is_all_back, credits_->IsAllBack(invoice));
    one.is_about_agreed =
        one.earlier == nullptr && !is_all_back && !asked.IsZero();
    return absl::OkStatus();
  }

  absl::StatusOr<ReconciledInvoice> Reconcile(
      Prepared& one,
      const std::set<std::pair<std::string, absl::CivilMonth>>& later,
      const std::optional<Decimal>& tolerance) {
    ReconciledInvoice result;
    result.row = *one.row;
    const Invoice& invoice = one.row->invoice();
    const Contract* contract = one.found.contract;
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
    if (one.earlier != nullptr) {
      return AsDuplicate(*one.earlier, std::move(result));
    }
    std::vector<Candidate>& candidates = one.candidates;
    if (candidates.empty()) {
      return AgainstPreceding(one, std::move(result), allowed);
    }
    // Where it is not said which month it is about, it is about the one that it
    // fits best.
    size_t best = 0;
    std::optional<Decimal> best_apart;
    std::vector<InvoiceComparison> compared;
    std::vector<AgreedLedger::Held> held(candidates.size());
    std::vector<std::set<absl::CivilMonth>> shared(candidates.size());
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (const auto& agreed = candidates[i].agreed; agreed.has_value()) {
        for (const absl::CivilMonth month : agreed->months) {
          if (later.contains({agreed->contract, month})) {
            shared[i].insert(month);
          }
        }
        ASSIGN_OR_RETURN(held[i], ledger_.Hold(*agreed, invoice, shared[i],
                                               RunningMonth(known_)));
        candidates[i].expectation = held[i].expectation;
      }
      ASSIGN_OR_RETURN(
          InvoiceComparison compared_one,
          CompareInvoice(invoice, candidates[i].expectation, allowed));
      if (compared_one.difference_net.has_value() &&
          (!best_apart.has_value() ||
           Magnitude(*compared_one.difference_net) < *best_apart)) {
        best_apart = Magnitude(*compared_one.difference_net);
        best = i;
      }
      compared.push_back(std::move(compared_one));
    }
    Candidate& chosen = candidates[best];
    result.basis = chosen.basis;
    result.matched_by = chosen.matched_by;
    result.charge_count = chosen.charge_count;
    result.comparison = std::move(compared[best]);
    for (ReconciliationNote& note : chosen.notes) {
      result.notes.push_back(std::move(note));
    }
    if (chosen.agreed.has_value()) {
      AddLedgerNotes(held[best], invoice, result.notes);
      ASSIGN_OR_RETURN(const auto credited, credits_->Of(invoice));
      RETURN_IF_ERROR(ledger_.Take(
          *chosen.agreed, held[best], invoice, shared[best],
          credited.has_value() ? std::optional<Decimal>(credited->amount)
                               : std::nullopt));
    }
    return Judge(std::move(result));
  }

  static void AddLedgerNotes(const AgreedLedger::Held& held,
                             const Invoice& invoice,
                             std::vector<ReconciliationNote>& notes) {
    if (!held.used.IsZero()) {
      notes.push_back({"reconcile-agreed-used",
                       {{"amount", held.used.ToString()},
                        {"currency", invoice.currency},
                        {"numbers", absl::StrJoin(held.used_by, ", ")}}});
    }
    if (!held.later.IsZero()) {
      notes.push_back({"reconcile-agreed-later",
                       {{"amount", held.later.ToString()},
                        {"currency", invoice.currency}}});
    }
  }

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

  // The invoice that asked for the same before. Not one that was given back
  // since, and not when all of them together are no more than is `agreed`: then
  // they are parts of it.
  absl::Status FindEarlier(const InvoiceRow& row,
                           const std::vector<const InvoiceRow*>& ordered,
                           const AgreedMonths* agreed, const Decimal& asked,
                           Prepared& one) const {
    const Invoice& invoice = row.invoice();
    ExactSum together;
    RETURN_IF_ERROR(together.Add(asked));
    for (const InvoiceRow* other : ordered) {
      if (!(OrderOf(*other) < OrderOf(row))) break;
      // The same document over two ways.
      if (!invoice.number.empty() &&
          other->invoice().number == invoice.number &&
          other->invoice().seller == invoice.seller) {
        one.earlier = other;
        return absl::OkStatus();
      }
      if (other->invoice().number == invoice.number ||
          candidates_.IsCharged(invoice) ||
          !IsDuplicate(other->invoice(), invoice)) {
        continue;
      }
      ASSIGN_OR_RETURN(const bool is_all_back,
                       credits_->IsAllBack(other->invoice()));
      if (is_all_back) continue;
      if (one.earlier == nullptr) one.earlier = other;
      RETURN_IF_ERROR(together.Add(asked));
    }
    if (one.earlier == nullptr || agreed == nullptr || asked.IsZero() ||
        invoice.totals.tax_exclusive != asked) {
      return absl::OkStatus();
    }
    ExactSum all;
    for (const ExpectedItem& item : agreed->all.items) {
      if (item.net.has_value()) RETURN_IF_ERROR(all.Add(*item.net));
    }
    ASSIGN_OR_RETURN(const Decimal wanted, together.ToDecimal());
    ASSIGN_OR_RETURN(const Decimal due, all.ToDecimal());
    if (wanted <= due) one.earlier = nullptr;
    return absl::OkStatus();
  }

  absl::StatusOr<ReconciledInvoice> AsDuplicate(
      const InvoiceRow& earlier, ReconciledInvoice result) const {
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
    if (earlier.invoice().number == result.row.invoice().number) return result;
    return PutRight(std::move(result));
  }

  // Why there is nothing that an invoice can be held against.
  ReconciliationNote WhyNothing(const Invoice& invoice,
                                const Contract* contract) const {
    const std::vector<InvoiceDays> periods = PossiblePeriods(invoice);
    if (periods.empty()) return {"reconcile-no-day", {}};
    if (contract != nullptr) {
      return {"reconcile-nothing-agreed", {{"contract", contract->id}}};
    }
    std::vector<std::string> ids;
    for (const Contract* one :
         ContractsWith(known_, contracts_, provider_, periods.back().last)) {
      ids.push_back(one->id);
    }
    if (ids.empty()) return {"reconcile-no-contract", {}};
    return {"reconcile-contract-not-named",
            {{"contracts", absl::StrJoin(ids, ", ")}}};
  }

  // A credit note that names an invoice of the same provider is held against
  // that one: it must not give back more than was asked for.
  absl::StatusOr<ReconciledInvoice> AgainstPreceding(
      const Prepared& one, ReconciledInvoice result,
      const std::optional<Decimal>& tolerance) {
    const Invoice& invoice = result.row.invoice();
    ASSIGN_OR_RETURN(InvoiceComparison compared,
                     CompareInvoice(invoice, {}, tolerance));
    compared.differences.clear();
    compared.expected_net.reset();
    compared.difference_net.reset();
    result.comparison = std::move(compared);
    if (invoice.kind != InvoiceKind::kCreditNote) {
      result.notes.push_back(WhyNothing(invoice, one.found.contract));
      return result;
    }
    ASSIGN_OR_RETURN(const std::optional<Decimal> left,
                     credits_->LeftFor(invoice));
    if (!left.has_value()) {
      std::set<std::string> named;
      for (const PrecedingInvoice& preceding : invoice.preceding) {
        named.insert(preceding.number);
      }
      result.notes.push_back(
          named.empty()
              ? ReconciliationNote{"reconcile-credits-none", {}}
              : ReconciliationNote{"reconcile-credits-unknown",
                                   {{"numbers", absl::StrJoin(named, ", ")}}});
      return result;
    }
    result.basis = ReconciliationBasis::kInvoice;
    result.matched_by = "preceding";
    std::set<std::string> named;
    for (const PrecedingInvoice& preceding : invoice.preceding) {
      if (candidates_.IsNumber(preceding.number))
        named.insert(preceding.number);
    }
    InvoiceComparison& comparison = result.comparison;
    const Decimal expected = left->Negated();
    const Decimal net = comparison.invoiced_net.value_or(expected);
    ASSIGN_OR_RETURN(const Decimal apart, Decimal::Subtract(net, expected));
    if (apart.IsNegative() && Magnitude(apart) > comparison.tolerance) {
      result.state = ReconciliationState::kDifferent;
      comparison.expected_net = expected;
      comparison.difference_net = apart;
      comparison.differences.push_back({DifferenceClass::kPrice, apart, "",
                                        absl::StrJoin(named, ", "), expected,
                                        net});
      return result;
    }
    result.state = ReconciliationState::kMatched;
    for (const std::string& number : named) {
      result.notes.push_back(
          {"reconcile-credits-invoice", {{"number", number}}});
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
    return PutRight(std::move(result));
  }

  // Credit notes may have put it right.
  absl::StatusOr<ReconciledInvoice> PutRight(ReconciledInvoice result) const {
    const Invoice& invoice = result.row.invoice();
    const InvoiceComparison& compared = result.comparison;
    ASSIGN_OR_RETURN(const auto credited, credits_->Of(invoice));
    if (!credited.has_value() || !compared.difference_net.has_value()) {
      return result;
    }
    ASSIGN_OR_RETURN(
        const Decimal left,
        Decimal::Subtract(*compared.difference_net, credited->amount));
    result.notes.push_back({"reconcile-credited",
                            {{"amount", credited->amount.ToString()},
                             {"currency", invoice.currency},
                             {"numbers", absl::StrJoin(credited->by, ", ")}}});
    if (Magnitude(left) <= compared.tolerance ||
        credited->amount == invoice.totals.tax_exclusive) {
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
  InvoiceCandidates candidates_;
  std::vector<InvoiceRow> rows_;
  std::optional<InvoiceCredits> credits_;
  AgreedLedger ledger_;
  std::map<decltype(OrderOf(std::declval<InvoiceRow>())),
           std::pair<ReconciledInvoice, std::vector<Gap>>>
      results_;
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
  RETURN_IF_ERROR(all.ReconcileAll(tolerance));
  std::vector<ReconciledInvoice> reconciled;
  for (const InvoiceRow* row : asked) reconciled.push_back(all.ResultOf(*row));
  return reconciled;
}

}  // namespace regisseur
