#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace regisseur {

// `regisseurd backup|restore|verify`: each says on stdout what it did. Errors
// as those of aggregator/storage/backup.h; DATA_LOSS names the damaged file.

// Backs `data_dir` up into `dir`. While a daemon serves it is asked over its
// Unix socket, so that one process writes; else the lock is taken. NOT_FOUND
// when there is no data.
absl::Status RunBackup(const std::string& data_dir, const std::string& dir);

// Puts the backup at `from` into `data_dir`.
absl::Status RunRestore(const std::string& from, const std::string& data_dir,
                        bool replace);

// Checks every byte of the backup at `path`, or of every backup in it.
absl::Status RunVerify(const std::string& path, bool all);

}  // namespace regisseur
