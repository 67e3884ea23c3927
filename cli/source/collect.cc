#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/display_text.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/source/collected.h"
#include "cli/source/source.h"
#include "cli/verb/reading.h"
#include "core/base/clock.h"
#include "regisseur/source/v1/source.grpc.pb.h"

namespace regisseur {
namespace {

using source::v1::CollectSourcesRequest;
using source::v1::CollectSourcesResponse;
using source::v1::SourceService;

// Years of history from a slow partner; --timeout allows more.
constexpr absl::Duration kWaitLimit = absl::Hours(6);

std::string Outcome(const CollectSourcesResponse& step) {
  if (step.has_failure()) {
    return absl::StrCat("failed, ", EnumPhrase(step.failure().kind()), ": ",
                        step.failure().message());
  }
  if (!step.done()) return "started";
  if (step.unchanged()) return "done, nothing new";
  return absl::StrCat("done, ", CountWords(step.rows()), " rows");
}

// `312,500 a second`; empty while there is nothing to divide.
std::string Rate(int64_t rows, absl::Duration length) {
  const int64_t milliseconds = absl::ToInt64Milliseconds(length);
  if (rows == 0 || milliseconds < 100) return "";
  return absl::StrCat(CountWords(rows * 1000 / milliseconds), " a second");
}

// `3.2 s`.
std::string LengthWords(absl::Duration length) {
  const int64_t tenths = absl::ToInt64Milliseconds(length) / 100;
  return absl::StrCat(tenths / 10, ".", tenths % 10, " s");
}

// Shows how a collection goes: on a terminal one line that is written anew,
// elsewhere one line for each source that ended (the table says the same, so
// there is none beside a table).
class Progress {
 public:
  explicit Progress(Session& session)
      : clock_(session.clock),
        messages_(session.messages),
        on_terminal_(session.messages_on_terminal),
        quiet_(!session.messages_on_terminal &&
               session.format == OutputFormat::kTable) {}

  void Show(const CollectSourcesResponse& step, size_t done, size_t started) {
    const absl::Time now = clock_.Now();
    const absl::Time begun =
        begun_.try_emplace(step.source(), now).first->second;
    if (step.done()) took_[step.source()] = now - begun;
    if (on_terminal_) {
      const std::string rate = Rate(step.rows(), now - begun);
      messages_ << "\r\x1b[K"
                << Truncated(
                       EscapeControls(absl::StrCat(
                           "collecting: ", done, " of ", started, " done, ",
                           step.source(), " ", CountWords(step.rows()), " rows",
                           rate.empty() ? "" : ", ", rate)),
                       78)
                << std::flush;
    } else if (!quiet_ && step.done()) {
      messages_ << EscapeControls(
                       absl::StrCat(step.source(), ": ", Outcome(step)))
                << "\n";
    }
  }
  void End() {
    if (on_terminal_) messages_ << "\r\x1b[K" << std::flush;
  }
  // How long a source that is done took, as far as we saw it.
  absl::Duration Took(const std::string& source) const {
    const auto took = took_.find(source);
    return took == took_.end() ? absl::ZeroDuration() : took->second;
  }

 private:
  const Clock& clock_;
  std::map<std::string, absl::Time> begun_;
  std::map<std::string, absl::Duration> took_;
  std::ostream& messages_;
  const bool on_terminal_;
  const bool quiet_;
};

// The last step of each source, in the order in which they started.
class Steps {
 public:
  void Take(const CollectSourcesResponse& step) {
    for (CollectSourcesResponse& known : steps_) {
      if (known.source() == step.source()) {
        known = step;
        return;
      }
    }
    steps_.push_back(step);
  }
  size_t done() const {
    return std::count_if(
        steps_.begin(), steps_.end(),
        [](const CollectSourcesResponse& step) { return step.done(); });
  }
  const std::vector<CollectSourcesResponse>& all() const { return steps_; }

