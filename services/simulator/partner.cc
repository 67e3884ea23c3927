#include "services/simulator/partner.h"

#include "absl/strings/str_cat.h"
#include "services/simulator/day_dice.h"

namespace regisseur::simulator {
namespace {

constexpr char kAmsterdam[] = "Europe/Amsterdam";

const std::vector<Partner>& Table() {
  static const auto& partners = *new std::vector<Partner>{
      {.role = PartnerRole::kHosting,
       .id = "polderstack",
       .name = "Polderstack Hosting B.V.",
       .ledger_name = "POLDERSTACK HOSTING BV",
       .language = "nl",
       .time_zone = kAmsterdam,
       .incident_per_mille = 45,
       .maintenance = {{absl::Weekday::sunday, 2, 2, 180, 10}},
       .components = {{"Webservers", "Virtuele servers", ""},
                      {"Applicatieservers", "Virtuele servers", ""},
                      {"Databaseservers", "Virtuele servers", ""},
                      {"Opslag", "Opslag en back-up", ""},
                      {"Back-up", "Opslag en back-up", ""},
                      {"Netwerk", "", ""},
                      {"Klantportaal", "", ""}}},
      {.role = PartnerRole::kPublicCloud,
       .id = "nimbaro",
       .name = "Nimbaro Cloud Europe Ltd.",
       .ledger_name = "Nimbaro Cloud Europe Limited",
       .language = "en",
       .time_zone = "UTC",
       .incident_per_mille = 90,
       .maintenance = {},
       .components = {{"Nimbaro Compute", "", ""},
                      {"Nimbaro Kubernetes", "", ""},
                      {"Nimbaro SQL", "", ""},
                      {"Nimbaro Object Storage", "", ""},
                      {"Nimbaro Load Balancing", "", ""},
                      {"Nimbaro Functions", "", ""},
                      {"Nimbaro Analytics", "", "Nimbaro Data Lake"},
                      {"Nimbaro AI Studio", "", ""},
                      {"Nimbaro Backup", "", ""},
                      {"Nimbaro Identity", "", ""},
                      {"Nimbaro Console", "", ""}}},
      {.role = PartnerRole::kSaas,
       .id = "zaakvlinder",
       .name = "Zaakvlinder B.V.",
       .ledger_name = "Zaakvlinder Software BV",
       .language = "nl",
       .time_zone = kAmsterdam,
       .incident_per_mille = 70,
       .maintenance = {{absl::Weekday::thursday, 1, 20, 120, 5},
                       {absl::Weekday::thursday, 3, 20, 120, 5}},
       .components = {{"Zaaksysteem", "", ""},
                      {"Zoeken", "", ""},
                      {"Documentopslag", "", ""},
                      {"Koppelvlak (API)", "", ""},
                      {"Inloggen", "", ""}}},
      {.role = PartnerRole::kCdn,
       .id = "swiftfjord",
       .name = "Swiftfjord Edge AS",
       .ledger_name = "Swiftfjord Edge AS (Oslo)",
       .language = "en",
       .time_zone = "UTC",
       .incident_per_mille = 160,
       .maintenance = {{absl::Weekday::monday, 0, 1, 180, 7}},
       .components = {{"Edge cache", "Platform", ""},
                      {"DNS", "Platform", ""},
                      {"Web application firewall", "Platform", ""},
                      {"Purge API", "Platform", ""},
                      {"Dashboard", "Platform", ""},
                      {"Amsterdam, Netherlands - (AMS)", "Europe", ""},
                      {"Frankfurt, Germany - (FRA)", "Europe", ""},
                      {"Paris, France - (CDG)", "Europe", ""},
                      {"Stockholm, Sweden - (ARN)", "Europe", ""},
                      {"Warsaw, Poland - (WAW)", "Europe", ""},
                      {"Ashburn, VA, United States - (IAD)", "North America",
                       ""},
                      {"Chicago, IL, United States - (ORD)", "North America",
                       ""}}},
      {.role = PartnerRole::kTelecom,
       .id = "koperlijn",
       .name = "Koperlijn Telecom B.V.",
       .ledger_name = "Koperlijn Telecom",
       .language = "nl",
       .time_zone = kAmsterdam,
       .writes_offsets = true,
       .incident_per_mille = 55,
       .maintenance = {{absl::Weekday::wednesday, 2, 23, 240, 9},
                       {absl::Weekday::wednesday, 4, 23, 240, 9}},
       .components = {{"Telefooncentrale", "Vast", ""},
                      {"Internetverbindingen", "Vast", ""},
                      {"Mobiel bellen", "Mobiel", ""},
                      {"Mobiele data", "Mobiel", ""},
                      {"Contactcenter", "", ""},
                      {"Klantportaal", "", ""}}},
      {.role = PartnerRole::kWorkplace,
       .id = "bureaublauw",
       .name = "Bureaublauw Werkplekdiensten B.V.",
       .ledger_name = "Bureaublauw Werkplekdiensten",
       .language = "nl",
       .time_zone = kAmsterdam,
       .writes_offsets = true,
       .incident_per_mille = 80,
       .maintenance = {{absl::Weekday::saturday, 3, 21, 300, 6}},
       .components = {{"Virtuele werkplek", "", ""},
                      {"E-mail en agenda", "", ""},
                      {"Bestanden", "", ""},
                      {"Printen", "", ""},
                      {"Aanmelden", "", ""},
                      {"Servicedesk", "", ""}}},
      {.role = PartnerRole::kSmall,
       .id = "klinkhamer",
       .name = "Klinkhamer Archiefscanning V.O.F.",
       .ledger_name = "Klinkhamer Archiefscanning vof",
       .language = "nl",
       .time_zone = kAmsterdam,
       .incident_per_mille = 0,
       .maintenance = {},
       .components = {}},
  };
  return partners;
}

}  // namespace

std::string Component::Id(absl::string_view partner_id) const {
  return IdOfName(absl::StrCat(partner_id, "/", group, "/", name), 12);
}

absl::Span<const Partner> Partners() { return Table(); }

const Partner& PartnerOf(PartnerRole role) {
  return Table()[static_cast<size_t>(role)];
}

absl::CivilDay RenamingDay() { return absl::CivilDay(2026, 3, 1); }

}  // namespace regisseur::simulator
