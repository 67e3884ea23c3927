#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/sdk/input_file.h"

namespace regisseur::sdk {

// A text in memory that is read like a file.
class TextInput final : public InputStream {
 public:
  explicit TextInput(std::string text);
  absl::StatusOr<bool> Read(std::string& buffer) override;
  absl::Status SkipTo(int64_t offset) override;

 private:
  const std::string text_;
  size_t at_ = 0;
};

}  // namespace regisseur::sdk
