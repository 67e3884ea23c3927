#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/credit/credit.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/claim/v1/claim.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = claim::v1;

absl::StatusOr<pb::ArchiveFormat> FormatOf(const std::string& path) {
  if (absl::EndsWith(path, ".zip")) return pb::ARCHIVE_FORMAT_ZIP;
  if (absl::EndsWith(path, ".tar.gz")) return pb::ARCHIVE_FORMAT_TAR_GZ;
  return absl::InvalidArgumentError(absl::StrCat(
      "--out is \"", path, "\"; it should end in .zip or .tar.gz"));
}

absl::StatusOr<Answer> Export(const std::vector<Parameter>& parameters,
                              const Arguments& arguments, Session& session) {
  pb::ExportClaimEvidenceRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  const std::string path = arguments.Text("out");
  ASSIGN_OR_RETURN(const pb::ArchiveFormat format, FormatOf(path));
  request.set_format(format);
  if (!arguments.Has("force") && access(path.c_str(), F_OK) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "credit evidence: ", path,
        " is there already; name another file, or replace it with --force"));
  }
  const auto stub = pb::ClaimService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto stream = stub->ExportClaimEvidence(&context, request);
  auto last = std::make_unique<pb::ExportClaimEvidenceResponse>();
  std::string archive;
  while (stream->Read(last.get())) archive += last->piece();
  RETURN_IF_ERROR(session.connection.Explain(stream->Finish()));
  // A file is there wholly or not at all, and only its owner reads it.
  const std::string part = path + ".part";
  std::remove(part.c_str());
  const int fd = open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
  if (fd >= 0) close(fd);
  std::ofstream out;
  if (fd >= 0) out.open(part, std::ios::binary | std::ios::trunc);
  out << archive;
  out.close();
  if (fd < 0 || !out || std::rename(part.c_str(), path.c_str()) != 0) {
    std::remove(part.c_str());
    return absl::InvalidArgumentError(
        absl::StrCat("credit evidence: ", path, " cannot be written"));
  }
  last->clear_piece();
  return Answer(std::move(last));
}

std::string Table(const pb::ExportClaimEvidenceResponse& answer,
                  const View& view) {
  return absl::StrCat("Wrote ", CountWords(answer.total_bytes()), " bytes to ",
                      view.arguments.Text("out"),
                      "; its README.md says how to recompute the claim.\n");
}

}  // namespace

Verb CreditEvidenceVerb() {
  Verb verb{
      .noun = "credit",
      .name = "evidence",
      .summary = "What a claim rests on, as an archive",
      .details =
          "The figure with every piece under it, the arithmetic, the "
          "contract's "
          "text, the deliveries with hashes and signed receipts. Of a claim "
          "that was filed it is what was known then.",
      .examples = {"regisseur credit evidence "
                   "cloudnine-hosting/availability/2026-10-31 --out "
                   "october.zip"},
      .parameters = {{.name = "ID",
                      .field = "id",
                      .help = "The claim, contract/objective/last day",
                      .required = true},
                     {.name = "out",
                      .help = "The file to write, .zip or .tar.gz",
                      .required = true,
                      .value_name = "FILE"},
                     {.name = "force",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Replace a file that is there already"},
                     AsKnownOnOption()},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Export(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur
