#include "wire/invoice_wire.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "google/protobuf/repeated_field.h"
#include "wire/wire_field.h"

namespace regisseur {
namespace {

namespace pb = adapter::v1;

using wire_field::At;
using wire_field::Invalid;
using wire_field::TextOf;

constexpr int kMaxLines = 20000;
constexpr int kMaxAllowances = 10000;
constexpr int kMaxProblems = 10000;
constexpr int kMaxOthers = 1000;
constexpr int kMaxRuleSets = 100;
constexpr int kMaxArguments = 100;

absl::Status CheckCount(absl::string_view field, int count, int most) {
  if (count <= most) return absl::OkStatus();
  return Invalid(field, absl::StrCat(count, " of them; at most ", most));
}

// Each reader of a field says no only once: what follows a wrong field is not
// looked at.
class Fields {
 public:
  const absl::Status& status() const { return status_; }

  void Text(absl::string_view field, const std::string& from, std::string& to) {
    Take(wire_field::Text(field, from), to);
  }
  void Number(absl::string_view field, const std::string& from,
              std::optional<Decimal>& to) {
    Take(wire_field::OptionalDecimal(field, from), to);
  }
  void Day(absl::string_view field, const std::string& from,
           std::optional<absl::CivilDay>& to) {
    if (from.empty()) return;
    absl::StatusOr<absl::CivilDay> day = ParseDay(from);
    if (!day.ok()) {
      Refuse(At(field, day.status()));
    } else {
      to = *day;
    }
  }
  void Line(absl::string_view field, int64_t from, int64_t& to) {
    if (from < 0) Refuse(Invalid(field, "it is negative"));
    to = from;
  }
  void Texts(absl::string_view field,
             const google::protobuf::RepeatedPtrField<std::string>& from,
             int most, std::vector<std::string>& to) {
    Rows(field, from, most, to,
         [&](const std::string& text, std::string& read) {
           Text(field, text, read);
         });
  }
  template <typename From, typename To, typename Read>
  void Rows(absl::string_view field,
            const google::protobuf::RepeatedPtrField<From>& from, int most,
            std::vector<To>& to, Read read) {
    Refuse(CheckCount(field, from.size(), most));
    if (!status_.ok()) return;
    to.reserve(from.size());
    for (const From& row : from) {
      read(row, to.emplace_back());
      if (!status_.ok()) {
        status_ = Invalid(absl::StrCat(field, "[", to.size() - 1, "]"),
                          status_.message());
        return;
      }
    }
  }
  void Refuse(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }

 private:
  template <typename T>
  void Take(absl::StatusOr<T> read, T& to) {
    if (!read.ok()) {
      Refuse(read.status());
    } else {
      to = *std::move(read);
    }
  }

