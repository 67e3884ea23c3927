#include "services/prometheus/prometheus_adapter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/status/observation.h"
#include "services/prometheus/prometheus_options.h"
#include "services/prometheus/range_answer.h"
#include "services/sdk/collection_adapter.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/http_client.h"
#include "services/sdk/json_document.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::prometheus {
namespace {

constexpr char kKind[] = "prometheus";
// Prometheus refuses more than 11,000 points a series.
constexpr int64_t kPagePoints = 10000;
// So many new moments are told one by one, as they were seen; more are a
// recorded history.
constexpr int64_t kLivePoints = 60;
constexpr int64_t kMaxAnswerBytes = 64 << 20;

// Names in the cursor.
constexpr char kNext[] = "next";    // the next moment to tell, in seconds
constexpr char kData[] = "data";    // the last moment with a sample
constexpr char kShown[] = "shown";  // what was told last
// Of a range that is not told whole yet: what was asked for.
constexpr char kFrom[] = "from";
constexpr char kUntil[] = "until";
constexpr char kRecorded[] = "recorded";
// Of one whose original is sent in a run of its own, and not whole yet.
constexpr char kContent[] = "content";
constexpr char kOriginal[] = "original";  // its batches that are stored

// Whole multiples of the step.
int64_t FloorTo(int64_t seconds, int64_t step) {
  const int64_t rest = seconds % step;
  return seconds - (rest < 0 ? rest + step : rest);
}
int64_t CeilTo(int64_t seconds, int64_t step) {
  return FloorTo(seconds + step - 1, step);
}

// RFC 3986, 2.3: everything but the unreserved characters.
std::string PercentEncoded(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
        c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      absl::StrAppend(&encoded, "%",
                      absl::BytesToHexString(absl::string_view(&c, 1)));
    }
  }
  return encoded;
}

// What the answers to all queries say about one range.
struct Range {
  TimeGrid grid;
  std::vector<RangeStates> components;  // in the order of the queries
  std::optional<int64_t> last_sample;   // a moment, in seconds
  std::string original;                 // the answers as they came
};

// One call of Collect.
class Collection {
 public:
  Collection(const sdk::SourceSpec&, const PrometheusOptions& options,
             sdk::Cursor cursor, absl::Time now, sdk::FactSink& sink)
      : options_(options),
        step_s_(absl::ToInt64Seconds(options.step)),
        cursor_(std::move(cursor)),
        origin_(sdk::DisplayUrl(options.api)),
        sink_(sink) {
    newest_s_ = FloorTo(absl::ToUnixSeconds(now - options.delay), step_s_);
    told_before_ = !cursor_.Get(kShown).empty();
    const int64_t from_s =
        cursor_.empty()
            ? std::min(absl::ToUnixSeconds(now - options.history), newest_s_)
            : cursor_.GetInt(kNext);
    next_s_ = CeilTo(from_s, step_s_);
  }

  absl::StatusOr<Checkpoint> Run() {
    Checkpoint checkpoint;
    checkpoint.unchanged = Remaining() == 0;
    if (!cursor_.Get(kUntil).empty()) {
      const int64_t from_s = cursor_.GetInt(kFrom);
      RETURN_IF_ERROR(
          Tell({from_s, step_s_, (cursor_.GetInt(kUntil) - from_s) / step_s_},
               cursor_.GetInt(kRecorded) != 0));
    }
    while (Remaining() > kLivePoints) {
      RETURN_IF_ERROR(Tell(NextGrid(/*recorded=*/true), /*recorded=*/true));
    }
    while (Remaining() > 0) {
      RETURN_IF_ERROR(Tell(NextGrid(/*recorded=*/false), /*recorded=*/false));
    }
    checkpoint.cursor = cursor_.ToString();
    if (!cursor_.Get(kData).empty()) {
      checkpoint.data_until = absl::FromUnixSeconds(cursor_.GetInt(kData));
    }
    return checkpoint;
  }

 private:
  int64_t Remaining() const {
    return next_s_ > newest_s_ ? 0 : (newest_s_ - next_s_) / step_s_ + 1;
  }

  // Up to the end of the page, so that a call that continues asks for the same.
  TimeGrid NextGrid(bool recorded) const {
    const int64_t page_s = kPagePoints * step_s_;
    const int64_t border_s = FloorTo(next_s_, page_s) + page_s;
    // What is recorded ends where a moment begins; that one is told live.
    const int64_t until_s =
        std::min(border_s, recorded ? newest_s_ : newest_s_ + step_s_);
    return {next_s_, step_s_, (until_s - next_s_) / step_s_};
  }

