#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "core/base/status_macros.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

constexpr char kDrafts[] = "contract-drafts";

std::string OutOf(const Arguments& arguments) {
  return arguments.Has("out") ? arguments.Text("out") : kDrafts;
}

// A name that stays within the folder, whoever gave it.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name[0] != '.' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") ==
             std::string::npos;
}

absl::Status WriteNew(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                      S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (fd < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "contract import: ", path, " cannot be made: ", std::strerror(errno)));
  }
  size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(fd, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    written += static_cast<size_t>(n);
  }
  const bool whole = written == text.size() && close(fd) == 0;
  if (whole) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("contract import: ", path, " cannot be written whole"));
}

// All of them or none, as far as can be told before: no file is written over.
absl::Status WriteDrafts(const std::string& folder,
                         const pb::DraftContractsResponse& answer) {
  std::vector<std::string> there;
  for (const pb::ContractDraft& draft : answer.drafts()) {
    if (!IsPlainName(draft.file())) {
      return absl::InternalError(absl::StrCat(
          "contract import: the daemon names a draft '", draft.file(), "'"));
    }
    const std::string path = absl::StrCat(folder, "/", draft.file());
    if (access(path.c_str(), F_OK) == 0) there.push_back(path);
  }
  if (!there.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "contract import: ", there[0], " is there already",
        there.size() > 1 ? absl::StrCat(", and ", there.size() - 1, " more")
                         : "",
        "; drafts write over nothing: name another folder with --out"));
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat("contract import: --out ", folder, ": ", error.message()));
  }
  for (const pb::ContractDraft& draft : answer.drafts()) {
    RETURN_IF_ERROR(
        WriteNew(absl::StrCat(folder, "/", draft.file()), draft.text()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Answer> Import(const Arguments& arguments, Session& session) {
  const std::string path = arguments.Text("FILE");
  pb::DraftContractsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_content(),
                   ReadFileToSend("contract import", path));
  request.set_name(std::filesystem::path(path).filename().string());
  request.set_sheet(arguments.Text("sheet"));
  const auto stub = pb::ContractService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::DraftContractsResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->DraftContracts(&context, request, answer.get())));
  if (!arguments.Has("dry-run")) {
    RETURN_IF_ERROR(WriteDrafts(OutOf(arguments), *answer));
  }
  return Answer(std::move(answer));
}

std::string Table(const pb::DraftContractsResponse& answer, const View& view) {
  if (answer.drafts().empty()) return "No contracts in it.\n";
  TextTable table({{.heading = "ROW", .right = true},
                   {.heading = "DRAFT", .cut_to = 14},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "TITLE", .priority = 2, .cut_to = 14},
                   {.heading = "STATE"}});
  for (const pb::ContractDraft& draft : answer.drafts()) {
    table.AddRow({absl::StrCat(draft.row()),
                  {draft.file(), Style::kBold},
                  draft.provider().empty() ? absl::StrCat(draft.party(), "?")
                                           : draft.provider(),
                  draft.title(),
                  draft.complete() ? Cell("complete", Style::kGood)
                                   : Cell("incomplete", Style::kWarning)});
    for (const std::string& missing : draft.missing()) {
      table.AddNote({missing, Style::kWarning});
    }
    for (const std::string& remark : draft.remarks()) table.AddNote(remark);
  }
  std::string out = table.Render(view.terminal);
  absl::StrAppend(&out, "\n", answer.complete(), " complete, ",
                  answer.incomplete(), " incomplete");
  if (view.arguments.Has("dry-run")) {
    absl::StrAppend(&out, "; nothing was written.\n");
  } else {
    absl::StrAppend(&out, "; written to ", OutOf(view.arguments),
                    ". `regisseur contract lint ", OutOf(view.arguments),
                    "/*.yaml` looks again.\n");
  }
  if (!answer.columns_not_used().empty()) {
    absl::StrAppend(&out, "Kept as remarks in the drafts: ",
                    absl::StrJoin(answer.columns_not_used(), ", "), ".\n");
  }
  return out;
}

}  // namespace

Verb ContractImportVerb() {
  return {
      .noun = "contract",
      .name = "import",
      .summary = "Draft contract files from a register in a spreadsheet",
      .details =
          "CSV or XLSX with headings in Dutch or English on the first rows: "
          "leverancier, contractnummer, omschrijving, ingangsdatum, "
          "einddatum, opzegtermijn, verlenging, contractwaarde, "
          "contracteigenaar. One file a contract; what a row does not say "
          "is marked `missing` in it and named here. Nothing is written "
          "over, and nothing is in force before you move it to where "
          "`contracts:` of the configuration looks.",
      .examples = {"regisseur contract import contractregister.xlsx",
                   "regisseur contract import register.csv --out "
                   "contracts/drafts",
                   "regisseur contract import register.xlsx --sheet 2026 "
                   "--dry-run -o json"},
      .parameters = {{.name = "FILE",
                      .help = "The register, CSV or XLSX",
                      .required = true},
                     {.name = "out",
                      .help = "The folder for the drafts "
                              "(contract-drafts); made when it is not "
                              "there",
                      .value_name = "DIR"},
                     {.name = "sheet",
                      .help = "The sheet of a workbook (the first)",
                      .value_name = "NAME"},
                     {.name = "dry-run",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Write nothing, only say what would be"}},
      .csv = {.rows = "drafts"},
      .ask = Import,
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer, const Arguments&) {
        return static_cast<const pb::DraftContractsResponse&>(answer)
                           .incomplete() == 0
                   ? ExitCode::kDone
                   : ExitCode::kIncomplete;
      }};
}

}  // namespace regisseur
