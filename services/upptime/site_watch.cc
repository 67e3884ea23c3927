#include "services/upptime/site_watch.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/http_client.h"
#include "services/sdk/input_file.h"
#include "services/sdk/json_document.h"
#include "services/sdk/problem.h"

namespace regisseur::upptime {
namespace {

constexpr int64_t kMaxBytes = 16 << 20;
constexpr char kSummaryName[] = "summary.json";

absl::string_view BaseName(absl::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

absl::Time DayStart(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<SiteWatch> SiteWatch::Read(const sdk::SourceSpec& source,
                                          const UpptimeOptions& options,
                                          absl::Time now,
                                          FindingList& findings) {
  SiteWatch watch(options, now);
  watch.origin_ =
      options.url.empty() ? options.path : sdk::DisplayUrl(options.url);
  if (!options.url.empty()) {
    RETURN_IF_ERROR(watch.FetchSummary(findings));
  } else if (!options.path.empty()) {
    RETURN_IF_ERROR(watch.ReadFiles(source, findings));
  }
  return watch;
}

void SiteWatch::Keep(const std::string& name, absl::string_view text) {
  absl::StrAppend(&original_, "==> ", name, " <==\n", text);
  if (!absl::EndsWith(text, "\n")) original_ += "\n";
}

absl::Status SiteWatch::TakeSummary(const std::string& name, std::string text,
                                    FindingList& findings) {
  Keep(name, text);
  summary_origin_ = name;
  ASSIGN_OR_RETURN(const sdk::JsonDocument document,
                   sdk::JsonDocument::Parse(std::move(text), name));
  ASSIGN_OR_RETURN(summary_, ReadSummary(document.root(), origin_, findings));
  return absl::OkStatus();
}

absl::Status SiteWatch::ReadFiles(const sdk::SourceSpec& source,
                                  FindingList& findings) {
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options_.path));
  for (const sdk::InputFile& file : files) {
    absl::string_view slug = BaseName(file.name);
    const bool is_summary =
        slug == kSummaryName ||
        (absl::EndsWith(slug, ".json") && files.size() == 1);
    const bool is_site = absl::ConsumeSuffix(&slug, ".yml") ||
                         absl::ConsumeSuffix(&slug, ".yaml");
    if (!is_summary && !is_site) {
      findings.Add(Severity::kInfo, "upptime-other-file", "path", origin_, 0,
                   file.name);
      continue;
    }
    ASSIGN_OR_RETURN(std::string text, sdk::ReadInput(file, kMaxBytes));
    if (is_summary && !summary_origin_.empty()) {
      findings.Add(Severity::kError, "upptime-two-summaries", "path", origin_,
                   0, file.name, {{"used", summary_origin_}});
      continue;
    }
    if (is_summary) {
      RETURN_IF_ERROR(TakeSummary(file.name, std::move(text), findings));
      continue;
    }
    Keep(file.name, text);
    std::optional<SiteFile> site = ReadSiteFile(text, slug, origin_, findings);
    if (!site) continue;
    newest_ = std::max(newest_, site->updated);
    files_.emplace(site->slug, *std::move(site));
  }
  if (files_.empty() && summary_origin_.empty()) {
    return sdk::ConfigurationProblem("upptime-no-sites",
                                     {{"path", options_.path}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SiteWatch::FetchText(const std::string& url) const {
  sdk::HttpOptions http;
  http.timeout = options_.timeout;
  http.max_bytes = kMaxBytes;
  http.allow_private = options_.allow_private;
  http.bearer_token = options_.token;
  ASSIGN_OR_RETURN(sdk::HttpDocument document, sdk::Fetch(url, http));
  return std::move(document.body);
}

// The summary does not say when it was made. The file of one site beside it
// does, and Upptime writes all of them every day.
absl::Status SiteWatch::FetchSummary(FindingList& findings) {
  const std::string& url = options_.url;
  ASSIGN_OR_RETURN(std::string text, FetchText(url));
  RETURN_IF_ERROR(TakeSummary(sdk::DisplayUrl(url), std::move(text), findings));
  if (summary_.empty()) return absl::OkStatus();
  const std::string folder = url.substr(0, url.rfind('/') + 1);
  const std::string site_url =
      absl::StrCat(folder, summary_.front().slug, ".yml");
  const absl::StatusOr<std::string> site_text = FetchText(site_url);
  const std::string name = sdk::DisplayUrl(site_url);
  if (!site_text.ok()) {
    if (sdk::ProblemOf(site_text.status()).kind != sdk::ProblemKind::kPartner) {
      return site_text.status();
    }
    findings.Add(Severity::kWarning, "upptime-age-unknown", "lastUpdated",
                 origin_, 0, name);
    return absl::OkStatus();
  }
  Keep(name, *site_text);
  const std::optional<SiteFile> site =
      ReadSiteFile(*site_text, summary_.front().slug, origin_, findings);
  if (site) newest_ = site->updated;
  return absl::OkStatus();
}

std::optional<absl::Time> SiteWatch::UpdatedOf(const std::string& slug) const {
  const auto file = files_.find(slug);
  if (file != files_.end() && file->second.updated) {
    return file->second.updated;
  }
  return newest_;
}

absl::Time SiteWatch::data_until() const {
  return newest_ ? std::min(now_, *newest_ + kWritesEvery) : now_;
}

StatusObservation SiteWatch::Observation(FindingList& findings) const {
  StatusObservation told;
  told.observed_time = now_;
  told.lists_every_component = true;
  std::vector<SummarySite> sites = summary_;
  for (const auto& entry : files_) {
    const std::string& slug = entry.first;
    const SiteFile& file = entry.second;
    const auto known = std::find_if(
        sites.begin(), sites.end(),
        [&](const SummarySite& site) { return site.slug == file.slug; });
    if (known == sites.end()) {
      sites.push_back({.slug = slug, .name = slug, .state = file.state});
      continue;
    }
    if (known->state != file.state) {
      findings.Add(
          Severity::kWarning, "upptime-contradiction", "status", origin_, 0,
          slug,
          {{"summary", std::string(OperationalStateWord(known->state))},
           {"site", std::string(OperationalStateWord(file.state))}});
    }
    known->state = file.state;
  }
  for (const SummarySite& site : sites) {
    Component component;
    component.id = site.slug;
    component.name = site.name;
    component.state = site.state;
    const std::optional<absl::Time> updated = UpdatedOf(site.slug);
    if (updated && *updated < now_ - kWritesEvery) {
      findings.Add(Severity::kWarning, "upptime-old", "lastUpdated", origin_, 0,
                   site.slug, {{"updated", FormatForPeople(*updated)}});
    }
    if (options_.stale_after && updated &&
        *updated < now_ - *options_.stale_after) {
      component.state = OperationalState::kUnknown;
    }
    told.components.push_back(std::move(component));
  }
  return told;
}

std::string SiteWatch::IdOfName(const std::string& name) const {
  for (const SummarySite& site : summary_) {
    if (site.name == name) return site.slug;
  }
  return name;
}

std::vector<SiteWatch::Month> SiteWatch::Downtime() const {
  std::map<absl::CivilMonth, Month> months;
  for (const SummarySite& site : summary_) {
    std::map<absl::CivilMonth, int64_t> minutes;
    for (const auto& [day, down] : site.minutes_down) {
      minutes[absl::CivilMonth(day)] += down;
    }
    const auto file = files_.find(site.slug);
    const std::optional<absl::Time> started =
        file != files_.end() ? file->second.started : std::nullopt;
    const absl::CivilDay last_day = absl::ToCivilDay(
        UpdatedOf(site.slug).value_or(now_), absl::UTCTimeZone());
    if (started) {
      // Watched from then on: a day that is not listed had no downtime.
      for (absl::CivilMonth month(
               absl::ToCivilDay(*started, absl::UTCTimeZone()));
           month <= absl::CivilMonth(last_day); ++month) {
        minutes[month] += 0;
      }
    }
    for (const auto& [month, down] : minutes) {
      Month& told = months[month];
      if (told.measurements.empty()) {
        told.delivery.scope =
            absl::StrCat("downtime month=", FormatMonth(month));
        told.delivery.completeness = Completeness::kComplete;
        told.delivery.period_start = DayStart(absl::CivilDay(month));
        told.delivery.period_end = DayStart(absl::CivilDay(month + 1));
        told.delivery.origin = summary_origin_;
      }
      Measurement measurement;
      measurement.service = site.name;
      measurement.indicator = "Downtime";
      measurement.unit = "minutes";
      measurement.value = Decimal(down, 0);
      absl::CivilDay from(month);
      absl::CivilDay until(month + 1);
      if (started) {
        from = std::max(from, absl::ToCivilDay(*started, absl::UTCTimeZone()));
      }
      if (absl::CivilMonth(last_day) == month) {
        until = std::min(until, last_day + 1);
      }
      for (const auto& [day, day_down] : site.minutes_down) {
        if (absl::CivilMonth(day) != month) continue;
        from = std::min(from, day);
        until = std::max(until, day + 1);
      }
      measurement.period_start = DayStart(from);
      measurement.period_end = DayStart(until);
      told.measurements.push_back(std::move(measurement));
    }
  }
  std::vector<Month> list;
  for (auto& [month, told] : months) list.push_back(std::move(told));
  return list;
}

}  // namespace regisseur::upptime
