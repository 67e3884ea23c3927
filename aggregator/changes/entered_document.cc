#include "aggregator/changes/entered_document.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"
#include "core/matter/figure_record.h"

namespace regisseur {
namespace {

constexpr size_t kMostNameBytes = 250;
constexpr size_t kMostDocumentBytes = 900 * 1024;

}  // namespace

absl::Status RequireNamedPerson(const Principal& who, absl::string_view what) {
  if (who.IsNamedPerson()) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat(
      "\"", who.name, "\" cannot ", what,
      ": it is the word of a named person, so that everybody can see whose; "
      "call with an identity of your own (`identity create`)"));
}

absl::Status RequireNoMachine(const Principal& who, absl::string_view what) {
  if (who.kind != Principal::Kind::kMachine) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat(
      "\"", who.name, "\" is a machine and cannot ", what,
      ": machines propose, a named person says yes; call with the identity of "
      "a person"));
}

absl::Status CheckDocumentName(const std::string& name) {
  if (!name.empty() && name.size() <= kMostNameBytes &&
      name.find('/') == std::string::npos &&
      !std::any_of(name.begin(), name.end(), absl::ascii_iscntrl)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("document: name the file that says it, without a folder "
                   "and in at most ",
                   kMostNameBytes, " bytes"));
}

absl::Status CheckDocumentContent(const std::string& name,
                                  const std::string& content) {
  if (content.size() <= kMostDocumentBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("document_content: ", name, " has ", content.size(),
                   " bytes; at most ", kMostDocumentBytes,
                   " can be kept with a figure: send the pages that say it"));
}

absl::StatusOr<std::string> KeepDocument(Originals& originals,
                                         const Principal& who,
                                         const std::string& request_id,
                                         const std::string& name,
                                         const std::string& content) {
  RETURN_IF_ERROR(originals.Append(
      who, kFigureDocuments, absl::StrCat(who.identity, " ", request_id),
      {.name = name, .offset = 0, .data = content, .last = true}));
  return ToHex(Sha256Hasher().Hash(content));
}

}  // namespace regisseur
