#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// What a document asks for. The numbers are stored: never renumber.
enum class InvoiceKind {
  kUnspecified = 0,  // never sent
  kInvoice = 1,      // adds to what is owed
  kCreditNote = 2,   // takes off what is owed
};

// `invoice`, `credit_note`; empty for kUnspecified.
absl::string_view InvoiceKindWord(InvoiceKind kind);

// The severity of a broken rule, as the official validators have it. The
// numbers are stored: never renumber.
enum class ProblemSeverity {
  kUnspecified = 0,  // never sent
  kFatal = 1,        // the invoice is not valid
  kWarning = 2,
};

// `fatal`, `warning`; empty for kUnspecified.
absl::string_view ProblemSeverityWord(ProblemSeverity severity);

// A rule that the invoice breaks, once for each place where it does. The words
// are chosen at the edge: ProblemMessage in rule_words.h.
struct InvoiceProblem {
  std::string rule;  // as its standard names it: `BR-CO-15`, `NL-R-003`
  ProblemSeverity severity = ProblemSeverity::kFatal;
  // What the rule's sentence names, for instance `expected` and `found`.
  std::map<std::string, std::string> arguments;
  // For people: `line 3`, `VAT breakdown S 21`, an element's path; empty when
  // the whole document is meant.
  std::string where;

  friend bool operator==(const InvoiceProblem&,
                         const InvoiceProblem&) = default;
};

// An identifier and the list that it is taken from (`0106` is KvK).
struct InvoiceIdentifier {
  std::string value;
  std::string scheme;  // may be empty

  friend bool operator==(const InvoiceIdentifier&,
                         const InvoiceIdentifier&) = default;
};

// Seller (BG-4), buyer (BG-7) or payee (BG-10).
struct InvoiceParty {
  std::string name;                    // BT-27, BT-44, BT-59
  std::string trading_name;            // BT-28, BT-45
  std::vector<InvoiceIdentifier> ids;  // BT-29, BT-46, BT-60
  InvoiceIdentifier legal_id;          // BT-30, BT-47, BT-61
  std::string vat_id;                  // BT-31, BT-48
  std::string tax_registration;        // BT-32
  InvoiceIdentifier endpoint;          // BT-34, BT-49
  std::string country;                 // BT-40, BT-55

  friend bool operator==(const InvoiceParty&, const InvoiceParty&) = default;
};

// Both days belong to it (unlike a TimeRange); either may be missing.
struct InvoicePeriod {
  std::optional<absl::CivilDay> start;  // BT-73, BT-134
  std::optional<absl::CivilDay> end;    // BT-74, BT-135

  friend bool operator==(const InvoicePeriod&, const InvoicePeriod&) = default;
};

// An earlier invoice that this one is about (BG-3).
struct PrecedingInvoice {
  std::string number;                       // BT-25
  std::optional<absl::CivilDay> issue_day;  // BT-26

  friend bool operator==(const PrecedingInvoice&,
                         const PrecedingInvoice&) = default;
};

// How to pay (BG-16).
struct InvoicePayment {
  std::string means_code;                // BT-81, UNCL4461
  std::string reference;                 // BT-83
  std::vector<std::string> account_ids;  // BT-84
  std::string terms;                     // BT-20

  friend bool operator==(const InvoicePayment&,
                         const InvoicePayment&) = default;
};

// The totals (BG-22) in the invoice's currency, with the sign and the decimals
// that the document writes. Absent: the document does not say it, or says
// something that is no number (a problem then).
struct InvoiceTotals {
  std::optional<Decimal> line_net;             // BT-106
  std::optional<Decimal> allowances;           // BT-107
  std::optional<Decimal> charges;              // BT-108
  std::optional<Decimal> tax_exclusive;        // BT-109
  std::optional<Decimal> tax;                  // BT-110
  std::optional<Decimal> tax_in_tax_currency;  // BT-111, in BT-6
  std::optional<Decimal> tax_inclusive;        // BT-112
  std::optional<Decimal> prepaid;              // BT-113
  std::optional<Decimal> rounding;             // BT-114
  std::optional<Decimal> payable;              // BT-115

  friend bool operator==(const InvoiceTotals&, const InvoiceTotals&) = default;
};

// One category and rate of the VAT breakdown (BG-23).
struct InvoiceTaxSubtotal {
  std::string category;            // BT-118: S Z E AE K G O L M B
  std::optional<Decimal> percent;  // BT-119
  std::optional<Decimal> taxable;  // BT-116
  std::optional<Decimal> tax;      // BT-117
  std::string exemption_reason;    // BT-120
  std::string exemption_code;      // BT-121

