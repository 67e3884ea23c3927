#include "aggregator/collect/document_reader.h"

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "aggregator/collect/adapter_pool.h"
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

absl::StatusOr<std::string> MakePrivateFolder() {
  std::error_code error;
  std::string folder =
      (std::filesystem::temp_directory_path(error) / "regisseur-XXXXXX")
          .string();
  if (error || mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError(
        "no folder for the document can be made where temporary files go");
  }
  return folder;
}

absl::Status WriteDocument(const std::string& path,
                           absl::string_view document) {
  std::ofstream out(path, std::ios::binary);
  out.write(document.data(), static_cast<std::streamsize>(document.size()));
  out.close();
  if (!out) {
    return absl::UnavailableError(
        "the document cannot be written where temporary files go");
  }
  // It is whole: a reader must not wait for the rest of it.
  std::error_code error;
  std::filesystem::last_write_time(
      path,
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(24),
      error);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DocumentReading> AdapterDocumentReader::Read(
    absl::string_view adapter, absl::string_view name,
    absl::string_view document) {
  ASSIGN_OR_RETURN(const std::string folder, MakePrivateFolder());
  const absl::Cleanup remove = [&folder] {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
  };
  const std::string file = FileName(name);
  const std::string path = absl::StrCat(folder, "/", file);
  RETURN_IF_ERROR(WriteDocument(path, document));
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
      source, {}, {.base_directory = folder, .time_zone = "UTC"}, "", limits,
      [&](FactBatch batch) {
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
