#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/audit/audit.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

constexpr absl::Duration kLimit = absl::Hours(6);

absl::StatusOr<Answer> Export(const Arguments& arguments, Session& session) {
  pb::ExportEvidenceRequest request;
  request.set_chain(arguments.Text("chain"));
  const std::string path = arguments.Text("out");
  if (!arguments.Has("force") && access(path.c_str(), F_OK) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "audit export: ", path,
        " is there already; name another file, or replace it with --force"));
  }
  // A file is there wholly or not at all, and only its owner reads it.
  const std::string part = path + ".part";
  std::remove(part.c_str());
  const int fd = open(part.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
  if (fd >= 0) close(fd);
  std::ofstream out;
  if (fd >= 0) out.open(part, std::ios::binary | std::ios::trunc);
  if (fd < 0) out.setstate(std::ios::failbit);
  if (!out) {
    return absl::InvalidArgumentError(
        absl::StrCat("audit export: ", part, " cannot be written"));
  }
  const auto stub = pb::EvidenceService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kLimit, &context);
  auto stream = stub->ExportEvidence(&context, request);
  auto last = std::make_unique<pb::ExportEvidenceResponse>();
  while (out && stream->Read(last.get())) out << last->piece();
  if (!out) context.TryCancel();
  absl::Status status = session.connection.Explain(stream->Finish());
  out.close();
  if (!out) {
    status = absl::ResourceExhaustedError(
        absl::StrCat("audit export: ", part, " cannot be written"));
  }
  if (status.ok() && std::rename(part.c_str(), path.c_str()) != 0) {
    status = absl::InvalidArgumentError(
        absl::StrCat("audit export: ", path, " cannot be written"));
  }
  if (!status.ok()) {
    std::remove(part.c_str());
    return status;
  }
  last->clear_piece();
  return Answer(std::move(last));
}

std::string Table(const pb::ExportEvidenceResponse& answer, const View& view) {
  return absl::StrCat("Wrote ", CountWords(answer.total_bytes()), " bytes to ",
                      view.arguments.Text("out"),
                      "; `regisseur audit verify --file` checks it without a "
                      "daemon.\n");
}

}  // namespace

Verb AuditExportVerb() {
  return {.noun = "audit",
          .name = "export",
          .summary = "Write chains with their rows, roots and proofs to a file",
          .details =
              "docs/evidence.md has the format, so exactly that others "
              "can write a verifier. An export of one chain says "
              "nothing about any other.",
          .examples = {"regisseur audit export --out all.jsonl",
                       "regisseur audit export --chain cloudnine --out "
                       "cloudnine.jsonl"},
          .parameters = {{.name = "out",
                          .help = "The file to write",
                          .required = true,
                          .value_name = "FILE"},
                         {.name = "chain",
                          .help = "Only this chain: a provider's id, shared or "
                                  "portfolio",
                          .value_name = "CHAIN"},
                         {.name = "force",
                          .kind = Parameter::Kind::kFlag,
                          .help = "Replace a file that is there already"}},
          .ask = Export,
          .table = TableOf(&Table)};
}

}  // namespace regisseur
