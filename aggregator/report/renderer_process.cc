#include "aggregator/report/renderer_process.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/report/bounded_child.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A frame's line; regisseur_report/conversation.py.
constexpr size_t kMostLineBytes = 4096;
constexpr int64_t kMostFrameBytes = int64_t{256} << 20;
constexpr char kPart = '\x1f';

absl::StatusOr<ReportDifferenceRow> DifferenceOf(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, kPart);
  if (parts.size() != 5) {
    return absl::InternalError("the renderer tells a difference that is none");
  }
  return ReportDifferenceRow{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

// `NOT_FOUND` as `not_found`, the gateway's word.
std::string CodeWord(const absl::Status& status) {
  return absl::AsciiStrToLower(absl::StatusCodeToString(status.code()));
}

std::string Frame(absl::string_view word, absl::string_view argument,
                  absl::string_view body) {
  return absl::StrCat(word, " ", argument, " ", body.size(), "\n", body);
}

// The daemon's side of the conversation.
class Listener {
 public:
  explicit Listener(const AnswerQuestion& answer) : answer_(answer) {}

  absl::StatusOr<std::string> Hear(absl::string_view piece) {
    heard_.append(piece.data(), piece.size());
    std::string reply;
    while (true) {
      const size_t line = heard_.find('\n');
      if (line == std::string::npos) {
        if (heard_.size() > kMostLineBytes) return Nonsense();
        return reply;
      }
      const std::vector<std::string> parts =
          absl::StrSplit(heard_.substr(0, line), ' ');
      int64_t bytes = 0;
      if (parts.size() != 3 || !absl::SimpleAtoi(parts[2], &bytes) ||
          bytes < 0 || bytes > kMostFrameBytes) {
        return Nonsense();
      }
      if (heard_.size() < line + 1 + static_cast<size_t>(bytes)) return reply;
      const std::string body =
          heard_.substr(line + 1, static_cast<size_t>(bytes));
      heard_.erase(0, line + 1 + static_cast<size_t>(bytes));
      if (parts[0] == "ask") {
        const absl::StatusOr<std::string> answer = answer_(parts[1], body);
        reply += answer.ok() ? Frame("answer", "-", *answer)
                             : Frame("problem", CodeWord(answer.status()),
                                     answer.status().message());
      } else if (parts[0] == "difference") {
        ASSIGN_OR_RETURN(ReportDifferenceRow row, DifferenceOf(body));
        collected_.differences.push_back(std::move(row));
      } else if (parts[0] == "document") {
        collected_.json = body;
      } else if (parts[0] == "as-of") {
        ASSIGN_OR_RETURN(collected_.as_of, ParseInstant(body));
      } else {
        return Nonsense();
      }
    }
  }

  absl::StatusOr<CollectedDocument> Take() && {
    if (collected_.json.empty()) {
      return absl::InternalError("the renderer ended without a document");
    }
    return std::move(collected_);
  }

 private:
  static absl::Status Nonsense() {
    return absl::InternalError(
        "the renderer does not speak as this daemon does; are both of one "
        "version?");
  }

  const AnswerQuestion& answer_;
  std::string heard_;
  CollectedDocument collected_;
};

// A folder that goes with the task.
absl::StatusOr<std::string> MakeScratch(const std::string& scratch) {
  RETURN_IF_ERROR(MakeFolders(scratch));
  std::string path = absl::StrCat(scratch, "/task-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat(scratch, ": no folder can be made in it"));
  }
  return path;
}

std::vector<std::string> Command(const std::string& program,
                                 const std::vector<std::string>& folders,
                                 std::vector<std::string> words) {
  std::vector<std::string> command = {program, "daemon"};
  for (const std::string& folder : folders) {
    command.insert(command.end(), {"--templates", folder});
  }
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

const absl::Notification& Never() {
  static const auto* const never = new absl::Notification;
  return *never;
}

}  // namespace

absl::StatusOr<std::vector<ReportTemplate>> RendererProcess::ListTemplates(
    const std::vector<std::string>& folders) {
  ASSIGN_OR_RETURN(const std::string folder, MakeScratch(options_.scratch));
  const auto remove = absl::MakeCleanup([&] { (void)RemoveTree(folder).ok(); });
  std::string said;
  RETURN_IF_ERROR(
      RunChild({.command = Command(options_.program, folders, {"templates"}),
                .folder = folder,
                .listen =
                    [&](absl::string_view piece) {
                      said.append(piece.data(), piece.size());
                      return std::string();
                    },
                .limit = options_.draw_limit,
                .memory_bytes = options_.memory_bytes},
               Never()));
  std::vector<ReportTemplate> templates;
  for (const absl::string_view line :
       absl::StrSplit(said, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, '\t');
    const auto period = parts.size() == 4
                            ? FindCoveredPeriod(parts[1])
                            : std::optional<CoveredPeriod::Kind>();
    if (!period.has_value()) {
      return absl::InternalError("the renderer lists a template that is none");
    }
    templates.push_back(
        {.name = parts[0],
         .period = *period,
         .parameters = absl::StrSplit(parts[2], ',', absl::SkipEmpty()),
         .title = parts[3]});
  }
  return templates;
}

absl::StatusOr<CollectedDocument> RendererProcess::Collect(
    const std::vector<std::string>& folders, const DocumentTask& task,
    const AnswerQuestion& answer, const absl::Notification& cancelled) {
  std::vector<std::string> words = {"collect",
                                    "--template",
                                    task.template_name,
                                    "--period",
                                    task.period,
                                    "--language",
                                    task.language,
                                    "--time-zone",
                                    task.time_zone,
                                    "--program-version",
                                    task.program_version,
                                    "--revision",
                                    absl::StrCat(task.revision)};
  for (const auto& [name, value] : task.parameters) {
    words.insert(words.end(), {"--set", absl::StrCat(name, "=", value)});
  }
  if (task.since.has_value()) {
    words.insert(words.end(), {"--since", FormatInstant(*task.since)});
  }
  if (!task.previous.empty()) {
    words.insert(words.end(), {"--previous", task.previous});
  }
  ASSIGN_OR_RETURN(const std::string folder, MakeScratch(options_.scratch));
  const auto remove = absl::MakeCleanup([&] { (void)RemoveTree(folder).ok(); });
  Listener listener(answer);
  RETURN_IF_ERROR(RunChild(
      {.command = Command(options_.program, folders, std::move(words)),
       .folder = folder,
       .listen = [&](absl::string_view piece) { return listener.Hear(piece); },
       .converses = true,
       .limit = options_.collect_limit,
       .memory_bytes = options_.memory_bytes},
      cancelled));
  return std::move(listener).Take();
}

absl::StatusOr<std::string> RendererProcess::Draw(
    const std::vector<std::string>& folders, const std::string& format,
    const std::string& document, const std::string& language,
    const absl::Notification& cancelled) {
  std::vector<std::string> words = {"draw", format};
  if (!language.empty()) words.insert(words.end(), {"--language", language});
  ASSIGN_OR_RETURN(const std::string folder, MakeScratch(options_.scratch));
  const auto remove = absl::MakeCleanup([&] { (void)RemoveTree(folder).ok(); });
  std::string drawn;
  RETURN_IF_ERROR(RunChild(
      {.command = Command(options_.program, folders, std::move(words)),
       .folder = folder,
       .input = document,
       .listen = [&](absl::string_view piece) -> absl::StatusOr<std::string> {
         if (drawn.size() + piece.size() >
             static_cast<size_t>(kMostFrameBytes)) {
           return absl::ResourceExhaustedError(
               "the file becomes longer than 256 MiB");
         }
         drawn.append(piece.data(), piece.size());
         return std::string();
       },
       .limit = options_.draw_limit,
       .memory_bytes = options_.memory_bytes},
      cancelled));
  if (drawn.empty()) {
    return absl::InternalError("the renderer drew nothing and did not say why");
  }
  return drawn;
}

absl::StatusOr<std::vector<ReportDifferenceRow>> RendererProcess::Compare(
    const std::vector<std::string>& folders, const std::string& older,
    const std::string& newer) {
  ASSIGN_OR_RETURN(const std::string folder, MakeScratch(options_.scratch));
  const auto remove = absl::MakeCleanup([&] { (void)RemoveTree(folder).ok(); });
  std::string said;
  RETURN_IF_ERROR(RunChild(
      {.command = Command(options_.program, folders, {"compare", older, newer}),
       .folder = folder,
       .listen =
           [&](absl::string_view piece) {
             said.append(piece.data(), piece.size());
             return std::string();
           },
       .limit = options_.draw_limit,
       .memory_bytes = options_.memory_bytes},
      Never()));
  std::vector<ReportDifferenceRow> rows;
  for (const absl::string_view line :
       absl::StrSplit(said, '\n', absl::SkipEmpty())) {
    ASSIGN_OR_RETURN(ReportDifferenceRow row, DifferenceOf(line));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace regisseur
