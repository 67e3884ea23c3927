#include "services/focus/text_dictionary.h"

#include <utility>

namespace regisseur::focus {

int32_t TextDictionary::Intern(absl::string_view text) {
  if (text.empty()) return 0;
  const auto found = index_.find(text);
  if (found != index_.end()) return found->second;
  const auto index = static_cast<int32_t>(texts_.size()) + 1;
  const std::string& stored = texts_.emplace_back(text);
  index_.emplace(stored, index);
  bytes_ += static_cast<int64_t>(stored.size());
  return index;
}

int32_t TextDictionary::InternAfter(int32_t before, absl::string_view text) {
  if (before > 0 && texts_[static_cast<size_t>(before) - 1] == text) {
    return before;
  }
  return Intern(text);
}

std::vector<std::string> TextDictionary::Take() {
  std::vector<std::string> texts;
  texts.reserve(texts_.size() + 1);
  texts.emplace_back();
  index_.clear();
  for (std::string& text : texts_) texts.push_back(std::move(text));
  texts_.clear();
  bytes_ = 0;
  return texts;
}

}  // namespace regisseur::focus
