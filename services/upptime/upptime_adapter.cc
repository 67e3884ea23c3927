#include "services/upptime/upptime_adapter.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/collection_adapter.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/input_file.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/upptime/check_log.h"
#include "services/upptime/site_watch.h"
#include "services/upptime/upptime_options.h"

namespace regisseur::upptime {
namespace {

constexpr char kKind[] = "upptime";
constexpr int64_t kMaxLogBytes = 64 << 20;
// What goes along in one message.
constexpr size_t kMaxLinesBytes = 128 << 10;

// Names in the cursor.
constexpr char kLogEdition[] = "log";
constexpr char kLogTold[] = "log_told";  // checks
constexpr char kLogHead[] = "log_head";  // fingerprint of them
constexpr char kShown[] = "shown";       // fingerprint of what was shown
constexpr char kMonths[] = "months";     // fingerprint of the downtime told
// Of a poll that is not sent whole yet.
constexpr char kPollTime[] = "poll_time";
constexpr char kPollContent[] = "poll_content";
constexpr char kPollSent[] = "poll_sent";
// Of the downtime that is not sent whole yet.
constexpr char kMonthsRun[] = "months_run";
constexpr char kMonthsSent[] = "months_sent";
constexpr char kMonthsRows[] = "months_rows";

std::string TextOf(const LoggedCheck& check) {
  return absl::StrCat(absl::ToUnixMicros(check.at), "\t",
                      OperationalStateWord(check.state), "\t", check.site,
                      "\n");
}

// To see whether something else was found than before.
std::string TextOf(const FindingList& findings) {
  std::string text;
  for (const Finding& finding : findings.findings()) {
    absl::StrAppend(&text, finding.rule, "\t", finding.field, "\t",
                    finding.count);
    for (const Finding::Example& example : finding.examples) {
      absl::StrAppend(&text, "\t", example.value);
    }
  }
  return text;
}

// One call of Collect.
class Collection {
 public:
  Collection(const sdk::SourceSpec& source, const UpptimeOptions& options,
             sdk::Cursor cursor, absl::Time now, sdk::FactSink& sink)
      : source_(source),
        options_(options),
        cursor_(std::move(cursor)),
        now_(now),
        sink_(sink) {}

  absl::StatusOr<Checkpoint> Run() {
    const bool resumes = !cursor_.Get(kPollTime).empty();
    const absl::Time poll_time =
        resumes ? absl::FromUnixMicros(cursor_.GetInt(kPollTime)) : now_;
    ASSIGN_OR_RETURN(const SiteWatch watch,
                     SiteWatch::Read(source_, options_, poll_time, findings_));
    // What was broken off is told to its end first.
    const bool midway = resumes || !cursor_.Get(kMonthsRun).empty();
    if (!midway && !options_.log.empty()) RETURN_IF_ERROR(TellLog(watch));
    if (!watch.origin().empty()) {
      RETURN_IF_ERROR(TellPresent(watch, resumes));
      Reach(watch.data_until());
    }
    Checkpoint checkpoint;
    checkpoint.cursor = cursor_.ToString();
    checkpoint.data_until = data_until_;
    checkpoint.unchanged = !sent_;
    if (!sent_ && !watch.origin().empty()) checkpoint.confirmed = now_;
    return checkpoint;
  }

 private:
  void Reach(absl::Time time) {
    data_until_ = std::max(data_until_.value_or(time), time);
  }

  absl::Status TellLog(const SiteWatch& watch) {
    ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                     sdk::ExpandGlob(source_, options_.log));
    const sdk::InputFile& file = files.back();
    FindingList findings;
    if (files.size() > 1) {
      findings.Add(Severity::kWarning, "upptime-two-logs", "log", file.name, 0,
                   files.front().name, {{"used", file.name}});
    }
    const std::string edition = absl::StrCat(file.name, "@", file.edition);
    const bool known = edition == cursor_.Get(kLogEdition);
    ASSIGN_OR_RETURN(const std::string text,
                     sdk::ReadInput(file, kMaxLogBytes));
    const std::vector<LoggedCheck> checks =
        ReadCheckLog(text, file.name, findings);
    if (checks.empty()) {
      return sdk::ConfigurationProblem("upptime-no-checks",
                                       {{"origin", file.name}});
    }
    Reach(checks.back().at);
    if (known) return absl::OkStatus();

    auto told = static_cast<size_t>(cursor_.GetInt(kLogTold));
    std::string head;
    if (told > checks.size()) return LogGone(file);
    for (size_t i = 0; i < told; ++i) {
      head = sdk::Fingerprint(head + TextOf(checks[i]));
    }
    if (head != cursor_.Get(kLogHead)) return LogGone(file);
    while (told < checks.size()) {
      if (sink_.Cancelled()) {
        return absl::CancelledError("the caller hung up");
      }
      RETURN_IF_ERROR(
          TellStretch(watch, file, edition, checks, told, head, findings));
    }
    return absl::OkStatus();
  }

