#include "services/prometheus/component_query.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "core/base/status_macros.h"
#include "services/sdk/option_lines.h"
#include "services/sdk/source_options.h"

namespace regisseur::prometheus {
namespace {

constexpr char kOption[] = "queries";
constexpr size_t kMaxQueries = 50;
constexpr char kForm[] =
    "ID [(NAME)] up: QUERY, or ID [(NAME)] ratio STATE<NUMBER …: QUERY with "
    "the states degraded_performance, partial_outage and major_outage";

absl::Status RefuseLine(const sdk::OptionLine& line,
                        absl::string_view allowed) {
  return sdk::RefuseOption(kOption, line.text, allowed);
}

// `partial_outage<0.99`; nullopt for anything else.
std::optional<StateBound> ReadBound(absl::string_view word) {
  const size_t sign = word.find_first_of("<>");
  if (sign == absl::string_view::npos) return std::nullopt;
  const std::optional<OperationalState> state =
      FindOperationalState(word.substr(0, sign));
  StateBound bound;
  if (!state ||
      (*state != OperationalState::kDegradedPerformance &&
       *state != OperationalState::kPartialOutage &&
       *state != OperationalState::kMajorOutage) ||
      !absl::SimpleAtod(word.substr(sign + 1), &bound.bound) ||
      !std::isfinite(bound.bound)) {
    return std::nullopt;
  }
  bound.state = *state;
  bound.below = word[sign] == '<';
  return bound;
}

// The bounds of a ratio, the worst state first.
absl::StatusOr<std::vector<StateBound>> ReadBounds(
    const sdk::OptionLine& line, absl::Span<const absl::string_view> words) {
  std::vector<StateBound> bounds;
  for (const absl::string_view word : words) {
    const std::optional<StateBound> bound = ReadBound(word);
    if (!bound) return RefuseLine(line, kForm);
    bounds.push_back(*bound);
  }
  if (bounds.empty()) {
    return RefuseLine(line, "at least one bound, such as major_outage<0.9");
  }
  std::sort(bounds.begin(), bounds.end(),
            [](const StateBound& a, const StateBound& b) {
              return a.state != b.state && Worse(a.state, b.state) == a.state;
            });
  for (size_t i = 1; i < bounds.size(); ++i) {
    const StateBound& worse = bounds[i - 1];
    const StateBound& better = bounds[i];
    const bool beyond =
        better.below ? worse.bound < better.bound : worse.bound > better.bound;
    if (worse.state == better.state || worse.below != better.below || !beyond) {
      return RefuseLine(line,
                        "one bound a state, all below (<) or all above (>), a "
                        "worse state further out");
    }
  }
  return bounds;
}

absl::StatusOr<ComponentQuery> ReadQuery(const sdk::OptionLine& line) {
  // PromQL has colons too, but what stands before it has none.
  const size_t colon = line.rest.find(':');
  ComponentQuery query{line.id, line.name, {}, ""};
  if (colon != std::string::npos) {
    query.promql =
        std::string(absl::StripAsciiWhitespace(line.rest.substr(colon + 1)));
  }
  if (query.promql.empty()) return RefuseLine(line, kForm);
  const std::vector<absl::string_view> words =
      absl::StrSplit(absl::string_view(line.rest).substr(0, colon),
                     absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.empty()) return RefuseLine(line, kForm);
  if (words[0] == "up" && words.size() == 1) return query;
  if (words[0] != "ratio") return RefuseLine(line, kForm);
  ASSIGN_OR_RETURN(query.bounds,
                   ReadBounds(line, absl::MakeSpan(words).subspan(1)));
  return query;
}

}  // namespace

absl::StatusOr<std::vector<ComponentQuery>> ReadQueries(
    const sdk::SourceSpec& source) {
  ASSIGN_OR_RETURN(const std::vector<sdk::OptionLine> lines,
                   sdk::ReadOptionLines(source, kOption, kForm, kMaxQueries));
  if (lines.empty()) {
    return sdk::RefuseOption(kOption, "", kForm);
  }
  std::vector<ComponentQuery> queries;
  for (const sdk::OptionLine& line : lines) {
    ASSIGN_OR_RETURN(ComponentQuery query, ReadQuery(line));
    queries.push_back(std::move(query));
  }
  return queries;
}

OperationalState StateOfValue(const ComponentQuery& query, double value) {
  if (!std::isfinite(value)) return OperationalState::kUnknown;
  if (query.bounds.empty()) {
    if (value >= 1) return OperationalState::kOperational;
    return value > 0 ? OperationalState::kPartialOutage
                     : OperationalState::kMajorOutage;
  }
  for (const StateBound& bound : query.bounds) {
    if (bound.below ? value < bound.bound : value > bound.bound) {
      return bound.state;
    }
  }
  return OperationalState::kOperational;
}

}  // namespace regisseur::prometheus
