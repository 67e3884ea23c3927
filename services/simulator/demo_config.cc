#include "services/simulator/demo_config.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/simulator/partner.h"

namespace regisseur::simulator {
namespace {

constexpr char kHead[] =
    R"(# Demo of Regisseur. Everything in this folder is invented: the
# municipality, its partners, their figures and the exchange rates. The
# simulator writes this file anew each time it starts.
#
#   regisseurd --config regisseur.yaml

portfolio:
  name: Gemeente Voorbeeld
  currency: EUR
  time_zone: Europe/Amsterdam
  language: nl
  clocks: [nis2]

data_dir: ./data
storage: sqlite
listen: {grpc: "$GRPC", http: "$HTTP"}

# What was agreed: one file a contract.
contracts: [contracts/*.yaml]

# In the form of the ECB's reference rates, but the rates are invented.
exchange_rates: {file: rates/eurofxref-hist.xml}

providers:
  # Fixed price with options and a value ceiling; bills each month in advance.
  - id: polderstack
    name: Polderstack Hosting B.V.
    country: NL
    tier: strategic
    owner: m.visser
    services:
      - id: hosting
        name: Beheerde hosting
        components: ["group:Virtuele servers", "Netwerk"]
        charges: ["service_name:Managed hosting"]
      - id: opslag
        name: Opslag en back-up
        components: ["group:Opslag en back-up"]
        charges: ["service_name:Extra opslag"]
    sources:
$POLDERSTACK_STATUS      - id: polderstack-kosten
        adapter: focus
        every: 1h
        options: {path: "focus/polderstack-*.csv"}

  # Public cloud, by use, in US dollars: services, projects, regions, tags,
  # a commitment, credits, corrections and tax.
  - id: nimbaro
    name: Nimbaro Cloud Europe Ltd.
    country: IE
    tier: strategic
    owner: j.devries
    services:
      - id: rekenkracht
        name: Rekenkracht
        components: ["Nimbaro Compute", "Nimbaro Kubernetes", "Nimbaro Functions"]
        charges: ["service_name:Nimbaro Compute", "service_name:Nimbaro Kubernetes", "service_name:Nimbaro Functions"]
      - id: dataplatform
        name: Dataplatform
        components: ["Nimbaro Analytics", "Nimbaro Object Storage"]
        charges: ["tag:app=datawarehouse"]
      - id: databases
        name: Databases
        components: ["Nimbaro SQL"]
        charges: ["service_name:Nimbaro SQL"]
    sources:
$NIMBARO_STATUS      - id: nimbaro-kosten
        adapter: focus
        every: 1h
        options: {path: "focus/nimbaro-*.csv"}

  # Software as a service: a price for each user, more users every month.
  - id: zaakvlinder
    name: Zaakvlinder B.V.
    country: NL
    tier: tactical
    owner: s.jansen
    services:
      - id: zaken
        name: Zaakgericht werken
        components: ["Zaaksysteem", "Zoeken", "Documentopslag", "Inloggen"]
        charges: ["service_name:Zaaksysteem"]
      - id: koppelvlak
        name: Koppelvlak
        components: ["Koppelvlak*"]
        charges: ["service_name:Zaaksysteem koppelingen"]
    sources:
$ZAAKVLINDER_STATUS      - id: zaakvlinder-kosten
        adapter: focus
        every: 1h
        options: {path: focus/zaakvlinder.csv}

  # Content delivery, in US dollars; its cost files are compressed. In the demo
  # it has a major outage that is still going on. What it tells is measured too:
  # where both speak of a service, what is measured counts.
  - id: swiftfjord
    name: Swiftfjord Edge AS
    country: "NO"
    tier: operational
    owner: j.devries
    services:
      - id: cdn
        name: Uitlevering website
        components: ["Edge cache", "DNS", "group:Europe"]
        charges: ["service_name:Content delivery", "service_name:Edge plan", "service_name:DNS"]
      - id: waf
        name: Webapplicatiefirewall
        components: ["Web application firewall"]
        charges: ["service_name:Web application firewall"]
    sources:
$SWIFTFJORD_STATUS$SWIFTFJORD_PROBE      - id: swiftfjord-kosten
        adapter: focus
        every: 1h
        options: {path: "focus/swiftfjord-*.csv.gz"}

  # Telecom: flat amounts and use. Its cost file is late: the last month that
  # ended is missing. Its files write dates and nulls as a database does, which
  # is read with a finding.
  - id: koperlijn
    name: Koperlijn Telecom B.V.
    country: NL
    tier: operational
    owner: m.visser
    services:
      - id: telefonie
        name: Telefonie
        components: ["Telefooncentrale", "Mobiel bellen", "Contactcenter"]
        charges: ["service_name:Vaste telefonie", "service_name:Mobiele abonnementen", "service_name:Contactcenter"]
      - id: verbindingen
        name: Internetverbindingen
        components: ["Internetverbindingen", "Mobiele data"]
        charges: ["service_name:Internetverbindingen", "service_name:Mobiele data"]
    sources:
$KOPERLIJN_STATUS      - id: koperlijn-kosten
        adapter: focus
        every: 1h
        options: {path: "focus/koperlijn-*.csv"}

  # Managed workplace. Its status page has been out of order for four days; its
  # history was recorded before. It mails a service report each month and sends
  # no cost file, so its cost comes from our own ledger.
  - id: bureaublauw
    name: Bureaublauw Werkplekdiensten B.V.
    country: NL
    tier: strategic
    owner: h.bakker
    services:
      - id: werkplek
        name: Werkplek
        components: ["Virtuele werkplek", "Aanmelden", "Bestanden", "E-mail*"]
      - id: servicedesk
        name: Servicedesk
        components: ["Servicedesk"]
    sources:
$BUREAUBLAUW_STATUS      - id: bureaublauw-rapportage
        adapter: kpi
        every: 6h
        expect: 1 month + 10 days
        options: {path: "kpi/bureaublauw-*.csv"}

  # A small partner that only mails a service report each month.
  - id: klinkhamer
    name: Klinkhamer Archiefscanning V.O.F.
    tier: commodity
    owner: s.jansen
    services:
      - {id: archiefscanning, name: Archiefscanning}
    sources:
      - id: klinkhamer-rapportage
        adapter: kpi
        every: 6h
        expect: 1 month + 10 days
        options: {path: "kpi/klinkhamer-*.csv"}

# Shared: one feed of our own finance system about all partners. The names are
# those of the ledger; "Drukkerij De Gouden Pers" stands in it too and is
# nobody's here, so its invoices are shown as unassigned. Where a partner
# delivers charges itself, those count and the ledger stands beside them.
sources:
  - id: financiele-administratie
    adapter: focus
    every: 1h
    expect: 1 month + 15 days
    basis: ledger
    options: {path: "finance/*.csv"}
    assign:
      by: service_provider
      map:
        "POLDERSTACK HOSTING BV": polderstack
        "Nimbaro Cloud*": nimbaro
        "Zaakvlinder Software BV": zaakvlinder
        "Swiftfjord Edge*": swiftfjord
        "Koperlijn Telecom": koperlijn
        "Bureaublauw Werkplekdiensten": bureaublauw
        "Klinkhamer*": klinkhamer

# What the municipality does with these services.
functions:
  - id: burgerzaken
    name: Burgerzaken
    owner: h.bakker
    critical: true
    hours: {mon-fri: "08:30-17:00"}
    rto: 4 hours
    rpo: 1 hour
    needs: [polderstack/hosting, zaakvlinder/zaken, bureaublauw/werkplek]
  - id: publieksbalie
    name: Publieksbalie en telefoon
    owner: a.kaya
    critical: true
    hours: {mon-fri: "08:00-18:00"}
    rto: 2 hours
    rpo: 4 hours
    needs: [koperlijn/telefonie, zaakvlinder/zaken, bureaublauw/werkplek]
  - id: website
    name: Website en inwonersportaal
    owner: l.smit
    critical: true
    rto: 4 hours
    rpo: 1 hour
    needs: [swiftfjord/cdn, swiftfjord/waf, nimbaro/rekenkracht, nimbaro/databases]
  - id: sociaal-domein
    name: Sociaal domein
    owner: f.mulder
    critical: true
    hours: {mon-fri: "08:00-17:30"}
    rto: 8 hours
    rpo: 1 hour
    needs: [polderstack/hosting, polderstack/opslag, zaakvlinder/koppelvlak, koperlijn/verbindingen]
  - id: archief
    name: Archief en informatiebeheer
    owner: s.jansen
    rto: 5 days
    rpo: 24 hours
    needs: [klinkhamer/archiefscanning, nimbaro/dataplatform]

# What may be spent, excluding VAT. The cloud bills in dollars; its budget was
# made at a rate of its own.
budgets:
  - {id: polderstack-$YEAR, provider: polderstack, year: $YEAR, amount: "132000.00"}
  - {id: nimbaro-$YEAR, provider: nimbaro, year: $YEAR, amount: "145000.00", rates: {USD: "0.92"}, warn_at: [0.75, 0.9, 1.0]}
  - {id: zaken-$YEAR, service: zaakvlinder/zaken, year: $YEAR, amount: "90000.00"}
reports:
  - {id: weekbrief, template: weekly-brief, schedule: "monday 07:00", formats: [html, pdf], language: nl}
  - {id: maandrapportage, template: governance, schedule: first working day of the month 07:00, formats: [html, pdf, xlsx], language: nl}
)";

constexpr char kAllowPrivate[] =
    "          # Adapters refuse addresses inside our own network (a "
    "partner's\n"
    "          # page has no business there); the demo's pages are there.\n"
    "          allow_private: true\n";

// The status source of a partner: what was recorded, then the live page.
std::string StatusSource(const Partner& partner,
                         absl::string_view live_address) {
  const bool cloud = partner.role == PartnerRole::kPublicCloud;
  std::string source = absl::StrCat(
      "      - id: ", partner.id,
      "-status\n        adapter: ", cloud ? "gcp-status" : "statuspage",
      "\n        every: 30s\n", "        options:\n");
  if (cloud && live_address.empty()) {
    absl::StrAppend(&source, "          path: captures/", partner.id,
                    "-incidents.json\n");
  }
  if (!cloud) {
    absl::StrAppend(&source, "          path: \"captures/", partner.id,
                    "-*.jsonl\"\n");
  }
  if (!live_address.empty()) {
    absl::StrAppend(&source, "          url: http://", live_address,
                    cloud
                        ? "/cloud/incidents.json"
                        : absl::StrCat("/", partner.id, "/api/v2/summary.json"),
                    "\n", kAllowPrivate);
  }
  return source;
}

// Our own measurement of a partner; there is nothing to measure when nobody
// serves it.
std::string ProbeSource(absl::string_view live_address) {
  if (live_address.empty()) return "";
  return absl::StrCat(
      "      - id: swiftfjord-meting\n"
      "        adapter: probe\n"
      "        every: 30s\n"
      "        options:\n"
      "          targets: |\n"
      "            edge (Edge cache) http://",
      live_address,
      "/swiftfjord/edge-cache\n"
      "            waf (Web application firewall) http://",
      live_address,
      "/swiftfjord/web-application-firewall\n"
      "          # Tells a fault of our own line from one of the partner.\n"
      "          references: \"simulator http://",
      live_address, "/\"\n", kAllowPrivate);
}

constexpr char kContract[] =
    R"(# The imaginary hosting contract: a fixed price, options that were agreed
# beforehand, hours that were bought ahead, what the partner may decide alone,
# and a ceiling for all that may be bought under it.
id: polderstack-hosting
provider: polderstack
title: Beheerde hosting 2025
currency: EUR
term:
  start: 2025-01-01
  initial: 24 months
  renewal: none
  options: {extend: 12 months, times: 2, by: customer, exercise: 3 months}
  internal_notice: 21 days
value:
  maximum: "620000.00"
  used_elsewhere: "0.00"
  warn_at: [0.7, 0.9]
  procurement_lead: 12 months
  procedure: european_tender
pricing:
  - {component: managed-hosting, form: fixed, amount: "9500.00", per: month}
  - {component: extra-opslag, form: fixed, amount: "1200.00", per: month}
  - {component: strippenkaart, form: prepaid, units: 40, price: "4200.00", valid: 12 months, step: 15 minutes, factors: {buiten_kantooruren: "1.5"}, ordered: [$CARD_ORDERED]}
extras:
  - {name: DDoS-test, price: "950.00", lead_time: 5 days}
  - {name: Penetratietest, price: "2400.00", lead_time: 10 days}
  - {name: Strippenkaart van 40 uur, price: "4200.00", buys: strippenkaart}
change: {lead_time: 10 days, surcharge: 15%}
mandate: {cost_above_plan: 5%, hours: 16 per month, amount: 1500.00 per month, change: "1000.00"}
objectives:
  - id: beschikbaarheid
    service: hosting
    kind: availability
    target: 99.9
    window: {calendar: month, time_zone: Europe/Amsterdam}
    service_hours: {mon-fri: "07:00-19:00"}
    counts_as_down: [partial_outage, major_outage]
    excluded: {maintenance: {announced: 5 days, at_most: 4 hours per month}}
    credits: [{below: 99.9, percent: 10}, {below: 99.0, percent: 25}]
    credit_base: managed-hosting
    claim_within: {days: 60}
at_risk_cap: {percent: 15, per: month}
contacts:
  - {name: R. van Dam, role: escalation, level: 1, side: provider, reach: {phone: "+31 20 555 0111", email: noc@polderstack.example}}
  - {name: E. Postma, role: escalation, level: 2, side: provider, reach: {phone: "+31 20 555 0112", email: directie@polderstack.example}}
governance: {review: quarterly, outage_updates: 1 hour, improvement_fund: {credits: 50%, gains: 50%, gains_to_provider: 20%}}
processing:
  agreement: 2025-01-01
  breach_notice: 24 hours
  subprocessors: [{name: Dijkrand Datacenters B.V., country: NL}]
exit: {plan: 2025-06-01, tested: 2025-11-04, assistance: {hours: 120}, data: {format: PostgreSQL-dump, within: 30 days, erased_after: 30 days}, escrow: none}
)";

}  // namespace

std::string RenderDemoConfig(const DemoConfigOptions& options) {
  const auto status = [&](PartnerRole role) {
    return StatusSource(PartnerOf(role), options.live_address);
  };
  return absl::StrReplaceAll(
      kHead, {{"$YEAR", absl::StrCat(options.year)},
              {"$GRPC", options.grpc_listen},
              {"$HTTP", options.http_listen},
              {"$POLDERSTACK_STATUS", status(PartnerRole::kHosting)},
              {"$NIMBARO_STATUS", status(PartnerRole::kPublicCloud)},
              {"$ZAAKVLINDER_STATUS", status(PartnerRole::kSaas)},
              {"$SWIFTFJORD_STATUS", status(PartnerRole::kCdn)},
              {"$SWIFTFJORD_PROBE", ProbeSource(options.live_address)},
              {"$KOPERLIJN_STATUS", status(PartnerRole::kTelecom)},
              {"$BUREAUBLAUW_STATUS", status(PartnerRole::kWorkplace)}});
}

std::string RenderHostingContract(absl::CivilDay card_ordered) {
  return absl::StrReplaceAll(
      kContract, {{"$CARD_ORDERED", absl::FormatCivilTime(card_ordered)}});
}

std::string RenderSaasContract() {
  return R"(# Software as a service: renewed every year unless we end it in time.
id: zaakvlinder-zaken
provider: zaakvlinder
title: Zaaksysteem als dienst
currency: EUR
term:
  start: 2025-03-01
  initial: 36 months
  renewal: 12 months
  notice: {customer: 3 months, provider: 12 months}
  internal_notice: 30 days
  switching: data_act
pricing:
  - {component: gebruikers, form: per_unit, price: "14.50", meter: {sku: ZV-GEBRUIKER}}
  - {component: koppelvlak-vast-bedrag, form: fixed, amount: "850.00", per: month}
extras:
  - {name: Training functioneel beheer, price: "1250.00", lead_time: 28 days}
change: {lead_time: 20 days}
mandate: {cost_above_plan: 10%}
objectives:
  - id: beschikbaarheid
    service: zaken
    kind: availability
    target: 99.5
    window: {calendar: month, time_zone: Europe/Amsterdam}
    counts_as_down: [partial_outage, major_outage]
clauses: {checklists: [gibit-2023], audit_right: "14", exit_plan: absent, service_levels: bijlage 2}
contacts:
  - {name: N. Vermeer, role: escalation, level: 1, side: provider, reach: {phone: "+31 30 555 0121", email: support@zaakvlinder.example}}
  - {name: T. Aksoy, role: escalation, level: 2, side: provider, reach: {phone: "+31 30 555 0122", email: klantzaken@zaakvlinder.example}}
governance: {review: monthly}
processing:
  agreement: 2025-03-01
  subprocessors: [{name: Nimbaro Cloud Europe Ltd., country: IE}, {name: Dijkrand Datacenters B.V., country: NL}]
)";
}

std::string RenderTelecomContract() {
  return R"(# Telecom: runs on until somebody gives notice, against the end of a month.
id: koperlijn-verbindingen
provider: koperlijn
title: Telefonie en verbindingen
currency: EUR
term:
  start: 2024-05-01
  initial: 24 months
  renewal: indefinite
  notice: {customer: 1 month, provider: 6 months, to: end_of_month}
objectives:
  - id: verbindingen
    service: verbindingen
    kind: availability
    target: 99.9
    window: {calendar: month, time_zone: Europe/Amsterdam}
    counts_as_down: [major_outage]
contacts:
  - {name: Storingsdienst Koperlijn, role: escalation, level: 1, side: provider, reach: {phone: "+31 70 555 0131"}}
  - {name: B. de Groot, role: escalation, level: 2, side: provider, reach: {phone: "+31 70 555 0132", email: b.degroot@koperlijn.example}}
)";
}

}  // namespace regisseur::simulator