  absl::StatusOr<Range> Fetch(const TimeGrid& grid) {
    Range range;
    range.grid = grid;
    for (const ComponentQuery& query : options_.queries) {
      ASSIGN_OR_RETURN(sdk::HttpDocument answer, Ask(query, grid));
      const std::string body = answer.body;
      const absl::StatusOr<sdk::JsonDocument> document =
          sdk::JsonDocument::Parse(std::move(answer.body), origin_);
      if (document.ok()) {
        RETURN_IF_ERROR(ErrorOf(document->root(), query, origin_));
      }
      if (answer.code / 100 != 2) return StatusOfCode(answer.code);
      if (!document.ok()) return document.status();
      ASSIGN_OR_RETURN(RangeStates states, ReadRange(document->root(), query,
                                                     grid, origin_, findings_));
      if (states.last_sample) {
        range.last_sample = std::max(range.last_sample.value_or(grid.from_s),
                                     grid.at(*states.last_sample));
      }
      range.components.push_back(std::move(states));
      absl::StrAppend(&range.original, range.original.empty() ? "[" : ",\n",
                      "{\"component\":");
      sdk::AppendJsonString(range.original, query.id);
      absl::StrAppend(&range.original, ",\"query\":");
      sdk::AppendJsonString(range.original, query.promql);
      absl::StrAppend(&range.original, ",\"answer\":", body, "}");
    }
    range.original += "]\n";
    return range;
  }

  absl::StatusOr<sdk::HttpDocument> Ask(const ComponentQuery& query,
                                        const TimeGrid& grid) const {
    sdk::HttpOptions http;
    http.timeout = options_.timeout;
    http.max_bytes = kMaxAnswerBytes;
    http.allow_private = options_.allow_private;
    http.bearer_token = options_.token;
    http.ca_file = options_.ca_file;
    // Codes that come with a reason (web/api/v1/api.go).
    http.expects = [](int code) {
      return code / 100 == 2 || code == 400 || code == 422 || code == 500 ||
             code == 503;
    };
    http.cancelled = [this] { return sink_.Cancelled(); };
    return sdk::Fetch(
        absl::StrCat(
            options_.api, "?query=", PercentEncoded(query.promql), "&start=",
            grid.from_s, "&end=", grid.at(grid.points - 1), "&step=", step_s_,
            "&lookback_delta=", absl::ToInt64Seconds(options_.lookback),
            "s&timeout=", absl::ToInt64Milliseconds(options_.timeout), "ms"),
        http);
  }

  absl::Status StatusOfCode(int code) const {
    std::map<std::string, std::string> arguments = {
        {"url", origin_}, {"code", absl::StrCat(code)}};
    return code >= 500
               ? sdk::TransientProblem("http-status", std::move(arguments))
               : sdk::PartnerProblem("http-status", std::move(arguments));
  }

  // Tells the moments of `grid` from the next one on: one run of one batch, or
  // more when they do not fit in one.
  absl::Status Tell(const TimeGrid& grid, bool recorded) {
    if (next_s_ < grid.from_s || next_s_ >= grid.at(grid.points) ||
        (next_s_ - grid.from_s) % step_s_ != 0) {
      return sdk::CursorGone("the step was changed");
    }
    ASSIGN_OR_RETURN(Range range, Fetch(grid));
    while (next_s_ < grid.at(grid.points)) {
      if (sink_.Cancelled()) {
        return absl::CancelledError("the caller hung up");
      }
      RETURN_IF_ERROR(TellNext(range, recorded));
    }
    return absl::OkStatus();
  }

  absl::Status TellNext(Range& range, bool recorded) {
    const int64_t point = (next_s_ - range.grid.from_s) / step_s_;
    FactBatch batch;
    const int64_t end = Observe(range, point, recorded, batch.observations);
    const int64_t until_s = range.grid.at(end);
    batch.run = absl::StrCat(recorded ? "range " : "samples ", next_s_, "-",
                             until_s, " by ", sdk::kProgramVersion);
    batch.number = 1;
    batch.last = true;
    batch.deliveries = {DeliveryOf(until_s, recorded)};
    // The answers go ahead of what they say where something changed.
    if (options_.keep_original && point == 0 && (recorded || Changed(range))) {
      RETURN_IF_ERROR(SendAhead(range, recorded, batch));
    }
    sdk::Cursor behind(kKind, sdk::kProgramVersion);
    behind.SetInt(kNext, until_s);
    if (range.last_sample) {
      behind.SetInt(kData, std::min(*range.last_sample, until_s - step_s_));
    } else if (!cursor_.Get(kData).empty()) {
      behind.Set(kData, cursor_.Get(kData));
    }
    behind.Set(kShown, ShownAt(range, end - 1));
    if (end < range.grid.points) NameRange(range.grid, recorded, behind);
    batch.cursor = behind.ToString();
    // What was found goes with the last batch of a range: a later run tells
    // anew what is wrong.
    if (end == range.grid.points) batch.findings = findings_.Take();
    RETURN_IF_ERROR(sink_.Send(std::move(batch)));
    cursor_ = std::move(behind);
    next_s_ = until_s;
    told_before_ = true;
    return absl::OkStatus();
  }

