#include "aggregator/api/invoice_wire.h"

#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/finding/catalogue.h"
#include "core/invoice/rule_words.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"
#include "wire/message_limits.h"

namespace regisseur {
namespace {

namespace pb = invoice::v1;

// What an answer holds beside the lines of an invoice.
constexpr size_t kMostLineBytes = kMostAnswerBytes - (512 << 10);

std::string DayText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? FormatDay(*day) : "";
}

pb::InvoiceKind KindToWire(InvoiceKind kind) {
  switch (kind) {
    case InvoiceKind::kUnspecified:
      break;
    case InvoiceKind::kInvoice:
      return pb::INVOICE_KIND_INVOICE;
    case InvoiceKind::kCreditNote:
      return pb::INVOICE_KIND_CREDIT_NOTE;
  }
  return pb::INVOICE_KIND_UNSPECIFIED;
}

// Sets a field where there is a number.
#define REGISSEUR_SET_NUMBER(message, field, number) \
  if ((number).has_value()) (message)->set_##field((number)->ToString())

void AllowanceToWire(const InvoiceAllowance& from, pb::Allowance* to) {
  to->set_charge(from.is_charge);
  REGISSEUR_SET_NUMBER(to, amount, from.amount);
  to->set_category(from.category);
  REGISSEUR_SET_NUMBER(to, rate, from.tax_percent);
  to->set_reason(from.reason.empty() ? from.reason_code : from.reason);
}

void LineToWire(const InvoiceLine& from, pb::InvoiceLine* to) {
  to->set_id(from.id);
  to->set_name(from.name);
  to->set_description(from.description);
  to->set_seller_item_id(from.seller_item_id);
  REGISSEUR_SET_NUMBER(to, quantity, from.quantity);
  to->set_unit(from.unit);
  REGISSEUR_SET_NUMBER(to, net_price, from.net_price);
  REGISSEUR_SET_NUMBER(to, price_base_quantity, from.price_base_quantity);
  REGISSEUR_SET_NUMBER(to, net_amount, from.net_amount);
  to->set_period_start_date(DayText(from.period.start));
  to->set_period_end_date(DayText(from.period.end));
  to->set_category(from.category);
  REGISSEUR_SET_NUMBER(to, rate, from.tax_percent);
  to->set_note(from.note);
  to->set_accounting_reference(from.accounting_reference);
  to->set_order_line(from.order_line);
  for (const InvoiceAllowance& allowance : from.allowances) {
    AllowanceToWire(allowance, to->add_allowances());
  }
  to->set_file_line(from.file_line);
}

void TotalsToWire(const Invoice& invoice, pb::Invoice* wire) {
  const InvoiceTotals& totals = invoice.totals;
  REGISSEUR_SET_NUMBER(wire, line_net_amount, totals.line_net);
  REGISSEUR_SET_NUMBER(wire, allowance_amount, totals.allowances);
  REGISSEUR_SET_NUMBER(wire, charge_amount, totals.charges);
  REGISSEUR_SET_NUMBER(wire, tax_exclusive_amount, totals.tax_exclusive);
  REGISSEUR_SET_NUMBER(wire, tax_amount, totals.tax);
  REGISSEUR_SET_NUMBER(wire, tax_inclusive_amount, totals.tax_inclusive);
  REGISSEUR_SET_NUMBER(wire, prepaid_amount, totals.prepaid);
  REGISSEUR_SET_NUMBER(wire, rounding_amount, totals.rounding);
  REGISSEUR_SET_NUMBER(wire, payable_amount, totals.payable);
  REGISSEUR_SET_NUMBER(wire, tax_amount_in_tax_currency,
                       totals.tax_in_tax_currency);
  const auto as_cost = [&](const std::optional<Decimal>& amount) {
    return amount.has_value()
               ? std::optional<Decimal>(SignedAsCost(invoice.kind, *amount))
               : std::nullopt;
  };
  REGISSEUR_SET_NUMBER(wire, signed_net_cost, as_cost(totals.tax_exclusive));
  REGISSEUR_SET_NUMBER(wire, signed_tax_cost, as_cost(totals.tax));
  REGISSEUR_SET_NUMBER(wire, signed_payable_cost, as_cost(totals.payable));
}

// The sentence of a difference: which rule it is and what it names.
std::string DifferenceMessage(const InvoiceDifference& one,
                              const std::string& currency) {
  std::map<std::string, std::string> arguments = {
      {"amount", one.amount.ToString()}, {"currency", currency}};
  if (one.expected) arguments["expected"] = one.expected->ToString();
  if (one.invoiced) arguments["invoiced"] = one.invoiced->ToString();
  arguments["name"] = !one.name.empty()  ? one.name
                      : one.line.empty() ? "The whole"
                                         : absl::StrCat("Line ", one.line);
  const char* rule = "";
  switch (one.kind) {
    case DifferenceClass::kMissingLine:
      rule = one.invoiced.has_value() ? "reconcile-difference-line-extra"
                                      : "reconcile-difference-line-missing";
      break;
    case DifferenceClass::kPrice:
      rule = "reconcile-difference-price";
      break;
    case DifferenceClass::kQuantity:
      rule = "reconcile-difference-quantity";
      break;
    case DifferenceClass::kRate:
      rule = "reconcile-difference-rate";
      break;
    case DifferenceClass::kTax:
      rule = "reconcile-difference-tax";
      break;
    case DifferenceClass::kDuplicate:
      rule = "reconcile-difference-duplicate";
      break;
    case DifferenceClass::kSum:
      rule = "reconcile-difference-sum";
      break;
  }
  return RenderMessage(rule, arguments);
}

absl::string_view BasisWord(ReconciliationBasis basis) {
  switch (basis) {
    case ReconciliationBasis::kNone:
      return "";
    case ReconciliationBasis::kCharges:
      return "charges";
    case ReconciliationBasis::kContract:
      return "contract";
    case ReconciliationBasis::kInvoice:
      return "invoice";
  }
  return "";
}

}  // namespace

