#include "core/einvoice/invoice_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/utf8.h"
#include "core/einvoice/invoice_document.h"
#include "core/einvoice/rule.h"
#include "core/einvoice/term_mapping.h"

namespace regisseur {
namespace {

std::optional<absl::CivilDay> Day(const Group& group, int term) {
  const Term* found = group.Find(term);
  return found == nullptr ? std::nullopt : ParseInvoiceDay(found->text);
}

InvoiceIdentifier Identifier(const Group& group, int term) {
  const Term* found = group.Find(term);
  if (found == nullptr) return {};
  return {found->normalized(), std::string(found->attribute("schemeID"))};
}

// The terms of a party, by its role.
struct PartyTerms {
  int name;
  int trading_name;
  int ids;
  int legal_id;
  int vat_id;
  int tax_registration;
  int endpoint;
  int address;
  int country;
};
constexpr PartyTerms kSeller = {27, 28, 29, 30, 31, 32, 34, 5, 40};
constexpr PartyTerms kBuyer = {44, 45, 46, 47, 48, 0, 49, 8, 55};
constexpr PartyTerms kPayee = {59, 0, 60, 61, 0, 0, 0, 0, 0};

InvoiceParty Party(const Group& group, const PartyTerms& terms) {
  InvoiceParty party;
  party.name = group.Text(terms.name);
  party.trading_name = group.Text(terms.trading_name);
  for (const Term* id : group.All(terms.ids)) {
    party.ids.push_back(
        {id->normalized(), std::string(id->attribute("schemeID"))});
  }
  party.legal_id = Identifier(group, terms.legal_id);
  party.vat_id = group.Text(terms.vat_id);
  party.tax_registration = group.Text(terms.tax_registration);
  party.endpoint = Identifier(group, terms.endpoint);
  if (const Group* address = group.FindGroup(terms.address)) {
    party.country = address->Text(terms.country);
  }
  return party;
}

// The terms of an allowance or a charge, by its place.
struct AllowanceTerms {
  int group;
  bool is_charge;
  int amount;
  int base;
  int percent;
  int category;
  int tax_percent;
  int reason;
  int reason_code;
};
constexpr AllowanceTerms kOfDocument[] = {
    {20, false, 92, 93, 94, 95, 96, 97, 98},
    {21, true, 99, 100, 101, 102, 103, 104, 105}};
constexpr AllowanceTerms kOfLine[] = {
    {27, false, 136, 137, 138, 0, 0, 139, 140},
    {28, true, 141, 142, 143, 0, 0, 144, 145}};

std::vector<InvoiceAllowance> Allowances(
    const Group& in, absl::Span<const AllowanceTerms> kinds) {
  std::vector<InvoiceAllowance> allowances;
  for (const AllowanceTerms& terms : kinds) {
    for (const Group* group : in.Groups(terms.group)) {
      InvoiceAllowance allowance;
      allowance.is_charge = terms.is_charge;
      allowance.amount = group->Number(terms.amount);
      allowance.base = group->Number(terms.base);
      allowance.percent = group->Number(terms.percent);
      allowance.category = group->Text(terms.category);
      allowance.tax_percent = group->Number(terms.tax_percent);
      allowance.reason = group->Text(terms.reason);
      allowance.reason_code = group->Text(terms.reason_code);
      allowances.push_back(std::move(allowance));
    }
  }
  return allowances;
}

InvoicePeriod Period(const Group& in, int group, int start, int end) {
  const Group* period = in.FindGroup(group);
  if (period == nullptr) return {};
  return {Day(*period, start), Day(*period, end)};
}

InvoiceLine Line(const Group& group) {
  InvoiceLine line;
  line.file_line = group.line;
  line.id = group.Text(126);
  line.note = group.Text(127);
  line.name = group.Text(153);
  line.description = group.Text(154);
  line.seller_item_id = group.Text(155);
  line.quantity = group.Number(129);
  if (const Term* quantity = group.Find(129)) {
    line.unit = std::string(quantity->attribute("unitCode"));
  }
  line.net_price = group.Number(146);
  line.price_base_quantity = group.Number(149);
  line.net_amount = group.Number(131);
  line.period = Period(group, 26, 134, 135);
  line.category = group.Text(151);
  line.tax_percent = group.Number(152);
  line.accounting_reference = group.Text(133);
  line.order_line = group.Text(132);
  line.allowances = Allowances(group, kOfLine);
  return line;
}

InvoiceTotals Totals(const Group& invoice) {
  InvoiceTotals totals;
  if (const Group* group = invoice.FindGroup(22)) {
    totals.line_net = group->Number(106);
    totals.allowances = group->Number(107);
    totals.charges = group->Number(108);
    totals.tax_exclusive = group->Number(109);
    totals.tax_inclusive = group->Number(112);
    totals.prepaid = group->Number(113);
    totals.rounding = group->Number(114);
    totals.payable = group->Number(115);
  }
  const std::string currency = invoice.Text(5);
  for (const Group* group : invoice.Groups(kTaxTotalGroup)) {
    const Term* amount = group->Find(kTaxTotalAmount);
    if (amount == nullptr) continue;
    const absl::string_view own = amount->attribute("currencyID");
    // Without a currency it is the invoice's, as far as anybody can tell.
    std::optional<Decimal>& total =
        own == currency || own.empty() || currency.empty()
            ? totals.tax
            : totals.tax_in_tax_currency;
    if (!total.has_value()) total = amount->decimal();
  }
  return totals;
}

InvoicePayment Payment(const Group& invoice) {
  InvoicePayment payment;
  payment.reference = invoice.Text(83);
  payment.terms = invoice.Text(20);
  for (const Group* group : invoice.Groups(16)) {
    if (payment.means_code.empty()) payment.means_code = group->Text(81);
    if (payment.reference.empty()) payment.reference = group->Text(83);
    for (const Group* account : group->Groups(17)) {
      const std::string id = account->Text(84);
      if (!id.empty()) payment.account_ids.push_back(id);
    }
  }
  return payment;
}

InvoiceKind KindOf(const InvoiceDocument& document) {
  switch (document.syntax()) {
    case InvoiceSyntax::kUblInvoice:
      return InvoiceKind::kInvoice;
    case InvoiceSyntax::kUblCreditNote:
      return InvoiceKind::kCreditNote;
    case InvoiceSyntax::kCii:
      break;
  }
  // CII has one kind of document: its type code tells which it is. 384 corrects
  // either way and keeps its amounts' sign.
  constexpr absl::string_view kCreditNotes[] = {"81",  "83",  "261", "262",
                                                "296", "308", "381", "396",
                                                "420", "458", "532"};
  const std::string type = document.terms().Text(3);
  return std::find(std::begin(kCreditNotes), std::end(kCreditNotes), type) !=
                 std::end(kCreditNotes)
             ? InvoiceKind::kCreditNote
             : InvoiceKind::kInvoice;
}

Invoice Fill(const InvoiceDocument& document) {
  const Group& root = document.terms();
  Invoice invoice;
  invoice.file_line = root.line;
  invoice.kind = KindOf(document);
  invoice.syntax = !document.is_ubl() ? "CII"
                   : document.syntax() == InvoiceSyntax::kUblInvoice
                       ? "UBL Invoice"
                       : "UBL CreditNote";
  invoice.type_code = root.Text(3);
  invoice.number = root.Text(1);
  invoice.issue_day = Day(root, 2);
  invoice.due_day = Day(root, 9);
  invoice.tax_point_day = Day(root, 7);
  invoice.period = Period(root, 14, 73, 74);
  invoice.currency = root.Text(5);
  invoice.tax_currency = root.Text(6);
  invoice.customization = root.Text(24);
  invoice.profile = root.Text(23);
  if (const Group* seller = root.FindGroup(4)) {
    invoice.seller = Party(*seller, kSeller);
  }
  if (const Group* buyer = root.FindGroup(7)) {
    invoice.buyer = Party(*buyer, kBuyer);
  }
  if (const Group* payee = root.FindGroup(10)) {
    invoice.payee = Party(*payee, kPayee);
  }
  invoice.buyer_reference = root.Text(10);
  invoice.project = root.Text(11);
  invoice.contract = root.Text(12);
  invoice.order = root.Text(13);
  invoice.sales_order = root.Text(14);
  invoice.accounting_reference = root.Text(19);
  for (const Group* preceding : root.Groups(3)) {
    invoice.preceding.push_back({preceding->Text(25), Day(*preceding, 26)});
  }
  for (const Group* note : root.Groups(1)) {
    const std::string text = note->Text(22);
    if (!text.empty()) invoice.notes.push_back(text);
  }
  invoice.payment = Payment(root);
  invoice.totals = Totals(root);
  for (const Group* part : root.Groups(23)) {
    invoice.tax_breakdown.push_back({part->Text(118), part->Number(119),
                                     part->Number(116), part->Number(117),
                                     part->Text(120), part->Text(121)});
  }
  invoice.allowances = Allowances(root, kOfDocument);
  for (const Group* line : root.Groups(25)) {
    invoice.lines.push_back(Line(*line));
  }
  return invoice;
}

}  // namespace

std::variant<Invoice, RefusedDocument> ReadInvoice(
    absl::string_view bytes, const InvoiceReadOptions& options) {
  auto parsed = InvoiceDocument::Parse(bytes, options);
  if (auto* refused = std::get_if<RefusedDocument>(&parsed)) {
    return std::move(*refused);
  }
  const InvoiceDocument& document =
      *std::get<std::unique_ptr<InvoiceDocument>>(parsed);
  Invoice invoice = Fill(document);
  const std::vector<RuleSet> sets = RuleSetsFor(document);
  for (const RuleSet set : sets) {
    if (set != RuleSet::kXml) {
      invoice.rule_sets.push_back(std::string(RuleSetName(set)));
    }
  }
  invoice.problems = Judge(document, sets);
  return invoice;
}

}  // namespace regisseur
