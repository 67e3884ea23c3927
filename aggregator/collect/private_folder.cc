#include "aggregator/collect/private_folder.h"

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <utility>

namespace regisseur {

absl::StatusOr<PrivateFolder> PrivateFolder::Make() {
  std::error_code error;
  std::string folder =
      (std::filesystem::temp_directory_path(error) / "regisseur-XXXXXX")
          .string();
  if (error || mkdtemp(folder.data()) == nullptr) {
    return absl::UnavailableError(
        "no folder for the document can be made where temporary files go");
  }
  return PrivateFolder(std::move(folder));
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, "")) {}

PrivateFolder::~PrivateFolder() {
  std::error_code error;
  if (!path_.empty()) std::filesystem::remove_all(path_, error);
}

absl::Status WriteWholeFile(const std::string& path, absl::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    return absl::UnavailableError(
        "the document cannot be written: no room where such files go");
  }
  std::error_code error;
  std::filesystem::last_write_time(
      path,
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(24),
      error);
  return absl::OkStatus();
}

}  // namespace regisseur