pb::Invoice DocumentToWire(const Invoice& invoice, bool with_lines) {
  pb::Invoice wire;
  wire.set_number(invoice.number);
  wire.set_kind(KindToWire(invoice.kind));
  wire.set_type_code(invoice.type_code);
  wire.set_issue_date(DayText(invoice.issue_day));
  wire.set_due_date(DayText(invoice.due_day));
  wire.set_tax_point_date(DayText(invoice.tax_point_day));
  wire.set_period_start_date(DayText(invoice.period.start));
  wire.set_period_end_date(DayText(invoice.period.end));
  wire.set_seller(invoice.seller.name);
  wire.set_seller_vat_id(invoice.seller.vat_id);
  wire.set_buyer(invoice.buyer.name);
  wire.set_currency(invoice.currency);
  wire.set_tax_currency(invoice.tax_currency);
  TotalsToWire(invoice, &wire);
  wire.set_line_count(static_cast<int32_t>(invoice.lines.size()));
  for (const InvoiceTaxSubtotal& from : invoice.tax_breakdown) {
    pb::TaxSubtotal* to = wire.add_tax_breakdown();
    to->set_category(from.category);
    REGISSEUR_SET_NUMBER(to, rate, from.percent);
    REGISSEUR_SET_NUMBER(to, taxable_amount, from.taxable);
    REGISSEUR_SET_NUMBER(to, tax_amount, from.tax);
    to->set_exemption_reason(from.exemption_reason);
    to->set_exemption_code(from.exemption_code);
  }
  for (const InvoiceProblem& from : invoice.problems) {
    pb::Problem* to = wire.add_problems();
    to->set_rule(from.rule);
    to->set_severity(from.severity == ProblemSeverity::kWarning
                         ? pb::PROBLEM_SEVERITY_WARNING
                         : pb::PROBLEM_SEVERITY_FATAL);
    to->set_message(ProblemMessage(from));
    to->set_where(from.where);
  }
  for (const std::string& set : invoice.rule_sets) wire.add_rule_sets(set);
  wire.set_contract_reference(invoice.contract);
  wire.set_order_reference(invoice.order);
  wire.set_buyer_reference(invoice.buyer_reference);
  wire.set_project_reference(invoice.project);
  wire.set_accounting_reference(invoice.accounting_reference);
  for (const PrecedingInvoice& from : invoice.preceding) {
    pb::PrecedingInvoice* to = wire.add_preceding();
    to->set_number(from.number);
    to->set_issue_date(DayText(from.issue_day));
  }
  wire.set_payment_terms(invoice.payment.terms);
  wire.set_syntax(invoice.syntax);
  if (!with_lines) return wire;
  for (const std::string& note : invoice.notes) wire.add_notes(note);
  for (const InvoiceAllowance& allowance : invoice.allowances) {
    AllowanceToWire(allowance, wire.add_allowances());
  }
  size_t bytes = wire.ByteSizeLong();
  for (const InvoiceLine& line : invoice.lines) {
    pb::InvoiceLine added;
    LineToWire(line, &added);
    bytes += added.ByteSizeLong() + 8;
    if (bytes > kMostLineBytes) break;
    *wire.add_lines() = std::move(added);
  }
  wire.set_lines_left_out(wire.line_count() - wire.lines_size());
  return wire;
}

