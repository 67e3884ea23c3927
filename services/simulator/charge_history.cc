#include "services/simulator/charge_history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/decimal_text.h"

namespace regisseur::simulator {
namespace {

// A metered line of a price list: so many units a day, growing every month.
struct Meter {
  absl::string_view service_name;
  absl::string_view category;
  absl::string_view subcategory;
  absl::string_view resource_type;
  absl::string_view sku;
  absl::string_view unit;
  // Ten-thousandths of the currency; price times step is whole cents.
  int64_t list_price_e4;
  int64_t contracted_price_e4;
  int64_t step;
  int64_t units_a_day;
  // How much grows each month, in ten-thousandths of the first month.
  int64_t growth_e4;
  // What is left at the weekend, in percent.
  int64_t weekend_percent;
  absl::string_view sub_account;
  absl::string_view region_id;
  absl::string_view region_name;
  absl::string_view app;
};

constexpr char kEuWest[] = "eu-west-nl";
constexpr char kEuWestName[] = "Netherlands";
constexpr char kEuNorth[] = "eu-north-fi";
constexpr char kEuNorthName[] = "Finland";

constexpr Meter kCloudMeters[] = {
    {"Nimbaro Compute", "Compute", "Virtual Machines", "Virtual machine",
     "NC-STD-4", "Hours", 520, 468, 25, 950, 120, 100, "website-productie",
     kEuWest, kEuWestName, "website"},
    {"Nimbaro Compute", "Compute", "Virtual Machines", "Virtual machine",
     "NC-STD-4", "Hours", 520, 468, 25, 475, 60, 40, "website-acceptatie",
     kEuNorth, kEuNorthName, "website"},
    {"Nimbaro Kubernetes", "Compute", "Containers", "Cluster", "NK-NODE-8",
     "Hours", 1000, 900, 1, 480, 150, 90, "dataplatform", kEuWest, kEuWestName,
     "datawarehouse"},
    {"Nimbaro SQL", "Databases", "Relational Databases", "Database instance",
     "NS-HA-16", "Hours", 2200, 1980, 5, 190, 40, 100, "website-productie",
     kEuWest, kEuWestName, "website"},
    {"Nimbaro Object Storage", "Storage", "Object Storage", "Bucket", "NO-STD",
     "GB-Days", 8, 7, 100, 52000, 260, 100, "dataplatform", kEuWest,
     kEuWestName, "datawarehouse"},
    {"Nimbaro Load Balancing", "Networking", "Application Networking",
     "Load balancer", "NL-GB", "GB", 100, 90, 10, 2400, 110, 70,
     "website-productie", kEuWest, kEuWestName, "website"},
    {"Nimbaro Load Balancing", "Networking", "Network Connectivity",
     "Network interface", "NL-EGRESS", "GB", 800, 720, 25, 300, 130, 70,
     "website-productie", kEuWest, kEuWestName, "website"},
    {"Nimbaro Functions", "Compute", "Serverless Compute", "Function", "NF-REQ",
     "1000 Requests", 4000, 3600, 5, 40, 200, 60, "koppelingen", kEuWest,
     kEuWestName, "zaakkoppeling"},
    {"Nimbaro Analytics", "Analytics", "Analytics Platforms", "Dataset",
     "NA-SCAN", "TB", 50000, 45000, 1, 6, 400, 35, "dataplatform", kEuWest,
     kEuWestName, "datawarehouse"},
    {"Nimbaro AI Studio", "AI and Machine Learning", "Generative AI",
     "Model endpoint", "NAI-TOK", "1000 Tokens", 300, 300, 1, 520, 900, 20,
     "innovatie", kEuNorth, kEuNorthName, "raadsassistent"},
    {"Nimbaro Backup", "Storage", "Backup Storage", "Backup vault", "NB-STD",
     "GB-Days", 10, 9, 100, 38000, 180, 100, "dataplatform", kEuNorth,
     kEuNorthName, ""},
    {"Nimbaro Identity", "Identity", "Identity and Access Management", "Tenant",
     "NI-MAU", "Users", 100, 100, 1, 760, 30, 25, "koppelingen", kEuWest,
     kEuWestName, "inwonersportaal"},
};

constexpr Meter kCdnMeters[] = {
    {"Content delivery", "Networking", "Content Delivery", "Zone", "SF-GB-EU",
     "GB", 400, 350, 20, 620, 140, 70, "voorbeeld.example", "europe", "Europe",
     "website"},
    {"Content delivery", "Networking", "Content Delivery", "Zone", "SF-GB-NA",
     "GB", 400, 350, 20, 40, 100, 90, "voorbeeld.example", "north-america",
     "North America", "website"},
    {"DNS", "Networking", "Network Routing", "Zone", "SF-DNS", "1000 Requests",
     20, 15, 20, 900, 90, 75, "voorbeeld.example", "europe", "Europe", ""},
    {"Web application firewall", "Security", "Threat Detection and Response",
     "Policy", "SF-WAF", "10000 Requests", 900, 750, 4, 90, 160, 75,
     "inwonersportaal.example", "europe", "Europe", "inwonersportaal"},
};

// Growth counts from here, so that a month costs the same whenever it is asked.
constexpr absl::CivilMonth kGrowthStart(2025, 1);

int64_t Grown(int64_t amount, int64_t growth_e4, absl::CivilMonth month) {
  const int64_t months = month - kGrowthStart;
  // A month long before the start is small, never negative.
  const int64_t factor = std::max<int64_t>(2000, 10000 + growth_e4 * months);
  return amount * factor / 10000;
}

bool IsWeekend(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

std::string MonthText(absl::CivilMonth month) {
  return absl::StrFormat("%04d-%02d", month.year(), month.month());
}

// Collects the charges of one month of one partner.
class Month {
 public:
  Month(PartnerRole role, absl::CivilMonth month, absl::CivilDay known_until,
        const ChargeOptions& options)
      : partner_(PartnerOf(role)),
        dice_(options.seed, absl::StrCat(partner_.id, "/charges")),
        options_(options),
        month_(month),
        first_(month),
        end_(absl::CivilDay(month + 1)),
        metered_until_(std::min(end_, known_until)),
        closed_(known_until >= end_) {}

  std::vector<Charge> Take() && { return std::move(charges_); }

  // A month's fixed amount, billed in advance: there from the first day on.
  Charge& AddFixed(absl::string_view service, absl::string_view category,
                   absl::string_view subcategory, absl::string_view description,
                   absl::string_view sku, int64_t units, int64_t price_cents,
                   int64_t list_price_cents, absl::string_view unit) {
    Charge charge;
    charge.description = std::string(description);
    charge.service_category = std::string(category);
    charge.service_subcategory = std::string(subcategory);
    charge.service_name = std::string(service);
    charge.sku_id = std::string(sku);
    charge.resource_id = absl::StrCat(partner_.id, "/", sku);
    charge.resource_name = std::string(description);
    charge.resource_type = "Subscription";
    charge.start = first_;
    charge.end = end_;
    charge.billed_cents = units * price_cents;
    charge.effective_cents = charge.billed_cents;
    charge.contracted_cents = charge.billed_cents;
    charge.list_cents = units * list_price_cents;
    charge.quantity = units;
    charge.unit = std::string(unit);
    charge.list_price_e4 = list_price_cents * 100;
    charge.contracted_price_e4 = price_cents * 100;
    charges_.push_back(std::move(charge));
    return charges_.back();
  }

  // A single amount on one day, credit and correction included.
  Charge& AddAmount(absl::string_view category, absl::string_view service,
                    absl::string_view service_category,
                    absl::string_view description, int64_t cents) {
    Charge charge;
    charge.category = std::string(category);
    charge.frequency = "One-Time";
    charge.description = std::string(description);
    charge.service_category = std::string(service_category);
    charge.service_subcategory = absl::StrCat("Other (", service_category, ")");
    charge.service_name = std::string(service);
    charge.start = end_ - 1;
    charge.end = end_;
    charge.billed_cents = cents;
    charge.effective_cents = cents;
    charge.list_cents = cents;
    charge.contracted_cents = cents;
    charges_.push_back(std::move(charge));
    return charges_.back();
  }

  void AddMetered(const Meter& meter) {
    for (absl::CivilDay day = first_; day < metered_until_; ++day) {
      int64_t units = Grown(meter.units_a_day, meter.growth_e4, month_);
      if (IsWeekend(day)) units = units * meter.weekend_percent / 100;
      const std::string purpose =
          absl::StrCat(meter.sku, "/", meter.sub_account, "/", meter.region_id);
      units = units * dice_.Between(day, purpose, 940, 1060) / 1000;
      const int64_t steps = std::max<int64_t>(1, units / meter.step);
      for (int i = 0; i < options_.resources; ++i) {
        const int64_t share = steps / options_.resources +
                              (i < steps % options_.resources ? 1 : 0);
        AddMeteredRow(meter, day, share * meter.step, i);
      }
    }
  }

  void AddCloudCommitment() {
    constexpr char kCommitment[] = "nimbaro-cud-4711";
    // Bought each year on 1 January, paid at once, used up day by day.
    if (month_.month() == 1) {
      const int64_t days = absl::CivilDay(month_.year() + 1, 1, 1) - first_;
      Charge& charge =
          AddAmount("Purchase", "Nimbaro Compute", "Compute",
                    "One year committed use, 1000 hours a day, paid upfront",
                    5000 * days);
      charge.start = first_;
      charge.end = absl::CivilDay(month_.year() + 1, 1, 1);
      charge.effective_cents = 0;
      charge.commitment_id = kCommitment;
    }
    for (absl::CivilDay day = first_; day < metered_until_; ++day) {
      const int64_t used = IsWeekend(day) ? 800 : 1000;
      AddCommitted(kCommitment, day, used, "Used");
      if (used < 1000) AddCommitted(kCommitment, day, 1000 - used, "Unused");
    }
  }

  int64_t BilledOf(absl::string_view service) const {
    int64_t sum = 0;
    for (const Charge& charge : charges_) {
      if (charge.service_name == service && charge.category == "Usage") {
        sum += charge.billed_cents;
      }
    }
    return sum;
  }

  int64_t Billed() const {
    int64_t sum = 0;
    for (const Charge& charge : charges_) {
      if (charge.category != "Tax") sum += charge.billed_cents;
    }
    return sum;
  }

  bool closed() const { return closed_; }
  absl::CivilMonth month() const { return month_; }
  absl::CivilDay first() const { return first_; }
  const DayDice& dice() const { return dice_; }

 private:
  void AddMeteredRow(const Meter& meter, absl::CivilDay day, int64_t quantity,
                     int resource) {
    Charge charge;
    charge.frequency = "Usage-Based";
    charge.description = absl::StrCat(meter.service_name, ", ", meter.sku);
    charge.service_category = std::string(meter.category);
    charge.service_subcategory = std::string(meter.subcategory);
    charge.service_name = std::string(meter.service_name);
    charge.sub_account_id = absl::StrCat(partner_.id, "-", meter.sub_account);
    charge.sub_account_name = std::string(meter.sub_account);
    charge.region_id = std::string(meter.region_id);
    charge.region_name = std::string(meter.region_name);
    charge.resource_type = std::string(meter.resource_type);
    charge.resource_id =
        absl::StrCat("//", partner_.id, ".example/", meter.sub_account, "/",
                     meter.region_id, "/", meter.sku, "/", resource + 1);
    charge.resource_name = absl::StrCat(meter.sku, "-", resource + 1);
    charge.sku_id = std::string(meter.sku);
    charge.start = day;
    charge.end = day + 1;
    charge.quantity = quantity;
    charge.unit = std::string(meter.unit);
    charge.list_price_e4 = meter.list_price_e4;
    charge.contracted_price_e4 = meter.contracted_price_e4;
    charge.list_cents = quantity * meter.list_price_e4 / 100;
    charge.contracted_cents = quantity * meter.contracted_price_e4 / 100;
    charge.billed_cents = charge.contracted_cents;
    charge.effective_cents = charge.contracted_cents;
    charge.tags.emplace_back(
        "omgeving",
        meter.sub_account == "website-acceptatie" ? "acceptatie" : "productie");
    if (!meter.app.empty()) {
      charge.tags.emplace_back("app", std::string(meter.app));
    }
    charges_.push_back(std::move(charge));
  }

  void AddCommitted(absl::string_view commitment, absl::CivilDay day,
                    int64_t hours, absl::string_view status) {
    Charge charge;
    charge.frequency = "Usage-Based";
    charge.description = absl::StrCat("Committed use, ", status);
    charge.service_category = "Compute";
    charge.service_subcategory = "Virtual Machines";
    charge.service_name = "Nimbaro Compute";
    charge.sub_account_id = absl::StrCat(partner_.id, "-website-productie");
    charge.sub_account_name = "website-productie";
    charge.region_id = kEuWest;
    charge.region_name = kEuWestName;
    charge.sku_id = "NC-CUD-4";
    charge.start = day;
    charge.end = day + 1;
    charge.quantity = hours;
    charge.unit = "Hours";
    charge.list_price_e4 = 600;
    charge.contracted_price_e4 = 500;
    charge.list_cents = hours * 6;
    charge.contracted_cents = hours * 5;
    charge.effective_cents = hours * 5;
    charge.commitment_id = std::string(commitment);
    charge.commitment_status = std::string(status);
    charge.tags.emplace_back("omgeving", "productie");
    charges_.push_back(std::move(charge));
  }

  const Partner& partner_;
  const DayDice dice_;
  const ChargeOptions& options_;
  const absl::CivilMonth month_;
  const absl::CivilDay first_;
  const absl::CivilDay end_;
  const absl::CivilDay metered_until_;
  const bool closed_;
  std::vector<Charge> charges_;
};

void AddHosting(Month& month) {
  month.AddFixed("Managed hosting", "Compute", "Virtual Machines",
                 "Vast bedrag beheerde hosting", "PS-BASIS", 1, 950000, 950000,
                 "Months");
  if (month.month() >= absl::CivilMonth(2026, 4)) {
    month.AddFixed("Extra opslag", "Storage", "Block Storage",
                   "Optie extra opslag, 10 TB", "PS-OPT-OPSLAG", 1, 120000,
                   120000, "Months");
  }
  if (!month.closed()) return;
  if (month.month().month() % 6 == 3) {
    month.AddAmount("Purchase", "Beveiligingstest", "Security",
                    "Optie DDoS-test", 95000);
  }
  if (month.dice().Happens(month.first(), "credit", 180)) {
    month.AddAmount("Credit", "Managed hosting", "Compute",
                    "Servicecredit beschikbaarheid vorige maand, 10%", -95000);
  }
}

void AddCloud(Month& month) {
  for (const Meter& meter : kCloudMeters) month.AddMetered(meter);
  month.AddCloudCommitment();
  if (!month.closed()) return;
  month.AddAmount("Credit", "Nimbaro Compute", "Compute",
                  "Sustained use credit, 3%",
                  -DivideRounded(month.BilledOf("Nimbaro Compute") * 3, 100));
  if (month.dice().Happens(month.first(), "correction", 300)) {
    Charge& charge = month.AddAmount(
        "Usage", "Nimbaro Object Storage", "Storage",
        "Correction of the metering of the previous month", -12500);
    charge.correction = true;
    charge.frequency = "Usage-Based";
    charge.start = absl::CivilDay(month.month() - 1);
    charge.end = month.first();
  }
  month.AddAmount("Tax", "Value added tax", "Other", "VAT 21%",
                  DivideRounded(month.Billed() * 21, 100));
}

void AddSaas(Month& month) {
  const int64_t months = month.month() - kGrowthStart;
  const int64_t seats = std::max<int64_t>(20, 372 + months * 4);
  month.AddFixed("Zaaksysteem", "Business Applications",
                 "Productivity and Collaboration", "Gebruikers zaaksysteem",
                 "ZV-GEBRUIKER", seats, 1450, 1600, "Seats");
  month.AddFixed("Zaaksysteem koppelingen", "Integration", "API Management",
                 "Koppelvlak, vast bedrag", "ZV-API", 1, 85000, 90000,
                 "Months");
  if (month.closed() && month.dice().Happens(month.first(), "training", 250)) {
    month.AddAmount("Purchase", "Opleiding", "Other",
                    "Training functioneel beheer", 125000);
  }
}

void AddCdn(Month& month) {
  Charge& plan =
      month.AddFixed("Edge plan", "Networking", "Content Delivery",
                     "Business plan", "SF-PLAN-B", 1, 90000, 110000, "Months");
  plan.sub_account_id = "swiftfjord-account";
  plan.sub_account_name = "Gemeente Voorbeeld";
  for (const Meter& meter : kCdnMeters) month.AddMetered(meter);
  if (month.closed() && month.dice().Happens(month.first(), "credit", 250)) {
    month.AddAmount("Credit", "Edge plan", "Networking",
                    "Service credit, previous month", -9000);
  }
}

void AddTelecom(Month& month) {
  const absl::CivilDay day = month.first();
  const DayDice& dice = month.dice();
  month.AddFixed("Vaste telefonie", "Networking", "Network Connectivity",
                 "Vaste lijnen en centrale", "KL-VAST", 1, 214000, 214000,
                 "Months");
  month.AddFixed("Internetverbindingen", "Networking", "Network Connectivity",
                 "Glasvezel, 9 locaties", "KL-GLAS", 9, 14000, 15500,
                 "Locations");
  const int64_t months = month.month() - kGrowthStart;
  month.AddFixed("Mobiele abonnementen", "Mobile", "Other (Mobile)",
                 "Abonnementen mobiel", "KL-MOB",
                 std::max<int64_t>(50, 360 + months * 2), 625, 750, "Seats");
  const auto metered = [&](absl::string_view service,
                           absl::string_view description, absl::string_view sku,
                           int64_t low, int64_t high, int64_t price_cents,
                           absl::string_view unit) {
    Charge& charge = month.AddFixed(
        service, "Networking", "Network Connectivity", description, sku,
        Grown(dice.Between(day, sku, low, high), 60, month.month()),
        price_cents, price_cents, unit);
    charge.frequency = "Usage-Based";
  };
  metered("Vaste telefonie", "Gesprekken uitgaand", "KL-MIN", 9000, 12500, 3,
          "Minutes");
  metered("Mobiele data", "Data buiten bundel", "KL-DATA", 15, 70, 250, "GB");
  metered("Contactcenter", "Gesprekken via 14-nummer", "KL-14NR", 6000, 8200, 5,
          "Minutes");
}

// The agreed price of the two partners that send no cost file.
int64_t AgreedCents(PartnerRole role, absl::CivilMonth month, uint64_t seed) {
  const DayDice dice(seed, absl::StrCat(PartnerOf(role).id, "/charges"));
  const absl::CivilDay day(month);
  if (role == PartnerRole::kWorkplace) {
    const int64_t workplaces =
        std::max<int64_t>(100, 612 + (month - kGrowthStart) * 3);
    const int64_t project_hours = dice.Between(day, "project", 0, 24);
    return workplaces * 2375 + project_hours * 10500;
  }
  // Pages scanned at nine cents, and a van that comes every week.
  return dice.Between(day, "pages", 14000, 24000) * 9 + 4 * 6500;
}

}  // namespace

const BillingAccount& BillingAccountOf(PartnerRole role) {
  static const auto& accounts = *new std::vector<BillingAccount>{
      {"PS-20417", "Gemeente Voorbeeld", "EUR", "PS"},
      {"nimbaro-0a1b-77", "Gemeente Voorbeeld", "USD", "NIM"},
      {"ZV-0093", "Gemeente Voorbeeld", "EUR", "ZV"},
      {"swiftfjord-5512", "Gemeente Voorbeeld", "USD", "SF"},
      {"KL-880-31", "Gemeente Voorbeeld", "EUR", "KL"},
      {"BB-1007", "Gemeente Voorbeeld", "EUR", "BB"},
      {"KA-12", "Gemeente Voorbeeld", "EUR", "KA"},
  };
  return accounts[static_cast<size_t>(role)];
}

std::vector<Charge> ChargesOfMonth(PartnerRole role, absl::CivilMonth month,
                                   absl::CivilDay known_until,
                                   const ChargeOptions& options) {
  Month charges(role, month, known_until, options);
  if (known_until <= charges.first()) return {};
  switch (role) {
    case PartnerRole::kHosting:
      AddHosting(charges);
      break;
    case PartnerRole::kPublicCloud:
      AddCloud(charges);
      break;
    case PartnerRole::kSaas:
      AddSaas(charges);
      break;
    case PartnerRole::kCdn:
      AddCdn(charges);
      break;
    case PartnerRole::kTelecom:
      AddTelecom(charges);
      break;
    case PartnerRole::kWorkplace:
    case PartnerRole::kSmall:
      break;
  }
  return std::move(charges).Take();
}

int64_t NetInvoiceCents(PartnerRole role, absl::CivilMonth month,
                        uint64_t seed) {
  if (role == PartnerRole::kWorkplace || role == PartnerRole::kSmall) {
    return AgreedCents(role, month, seed);
  }
  int64_t sum = 0;
  for (const Charge& charge :
       ChargesOfMonth(role, month, absl::CivilDay(month + 1), {.seed = seed})) {
    if (charge.category != "Tax") sum += charge.billed_cents;
  }
  return sum;
}

std::string InvoiceNumber(PartnerRole role, absl::CivilMonth month) {
  return absl::StrCat(BillingAccountOf(role).invoice_prefix, "-",
                      MonthText(month));
}

}  // namespace regisseur::simulator
