#include "services/simulator/demo_folder.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/simulator/charge_history.h"
#include "services/simulator/finance_export.h"
#include "services/simulator/focus_file.h"
#include "services/simulator/gcp_document.h"
#include "services/simulator/kpi_report.h"
#include "services/simulator/rates_file.h"
#include "services/simulator/statuspage_document.h"

namespace regisseur::simulator {
namespace {

namespace fs = std::filesystem;

// Shows that the folders beside it are the simulator's to replace.
constexpr char kMarker[] = ".regisseur-simulator";
constexpr const char* kFolders[] = {"focus",   "captures", "kpi",
                                    "finance", "rates",    "contracts"};

// What holds while the site is out: whom to call, and within what time. It
// began with this month: of the months before nobody promised these times.
constexpr char kCdnContract[] =
    R"(# Content delivery: the partner of the outage that goes on in the demo.
id: swiftfjord-levering
provider: swiftfjord
title: Uitlevering website
currency: USD
owner: j.devries
services: [cdn, waf]
term:
  start: $START
  initial: 12 months
  renewal: 12 months
  notice: {customer: 2 months, provider: 3 months}
objectives:
  - id: reactie
    service: cdn
    kind: reaction_time
    window: {calendar: month, time_zone: Europe/Amsterdam}
    levels: [{priority: P1, within: 30 minutes, share: 95}, {priority: P2, within: 4 hours, share: 90}]
  - id: herstel
    service: cdn
    kind: restore_time
    window: {calendar: month, time_zone: Europe/Amsterdam}
    levels: [{priority: P1, within: 4 hours, share: 95}, {priority: P2, within: 12 hours, share: 90}]
contacts:
  - {name: Operations Swiftfjord, role: escalation, level: 1, side: provider, reach: {phone: "+47 22 555 0141", email: noc@swiftfjord.example}}
  - {name: I. Halvorsen, role: escalation, level: 2, side: provider, reach: {phone: "+47 22 555 0142", email: i.halvorsen@swiftfjord.example}}
governance: {review: quarterly, outage_updates: 30 minutes}
)";

std::string MonthText(absl::CivilMonth month) {
  return absl::StrFormat("%04d-%02d", month.year(), month.month());
}

// Writes one demo folder. Lives for one call.
class FolderWriter {
 public:
  FolderWriter(fs::path folder, const SimulatedWorld& world, absl::Time now,
               const DemoFolderOptions& options)
      : folder_(std::move(folder)),
        world_(world),
        now_(now),
        options_(options),
        today_(absl::ToCivilDay(now, absl::UTCTimeZone())),
        this_month_(today_),
        first_month_(this_month_ - options.months) {}

  absl::Status Write(const DemoConfigOptions& config) {
    absl::Status status = Prepare();
    if (status.ok()) status = WriteCosts();
    if (status.ok()) status = WriteStatus();
    if (status.ok()) status = WriteReports();
    if (status.ok()) {
      status = Put("finance/crediteuren.csv",
                   RenderFinanceExport(first_month_, FirstUnpostedMonth(today_),
                                       world_.seed()));
    }
    if (status.ok()) {
      // A fortnight more, so that the first day has a rate before it.
      status = Put("rates/eurofxref-hist.xml",
                   RenderRates(absl::CivilDay(first_month_) - 14, today_));
    }
    if (status.ok()) {
      status = Put("contracts/polderstack-hosting.yaml",
                   RenderHostingContract(absl::CivilDay(this_month_ - 4) + 14));
    }
    if (status.ok()) {
      status = Put("contracts/zaakvlinder-zaken.yaml", RenderSaasContract());
    }
    if (status.ok()) {
      status =
          Put("contracts/koperlijn-verbindingen.yaml", RenderTelecomContract());
    }
    if (status.ok()) {
      status = Put("contracts/swiftfjord-levering.yaml",
                   absl::StrReplaceAll(
                       kCdnContract,
                       {{"$START",
                         absl::FormatCivilTime(absl::CivilDay(this_month_))}}));
    }
    // Last: whoever waits for the configuration finds the rest in place.
    DemoConfigOptions dated = config;
    dated.year = static_cast<int>(today_.year());
    if (status.ok()) status = Put("regisseur.yaml", RenderDemoConfig(dated));
    return status;
  }

 private:
  absl::Status Prepare() {
    std::error_code error;
    const bool ours = fs::exists(folder_ / kMarker, error);
    for (const char* name : kFolders) {
      const fs::path path = folder_ / name;
      if (!ours && fs::exists(path, error) && !fs::is_empty(path, error)) {
        return absl::FailedPreconditionError(absl::StrCat(
            path.string(),
            " holds files that the simulator did not write; give --dir an "
            "empty folder"));
      }
      fs::remove_all(path, error);
      fs::create_directories(path, error);
      if (error) {
        return absl::UnavailableError(absl::StrCat(
            "cannot make folder ", path.string(), ": ", error.message()));
      }
    }
    return Put(kMarker, "Written by regisseur-simulator, which replaces it.\n");
  }

