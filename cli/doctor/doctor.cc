#include "cli/doctor/doctor.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/output/display_text.h"
#include "cli/output/text_table.h"
#include "cli/verb/reading.h"
#include "grpcpp/grpcpp.h"
#include "regisseur/operation/v1/operation.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = operation::v1;

// It may start every adapter.
constexpr absl::Duration kLimit = absl::Minutes(2);
constexpr absl::Duration kClockTolerance = absl::Minutes(1);

void Add(pb::CheckOutcome outcome, std::string subject, std::string message,
         std::string action, pb::DoctorReport* report) {
  pb::Check* const check = report->add_checks();
  check->set_subject(std::move(subject));
  check->set_outcome(outcome);
  check->set_message(std::move(message));
  check->set_action(std::move(action));
  report->set_outcome(std::max(report->outcome(), outcome));
}

// What this side can tell by itself.
void AddOwn(pb::DoctorReport* report) {
  Add(pb::CHECK_OUTCOME_OK, "this program",
      absl::StrCat("regisseur " REGISSEUR_VERSION ", gRPC ", grpc::Version(),
                   ", ", OpenSSL_version(OPENSSL_VERSION)),
      "", report);
}

void AddTimeZones(pb::DoctorReport* report) {
  std::ifstream in("/usr/share/zoneinfo/tzdata.zi");
  std::string line;
  std::getline(in, line);
  absl::string_view version = line;
  if (absl::ConsumePrefix(&version, "# version ")) {
    Add(pb::CHECK_OUTCOME_OK, "time zones", absl::StrCat("tzdata ", version),
        "", report);
  } else {
    Add(pb::CHECK_OUTCOME_WARN, "time zones",
        "the version of the time zone data is unknown",
        "install the package tzdata", report);
  }
}

// The daemon's clock against ours: it looked between two looks of ours.
void CompareClocks(absl::Time before, absl::Time after,
                   pb::DoctorReport* report) {
  if (!report->has_time()) return;
  const absl::Time theirs = absl::FromUnixSeconds(report->time().seconds());
  const absl::Duration ahead = theirs > after    ? theirs - after
                               : theirs < before ? theirs - before
                                                 : absl::ZeroDuration();
  if (ahead <= kClockTolerance && ahead >= -kClockTolerance) return;
  Add(pb::CHECK_OUTCOME_FAIL, "clocks",
      absl::StrCat("the daemon's clock differs from this machine's by ",
                   absl::FormatDuration(absl::Trunc(ahead, absl::Seconds(1)))),
      "see that both machines' time services run (timedatectl)", report);
}

absl::StatusOr<Answer> Ask(const Arguments& arguments, Session& session) {
  static const auto& read =
      *new std::function<absl::StatusOr<Answer>(const Arguments&, Session&)>(
          Reading<pb::OperationService>(
              &pb::OperationService::Stub::GetDoctorReport, {}, kLimit));
  auto report = std::make_unique<pb::DoctorReport>();
  const absl::Time before = session.clock.Now();
  absl::StatusOr<Answer> answer = read(arguments, session);
  if (answer.ok()) {
    report->CopyFrom(**answer);
    AddOwn(report.get());
    CompareClocks(before, session.clock.Now(), report.get());
    return Answer(std::move(report));
  }
  // Somebody is there and says no: that is the answer.
  if (absl::IsPermissionDenied(answer.status()) ||
      absl::IsUnauthenticated(answer.status())) {
    return answer.status();
  }
  Add(pb::CHECK_OUTCOME_FAIL, "daemon", std::string(answer.status().message()),
      "start it (systemctl start regisseur); journalctl -u regisseur says why "
      "it ended, `regisseurd --check --config FILE` looks at the "
      "configuration, `regisseurd verify` at the backups",
      report.get());
  AddOwn(report.get());
  AddTimeZones(report.get());
  return Answer(std::move(report));
}

std::string Table(const pb::DoctorReport& report, const View& view) {
  constexpr int kWordWidth = 6;
  int subject_width = 0;
  for (const pb::Check& check : report.checks()) {
    subject_width =
        std::max(subject_width, DisplayWidth(EscapeControls(check.subject())));
  }
  subject_width = std::min(subject_width, 40);
  const int indent = kWordWidth + subject_width + 2;
  const int width = std::max(view.terminal.width - indent, 30);
  std::string out;
  for (const pb::Check& check : report.checks()) {
    const bool ok = check.outcome() == pb::CHECK_OUTCOME_OK;
    const bool warn = check.outcome() == pb::CHECK_OUTCOME_WARN;
    const std::string word = ok ? "ok" : warn ? "warn" : "FAIL";
    const std::string subject =
        Truncated(EscapeControls(check.subject()), subject_width);
    absl::StrAppend(
        &out, Styled(word, ok ? Style::kGood : Style::kBad, view.terminal),
        std::string(kWordWidth - word.size(), ' '), subject,
        std::string(subject_width - DisplayWidth(subject) + 2, ' '));
    bool first = true;
    for (const std::string& line :
         Wrapped(EscapeControls(check.message()), width)) {
      absl::StrAppend(&out, first ? "" : std::string(indent, ' '), line, "\n");
      first = false;
    }
    if (check.action().empty()) continue;
    for (const std::string& line :
         Wrapped(absl::StrCat("→ ", EscapeControls(check.action())), width)) {
      absl::StrAppend(&out, std::string(indent, ' '), line, "\n");
    }
  }
  return out;
}

}  // namespace

Verb DoctorVerb() {
  return {
      .noun = "doctor",
      .summary = "Whether the daemon is well, and what to do if not",
      .details =
          "Looks at versions, clock, disk, backups, certificates, adapters "
          "and sources. Ends with 7 when a check does not hold; a warning "
          "alone does not. Without a daemon it says so and tells what it "
          "can.",
      .examples = {"regisseur doctor", "regisseur doctor -o json"},
      .csv = {.rows = "checks"},
      .ask = &Ask,
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer, const Arguments&) {
        return static_cast<const pb::DoctorReport&>(answer).outcome() ==
                       pb::CHECK_OUTCOME_FAIL
                   ? ExitCode::kCheckFailed
                   : ExitCode::kDone;
      }};
}

}  // namespace regisseur
