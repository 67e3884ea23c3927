#include "aggregator/collect/document_reader.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "aggregator/collect/adapter_pool.h"
#include "aggregator/collect/private_folder.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr absl::Duration kDeadline = absl::Seconds(60);
constexpr size_t kLongestName = 100;

// What a pattern of names would read otherwise has no place in it.
std::string FileName(absl::string_view name) {
  std::string file;
  for (const char c : name) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                       c == '-' || c == '_' || (c == '.' && !file.empty());
    file.push_back(plain ? c : '_');
    if (file.size() == kLongestName) break;
  }
  return file.empty() ? "document.xml" : file;
}

}  // namespace

absl::StatusOr<DocumentReading> AdapterDocumentReader::Read(
    absl::string_view adapter, absl::string_view name,
    absl::string_view document) {
  ASSIGN_OR_RETURN(const PrivateFolder folder, PrivateFolder::Make());
  const std::string file = FileName(name);
  RETURN_IF_ERROR(
      WriteWholeFile(absl::StrCat(folder.path(), "/", file), document));
  SourceConfig source;
  source.id = "document";
  source.adapter = std::string(adapter);
  source.options = {{"path", file}};
  ASSIGN_OR_RETURN(const AdapterConnection connection,
                   pool_.Connect(source, /*alone=*/true));
  DocumentReading reading;
  AdapterClient::Limits limits;
  limits.deadline = limits.silence = kDeadline;
  AdapterClient::Outcome outcome = connection.client->Collect(
      source, {}, {.base_directory = folder.path(), .time_zone = "UTC"}, "",
      limits, [&](FactBatch batch) {
        for (Invoice& invoice : batch.invoices) {
          reading.invoices.push_back(std::move(invoice));
        }
        for (Finding& finding : batch.findings) {
          reading.findings.push_back(std::move(finding));
        }
        return absl::OkStatus();
      });
  if (outcome.checkpoint.has_value()) {
    for (Finding& finding : outcome.checkpoint->findings) {
      reading.findings.push_back(std::move(finding));
    }
  }
  reading.failure = std::move(outcome.failure);
  return reading;
}

}  // namespace regisseur
