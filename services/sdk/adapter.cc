#include "services/sdk/adapter.h"

#include "services/sdk/fact_counter.h"

namespace regisseur::sdk {

absl::StatusOr<DryRun> Adapter::Coverage(const SourceSpec& source,
                                         FindingList& findings) {
  FactCounter counter(findings);
  const absl::StatusOr<Checkpoint> checkpoint = Collect(source, "", counter);
  if (checkpoint.ok()) {
    for (const Finding& finding : checkpoint->findings) findings.Merge(finding);
  } else if (!counter.enough()) {
    return checkpoint.status();
  }
  return DryRun{counter.Coverage(), counter.facts()};
}

std::string SourceSpec::Option(absl::string_view name,
                               absl::string_view fallback) const {
  const auto it = options.find(std::string(name));
  return it == options.end() || it->second.empty() ? std::string(fallback)
                                                   : it->second;
}

std::string SourceSpec::Secret(absl::string_view name) const {
  const auto it = secrets.find(std::string(name));
  return it == secrets.end() ? "" : it->second;
}

}  // namespace regisseur::sdk