 private:
  std::vector<CollectSourcesResponse> steps_;
};

// What an import that somebody waited for came to: how fast its rows were read,
// and what of them is in no total. Beside tables only; nothing where the daemon
// does not say.
void SayWhatCameOfIt(const CollectSourcesResponse& step, absl::Duration took,
                     SourceService::Stub& stub, Session& session) {
  if (step.rows() == 0 || step.has_failure()) return;
  source::v1::GetSourceRequest request;
  request.set_id(step.source());
  source::v1::Source source;
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  if (!stub.GetSource(&context, request, &source).ok()) return;
  std::vector<std::string> errors;
  for (const auto& finding : source.findings()) {
    if (finding.severity() != type::v1::SEVERITY_ERROR) continue;
    errors.push_back(
        absl::StrCat(finding.rule(), finding.field().empty() ? "" : " ",
                     finding.field(), " (", CountWords(finding.count()), ")"));
  }
  const std::string rate = Rate(step.rows(), took);
  std::string line = absl::StrCat(
      step.source(), ": ", CountWords(step.rows()), " rows",
      rate.empty() ? "" : absl::StrCat(" in ", LengthWords(took), ", ", rate));
  if (errors.empty() && rate.empty() && step.superseded() == 0) return;
  if (step.superseded() > 0) {
    absl::StrAppend(&line, "; superseded: ", CountWords(step.superseded()));
  }
  if (!errors.empty()) {
    absl::StrAppend(&line, "; refused: ", absl::StrJoin(errors, ", "),
                    "; regisseur source show ", step.source());
  }
  session.messages << EscapeControls(line) << "\n";
}

absl::StatusOr<Answer> Collect(const Arguments& arguments, Session& session) {
  CollectSourcesRequest request;
  for (const std::string& id : arguments.Texts("ID")) request.add_ids(id);
  request.set_all(arguments.Has("all"));
  if (request.all() == !request.ids().empty()) {
    return absl::InvalidArgumentError(
        request.all() ? "source collect: --all and single sources exclude each "
                        "other; give one of them"
                      : "source collect: nothing to collect was named; give "
                        "the ids of sources, or --all");
  }
  const bool wait = arguments.Has("wait");
  const auto stub = SourceService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(wait ? kWaitLimit : kReadingLimit, &context);
  auto stream = stub->CollectSources(&context, request);
  Steps steps;
  Progress progress(session);
  CollectSourcesResponse step;
  while (stream->Read(&step)) {
    steps.Take(step);
    if (!wait) {
      // The daemon has begun. It goes on when we leave.
      context.TryCancel();
      stream->Finish();
      return MakeCollected(steps.all());
    }
    progress.Show(step, steps.done(), steps.all().size());
  }
  progress.End();
  const absl::Status status = session.connection.Explain(stream->Finish());
  if (absl::IsDeadlineExceeded(status)) {
    return absl::DeadlineExceededError(absl::StrCat(
        "the collection had not ended in time (", steps.done(), " of ",
        steps.all().size(),
        " started sources done); it goes on in the daemon, see `regisseur "
        "source list`, or allow more time with --timeout 12h"));
  }
  RETURN_IF_ERROR(status);
  if (session.format == OutputFormat::kTable) {
    for (const CollectSourcesResponse& last : steps.all()) {
      SayWhatCameOfIt(last, progress.Took(last.source()), *stub, session);
    }
  }
  return MakeCollected(steps.all());
}

std::string Table(const google::protobuf::Message& answer, const View& view) {
  const std::vector<CollectSourcesResponse> sources = SourcesOf(answer);
  if (!view.arguments.Has("wait")) {
    const std::vector<std::string> ids = view.arguments.Texts("ID");
    if (sources.empty() && ids.empty()) return "No sources are configured.\n";
    return EscapeControls(absl::StrCat(
               "Collection started: ",
               ids.empty() ? "all sources" : absl::StrJoin(ids, ", "),
               ". It goes on in the daemon; `regisseur source list` shows how "
               "it went.")) +
           "\n";
  }
  if (sources.empty()) return "No sources are configured.\n";
  TextTable table({{.heading = "SOURCE", .cut_to = 16},
                   {.heading = "OUTCOME"},
                   {.heading = "ROWS", .right = true},
                   {.heading = "SUPERSEDED", .priority = 1, .right = true},
                   {.heading = "BATCHES", .priority = 2, .right = true}});
  for (const CollectSourcesResponse& step : sources) {
    const bool good = step.done() && !step.has_failure();
    table.AddRow({{step.source(), Style::kBold},
                  {step.has_failure() ? "● failed"
                   : !step.done()     ? "? not ended"
                   : step.unchanged() ? "✓ nothing new"
                                      : "✓ done",
                   good ? Style::kGood : Style::kBad},
                  CountWords(step.rows()),
                  CountWords(step.superseded()),
                  CountWords(step.batches())});
    if (step.has_failure()) {
      table.AddNote({absl::StrCat(EnumPhrase(step.failure().kind()), ": ",
                                  step.failure().message()),
                     Style::kBad});
    }
  }
  return table.Render(view.terminal);
}

ExitCode Verdict(const google::protobuf::Message& answer,
                 const Arguments& arguments) {
  for (const CollectSourcesResponse& step : SourcesOf(answer)) {
    const bool never_ended = arguments.Has("wait") && !step.done();
    if (step.has_failure() || never_ended) return ExitCode::kIncomplete;
  }
  return ExitCode::kDone;
}

}  // namespace

Verb SourceCollectVerb() {
  return {
      .noun = "source",
      .name = "collect",
      .summary = "Ask sources now, whatever backoff and breaker say",
      .details =
          "Without --wait the command returns once the daemon has begun; the "
          "collection goes on without it, also when it is interrupted. With "
          "--wait it ends when every source was tried, with 0 even where some "
          "failed (they are listed); --fail-on-gaps makes that 6.",
      .examples = {"regisseur source collect --all --wait",
                   "regisseur source collect cloudnine-status cloudnine-cost",
                   "regisseur --fail-on-gaps source collect --all --wait -o "
                   "json"},
      .parameters = {{.name = "ID",
                      .kind = Parameter::Kind::kTexts,
                      .help = "The sources"},
                     {.name = "all",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Every source"},
                     {.name = "wait",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Return when all were tried, and show what "
                              "came of it"}},
      .csv = {.rows = "sources"},
      .ask = &Collect,
      .table = &Table,
      .verdict = &Verdict};
}

}  // namespace regisseur
