#include "services/simulator/focus_bench_file.h"

#include <cstdio>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "services/simulator/decimal_text.h"

namespace regisseur::simulator {
namespace {

struct BenchProvider {
  absl::string_view name;
  absl::string_view issuer;
  absl::string_view account;
  absl::string_view currency;
};

constexpr BenchProvider kProviders[] = {
    {"Nimbaro Cloud Europe Ltd.", "Nimbaro Cloud Europe Ltd.",
     "nimbaro-0a1b-77", "USD"},
    {"Hoogveld Cloud", "\"Hoogveld Cloud, Inc.\"", "hoogveld-4410", "EUR"},
    {"Tidewater Compute", "Tidewater Compute SARL", "tw-9000-18", "USD"}};
constexpr int64_t kProviderCount = 3;
constexpr int64_t kMonthCount = 13;

struct BenchService {
  absl::string_view category;
  absl::string_view subcategory;
  absl::string_view name;
  absl::string_view unit;
};

constexpr BenchService kServices[] = {
    {"AI and Machine Learning", "Generative AI", "AI Studio", "1000 Tokens"},
    {"Analytics", "Analytics Platforms", "Warehouse", "TB"},
    {"Business Applications", "Productivity and Collaboration", "Suite",
     "Seats"},
    {"Compute", "Virtual Machines", "Compute", "Hours"},
    {"Databases", "Relational Databases", "SQL", "Hours"},
    {"Developer Tools", "Continuous Integration and Deployment", "Builder",
     "Minutes"},
    {"Identity", "Identity and Access Management", "Identity", "Users"},
    {"Integration", "Messaging", "Queues", "1000 Requests"},
    {"Internet of Things", "IoT Platforms", "Things", "Messages"},
    {"Management and Governance", "Observability", "Observe", "GB"},
    {"Media", "Media Streaming", "Streams", "Hours"},
    {"Migration", "Data Migration", "Mover", "GB"},
    {"Mobile", "Other (Mobile)", "Push", "Messages"},
    {"Multicloud", "Multicloud Integration", "Bridge", "GB"},
    {"Networking", "Content Delivery", "Delivery", "GB"},
    {"Other", "Other (Other)", "Support", "Months"},
    {"Security", "Threat Detection and Response", "Guard", "Events"},
    {"Storage", "Object Storage", "Objects", "GB-Hours"},
    {"Web", "Application Platforms", "Sites", "Hours"}};
constexpr uint64_t kServiceCount = 19;
static_assert(sizeof(kServices) / sizeof(kServices[0]) == kServiceCount);

constexpr absl::string_view kRegions[] = {"eu-west-nl", "eu-north-fi",
                                          "eu-central-de", "eu-south-it"};

constexpr char kHeader[] =
    "AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,"
    "BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,"
    "ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,"
    "ChargePeriodStart,CommitmentDiscountCategory,CommitmentDiscountId,"
    "CommitmentDiscountStatus,CommitmentDiscountType,ConsumedQuantity,"
    "ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,InvoiceId,"
    "InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,"
    "PricingUnit,ProviderName,PublisherName,RegionId,RegionName,ResourceId,"
    "ResourceName,ResourceType,ServiceCategory,ServiceName,"
    "ServiceSubcategory,SkuId,SkuPriceDetails,SkuPriceId,SubAccountId,"
    "SubAccountName,Tags\n";

uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

// `T00:00:00Z` on a day, without the cost of a format string.
void AppendDay(absl::CivilDay day, std::string& out) {
  const auto two = [&](int value) {
    out.push_back(static_cast<char>('0' + value / 10));
    out.push_back(static_cast<char>('0' + value % 10));
  };
  two(static_cast<int>(day.year() / 100));
  two(static_cast<int>(day.year() % 100));
  out.push_back('-');
  two(day.month());
  out.push_back('-');
  two(day.day());
  out += "T00:00:00Z";
}

}  // namespace

std::string BenchHeader() { return kHeader; }

void AppendBenchRow(uint64_t seed, int64_t index, int64_t count,
                    std::string& out) {
  const uint64_t dice = Mix(seed ^ Mix(static_cast<uint64_t>(index)));
  // Multiplied wide: a billion rows times 39 still fits.
  const int64_t block = index * kProviderCount * kMonthCount / count;
  const BenchProvider& provider = kProviders[block % kProviderCount];
  const absl::CivilMonth month =
      absl::CivilMonth(2025, 10) + block / kProviderCount;
  const absl::CivilDay first(month);
  const absl::CivilDay end(month + 1);
  const BenchService& service = kServices[dice % kServiceCount];
  const absl::CivilDay day =
      first +
      static_cast<int64_t>((dice >> 8) % static_cast<uint64_t>(end - first));
  const absl::string_view region = kRegions[(dice >> 16) % 4];
  const uint64_t resource = (dice >> 20) % 20000;
  const uint64_t project = (dice >> 36) % 40;
  const bool credit = (dice >> 44) % 100 == 0;
  const bool committed = !credit && (dice >> 46) % 8 == 0;
  const auto quantity = static_cast<int64_t>((dice >> 24) % 5000 + 1);
  const auto list_price = static_cast<int64_t>((dice >> 30) % 4000000 + 1000);
  const int64_t price = list_price / 100 * 92;
  const int64_t sign = credit ? -1 : 1;
  const std::string list_cost = DecimalText(sign * quantity * list_price, 8);
  const std::string cost = DecimalText(sign * quantity * price, 8);
  const std::string units = absl::StrCat(quantity);

  const auto comma = [&] { out.push_back(','); };
  absl::StrAppend(&out, region, "-", 1 + (dice >> 50) % 3, ",",
                  committed ? "0.00000000" : cost, ",", provider.account,
                  ",Gemeente Voorbeeld,", provider.currency, ",");
  AppendDay(end, out);
  comma();
  AppendDay(first, out);
  absl::StrAppend(&out, ",", credit ? "Credit" : "Usage", ",,\"", service.name,
                  " in ", region, ", charged by ", service.unit, "\",",
                  credit ? "One-Time" : "Usage-Based", ",");
  AppendDay(day + 1, out);
  comma();
  AppendDay(day, out);
  if (committed) {
    absl::StrAppend(&out, ",Usage,commitment-", project, ",Used,Committed use,",
                    units, ",", service.unit, ",");
  } else {
    absl::StrAppend(&out, ",,,,,", units, ",", service.unit, ",");
  }
  absl::StrAppend(&out, cost, ",", DecimalText(price, 8), ",", cost, ",",
                  provider.account, "-");
  AppendDay(first, out);
  absl::StrAppend(&out, ",", provider.issuer, ",", list_cost, ",",
                  DecimalText(list_price, 8), ",",
                  committed ? "Committed" : "Standard", ",", units, ",",
                  service.unit, ",");
  absl::StrAppend(&out, provider.name, ",", provider.name, ",", region,
                  ",Region ", region, ",");
  absl::StrAppend(&out, "//", provider.account, ".example/projects/p-", project,
                  "/regions/", region, "/resources/",
                  absl::Hex(Mix(resource), absl::kZeroPad16), ",", service.name,
                  "-", resource, ",", service.subcategory);
  absl::StrAppend(&out, ",", service.category, ",", service.name, ",",
                  service.subcategory, ",SKU-", dice % kServiceCount, "-",
                  region, ",,SKU-", dice % kServiceCount, "-", region, "-P1,");
  absl::StrAppend(
      &out, "p-", project, ",project-", project, ",\"{\"\"app\"\":\"\"app-",
      project % 12, "\"\",\"\"omgeving\"\":\"\"",
      project % 3 == 0 ? "acceptatie" : "productie",
      "\"\",\"\"kostenplaats\"\":\"\"KP-", 1000 + project % 25, "\"\"}\"\n");
}

absl::Status WriteBenchFile(const std::string& path, uint64_t seed,
                            int64_t count) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "wb"), &std::fclose);
  if (file == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path));
  }
  constexpr size_t kBlock = 1 << 20;
  std::string block = BenchHeader();
  block.reserve(kBlock + 4096);
  for (int64_t index = 0; index < count; ++index) {
    AppendBenchRow(seed, index, count, block);
    if (block.size() < kBlock && index + 1 < count) continue;
    if (std::fwrite(block.data(), 1, block.size(), file.get()) !=
        block.size()) {
      return absl::UnavailableError(absl::StrCat("cannot write ", path));
    }
    block.clear();
  }
  if (!block.empty()) {  // no row at all: the header alone
    std::fwrite(block.data(), 1, block.size(), file.get());
  }
  if (std::fflush(file.get()) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace regisseur::simulator
