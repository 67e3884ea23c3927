#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "core/matter/matter.h"
#include "core/outage/report_clocks.h"
#include "core/status/operational_state.h"

namespace regisseur {

// The names under which steps of an outage keep what they say.
inline constexpr char kOutageService[] = "service";
inline constexpr char kOutageComponent[] = "component";
inline constexpr char kOutageState[] = "state";
inline constexpr char kOutageSince[] = "since";
inline constexpr char kOutagePriority[] = "priority";
inline constexpr char kOutageTime[] = "time";  // when it was so
inline constexpr char kOutageClassification[] = "classification";
inline constexpr char kOutageRegime[] = "regime";
inline constexpr char kOutageReport[] = "report";
inline constexpr char kOutageReference[] = "reference";
inline constexpr char kOutageNextUpdate[] = "next_update";
// And the personal texts of their acts.
inline constexpr char kOutagePerson[] = "person";
inline constexpr char kOutageWhom[] = "whom";
inline constexpr char kOutageText[] = "text";

// The two words of a classification.
inline constexpr char kMajor[] = "major";
inline constexpr char kNotMajor[] = "not_major";

// A step of an outage, without its personal texts.
struct OutageEntry {
  MatterMove move = MatterMove::kDeclared;
  std::vector<std::pair<std::string, std::string>> values;
  absl::Time noted;

  // Empty when it says nothing under that name.
  std::string Value(absl::string_view name) const;
  // A moment that it says; absent when it says none.
  std::optional<absl::Time> Moment(absl::string_view name) const;
  // When it was so: as it says, else when it was noted.
  absl::Time At() const;
};

// Where an outage stands.
struct OutageStory {
  std::string service;
  std::string component;
  std::string priority;
  // As a person said.
  OperationalState state = OperationalState::kMajorOutage;
  absl::Time since;
  bool declared = false;  // by a person; else only a feed told it
  std::optional<absl::Time> aware;
  std::optional<absl::Time> closed;
  // By regime, the last word: true for major.
  std::map<ReportRegime, bool> major;
  // By regime.
  std::map<ReportRegime, ReportMoments> moments;
  // Of the initial report that was filed first, and of the others' last.
  std::map<std::pair<ReportRegime, ReportStage>, std::string> references;

  // True when it is major under one.
  bool IsMajor() const;
  // The clocks of a regime that binds the organisation (`binds`) or under which
  // it was classified; none when it is not major by the last word, or nobody
  // is aware.
  std::vector<ReportClock> ClocksOf(ReportRegime regime, bool binds,
                                    absl::TimeZone zone) const;
};

// The story that the steps tell, the oldest first; at least one.
OutageStory FoldOutage(absl::Span<const OutageEntry> entries);

// `09:12` (on `today` in `zone`), `2026-10-05 09:12` (in `zone`), or RFC 3339.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<absl::Time> ParseMoment(absl::string_view text,
                                       absl::CivilDay today,
                                       absl::TimeZone zone);

}  // namespace regisseur