pb::Invoice InvoiceToWire(const InvoiceRow& row, bool with_lines) {
  pb::Invoice wire = DocumentToWire(row.invoice(), with_lines);
  wire.set_provider(row.provider);
  wire.set_source(row.record.source);
  wire.set_file(row.record.file);
  *wire.mutable_known_time() = ToWire(row.record.known_from);
  wire.set_paid_date(DayText(row.paid));
  wire.set_overdue(row.overdue);
  REGISSEUR_SET_NUMBER(&wire, burden, row.burden);
  return wire;
}

pb::Reconciliation ReconciliationToWire(const ReconciledInvoice& one) {
  const Invoice& invoice = one.row.invoice();
  const InvoiceComparison& compared = one.comparison;
  pb::Reconciliation wire;
  wire.set_provider(one.row.provider);
  wire.set_number(invoice.number);
  wire.set_issue_date(DayText(invoice.issue_day));
  wire.set_due_date(DayText(invoice.due_day));
  wire.set_object_by(DayText(one.object_by));
  wire.set_currency(invoice.currency);
  wire.set_state(static_cast<pb::ReconciliationState>(one.state));
  wire.set_basis(std::string(BasisWord(one.basis)));
  wire.set_matched_by(one.matched_by);
  wire.set_contract(one.contract);
  wire.set_charge_count(one.charge_count);
  REGISSEUR_SET_NUMBER(&wire, invoiced_net, compared.invoiced_net);
  REGISSEUR_SET_NUMBER(&wire, expected_net, compared.expected_net);
  REGISSEUR_SET_NUMBER(&wire, difference_net, compared.difference_net);
  REGISSEUR_SET_NUMBER(&wire, invoiced_tax, compared.invoiced_tax);
  REGISSEUR_SET_NUMBER(&wire, expected_tax, compared.expected_tax);
  REGISSEUR_SET_NUMBER(&wire, difference_tax, compared.difference_tax);
  wire.set_tolerance(compared.tolerance.ToString());
  for (const InvoiceDifference& from : compared.differences) {
    pb::Difference* to = wire.add_differences();
    to->set_class_(static_cast<pb::DifferenceClass>(from.kind));
    to->set_amount(from.amount.ToString());
    to->set_line(from.line);
    to->set_name(from.name);
    REGISSEUR_SET_NUMBER(to, expected, from.expected);
    REGISSEUR_SET_NUMBER(to, invoiced, from.invoiced);
    to->set_message(DifferenceMessage(from, invoice.currency));
  }
  for (const ReconciliationNote& from : one.notes) {
    pb::ReconciliationNote* to = wire.add_notes();
    to->set_rule(from.rule);
    to->set_message(RenderMessage(from.rule, from.arguments));
  }
  wire.set_invalid(IsInvalid(invoice));
  return wire;
}

}  // namespace regisseur