  // First under another name, so that a reader never sees half a file.
  absl::Status Put(const std::string& name, const std::string& bytes) {
    const fs::path path = folder_ / name;
    const fs::path part = absl::StrCat(path.string(), ".part");
    {
      std::ofstream out(part, std::ios::binary | std::ios::trunc);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      if (!out.flush()) {
        return absl::UnavailableError(
            absl::StrCat("cannot write ", part.string()));
      }
    }
    std::error_code error;
    fs::rename(part, path, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("cannot write ", path.string(), ": ", error.message()));
    }
    return absl::OkStatus();
  }

  FocusPeriod Period(PartnerRole role, absl::CivilMonth month) const {
    return {.month = month,
            .invoiced = month < this_month_,
            .charges = ChargesOfMonth(
                role, month, today_,
                {.seed = world_.seed(), .resources = options_.scale})};
  }

  absl::Status WriteCosts() {
    for (PartnerRole role : {PartnerRole::kHosting, PartnerRole::kPublicCloud,
                             PartnerRole::kCdn, PartnerRole::kTelecom}) {
      // The telecom partner is a month late.
      const absl::CivilMonth last =
          role == PartnerRole::kTelecom ? this_month_ - 2 : this_month_;
      for (absl::CivilMonth month = first_month_; month <= last; ++month) {
        const FocusPeriod period = Period(role, month);
        if (period.charges.empty()) continue;
        std::string name = absl::StrCat("focus/", PartnerOf(role).id, "-",
                                        MonthText(month), ".csv");
        std::string text = RenderFocus(role, {period});
        if (role == PartnerRole::kCdn) {
          name += ".gz";
          absl::StatusOr<std::string> compressed = Gzip(text);
          if (!compressed.ok()) return compressed.status();
          text = *std::move(compressed);
        }
        if (absl::Status status = Put(name, text); !status.ok()) return status;
      }
    }
    // The SaaS partner sends one file with everything.
    std::vector<FocusPeriod> periods;
    for (absl::CivilMonth month = first_month_; month <= this_month_; ++month) {
      periods.push_back(Period(PartnerRole::kSaas, month));
    }
    return Put(absl::StrCat("focus/", PartnerOf(PartnerRole::kSaas).id, ".csv"),
               RenderFocus(PartnerRole::kSaas, periods));
  }

  absl::Status WriteStatus() {
    for (const Partner& partner : Partners()) {
      if (!partner.has_status()) continue;
      const PartnerHistory& history = world_.HistoryOf(partner.role);
      if (partner.role == PartnerRole::kPublicCloud) {
        const absl::Time since =
            absl::FromCivil(first_month_, absl::UTCTimeZone());
        absl::Status status =
            Put(absl::StrCat("captures/", partner.id, "-incidents.json"),
                RenderIncidents(history, since, now_));
        if (!status.ok()) return status;
        continue;
      }
      std::optional<absl::Time> broken_since;
      if (partner.role == PartnerRole::kWorkplace) {
        broken_since = world_.scene().page_broken_since();
      }
      for (absl::CivilMonth month = first_month_; month <= this_month_;
           ++month) {
        absl::Status status =
            Put(absl::StrCat("captures/", partner.id, "-", MonthText(month),
                             ".jsonl"),
                RenderCaptures(history, month, now_, broken_since));
        if (!status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status WriteReports() {
    for (const Partner& partner : Partners()) {
      if (!SendsKpiReport(partner.role)) continue;
      for (absl::CivilMonth month = first_month_; month < this_month_;
           ++month) {
        if (KpiReportDay(month) > today_) continue;
        absl::Status status =
            Put(absl::StrCat("kpi/", partner.id, "-", MonthText(month), ".csv"),
                RenderKpiReport(partner.role, month, world_.seed()));
        if (!status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  const fs::path folder_;
  const SimulatedWorld& world_;
  const absl::Time now_;
  const DemoFolderOptions& options_;
  const absl::CivilDay today_;
  const absl::CivilMonth this_month_;
  const absl::CivilMonth first_month_;
};

}  // namespace

absl::Status WriteDemoFolder(const std::string& folder,
                             const SimulatedWorld& world, absl::Time now,
                             const DemoFolderOptions& options,
                             const DemoConfigOptions& config) {
  return FolderWriter(folder, world, now, options).Write(config);
}

}  // namespace regisseur::simulator
