#include "services/simulator/focus_file.h"

#include <zlib.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/simulator/decimal_text.h"
#include "services/simulator/json_text.h"

namespace regisseur::simulator {
namespace {

// What a column's value is taken from.
struct Row {
  const Partner& partner;
  const BillingAccount& account;
  const FocusPeriod& period;
  const Charge& charge;
  FocusDialect dialect;
};

std::string Date(absl::CivilDay day, FocusDialect dialect) {
  const char* rest =
      dialect == FocusDialect::kDatabase10 ? " 00:00:00" : "T00:00:00Z";
  return absl::StrFormat("%04d-%02d-%02d%s", day.year(), day.month(), day.day(),
                         rest);
}

std::string Cents(int64_t cents) { return DecimalText(cents, 2); }

std::string Price(const std::optional<int64_t>& price_e4) {
  return price_e4.has_value() ? DecimalText(*price_e4, 4) : "";
}

std::string Quantity(const Row& row) {
  return row.charge.quantity.has_value() ? absl::StrCat(*row.charge.quantity)
                                         : "";
}

bool IsUsage(const Row& row) { return row.charge.category == "Usage"; }

std::string Tags(const Row& row) {
  if (row.charge.tags.empty()) return "";
  JsonText json;
  json.BeginObject();
  for (const auto& [name, value] : row.charge.tags) json.Member(name, value);
  json.EndObject();
  return json.text();
}

// The name of a column and how its value is written; empty means null.
struct Column {
  absl::string_view name;
  bool since_1_1;
  std::string (*value)(const Row&);
};

constexpr Column kColumns[] = {
    {"AvailabilityZone", false, [](const Row&) { return std::string(); }},
    {"BilledCost", false,
     [](const Row& r) { return Cents(r.charge.billed_cents); }},
    {"BillingAccountId", false, [](const Row& r) { return r.account.id; }},
    {"BillingAccountName", false, [](const Row& r) { return r.account.name; }},
    {"BillingAccountType", true,
     [](const Row&) { return std::string("Contract"); }},
    {"BillingCurrency", false, [](const Row& r) { return r.account.currency; }},
    {"BillingPeriodEnd", false,
     [](const Row& r) {
       return Date(absl::CivilDay(r.period.month + 1), r.dialect);
     }},
    {"BillingPeriodStart", false,
     [](const Row& r) {
       return Date(absl::CivilDay(r.period.month), r.dialect);
     }},
    {"CapacityReservationId", true, [](const Row&) { return std::string(); }},
    {"CapacityReservationStatus", true,
     [](const Row&) { return std::string(); }},
    {"ChargeCategory", false, [](const Row& r) { return r.charge.category; }},
    {"ChargeClass", false,
     [](const Row& r) {
       return std::string(r.charge.correction ? "Correction" : "");
     }},
    {"ChargeDescription", false,
     [](const Row& r) { return r.charge.description; }},
    {"ChargeFrequency", false, [](const Row& r) { return r.charge.frequency; }},
    {"ChargePeriodEnd", false,
     [](const Row& r) { return Date(r.charge.end, r.dialect); }},
    {"ChargePeriodStart", false,
     [](const Row& r) { return Date(r.charge.start, r.dialect); }},
    {"CommitmentDiscountCategory", false,
     [](const Row& r) {
       return std::string(r.charge.commitment_id.empty() ? "" : "Usage");
     }},
    {"CommitmentDiscountId", false,
     [](const Row& r) { return r.charge.commitment_id; }},
    {"CommitmentDiscountName", false,
     [](const Row& r) {
       return std::string(
           r.charge.commitment_id.empty() ? "" : "Committed use website");
     }},
    {"CommitmentDiscountQuantity", true,
     [](const Row& r) {
       return r.charge.commitment_status.empty() ? "" : Quantity(r);
     }},
    {"CommitmentDiscountStatus", false,
     [](const Row& r) { return r.charge.commitment_status; }},
    {"CommitmentDiscountType", false,
     [](const Row& r) {
       return std::string(r.charge.commitment_id.empty() ? ""
                                                         : "Committed use");
     }},
    {"CommitmentDiscountUnit", true,
     [](const Row& r) {
       return r.charge.commitment_status.empty() ? "" : r.charge.unit;
     }},
    {"ConsumedQuantity", false,
     [](const Row& r) { return IsUsage(r) ? Quantity(r) : ""; }},
    {"ConsumedUnit", false,
     [](const Row& r) { return IsUsage(r) ? r.charge.unit : ""; }},
    {"ContractedCost", false,
     [](const Row& r) { return Cents(r.charge.contracted_cents); }},
    {"ContractedUnitPrice", false,
     [](const Row& r) { return Price(r.charge.contracted_price_e4); }},
    {"EffectiveCost", false,
     [](const Row& r) { return Cents(r.charge.effective_cents); }},
    {"InvoiceId", true,
     [](const Row& r) {
       return r.period.invoiced ? InvoiceNumber(r.partner.role, r.period.month)
                                : std::string();
     }},
    {"InvoiceIssuerName", false, [](const Row& r) { return r.partner.name; }},
    {"ListCost", false,
     [](const Row& r) { return Cents(r.charge.list_cents); }},
    {"ListUnitPrice", false,
     [](const Row& r) { return Price(r.charge.list_price_e4); }},
    {"PricingCategory", false,
     [](const Row& r) {
       if (!r.charge.quantity.has_value()) return std::string();
       return std::string(r.charge.commitment_status.empty() ? "Standard"
                                                             : "Committed");
     }},
    {"PricingCurrency", true, [](const Row& r) { return r.account.currency; }},
    {"PricingCurrencyContractedUnitPrice", true,
     [](const Row& r) { return Price(r.charge.contracted_price_e4); }},
    {"PricingCurrencyEffectiveCost", true,
     [](const Row& r) { return Cents(r.charge.effective_cents); }},
    {"PricingCurrencyListUnitPrice", true,
     [](const Row& r) { return Price(r.charge.list_price_e4); }},
    {"PricingQuantity", false, [](const Row& r) { return Quantity(r); }},
    {"PricingUnit", false,
     [](const Row& r) {
       return r.charge.quantity.has_value() ? r.charge.unit : "";
     }},
    {"ProviderName", false, [](const Row& r) { return r.partner.name; }},
    {"PublisherName", false, [](const Row& r) { return r.partner.name; }},
    {"RegionId", false, [](const Row& r) { return r.charge.region_id; }},
    {"RegionName", false, [](const Row& r) { return r.charge.region_name; }},
    {"ResourceId", false, [](const Row& r) { return r.charge.resource_id; }},
    {"ResourceName", false,
     [](const Row& r) { return r.charge.resource_name; }},
    {"ResourceType", false,
     [](const Row& r) { return r.charge.resource_type; }},
    {"ServiceCategory", false,
     [](const Row& r) { return r.charge.service_category; }},
    {"ServiceName", false, [](const Row& r) { return r.charge.service_name; }},
    {"ServiceSubcategory", true,
     [](const Row& r) { return r.charge.service_subcategory; }},
    {"SkuId", false, [](const Row& r) { return r.charge.sku_id; }},
    {"SkuMeter", true,
     [](const Row& r) { return r.charge.sku_id.empty() ? "" : r.charge.unit; }},
    {"SkuPriceDetails", true, [](const Row&) { return std::string(); }},
    {"SkuPriceId", false,
     [](const Row& r) {
       return r.charge.sku_id.empty() ? ""
                                      : absl::StrCat(r.charge.sku_id, "-P1");
     }},
    {"SubAccountId", false,
     [](const Row& r) { return r.charge.sub_account_id; }},
    {"SubAccountName", false,
     [](const Row& r) { return r.charge.sub_account_name; }},
    {"SubAccountType", true,
     [](const Row& r) {
       return std::string(r.charge.sub_account_id.empty() ? "" : "Project");
     }},
    {"Tags", false, Tags},
};

}  // namespace

FocusDialect FocusDialectOf(PartnerRole role) {
  switch (role) {
    case PartnerRole::kPublicCloud:
    case PartnerRole::kSaas:
    case PartnerRole::kCdn:
      return FocusDialect::kFocus12;
    case PartnerRole::kTelecom:
      return FocusDialect::kDatabase10;
    case PartnerRole::kHosting:
    case PartnerRole::kWorkplace:
    case PartnerRole::kSmall:
      return FocusDialect::kFocus10;
  }
  return FocusDialect::kFocus12;
}

std::string CsvField(absl::string_view value) {
  if (value.find_first_of(",\"\r\n") == absl::string_view::npos) {
    return std::string(value);
  }
  std::string field = "\"";
  for (char c : value) {
    if (c == '"') field.push_back('"');
    field.push_back(c);
  }
  field.push_back('"');
  return field;
}

std::string RenderFocus(PartnerRole role,
                        const std::vector<FocusPeriod>& periods) {
  const FocusDialect dialect = FocusDialectOf(role);
  const bool all = dialect == FocusDialect::kFocus12;
  std::string text;
  absl::string_view separator = "";
  for (const Column& column : kColumns) {
    if (column.since_1_1 && !all) continue;
    absl::StrAppend(&text, separator, column.name);
    separator = ",";
  }
  text += "\n";
  for (const FocusPeriod& period : periods) {
    for (const Charge& charge : period.charges) {
      const Row row{PartnerOf(role), BillingAccountOf(role), period, charge,
                    dialect};
      separator = "";
      for (const Column& column : kColumns) {
        if (column.since_1_1 && !all) continue;
        std::string value = column.value(row);
        if (value.empty() && dialect == FocusDialect::kDatabase10) {
          value = "NULL";
        }
        absl::StrAppend(&text, separator, CsvField(value));
        separator = ",";
      }
      text += "\n";
    }
  }
  return text;
}

absl::StatusOr<std::string> Gzip(absl::string_view text) {
  z_stream stream = {};
  constexpr int kGzipWindow = 15 + 16;  // 16 asks zlib for a gzip header
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return absl::InternalError("zlib could not start to compress");
  }
  std::string compressed(deflateBound(&stream, text.size()), '\0');
  stream.next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // read only
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  const int result = deflate(&stream, Z_FINISH);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) {
    return absl::InternalError("zlib did not finish a gzip stream");
  }
  return compressed;
}

}  // namespace regisseur::simulator
