#include "services/simulator/finance_export.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "services/simulator/charge_history.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/decimal_text.h"
#include "services/simulator/focus_file.h"
#include "services/simulator/rates_file.h"

namespace regisseur::simulator {
namespace {

constexpr char kHeader[] =
    "BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,"
    "BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeClass,"
    "ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,"
    "ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingQuantity,"
    "PricingUnit,ProviderName,PublisherName,ServiceCategory,ServiceName,"
    "x_InvoiceNumber,x_CostCenter,x_PostingDate\n";

std::string Day(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::string Instant(absl::CivilDay day) {
  return absl::StrCat(Day(day), "T00:00:00Z");
}

struct Booking {
  std::string creditor;
  std::string invoice_number;
  std::string category;
  std::string ledger_account;
  std::string cost_center;
  int64_t cents = 0;
};

Booking BookingOf(const Partner& partner, absl::CivilMonth month,
                  uint64_t seed) {
  Booking booking;
  booking.creditor = partner.ledger_name;
  booking.invoice_number = InvoiceNumber(partner.role, month);
  booking.cents = NetInvoiceCents(partner.role, month, seed);
  if (BillingAccountOf(partner.role).currency == "USD") {
    booking.cents = DivideRounded(booking.cents * 10000,
                                  UsdRateE4(absl::CivilDay(month + 1) - 1));
  }
  switch (partner.role) {
    case PartnerRole::kHosting:
    case PartnerRole::kPublicCloud:
      booking.category = "Compute";
      booking.ledger_account = "43812 Hosting en cloud";
      booking.cost_center = "ICT-INFRA";
      break;
    case PartnerRole::kCdn:
    case PartnerRole::kTelecom:
      booking.category = "Networking";
      booking.ledger_account = "43815 Telecommunicatie en netwerk";
      booking.cost_center = "ICT-NETWERK";
      break;
    case PartnerRole::kSaas:
      booking.category = "Business Applications";
      booking.ledger_account = "43811 Softwareabonnementen";
      booking.cost_center = "DIENSTVERLENING";
      break;
    case PartnerRole::kWorkplace:
      booking.category = "Management and Governance";
      booking.ledger_account = "43814 Werkplekbeheer";
      booking.cost_center = "ICT-WERKPLEK";
      break;
    case PartnerRole::kSmall:
      booking.category = "Other";
      booking.ledger_account = "43890 Overige diensten";
      booking.cost_center = "ARCHIEF";
      break;
  }
  return booking;
}

void AppendBooking(const Booking& booking, absl::CivilMonth month,
                   std::string& text) {
  const absl::CivilDay first(month);
  const absl::CivilDay end(month + 1);
  const std::string amount = DecimalText(booking.cents, 2);
  const std::vector<std::string> fields = {
      amount,
      "GV-CREDITEUREN",
      "Crediteurenadministratie Gemeente Voorbeeld",
      "EUR",
      Instant(end),
      Instant(first),
      "Usage",
      "",
      CsvField(absl::StrCat("Factuur ", booking.invoice_number)),
      "Recurring",
      Instant(end),
      Instant(first),
      amount,
      amount,
      CsvField(booking.creditor),
      amount,
      "1",
      "Invoices",
      CsvField(booking.creditor),
      CsvField(booking.creditor),
      booking.category,
      CsvField(booking.ledger_account),
      booking.invoice_number,
      booking.cost_center,
      Day(end + 7),
  };
  absl::StrAppend(&text, absl::StrJoin(fields, ","), "\n");
}

}  // namespace

absl::CivilMonth FirstUnpostedMonth(absl::CivilDay day) {
  const absl::CivilMonth month(day);
  return day.day() >= 8 ? month : month - 1;
}

std::string RenderFinanceExport(absl::CivilMonth from, absl::CivilMonth until,
                                uint64_t seed) {
  const DayDice dice(seed, kUnknownCreditor);
  std::string text = kHeader;
  for (absl::CivilMonth month = from; month < until; ++month) {
    for (const Partner& partner : Partners()) {
      AppendBooking(BookingOf(partner, month, seed), month, text);
    }
    Booking printer;
    printer.creditor = kUnknownCreditor;
    printer.invoice_number =
        absl::StrFormat("DGP%04d%02d", month.year(), month.month());
    printer.category = "Other";
    printer.ledger_account = "43850 Drukwerk";
    printer.cost_center = "COMMUNICATIE";
    printer.cents = dice.Between(absl::CivilDay(month), "print", 62000, 141000);
    AppendBooking(printer, month, text);
  }
  return text;
}

}  // namespace regisseur::simulator