  static absl::Status LogGone(const sdk::InputFile& file) {
    return sdk::CursorGone(
        absl::StrCat("the checks of ", file.name, " are others now"));
  }

  // Tells checks from `told` on as one recorded stretch, one run of one batch,
  // until it is full or nothing was written for too long: nobody looked then.
  absl::Status TellStretch(const SiteWatch& watch, const sdk::InputFile& file,
                           const std::string& edition,
                           const std::vector<LoggedCheck>& checks, size_t& told,
                           std::string& head, FindingList& findings) {
    const size_t first = told;
    Delivery delivery;
    delivery.scope = "checks";
    delivery.completeness = Completeness::kAdditive;
    delivery.origin = file.name;
    delivery.recorded = true;
    const bool continues =
        first > 0 && checks[first].at - checks[first - 1].at <= kWritesEvery;
    delivery.period_start = checks[continues ? first - 1 : first].at;

    FactBatch batch;
    batch.run = absl::StrCat("checks from ", first, " ",
                             sdk::Fingerprint(head + TextOf(checks[first])),
                             " by ", sdk::kProgramVersion);
    std::map<std::string, OperationalState> states;
    std::string lines;
    while (told < checks.size()) {
      const LoggedCheck& check = checks[told];
      const bool silent =
          told > first && check.at - checks[told - 1].at > kWritesEvery;
      const bool full = batch.observations.size() >=
                            static_cast<size_t>(sink_.batch_rows()) ||
                        lines.size() > kMaxLinesBytes;
      if (silent || full) break;
      const std::string text = TextOf(check);
      head = sdk::Fingerprint(head + text);
      lines += text;
      ++told;
      const auto [state, is_new] = states.emplace(check.site, check.state);
      if (!is_new && state->second == check.state) continue;
      state->second = check.state;
      StatusObservation observation;
      observation.observed_time = check.at;
      Component component;
      component.id = watch.IdOfName(check.site);
      component.name = check.site;
      component.state = check.state;
      observation.components.push_back(std::move(component));
      batch.observations.push_back(std::move(observation));
    }
    delivery.period_end = checks[told - 1].at;
    batch.number = 1;
    batch.last = true;
    batch.deliveries = {delivery};
    // What was found goes with the last one: each run tells anew what is wrong.
    if (told == checks.size()) batch.findings = findings.Take();
    cursor_.SetInt(kLogTold, static_cast<int64_t>(told));
    cursor_.Set(kLogHead, head);
    cursor_.Set(kLogEdition, told == checks.size() ? edition : "");
    batch.cursor = cursor_.ToString();
    sent_ = true;
    return sink_.Send(std::move(batch));
  }

  absl::Status TellPresent(const SiteWatch& watch, bool resumes) {
    StatusObservation observation = watch.Observation(findings_);
    const std::string shown = sdk::Fingerprint(
        absl::StrCat(sdk::FingerprintOf(observation), TextOf(findings_)));
    const std::vector<SiteWatch::Month> months = watch.Downtime();
    const std::string months_now = FingerprintOf(months);
    const bool midway = !cursor_.Get(kMonthsRun).empty();
    const bool changed = shown != cursor_.Get(kShown);
    const bool months_changed = months_now != cursor_.Get(kMonths);
    if (!resumes && !midway && !changed && !months_changed && !sent_) {
      return absl::OkStatus();
    }
    if (!midway) {
      // What was found goes with the last run: each tells anew what is wrong.
      FindingList nothing;
      FindingList& findings = months_changed ? nothing : findings_;
      RETURN_IF_ERROR(TellPoll(watch, std::move(observation), shown,
                               changed || months_changed, resumes, findings,
                               months_changed ? RunOf(months_now) : ""));
    }
    if (midway || months_changed) {
      RETURN_IF_ERROR(TellMonths(months, months_now));
    }
    return absl::OkStatus();
  }

