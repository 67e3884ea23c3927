#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/output/display_text.h"
#include "cli/output/words.h"
#include "cli/report/report.h"
#include "cli/report/report_words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "regisseur/report/v1/report.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = report::v1;

// A large portfolio and a long line of others.
constexpr absl::Duration kRunLimit = absl::Minutes(30);

absl::Status CheckPlace(absl::string_view verb, const Arguments& arguments) {
  const std::string path = arguments.Text("out");
  if (!path.empty() && !arguments.Has("force") &&
      access(path.c_str(), F_OK) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        verb, ": ", path,
        " is there already; name another file, or replace it with --force"));
  }
  return absl::OkStatus();
}

// A file is there wholly or not at all, and only its owner reads it.
absl::Status WriteOut(absl::string_view verb, const std::string& path,
                      const std::string& content) {
  const std::string part = path + ".part";
  std::remove(part.c_str());
  const int fd = open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
  if (fd >= 0) close(fd);
  std::ofstream out;
  if (fd >= 0) out.open(part, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  if (fd < 0 || !out || std::rename(part.c_str(), path.c_str()) != 0) {
    std::remove(part.c_str());
    return absl::InvalidArgumentError(
        absl::StrCat(verb, ": ", path, " cannot be written"));
  }
  return absl::OkStatus();
}

absl::Status Download(const pb::DownloadReportRequest& request,
                      const std::string& path, absl::string_view verb,
                      Session& session, pb::DownloadReportResponse* last) {
  const auto stub = pb::ReportService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kRunLimit, &context);
  auto stream = stub->DownloadReport(&context, request);
  std::string content;
  while (stream->Read(last)) content += last->piece();
  RETURN_IF_ERROR(session.connection.Explain(stream->Finish()));
  last->clear_piece();
  return WriteOut(verb, path, content);
}

absl::Status TakeParameters(const Arguments& arguments,
                            pb::RunReportRequest& request) {
  for (const std::string& given : arguments.Texts("set")) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(given, absl::MaxSplits('=', 1));
    if (parts.first.empty() || parts.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("report run: --set ", given, " is not NAME=VALUE"));
    }
    (*request.mutable_parameters())[parts.first] = parts.second;
  }
  return absl::OkStatus();
}

// One line that is written anew, on a terminal.
void Show(const pb::RunReportResponse& step, Session& session) {
  if (!session.messages_on_terminal) return;
  session.messages << "\r\x1b[K"
                   << Truncated(EscapeControls(absl::StrCat(
                                    step.stage(), " ", step.done() + 1,
                                    step.total() > 0
                                        ? absl::StrCat(" of ", step.total())
                                        : "",
                                    ": ", step.subject())),
                                78)
                   << std::flush;
}

absl::StatusOr<Answer> Run(const std::vector<Parameter>& parameters,
                           const Arguments& arguments, Session& session) {
  pb::RunReportRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  RETURN_IF_ERROR(TakeParameters(arguments, request));
  RETURN_IF_ERROR(CheckPlace("report run", arguments));
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const std::string path = arguments.Text("out");
  if (!path.empty() && request.formats_size() > 1) {
    return absl::InvalidArgumentError(
        "report run: --out takes one format; leave the others out, they are in "
        "the archive");
  }
  const auto stub = pb::ReportService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kRunLimit, &context);
  auto stream = stub->RunReport(&context, request);
  auto last = std::make_unique<pb::RunReportResponse>();
  std::string preview;
  while (stream->Read(last.get())) {
    preview += last->piece();
    if (!last->stage().empty()) Show(*last, session);
  }
  if (session.messages_on_terminal)
    session.messages << "\r\x1b[K" << std::flush;
  RETURN_IF_ERROR(session.connection.Explain(stream->Finish()));
  if (path.empty()) return Answer(std::move(last));
  if (request.dry_run()) {
    RETURN_IF_ERROR(WriteOut("report run", path, preview));
    return Answer(std::move(last));
  }
  pb::DownloadReportRequest wanted;
  wanted.set_id(last->issue().report());
  wanted.set_period(last->issue().period());
  wanted.set_revision(last->issue().revision());
  wanted.set_language(request.language());
  if (request.formats_size() == 1) wanted.set_format(request.formats(0));
  pb::DownloadReportResponse written;
  RETURN_IF_ERROR(Download(wanted, path, "report run", session, &written));
  return Answer(std::move(last));
}