  friend bool operator==(const InvoiceTaxSubtotal&,
                         const InvoiceTaxSubtotal&) = default;
};

// An allowance or a charge, of the document (BG-20, BG-21) or of a line (BG-27,
// BG-28; no VAT of its own then).
struct InvoiceAllowance {
  bool is_charge = false;
  std::optional<Decimal> amount;       // BT-92, BT-99, BT-136, BT-141
  std::optional<Decimal> base;         // BT-93, BT-100, BT-137, BT-142
  std::optional<Decimal> percent;      // BT-94, BT-101, BT-138, BT-143
  std::string category;                // BT-95, BT-102
  std::optional<Decimal> tax_percent;  // BT-96, BT-103
  std::string reason;                  // BT-97, BT-104, BT-139, BT-144
  std::string reason_code;             // BT-98, BT-105, BT-140, BT-145

  friend bool operator==(const InvoiceAllowance&,
                         const InvoiceAllowance&) = default;
};

// An invoice line (BG-25).
struct InvoiceLine {
  int64_t file_line = 0;             // of the file, from 1, where it begins
  std::string id;                    // BT-126
  std::string note;                  // BT-127
  std::string name;                  // BT-153
  std::string description;           // BT-154
  std::string seller_item_id;        // BT-155
  std::optional<Decimal> quantity;   // BT-129
  std::string unit;                  // BT-130, UN/ECE Rec 20 with Rec 21
  std::optional<Decimal> net_price;  // BT-146
  std::optional<Decimal> price_base_quantity;  // BT-149
  std::optional<Decimal> net_amount;           // BT-131
  InvoicePeriod period;                        // BG-26
  std::string category;                        // BT-151
  std::optional<Decimal> tax_percent;          // BT-152
  std::string accounting_reference;            // BT-133
  std::string order_line;                      // BT-132
  std::vector<InvoiceAllowance> allowances;    // BG-27, BG-28

  friend bool operator==(const InvoiceLine&, const InvoiceLine&) = default;
};

// One invoice or credit note as its document (EN 16931-1:2017) says it, in UBL
// 2.1 or UN/CEFACT CII. The business terms (BT-n) and groups (BG-n) are those
// of the standard; a text that the document does not have is empty. Amounts
// stand as written; what they mean for the cost is SignedAsCost.
struct Invoice {
  int delivery = 0;       // index into the batch's deliveries
  int64_t file_line = 0;  // of the file, from 1, where it begins
  std::string syntax;     // `UBL Invoice`, `UBL CreditNote`, `CII`
  InvoiceKind kind = InvoiceKind::kUnspecified;
  std::string type_code;                          // BT-3, UNCL1001
  std::string number;                             // BT-1
  std::optional<absl::CivilDay> issue_day;        // BT-2
  std::optional<absl::CivilDay> due_day;          // BT-9
  std::optional<absl::CivilDay> tax_point_day;    // BT-7
  InvoicePeriod period;                           // BG-14
  std::string currency;                           // BT-5
  std::string tax_currency;                       // BT-6
  std::string customization;                      // BT-24
  std::string profile;                            // BT-23
  InvoiceParty seller;                            // BG-4
  InvoiceParty buyer;                             // BG-7
  std::optional<InvoiceParty> payee;              // BG-10
  std::string buyer_reference;                    // BT-10
  std::string project;                            // BT-11
  std::string contract;                           // BT-12
  std::string order;                              // BT-13
  std::string sales_order;                        // BT-14
  std::string accounting_reference;               // BT-19
  std::vector<PrecedingInvoice> preceding;        // BG-3
  std::vector<std::string> notes;                 // BT-22
  InvoicePayment payment;                         // BG-16
  InvoiceTotals totals;                           // BG-22
  std::vector<InvoiceTaxSubtotal> tax_breakdown;  // BG-23
  std::vector<InvoiceAllowance> allowances;       // BG-20, BG-21
  std::vector<InvoiceLine> lines;                 // BG-25
  // The rule sets that it was held against, for instance `EN 16931`, `NLCIUS`.
  std::vector<std::string> rule_sets;
  std::vector<InvoiceProblem> problems;

  friend bool operator==(const Invoice&, const Invoice&) = default;
};

// An amount of the invoice as cost: that of a credit note with the other sign.
// A negative invoice and a negative credit note keep their meaning, so that
// both the kind and the amount count.
Decimal SignedAsCost(InvoiceKind kind, const Decimal& amount);

// True when a fatal rule is broken.
bool IsInvalid(const Invoice& invoice);

}  // namespace regisseur
