#include "services/upptime/site_summary.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/time/instant.h"
#include "services/sdk/problem.h"
#include "services/upptime/site_state.h"

namespace regisseur::upptime {
namespace {

using sdk::JsonValue;

constexpr int64_t kMinutesOfADay = 24 * 60;

// Reads one summary. Lives for one call.
class SummaryReader {
 public:
  SummaryReader(absl::string_view file, FindingList& findings)
      : file_(file), findings_(findings) {}

  std::vector<SummarySite> Read(JsonValue document) {
    for (JsonValue row : document) {
      SummarySite site;
      site.slug = std::string(row["slug"].Text());
      site.name = std::string(row["name"].Text());
      if (site.slug.empty()) site.slug = site.name;
      if (site.name.empty()) site.name = site.slug;
      if (site.slug.empty()) {
        findings_.Add(Severity::kError, "upptime-row-unreadable", "slug", file_,
                      row.line(), row.Raw());
        continue;
      }
      site.state =
          StateOfWord(row["status"].Text(), file_, site.slug, findings_);
      ReadDays(row["dailyMinutesDown"], site);
      Add(std::move(site), row.line());
    }
    return std::move(sites_);
  }

 private:
  void ReadDays(JsonValue days, SummarySite& site) {
    if (!days.IsObject()) return;
    for (JsonValue entry : days) {
      const absl::StatusOr<absl::CivilDay> day =
          ParseDay(std::string(entry.key()));
      const std::optional<int64_t> minutes = entry.Int();
      if (!day.ok() || !minutes || *minutes < 0) {
        findings_.Add(
            Severity::kError, "upptime-day-unreadable", "dailyMinutesDown",
            file_, entry.line(),
            absl::StrCat(site.slug, " ", entry.key(), ": ", entry.Raw()));
        continue;
      }
      if (*minutes > kMinutesOfADay) {
        findings_.Add(
            Severity::kWarning, "upptime-day-too-long", "dailyMinutesDown",
            file_, entry.line(),
            absl::StrCat(site.slug, " ", entry.key(), ": ", *minutes));
      }
      site.minutes_down[*day] = *minutes;
    }
  }

  void Add(SummarySite site, int64_t line) {
    const auto known = std::find_if(
        sites_.begin(), sites_.end(),
        [&](const SummarySite& other) { return other.slug == site.slug; });
    if (known == sites_.end()) {
      sites_.push_back(std::move(site));
      return;
    }
    findings_.Add(Severity::kWarning, "upptime-duplicate-slug", "slug", file_,
                  line, site.slug, {{"names", known->name + ", " + site.name}});
    known->state = Worse(known->state, site.state);
    for (const auto& [day, minutes] : site.minutes_down) {
      int64_t& told = known->minutes_down[day];
      told = std::max(told, minutes);
    }
  }

  const absl::string_view file_;
  FindingList& findings_;
  std::vector<SummarySite> sites_;
};

}  // namespace

absl::StatusOr<std::vector<SummarySite>> ReadSummary(JsonValue document,
                                                     absl::string_view file,
                                                     FindingList& findings) {
  if (!document.IsArray()) {
    return sdk::PartnerProblem("upptime-not-a-summary",
                               {{"origin", std::string(file)}});
  }
  return SummaryReader(file, findings).Read(document);
}

}  // namespace regisseur::upptime
