#include "services/sdk/text_input.h"

#include <algorithm>
#include <utility>

namespace regisseur::sdk {

TextInput::TextInput(std::string text) : text_(std::move(text)) {}

absl::StatusOr<bool> TextInput::Read(std::string& buffer) {
  if (at_ == text_.size()) return false;
  buffer.append(text_, at_);
  at_ = text_.size();
  return true;
}

absl::Status TextInput::SkipTo(int64_t offset) {
  at_ = std::min(static_cast<size_t>(offset), text_.size());
  return absl::OkStatus();
}

}  // namespace regisseur::sdk