std::string RunTable(const pb::RunReportResponse& answer, const View& view) {
  const pb::ReportIssue& issue = answer.issue();
  const std::string name = absl::StrCat(issue.report(), " of ", issue.period());
  const bool is_kept = answer.unchanged() || !view.arguments.Has("dry-run");
  std::string text;
  if (answer.unchanged()) {
    text = absl::StrCat(name, ": revision ", issue.revision(),
                        " is as it would be made now; nothing was issued.\n");
  } else if (!is_kept) {
    text = absl::StrCat(name, ": revision ", issue.revision(),
                        " would be issued in ", ReportFilesWords(issue),
                        "; nothing was kept.\n");
  } else {
    text =
        absl::StrCat("Issued ", name, ", revision ", issue.revision(), ".\n");
  }
  if (!answer.differences().empty()) {
    absl::StrAppend(&text, "What differs from the revision before:\n",
                    ReportDifferenceTable(answer.differences(), view));
  }
  for (const pb::ReportFile& file : issue.files()) {
    if (!file.problem().empty()) {
      absl::StrAppend(&text, "The ", file.format(),
                      " could not be made: ", EscapeControls(file.problem()),
                      "\n");
    } else if (!issue.folder().empty() && is_kept) {
      absl::StrAppend(
          &text, EscapeControls(absl::StrCat(issue.folder(), "/", file.name())),
          "\n");
    }
  }
  if (const std::string out = view.arguments.Text("out"); !out.empty()) {
    absl::StrAppend(&text, "Wrote ", out, "\n");
  }
  return text;
}

// A format that could not be made is bad news, whatever else was.
ExitCode RunVerdict(const google::protobuf::Message& answer, const Arguments&) {
  const auto& run = static_cast<const pb::RunReportResponse&>(answer);
  for (const pb::ReportFile& file : run.issue().files()) {
    if (!file.problem().empty()) return ExitCode::kFailed;
  }
  return ExitCode::kDone;
}

std::string DownloadTable(const pb::DownloadReportResponse& answer,
                          const View& view) {
  return absl::StrCat("Wrote ", CountWords(answer.total_bytes()), " bytes to ",
                      view.arguments.Text("out"), "; SHA-256 ", answer.sha256(),
                      "\n");
}

Parameter OutOption(bool required) {
  return {.name = "out",
          .help = "The file to write",
          .required = required,
          .value_name = "FILE"};
}
Parameter ForceOption() {
  return {.name = "force",
          .kind = Parameter::Kind::kFlag,
          .help = "Replace a file that is there already"};
}
Parameter LanguageOption() {
  return {.name = "language",
          .field = "language",
          .help = "nl or en; that of the report unless told",
          .value_name = "LANGUAGE"};
}

}  // namespace

Verb ReportRunVerb() {
  Verb verb{
      .noun = "report",
      .name = "run",
      .summary = "Makes a report of a period now",
      .details =
          "It is archived and delivered as on its date. A period that was "
          "issued already gets a new revision when a figure of it differs "
          "since, and none when nothing does. It ends with 1 when a format "
          "could not be made. ID is a report of the configuration, or a "
          "template.",
      .examples = {"regisseur report run monthly --period 2026-10",
                   "regisseur report run governance --period 2026-10 --format "
                   "pdf --language nl --out october.pdf",
                   "regisseur report run partner-review --set "
                   "provider=cloudnine --period 2026-Q4 --dry-run"},
      .parameters = {IdWord("The report, or a template"),
                     {.name = "period",
                      .field = "period",
                      .help = "2026-10, 2026-Q4, 2026-W41, 2026 or 2026-10-05; "
                              "without it the one that a run of today is about",
                      .value_name = "PERIOD"},
                     {.name = "format",
                      .kind = Parameter::Kind::kTexts,
                      .field = "formats",
                      .help = "html, pdf, xlsx, csv, json",
                      .value_name = "FORMAT"},
                     LanguageOption(),
                     OutOption(false),
                     ForceOption(),
                     {.name = "set",
                      .kind = Parameter::Kind::kTexts,
                      .help = "What the template is told, NAME=VALUE",
                      .value_name = "NAME=VALUE"},
                     {.name = "dry-run",
                      .kind = Parameter::Kind::kFlag,
                      .field = "dry_run",
                      .help = "Makes it, and keeps and sends nothing"},
                     RequestIdOption()},
      .csv = {.rows = "differences"},
      .table = TableOf(&RunTable),
      .verdict = &RunVerdict};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Run(parameters, arguments, session);
  };
  return verb;
}

Verb ReportDownloadVerb() {
  Verb verb{.noun = "report",
            .name = "download",
            .summary = "A file of an issued report",
            .details =
                "As it was archived, with its checksum held against the chain "
                "of evidence; another format or language is drawn from the "
                "archived document.",
            .examples = {"regisseur report download monthly --period 2026-10 "
                         "--format pdf --out october.pdf"},
            .parameters = {IdWord("The report"),
                           {.name = "period",
                            .field = "period",
                            .help = "The period",
                            .required = true,
                            .value_name = "PERIOD"},
                           {.name = "revision",
                            .field = "revision",
                            .help = "The revision; the last unless told",
                            .value_name = "REVISION"},
                           {.name = "format",
                            .field = "format",
                            .help = "html, pdf, xlsx, csv or json",
                            .value_name = "FORMAT"},
                           LanguageOption(),
                           OutOption(true),
                           ForceOption()},
            .table = TableOf(&DownloadTable)};
  verb.ask = [parameters = verb.parameters](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    pb::DownloadReportRequest request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    RETURN_IF_ERROR(CheckPlace("report download", arguments));
    auto answer = std::make_unique<pb::DownloadReportResponse>();
    RETURN_IF_ERROR(Download(request, arguments.Text("out"), "report download",
                             session, answer.get()));
    return Answer(std::move(answer));
  };
  return verb;
}

}  // namespace regisseur
