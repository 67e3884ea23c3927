#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/invoice_contract.h"
#include "aggregator/answers/invoice_cost.h"
#include "core/base/status_macros.h"
#include "core/pricing/indexation.h"
#include "core/reconciliation/line_items.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A monthly price that somebody asks for a component.
struct AskedPrice {
  Decimal price;
  absl::CivilMonth month;  // of which the clause is asked
  std::string invoice;     // empty: by a letter
  std::optional<absl::CivilDay> received;
  std::optional<absl::CivilDay> object_by;
};

// Of components that the clause indexes those with a price each month.
std::vector<const PriceComponent*> IndexedFees(const Contract& contract,
                                               const IndexationClause& clause) {
  std::vector<const PriceComponent*> fees;
  for (const PriceComponent& component : contract.pricing) {
    const auto* fixed = std::get_if<FixedPrice>(&component.form);
    if (fixed == nullptr || fixed->per != PricePeriod::kMonth) continue;
    if (clause.components.empty() ||
        std::find(clause.components.begin(), clause.components.end(),
                  component.component) != clause.components.end()) {
      fees.push_back(&component);
    }
  }
  return fees;
}

Decimal AllowedIn(const Contract& contract, const std::string& component,
                  absl::CivilMonth month) {
  for (const PriceComponent& priced : contract.PricingIn(month)) {
    if (priced.component == component) {
      return std::get<FixedPrice>(priced.form).amount;
    }
  }
  return Decimal();
}

// By the last letter that names a price, where the clause says what it may be.
std::optional<AskedPrice> AskedByLetter(const Contract& contract,
                                        const IndexationClause& clause) {
  const IndexationClause::Announcement* last = nullptr;
  for (const IndexationClause::Announcement& letter : clause.announced) {
    if (letter.price.has_value() &&
        (last == nullptr || letter.year > last->year)) {
      last = &letter;
    }
  }
  if (last == nullptr) return std::nullopt;
  const absl::CivilDay from(last->year, clause.month, clause.day);
  absl::CivilMonth month(from);
  if (absl::CivilDay(month) < from) ++month;
  const bool in_time = clause.announce.IsZero() ||
                       last->received < clause.announce.TakenOff(from);
  const bool followed = std::any_of(
      contract.indexed.begin(), contract.indexed.end(),
      [&](const IndexedPricing& step) { return step.from == month; });
  // The figures are not there yet.
  if (in_time && !followed) return std::nullopt;
  return AskedPrice{*last->price, month, "", last->received, std::nullopt};
}

// The price of the component on an invoice of one month; absent when it cannot
// be told.
std::optional<Decimal> PriceOn(const Invoice& invoice, const Contract& contract,
                               const PriceComponent& fee) {
  const std::string name = ComparableName(fee.component);
  std::optional<Decimal> price;
  for (const LineItem& item : LineItemsOf(invoice)) {
    const bool named = std::any_of(
        item.names.begin(), item.names.end(),
        [&](const std::string& each) { return ComparableName(each) == name; });
    if (!named) continue;
    if (price.has_value()) return std::nullopt;  // in parts
    price = item.net;
  }
  if (price.has_value() || contract.pricing.size() != 1) return price;
  // It is all that there is to invoice.
  return invoice.totals.tax_exclusive;
}

class PriceRule {
 public:
  explicit PriceRule(AgendaDesk& desk) : desk_(desk) {}

  absl::Status AddItems() {
    for (const Contract* contract : desk_.Running()) {
      for (const IndexationClause& clause : contract->indexation) {
        const std::vector<const PriceComponent*> fees =
            IndexedFees(*contract, clause);
        if (fees.empty()) continue;
        const std::optional<AskedPrice> letter =
            fees.size() == 1 ? AskedByLetter(*contract, clause) : std::nullopt;
        for (const PriceComponent* fee : fees) {
          ASSIGN_OR_RETURN(const std::optional<AskedPrice> invoiced,
                           AskedByInvoice(*contract, clause, *fee));
          // What is invoiced is more than what is announced.
          const std::optional<AskedPrice>& asked =
              invoiced.has_value() ? invoiced : letter;
          if (asked.has_value()) {
            RETURN_IF_ERROR(Hold(*contract, *fee, *asked));
          }
        }
      }
    }
    return absl::OkStatus();
  }

