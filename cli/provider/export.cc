#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/output/words.h"
#include "cli/provider/provider.h"
#include "cli/verb/reading.h"
#include "regisseur/partner/v1/partner.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;

constexpr absl::Duration kLimit = absl::Hours(6);

// What the daemon calls a file leads nowhere else, whatever daemon it is.
bool IsSafe(const std::string& file) {
  if (file.empty() || file.front() == '/' || absl::StrContains(file, "..")) {
    return false;
  }
  return file.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             ".-/") == std::string::npos;
}

absl::StatusOr<Answer> Export(const Arguments& arguments, Session& session) {
  pb::ExportProviderRequest request;
  request.set_provider(arguments.Text("ID"));
  const std::string folder = arguments.Text("out");
  std::error_code error;
  if (std::filesystem::exists(folder, error) &&
      !std::filesystem::is_empty(folder, error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("provider export: ", folder,
                     " is there already and not empty; name another folder"));
  }
  std::filesystem::create_directories(folder, error);
  chmod(folder.c_str(), 0700);
  const auto stub = pb::PartnerService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kLimit, &context);
  auto stream = stub->ExportProvider(&context, request);
  absl::Status ours;
  std::string open_file;
  std::ofstream out;
  pb::ExportProviderResponse piece;
  auto last = std::make_unique<pb::ExportProviderResponse>();
  while (ours.ok() && stream->Read(&piece)) {
    if (!IsSafe(piece.file())) {
      ours = absl::InternalError(
          "provider export: the server names a file "
          "that leads elsewhere");
      break;
    }
    if (piece.file() != open_file) {
      const std::filesystem::path path =
          std::filesystem::path(folder) / piece.file();
      std::filesystem::create_directories(path.parent_path(), error);
      out = std::ofstream(path, std::ios::binary | std::ios::trunc);
      open_file = piece.file();
    }
    out << piece.data();
    if (piece.last()) out.close();
    if (!out) {
      ours = absl::ResourceExhaustedError(
          absl::StrCat("provider export: ", folder, "/", piece.file(),
                       " cannot be written"));
    }
    last->set_provider(piece.provider());
    last->set_file(piece.file());
  }
  if (!ours.ok()) context.TryCancel();
  const absl::Status status = session.connection.Explain(stream->Finish());
  RETURN_IF_ERROR(ours);
  RETURN_IF_ERROR(status);
  last->set_last(true);
  return Answer(std::move(last));
}

std::string Table(const pb::ExportProviderResponse& answer, const View& view) {
  return absl::StrCat("Wrote everything of ", view.arguments.Text("ID"), " to ",
                      view.arguments.Text("out"), ".\n");
}

}  // namespace

Verb ProviderExportVerb() {
  return {
      .noun = "provider",
      .name = "export",
      .summary = "Everything of a partner, as files to give back",
      .details =
          "Each list that the partner may read in JSON, its receipts, and "
          "the documents that it delivered as they came.",
      .examples = {"regisseur provider export cloudnine --out cloudnine"},
      .parameters = {{.name = "ID", .help = "The provider", .required = true},
                     {.name = "out",
                      .help = "The folder to write, new or empty",
                      .required = true,
                      .value_name = "FOLDER"}},
      .ask = &Export,
      .table = TableOf(&Table)};
}

}  // namespace regisseur
