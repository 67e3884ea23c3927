#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "core/status/observation.h"
#include "services/sdk/adapter.h"
#include "services/upptime/site_state.h"
#include "services/upptime/site_summary.h"
#include "services/upptime/upptime_options.h"

namespace regisseur::upptime {

// What a repository says now, from its history folder or its summary.
class SiteWatch {
 public:
  // Configuration, transient and partner problems as the files and Fetch give
  // them. Files that cannot be used are findings.
  static absl::StatusOr<SiteWatch> Read(const sdk::SourceSpec& source,
                                        const UpptimeOptions& options,
                                        absl::Time now, FindingList& findings);

  // The sites as components: id by slug, name by the summary.
  StatusObservation Observation(FindingList& findings) const;
  // The id of a site that the record of checks names; its name where no summary
  // tells its slug.
  std::string IdOfName(const std::string& name) const;
  // Minutes down by site and month (UTC), as reported: a complete delivery for
  // each month, with its measurements.
  struct Month {
    Delivery delivery;
    std::vector<Measurement> measurements;
  };
  std::vector<Month> Downtime() const;
  // How far it reaches: now, unless nothing was written lately.
  absl::Time data_until() const;
  // The pattern of files or the address that it was read from (empty without),
  // and all bytes that were read.
  const std::string& origin() const { return origin_; }
  const std::string& original() const { return original_; }

 private:
  SiteWatch(const UpptimeOptions& options, absl::Time now)
      : options_(options), now_(now) {}
  absl::Status ReadFiles(const sdk::SourceSpec& source, FindingList& findings);
  absl::Status FetchSummary(FindingList& findings);
  absl::StatusOr<std::string> FetchText(const std::string& url) const;
  absl::Status TakeSummary(const std::string& name, std::string text,
                           FindingList& findings);
  void Keep(const std::string& name, absl::string_view text);
  std::optional<absl::Time> UpdatedOf(const std::string& slug) const;

  const UpptimeOptions& options_;
  const absl::Time now_;
  std::string origin_;
  std::string original_;
  std::string summary_origin_;
  std::vector<SummarySite> summary_;
  std::map<std::string, SiteFile> files_;  // by slug
  std::optional<absl::Time> newest_;       // when a file was written last
};

}  // namespace regisseur::upptime
