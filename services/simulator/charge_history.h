#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/simulator/partner.h"

namespace regisseur::simulator {

// One charge in the words of FOCUS 1.2. Money is whole cents of the account's
// currency; unit prices are ten-thousandths of it; quantities are whole units.
struct Charge {
  std::string category = "Usage";
  bool correction = false;  // ChargeClass
  std::string frequency = "Recurring";
  std::string description;
  std::string service_category;
  std::string service_subcategory;
  std::string service_name;
  std::string sub_account_id;
  std::string sub_account_name;
  std::string region_id;
  std::string region_name;
  std::string resource_id;
  std::string resource_name;
  std::string resource_type;
  std::string sku_id;
  absl::CivilDay start;
  absl::CivilDay end;  // exclusive
  int64_t billed_cents = 0;
  int64_t effective_cents = 0;
  int64_t list_cents = 0;
  int64_t contracted_cents = 0;
  std::optional<int64_t> quantity;
  std::string unit;
  std::optional<int64_t> list_price_e4;
  std::optional<int64_t> contracted_price_e4;
  std::string commitment_id;
  std::string commitment_status;  // Used, Unused or empty
  std::vector<std::pair<std::string, std::string>> tags;
};

// The account that a partner bills.
struct BillingAccount {
  std::string id;
  std::string name;
  std::string currency;
  std::string invoice_prefix;
};

// The partner's account with us; its currency also for partners without a cost
// file of their own.
const BillingAccount& BillingAccountOf(PartnerRole role);

// What makes charges differ between two runs.
struct ChargeOptions {
  uint64_t seed = 1;
  // Each metered row is split over so many resources; their sum stays the same.
  int resources = 1;
};

// The charges of one billing period (a UTC month), as known at the start of
// `known_until`: metered rows up to that day; credit, tax and correction once
// the month is over. Which months a partner has told at all is not judged here.
// A pure function of its arguments.
std::vector<Charge> ChargesOfMonth(PartnerRole role, absl::CivilMonth month,
                                   absl::CivilDay known_until,
                                   const ChargeOptions& options);

// What a partner invoices for a month without tax, in cents of its currency:
// the sum of its charges, or the agreed price where it sends no cost file.
int64_t NetInvoiceCents(PartnerRole role, absl::CivilMonth month,
                        uint64_t seed);

// The number of the invoice for a month, for instance `NIM-2026-10`.
std::string InvoiceNumber(PartnerRole role, absl::CivilMonth month);

}  // namespace regisseur::simulator
