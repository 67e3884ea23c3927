#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// What one backup's folder consists of (backup.h).
inline constexpr char kDatabase[] = "regisseur.db";
inline constexpr char kManifest[] = "manifest.json";
inline constexpr char kOriginalsList[] = "originals.txt";
inline constexpr char kOriginals[] = "originals";

// The name of a backup that holds the state of then.
std::string BackupName(absl::Time time);

// The folder that a backup's documents are in.
std::string OriginalsOf(const std::string& backup);

// The hashes of a list of documents. DATA_LOSS when it holds anything else.
absl::StatusOr<std::vector<std::string>> ReadOriginalsList(
    const std::string& path);

// DATA_LOSS when the file is missing or has other bytes.
absl::Status CheckHash(const std::string& path, absl::string_view sha256);

// A kept document whose content is what its name says; DATA_LOSS for another.
absl::Status CheckOriginal(const std::string& path, absl::string_view hash);

}  // namespace regisseur
