#pragma once

#include <type_traits>

#include "core/invoice/invoice.h"

namespace regisseur {

// The fields of an invoice, told one after the other to a visitor, so that all
// who go through every field (what is stored and hashed, what is repaired) go
// through the same ones. The visitor has
//
//   Text(name, text)       a std::string
//   Number(name, number)   a std::optional<Decimal>
//   Day(name, day)         a std::optional<absl::CivilDay>
//   Flag(name, flag)       a bool
//   Word(name, value)      an enum
//   Line(name, line)       a line number of the file, an int64_t
//   Arguments(name, map)   a std::map of texts
//   Rows(name, rows, row)  a vector; row(visitor, element) for each
//   Maybe(name, value, it) an optional; it(visitor, value) where there is one
//
// with references to const for a const invoice. The order is stored in hashes
// (docs/evidence.md): never change it.

template <typename T, typename Record>
concept RecordOf = std::is_same_v<std::remove_const_t<T>, Record>;

template <typename Visitor, RecordOf<InvoiceIdentifier> T>
void VisitFields(Visitor& visit, T& id) {
  visit.Text("value", id.value);
  visit.Text("scheme", id.scheme);
}

template <typename Visitor, RecordOf<InvoiceParty> T>
void VisitFields(Visitor& visit, T& party) {
  visit.Text("name", party.name);
  visit.Text("trading_name", party.trading_name);
  visit.Rows("ids", party.ids,
             [](Visitor& inner, auto& id) { VisitFields(inner, id); });
  VisitFields(visit, party.legal_id);
  visit.Text("vat_id", party.vat_id);
  visit.Text("tax_registration", party.tax_registration);
  VisitFields(visit, party.endpoint);
  visit.Text("country", party.country);
}

template <typename Visitor, RecordOf<InvoicePeriod> T>
void VisitFields(Visitor& visit, T& period) {
  visit.Day("start", period.start);
  visit.Day("end", period.end);
}

template <typename Visitor, RecordOf<InvoiceTotals> T>
void VisitFields(Visitor& visit, T& totals) {
  visit.Number("line_net", totals.line_net);
  visit.Number("allowances", totals.allowances);
  visit.Number("charges", totals.charges);
  visit.Number("tax_exclusive", totals.tax_exclusive);
  visit.Number("tax", totals.tax);
  visit.Number("tax_in_tax_currency", totals.tax_in_tax_currency);
  visit.Number("tax_inclusive", totals.tax_inclusive);
  visit.Number("prepaid", totals.prepaid);
  visit.Number("rounding", totals.rounding);
  visit.Number("payable", totals.payable);
}

template <typename Visitor, RecordOf<InvoiceTaxSubtotal> T>
void VisitFields(Visitor& visit, T& subtotal) {
  visit.Text("category", subtotal.category);
  visit.Number("percent", subtotal.percent);
  visit.Number("taxable", subtotal.taxable);
  visit.Number("tax", subtotal.tax);
  visit.Text("exemption_reason", subtotal.exemption_reason);
  visit.Text("exemption_code", subtotal.exemption_code);
}

template <typename Visitor, RecordOf<InvoiceAllowance> T>
void VisitFields(Visitor& visit, T& allowance) {
  visit.Flag("is_charge", allowance.is_charge);
  visit.Number("amount", allowance.amount);
  visit.Number("base", allowance.base);
  visit.Number("percent", allowance.percent);
  visit.Text("category", allowance.category);
  visit.Number("tax_percent", allowance.tax_percent);
  visit.Text("reason", allowance.reason);
  visit.Text("reason_code", allowance.reason_code);
}

template <typename Visitor, RecordOf<InvoiceLine> T>
void VisitFields(Visitor& visit, T& line) {
  visit.Line("file_line", line.file_line);
  visit.Text("id", line.id);
  visit.Text("note", line.note);
  visit.Text("name", line.name);
  visit.Text("description", line.description);
  visit.Text("seller_item_id", line.seller_item_id);
  visit.Number("quantity", line.quantity);
  visit.Text("unit", line.unit);
  visit.Number("net_price", line.net_price);
  visit.Number("price_base_quantity", line.price_base_quantity);
  visit.Number("net_amount", line.net_amount);
  VisitFields(visit, line.period);
  visit.Text("category", line.category);
  visit.Number("tax_percent", line.tax_percent);
  visit.Text("accounting_reference", line.accounting_reference);
  visit.Text("order_line", line.order_line);
  visit.Rows("allowances", line.allowances,
             [](Visitor& inner, auto& row) { VisitFields(inner, row); });
}

template <typename Visitor, RecordOf<InvoiceProblem> T>
void VisitFields(Visitor& visit, T& problem) {
  visit.Text("rule", problem.rule);
  visit.Word("severity", problem.severity);
  visit.Text("where", problem.where);
  visit.Arguments("arguments", problem.arguments);
}

template <typename Visitor, RecordOf<Invoice> T>
void VisitFields(Visitor& visit, T& invoice) {
  visit.Line("file_line", invoice.file_line);
  visit.Text("syntax", invoice.syntax);
  visit.Word("kind", invoice.kind);
  visit.Text("type_code", invoice.type_code);
  visit.Text("number", invoice.number);
  visit.Day("issue_day", invoice.issue_day);
  visit.Day("due_day", invoice.due_day);
  visit.Day("tax_point_day", invoice.tax_point_day);
  VisitFields(visit, invoice.period);
  visit.Text("currency", invoice.currency);
  visit.Text("tax_currency", invoice.tax_currency);
  visit.Text("customization", invoice.customization);
  visit.Text("profile", invoice.profile);
  VisitFields(visit, invoice.seller);
  VisitFields(visit, invoice.buyer);
  visit.Maybe("payee", invoice.payee,
              [](Visitor& inner, auto& party) { VisitFields(inner, party); });
  visit.Text("buyer_reference", invoice.buyer_reference);
  visit.Text("project", invoice.project);
  visit.Text("contract", invoice.contract);
  visit.Text("order", invoice.order);
  visit.Text("sales_order", invoice.sales_order);
  visit.Text("accounting_reference", invoice.accounting_reference);
  visit.Rows("preceding", invoice.preceding, [](Visitor& inner, auto& earlier) {
    inner.Text("number", earlier.number);
    inner.Day("issue_day", earlier.issue_day);
  });
  visit.Rows("notes", invoice.notes,
             [](Visitor& inner, auto& note) { inner.Text("note", note); });
  visit.Text("payment.means_code", invoice.payment.means_code);
  visit.Text("payment.reference", invoice.payment.reference);
  visit.Rows("payment.account_ids", invoice.payment.account_ids,
             [](Visitor& inner, auto& id) { inner.Text("account_id", id); });
  visit.Text("payment.terms", invoice.payment.terms);
  VisitFields(visit, invoice.totals);
  visit.Rows("tax_breakdown", invoice.tax_breakdown,
             [](Visitor& inner, auto& row) { VisitFields(inner, row); });
  visit.Rows("allowances", invoice.allowances,
             [](Visitor& inner, auto& row) { VisitFields(inner, row); });
  visit.Rows("lines", invoice.lines,
             [](Visitor& inner, auto& row) { VisitFields(inner, row); });
  visit.Rows("rule_sets", invoice.rule_sets,
             [](Visitor& inner, auto& set) { inner.Text("rule_set", set); });
  visit.Rows("problems", invoice.problems,
             [](Visitor& inner, auto& row) { VisitFields(inner, row); });
}

}  // namespace regisseur