 private:
  // By the last invoice about one month since the index last changed prices.
  absl::StatusOr<std::optional<AskedPrice>> AskedByInvoice(
      const Contract& contract, const IndexationClause& clause,
      const PriceComponent& fee) {
    absl::CivilDay since(desk_.today.year(), clause.month, clause.day);
    if (since > desk_.today) {
      since = absl::CivilDay(since.year() - 1, clause.month, clause.day);
    }
    ASSIGN_OR_RETURN(const std::vector<InvoiceRecord> invoices,
                     InvoicesOf(desk_.known.CurrentId(contract.provider)));
    std::optional<AskedPrice> last;
    absl::CivilDay last_issued;
    for (const InvoiceRecord& record : invoices) {
      const Invoice& invoice = record.invoice;
      // What is given back, or asked in another currency, is no price that the
      // clause can be held against.
      if (!invoice.issue_day.has_value() ||
          invoice.kind != InvoiceKind::kInvoice ||
          invoice.currency != contract.currency) {
        continue;
      }
      const InvoiceContract of = FindInvoiceContract(
          desk_.known, desk_.contracts,
          desk_.known.CurrentId(contract.provider), invoice);
      if (of.contract == nullptr || of.contract->id != contract.id) continue;
      const std::vector<InvoiceDays> periods = PossiblePeriods(invoice);
      if (periods.size() != 1 || !periods[0].IsWholeMonths() ||
          periods[0].first_month() != periods[0].last_month() ||
          periods[0].first < since) {
        continue;
      }
      if (last.has_value() && *invoice.issue_day < last_issued) continue;
      const std::optional<Decimal> price = PriceOn(invoice, contract, fee);
      if (!price.has_value()) continue;
      last_issued = *invoice.issue_day;
      last = AskedPrice{*price, periods[0].first_month(), invoice.number,
                        std::nullopt, std::nullopt};
      if (contract.invoicing.object_within.has_value()) {
        last->object_by =
            contract.invoicing.object_within->AddTo(*invoice.issue_day);
      }
    }
    return last;
  }

  absl::StatusOr<std::vector<InvoiceRecord>> InvoicesOf(
      const std::string& provider) {
    const auto known = invoices_.find(provider);
    if (known != invoices_.end()) return known->second;
    CostFilter filter;
    filter.provider = provider;
    filter.billing_period_start = {absl::InfinitePast(),
                                   absl::InfiniteFuture()};
    ASSIGN_OR_RETURN(
        invoices_[provider],
        ListCountedInvoices(desk_.context, desk_.who, filter, desk_.as_of));
    return invoices_[provider];
  }

  absl::Status Hold(const Contract& contract, const PriceComponent& fee,
                    const AskedPrice& asked) {
    const Decimal allowed = AllowedIn(contract, fee.component, asked.month);
    ASSIGN_OR_RETURN(const Decimal above,
                     YearlyAboveClause(asked.price, allowed));
    if (above.IsZero()) return absl::OkStatus();
    AgendaItem item = desk_.Begin(
        "price_above_clause",
        absl::StrCat(fee.component, ":", FormatMonth(asked.month)), contract);
    item.certain = above;
    item.decide_by = asked.object_by;
    item.title.rule = asked.invoice.empty() ? "agenda-price-above-announced"
                                            : "agenda-price-above-invoiced";
    item.title.arguments["component"] = fee.component;
    item.title.arguments["asked"] = asked.price.ToString();
    item.title.arguments["allowed"] = allowed.ToString();
    item.title.arguments["difference"] = above.ToString();
    item.title.arguments["currency"] = contract.currency;
    item.evidence = {absl::StrCat("contract show ", contract.id)};
    if (asked.invoice.empty()) {
      item.title.arguments["day"] = FormatDay(*asked.received);
    } else {
      item.title.arguments["invoice"] = asked.invoice;
      item.evidence.push_back(absl::StrCat("invoice show ", asked.invoice));
    }
    item.if_nothing.rule = "agenda-price-above-stands";
    item.AddChoice("choice-price-object");
    item.AddChoice("choice-price-accept");
    desk_.items.push_back(std::move(item));
    return absl::OkStatus();
  }

  AgendaDesk& desk_;
  std::map<std::string, std::vector<InvoiceRecord>> invoices_;
};

}  // namespace

absl::Status AddPriceItems(AgendaDesk& desk) {
  return PriceRule(desk).AddItems();
}

}  // namespace regisseur
