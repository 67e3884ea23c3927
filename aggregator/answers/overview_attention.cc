#include "aggregator/answers/overview_attention.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Of the title of an incident.
constexpr size_t kMostTitleBytes = 120;
// Of a service or component, and how many of them a reason names.
constexpr size_t kMostNameBytes = 40;
constexpr size_t kMostPartsNamed = 3;

// Short enough for a line among others.
std::string Cut(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  return absl::StrCat(Utf8Prefix(text, bytes), "…");
}

// `rule` with since, or `undated` where that is not known; both name what is in
// the state.
AttentionReason Dated(absl::string_view rule, absl::string_view undated,
                      const ProviderState& state) {
  std::vector<std::string> parts;
  for (const std::string& part : state.parts_in_state) {
    if (parts.size() == kMostPartsNamed) {
      parts.push_back("…");
      break;
    }
    parts.push_back(Cut(part, kMostNameBytes));
  }
  // Nothing is named where no component was ever told.
  std::map<std::string, std::string> arguments = {
      {"parts", parts.empty() ? "all of it" : absl::StrJoin(parts, ", ")}};
  if (!state.joint.since.has_value()) {
    return {std::string(undated), std::move(arguments)};
  }
  arguments["since"] = FormatForPeople(*state.joint.since);
  return {std::string(rule), std::move(arguments)};
}

std::string TitleOf(const OpenIncident& incident) {
  return Cut(absl::StripSuffix(incident.title, "."), kMostTitleBytes);
}

AttentionReason IncidentsReason(const ProviderState& state) {
  const std::vector<OpenIncident>& newest = state.newest_incidents;
  if (newest.size() == 1 && *state.open_incidents == 1) {
    return {"attention-open-incident",
            {{"since", FormatForPeople(newest.front().start)},
             {"title", TitleOf(newest.front())}}};
  }
  std::vector<std::string> titles;
  for (const OpenIncident& incident : newest) {
    titles.push_back(TitleOf(incident));
  }
  if (titles.size() < static_cast<size_t>(*state.open_incidents)) {
    titles.push_back("…");
  }
  return {"attention-open-incidents",
          {{"count", absl::StrCat(*state.open_incidents)},
           {"titles", absl::StrJoin(titles, "; ")}}};
}

AttentionReason SourceReason(const SourceFreshnessRow& source,
                             const SourceRecord& record) {
  const bool empty = !record.data_until.has_value();
  const char* const failed =
      empty ? "attention-source-failed-empty" : "attention-source-failed";
  AttentionReason reason{
      "attention-source-missing",
      {{"source", source.id},
       {"last_answer", record.last_answer.has_value()
                           ? FormatForPeople(*record.last_answer)
                           : "never"},
       {"data_until", empty ? "nothing" : FormatForPeople(*record.data_until)},
       {"message", record.failure.has_value() ? record.failure->message : ""}}};
  switch (source.freshness) {
    case Freshness::kFresh:
      break;
    case Freshness::kMissing:
      if (record.failure.has_value()) reason.rule = failed;
      break;
    case Freshness::kLate:
      reason.rule = "attention-source-late";
      break;
    case Freshness::kStale:
      reason.rule = "attention-source-stale";
      break;
    case Freshness::kFailed:
      reason.rule = failed;
      break;
  }
  return reason;
}

}  // namespace

int AttentionRank(const AttentionReason& reason) {
  static constexpr const char* kOrder[] = {
      "attention-major-outage",   "attention-partial-outage",
      "attention-degraded",       "attention-open-incident",
      "attention-sla-breached",   "attention-sla-at-risk",
      "attention-sla-disputed",   "attention-sla-told-otherwise",
      "attention-state-unknown",  "attention-source-failed",
      "attention-source-missing", "attention-source-stale",
      "attention-without-source", "attention-cost-not-delivered",
      "attention-unassigned",     "attention-source-late",
  };
  int rank = 0;
  for (const char* rule : kOrder) {
    if (absl::string_view(reason.rule)
            .substr(0, absl::string_view(rule).size()) == rule) {
      return rank;
    }
    ++rank;
  }
  return rank;
}

std::vector<AttentionReason> AttentionReasons(
    const OverviewFacts& facts, const OverviewFacts::Provider& provider,
    const ProviderOverview& row) {
  std::vector<AttentionReason> reasons;
  if (provider.former) return reasons;
  const ProviderState& state = provider.state;
  switch (state.joint.state) {
    case OperationalState::kMajorOutage:
      reasons.push_back(Dated("attention-major-outage",
                              "attention-major-outage-undated", state));
      break;
    case OperationalState::kPartialOutage:
      reasons.push_back(Dated("attention-partial-outage",
                              "attention-partial-outage-undated", state));
      break;
    case OperationalState::kDegradedPerformance:
      reasons.push_back(
          Dated("attention-degraded", "attention-degraded-undated", state));
      break;
    case OperationalState::kUnknown:
      // Where no source tells states, that is a gap and no event.
      if (state.tells_status) {
        reasons.push_back(Dated("attention-state-unknown",
                                "attention-state-unknown-undated", state));
      }
      break;
    case OperationalState::kUnderMaintenance:
    case OperationalState::kOperational:
      break;
  }
  if (state.open_incidents.value_or(0) > 0) {
    reasons.push_back(IncidentsReason(state));
  }
  if (provider.levels.has_value()) {
    for (const LevelNote& note : provider.levels->reasons) {
      reasons.push_back({note.rule, note.arguments});
    }
  }
  const bool has_own =
      std::any_of(row.sources.begin(), row.sources.end(),
                  [](const SourceFreshnessRow& s) { return !s.shared; });
  for (size_t i = 0; i < row.sources.size(); ++i) {
    const SourceFreshnessRow& source = row.sources[i];
    if (source.freshness == Freshness::kFresh) continue;
    // Trouble of a shared source is one gap, not one reason for each of the
    // partners that it speaks about.
    if (source.shared && has_own) continue;
    reasons.push_back(
        SourceReason(source, facts.sources[provider.sources[i]].record));
  }
  if (row.sources.empty() && provider.id != kUnassigned) {
    reasons.push_back({"attention-without-source", {}});
  }
  if (provider.id == kUnassigned) {
    reasons.push_back({"attention-unassigned",
                       {{"rows", absl::StrCat(provider.unassigned_rows)},
                        {"parties", provider.unassigned_parties}}});
  } else if (provider.last_month_due && provider.cost.has_value() &&
             !provider.cost->last_month.has_value()) {
    reasons.push_back({"attention-cost-not-delivered",
                       {{"month", FormatMonth(facts.month - 1)}}});
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const AttentionReason& a, const AttentionReason& b) {
                     return AttentionRank(a) < AttentionRank(b);
                   });
  return reasons;
}

}  // namespace regisseur
