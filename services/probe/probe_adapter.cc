#include "services/probe/probe_adapter.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "services/probe/probe_options.h"
#include "services/probe/probe_round.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/json_document.h"
#include "services/sdk/observation_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::probe {
namespace {

constexpr char kKind[] = "probe";
constexpr char kScope[] = "targets";

// Names in the cursor.
constexpr char kShown[] = "shown";  // fingerprint of the last round
// Of a round that is not sent whole yet.
constexpr char kRoundTime[] = "round_time";
constexpr char kRoundSeen[] = "round_seen";
constexpr char kRoundSent[] = "round_sent";

// Where it is tried from: what is measured holds for this place.
std::string OriginHere() {
  char name[256] = "";
  if (gethostname(name, sizeof(name) - 1) != 0 || name[0] == '\0') {
    return "probe";
  }
  return absl::StrCat("probe at ", RepairUtf8(name));
}

// What was seen, a line of JSON for each target and reference.
std::string RecordOf(const ProbeOptions& options,
                     const std::vector<TargetResult>& results) {
  std::string record;
  const auto add = [&record](absl::string_view key, absl::string_view value) {
    absl::StrAppend(&record, ",\"", key, "\":");
    sdk::AppendJsonString(record, RepairUtf8(value));
  };
  const size_t targets = options.targets.size();
  for (size_t i = 0; i < results.size(); ++i) {
    const bool is_target = i < targets;
    const Target& target =
        is_target ? options.targets[i] : options.references[i - targets];
    absl::StrAppend(&record, "{\"tries\":", results[i].tries);
    add(is_target ? "target" : "reference", target.id);
    add("address", target.address);
    add("state", OperationalStateWord(results[i].last.state));
    if (!results[i].last.detail.empty()) add("detail", results[i].last.detail);
    record += "}\n";
  }
  return record;
}

class ProbeAdapter final : public sdk::Adapter {
 public:
  explicit ProbeAdapter(const Clock& clock) : clock_(clock) {}

  sdk::AdapterInfo Info() const override {
    return {kKind,
            sdk::kProgramVersion,
            {FactKind::kStatus},
            ProbeOptions::Specs()};
  }

  absl::Status Validate(const sdk::SourceSpec& source) const override {
    return ProbeOptions::Read(source).status();
  }

  absl::StatusOr<Checkpoint> Collect(const sdk::SourceSpec& source,
                                     absl::string_view cursor_text,
                                     sdk::FactSink& sink) override {
    ASSIGN_OR_RETURN(const ProbeOptions options, ProbeOptions::Read(source));
    ASSIGN_OR_RETURN(
        const sdk::Cursor cursor,
        sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
    const std::string origin = OriginHere();
    FindingList findings;
    ASSIGN_OR_RETURN(
        const std::vector<TargetResult> results,
        RunRound(options, clock_.Now(), [&sink] { return sink.Cancelled(); }));
    ASSIGN_OR_RETURN(StatusObservation told,
                     JudgeRound(options, results, origin, findings));
    const std::string record = RecordOf(options, results);
    const std::string seen = sdk::Fingerprint(
        absl::StrCat(sdk::FingerprintOf(told), record, sink.batch_rows()));

    // A cursor holds microseconds.
    const absl::Time now =
        absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    // Of a round that was broken off the rest follows when it still says the
    // same; another one starts anew.
    const bool resumes = !cursor.Get(kRoundTime).empty();
    if (resumes && seen != cursor.Get(kRoundSeen)) {
      return sdk::CursorGone("the targets answer otherwise by now");
    }
    Checkpoint checkpoint;
    checkpoint.data_until = now;
    if (!resumes && seen == cursor.Get(kShown)) {
      checkpoint.cursor = std::string(cursor_text);
      checkpoint.unchanged = true;
      checkpoint.confirmed = now;
      return checkpoint;
    }
    const absl::Time time =
        resumes ? absl::FromUnixMicros(cursor.GetInt(kRoundTime)) : now;
    sdk::PollDelivery poll;
    poll.run = absl::StrCat("round ", absl::ToUnixMicros(time));
    poll.delivery.scope = kScope;
    poll.delivery.completeness = Completeness::kAdditive;
    poll.delivery.origin = origin;
    told.observed_time = time;
    poll.observation = std::move(told);
    poll.original = sdk::Original{origin, record};
    poll.already_sent = resumes ? cursor.GetInt(kRoundSent) : 0;
    sdk::Cursor done(kKind, sdk::kProgramVersion);
    done.Set(kShown, seen);
    RETURN_IF_ERROR(sdk::SendPoll(
        std::move(poll), findings, sink, [&](int64_t number, bool last) {
          if (last) return done.ToString();
          sdk::Cursor midway(kKind, sdk::kProgramVersion);
          midway.SetInt(kRoundTime, absl::ToUnixMicros(time));
          midway.Set(kRoundSeen, seen);
          midway.SetInt(kRoundSent, number);
          return midway.ToString();
        }));
    checkpoint.cursor = done.ToString();
    return checkpoint;
  }

 private:
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<sdk::Adapter> MakeProbeAdapter(const Clock& clock) {
  return std::make_unique<ProbeAdapter>(clock);
}

}  // namespace regisseur::probe
