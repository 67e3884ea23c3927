#include "services/prometheus/range_answer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/sdk/problem.h"

namespace regisseur::prometheus {
namespace {

using sdk::JsonValue;

// Reads one answer. Lives for one call.
class RangeReader {
 public:
  RangeReader(const ComponentQuery& query, const TimeGrid& grid,
              absl::string_view origin, FindingList& findings)
      : query_(query), grid_(grid), origin_(origin), findings_(findings) {
    told_.resize(static_cast<size_t>(grid.points));
  }

  RangeStates Read(JsonValue document) {
    const JsonValue result = document["data"]["result"];
    for (JsonValue warning : document["warnings"]) {
      Find(Severity::kWarning, "prometheus-warning", warning.Text());
    }
    std::set<std::string> labels;
    for (JsonValue series : result) {
      const absl::string_view metric = series["metric"].Raw();
      if (!labels.insert(std::string(metric)).second) {
        Find(Severity::kWarning, "prometheus-duplicate-series", metric);
      } else if (labels.size() > 1) {
        Find(Severity::kInfo, "prometheus-several-series", metric);
      }
      if (!series["values"].IsArray()) {
        Find(Severity::kError, "prometheus-series-unreadable", metric);
        continue;
      }
      for (JsonValue sample : series["values"]) Take(sample);
    }
    RangeStates read;
    for (size_t i = 0; i < told_.size(); ++i) {
      if (told_[i]) read.last_sample = static_cast<int64_t>(i);
      read.states.push_back(told_[i].value_or(OperationalState::kUnknown));
    }
    if (!read.last_sample) {
      Find(Severity::kWarning, "prometheus-no-samples", query_.promql);
    }
    return read;
  }

 private:
  // `[1641889533.781, "1"]`.
  void Take(JsonValue sample) {
    double time = 0;
    double value = 0;
    JsonValue parts[2];
    size_t count = 0;
    if (sample.IsArray()) {
      for (JsonValue part : sample) {
        if (count < std::size(parts)) parts[count] = part;
        ++count;
      }
    }
    if (count != 2 || !absl::SimpleAtod(parts[0].Text(), &time) ||
        !std::isfinite(time) || std::abs(time) > 1e11 ||
        !absl::SimpleAtod(parts[1].Text(), &value)) {
      Find(Severity::kError, "prometheus-sample-unreadable", sample.Raw());
      return;
    }
    const int64_t behind_ms = std::llround(time * 1000) - grid_.from_s * 1000;
    const int64_t point = behind_ms / (grid_.step_s * 1000);
    if (behind_ms < 0 || behind_ms % (grid_.step_s * 1000) != 0 ||
        point >= grid_.points) {
      Find(Severity::kWarning, "prometheus-sample-off-grid", sample.Raw());
      return;
    }
    if (std::isinf(value)) {
      Find(Severity::kWarning, "prometheus-not-finite", sample.Raw());
    }
    const OperationalState state = StateOfValue(query_, value);
    std::optional<OperationalState>& told = told_[static_cast<size_t>(point)];
    told = told ? Worse(*told, state) : state;
  }

  void Find(Severity severity, absl::string_view rule,
            absl::string_view value) {
    findings_.Add(severity, rule, query_.id, origin_, 0, value);
  }

  const ComponentQuery& query_;
  const TimeGrid& grid_;
  const absl::string_view origin_;
  FindingList& findings_;
  std::vector<std::optional<OperationalState>> told_;
};

}  // namespace

absl::StatusOr<RangeStates> ReadRange(JsonValue document,
                                      const ComponentQuery& query,
                                      const TimeGrid& grid,
                                      absl::string_view origin,
                                      FindingList& findings) {
  const JsonValue data = document["data"];
  if (document["status"].Text() != "success" ||
      data["resultType"].Text() != "matrix" || !data["result"].IsArray()) {
    return sdk::PartnerProblem(
        "prometheus-not-a-range",
        {{"origin", std::string(origin)},
         {"field", query.id},
         {"detail",
          absl::StrCat("status '", document["status"].Text(), "', resultType '",
                       data["resultType"].Text(), "'")}});
  }
  return RangeReader(query, grid, origin, findings).Read(document);
}

absl::Status ErrorOf(JsonValue document, const ComponentQuery& query,
                     absl::string_view origin) {
  if (document["status"].Text() != "error") return absl::OkStatus();
  const absl::string_view type = document["errorType"].Text();
  const std::map<std::string, std::string> arguments = {
      {"origin", std::string(origin)},
      {"field", query.id},
      {"detail",
       absl::StrCat(type, ": ", document["error"].Text().substr(0, 1000))}};
  // Names of web/api/v1/api.go. What is not known there may go away by itself.
  if (type == "bad_data" || type == "execution" || type == "not_found") {
    return sdk::ConfigurationProblem("prometheus-query-refused", arguments);
  }
  return sdk::TransientProblem("prometheus-query-failed", arguments);
}

}  // namespace regisseur::prometheus
