#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"
#include "sqlite3.h"

namespace regisseur {

// The copy that stands in `path` while it is made, whole or not. The source is
// the writer's own connection: its writes are mirrored into the copy, no read
// transaction stays open between two steps, and the WAL is checkpointed as
// ever.
class SqliteCopy final : public DatabaseCopy {
 public:
  explicit SqliteCopy(std::string path) : path_(std::move(path)) {}
  ~SqliteCopy() override;

  absl::Status Begin(sqlite3* from);

  absl::StatusOr<bool> Step(int pages) override;

  absl::Status Finish() override;

 private:
  absl::Status Open();

  const std::string path_;
  sqlite3* to_ = nullptr;
  sqlite3_backup* backup_ = nullptr;
  int done_ = 0;
  int restarts_ = 0;
};

}  // namespace regisseur