  static void NameRange(const TimeGrid& grid, bool recorded,
                        sdk::Cursor& cursor) {
    cursor.SetInt(kFrom, grid.from_s);
    cursor.SetInt(kUntil, grid.at(grid.points));
    cursor.SetInt(kRecorded, recorded ? 1 : 0);
  }

  absl::Status SendAhead(Range& range, bool recorded, FactBatch& first) {
    const int64_t sent = cursor_.GetInt(kOriginal);
    const std::string content = sdk::Fingerprint(range.original);
    if (sent > 0 && cursor_.Get(kContent) != content) {
      return sdk::CursorGone("the answers changed while they were being sent");
    }
    sdk::Cursor midway = cursor_;
    midway.SetInt(kNext, next_s_);
    NameRange(range.grid, recorded, midway);
    midway.Set(kContent, content);
    return sdk::SendOriginal(
        sdk::Original{absl::StrCat(origin_, " ", first.run),
                      std::move(range.original)},
        sent,
        [&midway](int64_t number) {
          midway.SetInt(kOriginal, number);
          return midway.ToString();
        },
        first, sink_);
  }

  Delivery DeliveryOf(int64_t until_s, bool recorded) const {
    Delivery delivery;
    delivery.scope = "samples";
    delivery.completeness = Completeness::kAdditive;
    delivery.origin = origin_;
    delivery.recorded = recorded;
    if (recorded) {
      // The moment before holds until this one.
      delivery.period_start =
          absl::FromUnixSeconds(next_s_ - (told_before_ ? step_s_ : 0));
      delivery.period_end = absl::FromUnixSeconds(until_s);
    }
    return delivery;
  }

  // What the range says from `first` on: that moment whole, then what changed;
  // live, every moment, for it was looked at. Returns the moment that no longer
  // fits in the batch, or the end.
  int64_t Observe(const Range& range, int64_t first, bool recorded,
                  std::vector<StatusObservation>& observations) const {
    const sdk::ObservationLimits limits;
    int64_t rows = 0;
    int64_t bytes = 0;
    for (int64_t point = first; point < range.grid.points; ++point) {
      StatusObservation told = ObservationAt(range, point, point == first);
      if (recorded && told.components.empty()) continue;
      rows += std::max<int64_t>(sdk::CountRows(told), 1);
      bytes += sdk::EstimateBytes(told);
      if (point > first &&
          (rows > sink_.batch_rows() || bytes > limits.bytes)) {
        return point;
      }
      observations.push_back(std::move(told));
    }
    return range.grid.points;
  }

  // Every component, or those in another state than the moment before.
  StatusObservation ObservationAt(const Range& range, int64_t point,
                                  bool whole) const {
    StatusObservation told;
    told.observed_time = absl::FromUnixSeconds(range.grid.at(point));
    told.lists_every_component = whole;
    const auto index = static_cast<size_t>(point);
    for (size_t i = 0; i < range.components.size(); ++i) {
      const std::vector<OperationalState>& states = range.components[i].states;
      if (!whole && states[index] == states[index - 1]) continue;
      Component component;
      component.id = options_.queries[i].id;
      component.name = options_.queries[i].name;
      component.state = states[index];
      told.components.push_back(std::move(component));
    }
    return told;
  }

  // What was shown at a moment, to see later whether it changed.
  std::string ShownAt(const Range& range, int64_t point) const {
    std::string shown;
    for (size_t i = 0; i < range.components.size(); ++i) {
      absl::StrAppend(
          &shown, options_.queries[i].id, " ",
          OperationalStateWord(
              range.components[i].states[static_cast<size_t>(point)]),
          "\n");
    }
    return sdk::Fingerprint(shown);
  }

  bool Changed(const Range& range) const {
    for (int64_t point = 0; point < range.grid.points; ++point) {
      if (ShownAt(range, point) != cursor_.Get(kShown)) return true;
    }
    return false;
  }

  const PrometheusOptions& options_;
  const int64_t step_s_;
  sdk::Cursor cursor_;
  const std::string origin_;
  sdk::FactSink& sink_;
  FindingList findings_;
  int64_t newest_s_ = 0;  // the newest moment that is complete
  int64_t next_s_ = 0;    // the first that is not told yet
  bool told_before_ = false;
};

}  // namespace

std::unique_ptr<sdk::Adapter> MakePrometheusAdapter(const Clock& clock) {
  return std::make_unique<
      sdk::CollectionAdapter<PrometheusOptions, Collection>>(
      kKind, std::vector<FactKind>{FactKind::kStatus}, clock);
}

}  // namespace regisseur::prometheus