  absl::Status TellPoll(const SiteWatch& watch, StatusObservation observation,
                        const std::string& shown, bool changed, bool resumes,
                        FindingList& findings, const std::string& months_run) {
    const std::string content =
        sdk::Fingerprint(absl::StrCat(sink_.batch_rows(), watch.original()));
    if (resumes && content != cursor_.Get(kPollContent)) {
      return sdk::CursorGone("the files changed while they were being sent");
    }
    sdk::PollDelivery poll;
    poll.run =
        absl::StrCat("poll ", absl::ToUnixMicros(observation.observed_time));
    poll.delivery.scope = "sites";
    poll.delivery.completeness = Completeness::kAdditive;
    poll.delivery.origin = watch.origin();
    poll.already_sent = resumes ? cursor_.GetInt(kPollSent) : 0;
    if (changed)
      poll.original = sdk::Original{watch.origin(), watch.original()};
    const int64_t time_us = absl::ToUnixMicros(observation.observed_time);
    poll.observation = std::move(observation);
    const sdk::Cursor before =
        Without(cursor_, {kPollTime, kPollContent, kPollSent});
    RETURN_IF_ERROR(sdk::SendPoll(std::move(poll), findings, sink_,
                                  [&](int64_t number, bool last) {
                                    cursor_ = before;
                                    if (last) {
                                      cursor_.Set(kShown, shown);
                                      cursor_.Set(kMonthsRun, months_run);
                                    } else {
                                      cursor_.SetInt(kPollTime, time_us);
                                      cursor_.Set(kPollContent, content);
                                      cursor_.SetInt(kPollSent, number);
                                    }
                                    return cursor_.ToString();
                                  }));
    sent_ = true;
    return absl::OkStatus();
  }

  static std::string FingerprintOf(
      const std::vector<SiteWatch::Month>& months) {
    std::string text;
    for (const SiteWatch::Month& month : months) {
      for (const Measurement& row : month.measurements) {
        absl::StrAppend(&text, row.service, "\t",
                        absl::ToUnixSeconds(row.period_start), "\t",
                        absl::ToUnixSeconds(row.period_end), "\t",
                        row.value->ToString(), "\n");
      }
    }
    return text.empty() ? text : sdk::Fingerprint(text);
  }

  static std::string RunOf(const std::string& months_now) {
    return absl::StrCat("downtime ", months_now, " by ", sdk::kProgramVersion);
  }

  // One run of as many batches as there are rows for.
  absl::Status TellMonths(const std::vector<SiteWatch::Month>& months,
                          const std::string& months_now) {
    const std::string run =
        absl::StrCat("downtime ", months_now, " by ", sdk::kProgramVersion);
    const bool midway = !cursor_.Get(kMonthsRun).empty();
    if (midway && cursor_.Get(kMonthsRun) != run) {
      return sdk::CursorGone("the downtime changed while it was being sent");
    }
    const int64_t rows_told = midway ? cursor_.GetInt(kMonthsRows) : 0;
    int64_t number = midway ? cursor_.GetInt(kMonthsSent) : 0;
    const sdk::Cursor before =
        Without(cursor_, {kMonthsRun, kMonthsSent, kMonthsRows});
    int64_t row = 0;
    FactBatch batch;
    const SiteWatch::Month* of_batch = nullptr;
    const auto send = [&](bool last) -> absl::Status {
      batch.run = run;
      batch.number = ++number;
      batch.last = last;
      batch.dictionary = {""};
      if (last) batch.findings = findings_.Take();
      cursor_ = before;
      if (last) {
        cursor_.Set(kMonths, months_now);
      } else {
        cursor_.Set(kMonthsRun, run);
        cursor_.SetInt(kMonthsSent, number);
        cursor_.SetInt(kMonthsRows, row);
      }
      batch.cursor = cursor_.ToString();
      sent_ = true;
      of_batch = nullptr;
      return sink_.Send(std::exchange(batch, FactBatch()));
    };
    for (const SiteWatch::Month& month : months) {
      for (const Measurement& measurement : month.measurements) {
        if (row < rows_told) {
          ++row;
          continue;
        }
        if (static_cast<int>(batch.measurements.size()) >=
            std::min(sink_.batch_rows(), 2000)) {
          RETURN_IF_ERROR(send(/*last=*/false));
        }
        if (of_batch != &month) {
          batch.deliveries.push_back(month.delivery);
          of_batch = &month;
        }
        Measurement& added = batch.measurements.emplace_back(measurement);
        added.delivery = static_cast<int>(batch.deliveries.size()) - 1;
        ++row;
      }
    }
    return send(/*last=*/true);
  }

  static sdk::Cursor Without(const sdk::Cursor& cursor,
                             std::initializer_list<const char*> names) {
    sdk::Cursor rest = cursor;
    for (const char* name : names) rest.Set(name, "");
    return rest;
  }

  const sdk::SourceSpec& source_;
  const UpptimeOptions& options_;
  sdk::Cursor cursor_;
  const absl::Time now_;
  sdk::FactSink& sink_;
  FindingList findings_;
  std::optional<absl::Time> data_until_;
  bool sent_ = false;
};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeUpptimeAdapter(const Clock& clock) {
  return std::make_unique<sdk::CollectionAdapter<UpptimeOptions, Collection>>(
      kKind, std::vector<FactKind>{FactKind::kStatus, FactKind::kMeasurements},
      clock);
}

}  // namespace regisseur::upptime