  absl::Status status_;
};

void Read(Fields& fields, const pb::InvoiceIdentifier& from,
          InvoiceIdentifier& to) {
  fields.Text("value", from.value(), to.value);
  fields.Text("scheme", from.scheme(), to.scheme);
}

void Read(Fields& fields, const pb::InvoiceParty& from, InvoiceParty& to) {
  fields.Text("party.name", from.name(), to.name);
  fields.Text("party.trading_name", from.trading_name(), to.trading_name);
  fields.Rows("party.ids", from.ids(), kMaxOthers, to.ids,
              [&](const auto& id, auto& read) { Read(fields, id, read); });
  Read(fields, from.legal_id(), to.legal_id);
  fields.Text("party.vat_id", from.vat_id(), to.vat_id);
  fields.Text("party.tax_registration", from.tax_registration(),
              to.tax_registration);
  Read(fields, from.endpoint(), to.endpoint);
  fields.Text("party.country", from.country(), to.country);
}

void Read(Fields& fields, const pb::InvoicePeriod& from, InvoicePeriod& to) {
  fields.Day("period.start_day", from.start_day(), to.start);
  fields.Day("period.end_day", from.end_day(), to.end);
}

void Read(Fields& fields, const pb::InvoiceTotals& from, InvoiceTotals& to) {
  fields.Number("totals.line_net", from.line_net(), to.line_net);
  fields.Number("totals.allowances", from.allowances(), to.allowances);
  fields.Number("totals.charges", from.charges(), to.charges);
  fields.Number("totals.tax_exclusive", from.tax_exclusive(), to.tax_exclusive);
  fields.Number("totals.tax", from.tax(), to.tax);
  fields.Number("totals.tax_in_tax_currency", from.tax_in_tax_currency(),
                to.tax_in_tax_currency);
  fields.Number("totals.tax_inclusive", from.tax_inclusive(), to.tax_inclusive);
  fields.Number("totals.prepaid", from.prepaid(), to.prepaid);
  fields.Number("totals.rounding", from.rounding(), to.rounding);
  fields.Number("totals.payable", from.payable(), to.payable);
}

void Read(Fields& fields, const pb::InvoiceTaxSubtotal& from,
          InvoiceTaxSubtotal& to) {
  fields.Text("category", from.category(), to.category);
  fields.Number("percent", from.percent(), to.percent);
  fields.Number("taxable", from.taxable(), to.taxable);
  fields.Number("tax", from.tax(), to.tax);
  fields.Text("exemption_reason", from.exemption_reason(), to.exemption_reason);
  fields.Text("exemption_code", from.exemption_code(), to.exemption_code);
}

void Read(Fields& fields, const pb::InvoiceAllowance& from,
          InvoiceAllowance& to) {
  to.is_charge = from.is_charge();
  fields.Number("amount", from.amount(), to.amount);
  fields.Number("base", from.base(), to.base);
  fields.Number("percent", from.percent(), to.percent);
  fields.Text("category", from.category(), to.category);
  fields.Number("tax_percent", from.tax_percent(), to.tax_percent);
  fields.Text("reason", from.reason(), to.reason);
  fields.Text("reason_code", from.reason_code(), to.reason_code);
}

void Read(Fields& fields, const pb::InvoiceLine& from, InvoiceLine& to) {
  fields.Line("file_line", from.file_line(), to.file_line);
  fields.Text("id", from.id(), to.id);
  fields.Text("note", from.note(), to.note);
  fields.Text("name", from.name(), to.name);
  fields.Text("description", from.description(), to.description);
  fields.Text("seller_item_id", from.seller_item_id(), to.seller_item_id);
  fields.Number("quantity", from.quantity(), to.quantity);
  fields.Text("unit", from.unit(), to.unit);
  fields.Number("net_price", from.net_price(), to.net_price);
  fields.Number("price_base_quantity", from.price_base_quantity(),
                to.price_base_quantity);
  fields.Number("net_amount", from.net_amount(), to.net_amount);
  Read(fields, from.period(), to.period);
  fields.Text("category", from.category(), to.category);
  fields.Number("tax_percent", from.tax_percent(), to.tax_percent);
  fields.Text("accounting_reference", from.accounting_reference(),
              to.accounting_reference);
  fields.Text("order_line", from.order_line(), to.order_line);
  fields.Rows("allowances", from.allowances(), kMaxOthers, to.allowances,
              [&](const auto& row, auto& read) { Read(fields, row, read); });
}

void Read(Fields& fields, const pb::InvoiceProblem& from, InvoiceProblem& to) {
  if (from.rule().empty()) {
    fields.Refuse(Invalid("rule", "it is required"));
  }
  fields.Text("rule", from.rule(), to.rule);
  to.severity = from.severity() == pb::INVOICE_PROBLEM_SEVERITY_WARNING
                    ? ProblemSeverity::kWarning
                    : ProblemSeverity::kFatal;
  fields.Text("where", from.where(), to.where);
  fields.Refuse(CheckCount("arguments", from.arguments_size(), kMaxArguments));
  for (const auto& [name, text] : from.arguments()) {
    std::string key;
    fields.Text("arguments", name, key);
    fields.Text("arguments", text, to.arguments[key]);
  }
}

std::string DayOf(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? FormatDay(*day) : "";
}

void Write(const InvoiceIdentifier& from, pb::InvoiceIdentifier* to) {
  to->set_value(from.value);
  to->set_scheme(from.scheme);
}

void Write(const InvoiceParty& from, pb::InvoiceParty* to) {
  to->set_name(from.name);
  to->set_trading_name(from.trading_name);
  for (const InvoiceIdentifier& id : from.ids) Write(id, to->add_ids());
  Write(from.legal_id, to->mutable_legal_id());
  to->set_vat_id(from.vat_id);
  to->set_tax_registration(from.tax_registration);
  Write(from.endpoint, to->mutable_endpoint());
  to->set_country(from.country);
}

void Write(const InvoicePeriod& from, pb::InvoicePeriod* to) {
  to->set_start_day(DayOf(from.start));
  to->set_end_day(DayOf(from.end));
}

void Write(const InvoiceTotals& from, pb::InvoiceTotals* to) {
  to->set_line_net(TextOf(from.line_net));
  to->set_allowances(TextOf(from.allowances));
  to->set_charges(TextOf(from.charges));
  to->set_tax_exclusive(TextOf(from.tax_exclusive));
  to->set_tax(TextOf(from.tax));
  to->set_tax_in_tax_currency(TextOf(from.tax_in_tax_currency));
  to->set_tax_inclusive(TextOf(from.tax_inclusive));
  to->set_prepaid(TextOf(from.prepaid));
  to->set_rounding(TextOf(from.rounding));
  to->set_payable(TextOf(from.payable));
}

void Write(const InvoiceAllowance& from, pb::InvoiceAllowance* to) {
  to->set_is_charge(from.is_charge);
  to->set_amount(TextOf(from.amount));
  to->set_base(TextOf(from.base));
  to->set_percent(TextOf(from.percent));
  to->set_category(from.category);
  to->set_tax_percent(TextOf(from.tax_percent));
  to->set_reason(from.reason);
  to->set_reason_code(from.reason_code);
}

void Write(const InvoiceLine& from, pb::InvoiceLine* to) {
  to->set_file_line(from.file_line);
  to->set_id(from.id);
  to->set_note(from.note);
  to->set_name(from.name);
  to->set_description(from.description);
  to->set_seller_item_id(from.seller_item_id);
  to->set_quantity(TextOf(from.quantity));
  to->set_unit(from.unit);
  to->set_net_price(TextOf(from.net_price));
  to->set_price_base_quantity(TextOf(from.price_base_quantity));
  to->set_net_amount(TextOf(from.net_amount));
  Write(from.period, to->mutable_period());
  to->set_category(from.category);
  to->set_tax_percent(TextOf(from.tax_percent));
  to->set_accounting_reference(from.accounting_reference);
  to->set_order_line(from.order_line);
  for (const InvoiceAllowance& allowance : from.allowances) {
    Write(allowance, to->add_allowances());
  }
}

}  // namespace

absl::StatusOr<Invoice> FromWire(const pb::Invoice& wire) {
  Invoice invoice;
  Fields fields;
  invoice.delivery = wire.delivery();
  fields.Line("invoices.file_line", wire.file_line(), invoice.file_line);
  fields.Text("invoices.syntax", wire.syntax(), invoice.syntax);
  switch (wire.kind()) {
    case pb::INVOICE_KIND_INVOICE:
      invoice.kind = InvoiceKind::kInvoice;
      break;
    case pb::INVOICE_KIND_CREDIT_NOTE:
      invoice.kind = InvoiceKind::kCreditNote;
      break;
    // What it means for the cost must never be guessed.
    default:
      return Invalid("invoices.kind", "invoice or credit note is required");
  }
  fields.Text("invoices.type_code", wire.type_code(), invoice.type_code);
  fields.Text("invoices.number", wire.number(), invoice.number);
  fields.Day("invoices.issue_day", wire.issue_day(), invoice.issue_day);
  fields.Day("invoices.due_day", wire.due_day(), invoice.due_day);
  fields.Day("invoices.tax_point_day", wire.tax_point_day(),
             invoice.tax_point_day);
  Read(fields, wire.period(), invoice.period);
  fields.Text("invoices.currency", wire.currency(), invoice.currency);
  fields.Text("invoices.tax_currency", wire.tax_currency(),
              invoice.tax_currency);
  fields.Text("invoices.customization", wire.customization(),
              invoice.customization);
  fields.Text("invoices.profile", wire.profile(), invoice.profile);
  Read(fields, wire.seller(), invoice.seller);
  Read(fields, wire.buyer(), invoice.buyer);
  if (wire.has_payee()) Read(fields, wire.payee(), invoice.payee.emplace());
  fields.Text("invoices.buyer_reference", wire.buyer_reference(),
              invoice.buyer_reference);
  fields.Text("invoices.project", wire.project(), invoice.project);
  fields.Text("invoices.contract", wire.contract(), invoice.contract);
  fields.Text("invoices.order", wire.order(), invoice.order);
  fields.Text("invoices.sales_order", wire.sales_order(), invoice.sales_order);
  fields.Text("invoices.accounting_reference", wire.accounting_reference(),
              invoice.accounting_reference);
  fields.Rows("invoices.preceding", wire.preceding(), kMaxOthers,
              invoice.preceding, [&](const auto& from, PrecedingInvoice& to) {
                fields.Text("number", from.number(), to.number);
                fields.Day("issue_day", from.issue_day(), to.issue_day);
              });
  fields.Texts("invoices.notes", wire.notes(), kMaxOthers, invoice.notes);
  InvoicePayment& payment = invoice.payment;
  fields.Text("invoices.payment.means_code", wire.payment().means_code(),
              payment.means_code);
  fields.Text("invoices.payment.reference", wire.payment().reference(),
              payment.reference);
  fields.Texts("invoices.payment.account_ids", wire.payment().account_ids(),
               kMaxOthers, payment.account_ids);
  fields.Text("invoices.payment.terms", wire.payment().terms(), payment.terms);
  Read(fields, wire.totals(), invoice.totals);
  fields.Rows("invoices.tax_breakdown", wire.tax_breakdown(), kMaxOthers,
              invoice.tax_breakdown,
              [&](const auto& row, auto& read) { Read(fields, row, read); });
  fields.Rows("invoices.allowances", wire.allowances(), kMaxAllowances,
              invoice.allowances,
              [&](const auto& row, auto& read) { Read(fields, row, read); });
  fields.Rows("invoices.lines", wire.lines(), kMaxLines, invoice.lines,
              [&](const auto& row, auto& read) { Read(fields, row, read); });
  fields.Texts("invoices.rule_sets", wire.rule_sets(), kMaxRuleSets,
               invoice.rule_sets);
  fields.Rows("invoices.problems", wire.problems(), kMaxProblems,
              invoice.problems,
              [&](const auto& row, auto& read) { Read(fields, row, read); });
  RETURN_IF_ERROR(fields.status());
  return invoice;
}

pb::Invoice ToWire(const Invoice& invoice) {
  pb::Invoice wire;
  wire.set_delivery(invoice.delivery);
  wire.set_file_line(invoice.file_line);
  wire.set_syntax(invoice.syntax);
  switch (invoice.kind) {
    case InvoiceKind::kUnspecified:
      break;
    case InvoiceKind::kInvoice:
      wire.set_kind(pb::INVOICE_KIND_INVOICE);
      break;
    case InvoiceKind::kCreditNote:
      wire.set_kind(pb::INVOICE_KIND_CREDIT_NOTE);
      break;
  }
  wire.set_type_code(invoice.type_code);
  wire.set_number(invoice.number);
  wire.set_issue_day(DayOf(invoice.issue_day));
  wire.set_due_day(DayOf(invoice.due_day));
  wire.set_tax_point_day(DayOf(invoice.tax_point_day));
  Write(invoice.period, wire.mutable_period());
  wire.set_currency(invoice.currency);
  wire.set_tax_currency(invoice.tax_currency);
  wire.set_customization(invoice.customization);
  wire.set_profile(invoice.profile);
  Write(invoice.seller, wire.mutable_seller());
  Write(invoice.buyer, wire.mutable_buyer());
  if (invoice.payee.has_value()) Write(*invoice.payee, wire.mutable_payee());
  wire.set_buyer_reference(invoice.buyer_reference);
  wire.set_project(invoice.project);
  wire.set_contract(invoice.contract);
  wire.set_order(invoice.order);
  wire.set_sales_order(invoice.sales_order);
  wire.set_accounting_reference(invoice.accounting_reference);
  for (const PrecedingInvoice& from : invoice.preceding) {
    pb::PrecedingInvoice* to = wire.add_preceding();
    to->set_number(from.number);
    to->set_issue_day(DayOf(from.issue_day));
  }
  for (const std::string& note : invoice.notes) wire.add_notes(note);
  pb::InvoicePayment* payment = wire.mutable_payment();
  payment->set_means_code(invoice.payment.means_code);
  payment->set_reference(invoice.payment.reference);
  for (const std::string& account : invoice.payment.account_ids) {
    payment->add_account_ids(account);
  }
  payment->set_terms(invoice.payment.terms);
  Write(invoice.totals, wire.mutable_totals());
  for (const InvoiceTaxSubtotal& from : invoice.tax_breakdown) {
    pb::InvoiceTaxSubtotal* to = wire.add_tax_breakdown();
    to->set_category(from.category);
    to->set_percent(TextOf(from.percent));
    to->set_taxable(TextOf(from.taxable));
    to->set_tax(TextOf(from.tax));
    to->set_exemption_reason(from.exemption_reason);
    to->set_exemption_code(from.exemption_code);
  }
  for (const InvoiceAllowance& allowance : invoice.allowances) {
    Write(allowance, wire.add_allowances());
  }
  for (const InvoiceLine& line : invoice.lines) Write(line, wire.add_lines());
  for (const std::string& set : invoice.rule_sets) wire.add_rule_sets(set);
  for (const InvoiceProblem& from : invoice.problems) {
    pb::InvoiceProblem* to = wire.add_problems();
    to->set_rule(from.rule);
    to->set_severity(from.severity == ProblemSeverity::kWarning
                         ? pb::INVOICE_PROBLEM_SEVERITY_WARNING
                         : pb::INVOICE_PROBLEM_SEVERITY_FATAL);
    to->set_where(from.where);
    for (const auto& [name, text] : from.arguments) {
      (*to->mutable_arguments())[name] = text;
    }
  }
  return wire;
}

}  // namespace regisseur
