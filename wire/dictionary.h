#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "regisseur/adapter/v1/facts.pb.h"

namespace regisseur {

// Adds texts to the dictionary of a batch that is written. Not thread-safe;
// `wire` must outlive it.
class DictionaryWriter {
 public:
  explicit DictionaryWriter(adapter::v1::Batch& wire) : wire_(wire) {}

  // The text's index; 0 for the empty one.
  int32_t Add(const std::string& text) {
    if (text.empty()) return 0;
    if (index_.empty()) {
      for (int i = 1; i < wire_.dictionary_size(); ++i) {
        index_.emplace(wire_.dictionary(i), i);
      }
    }
    const auto [it, inserted] = index_.emplace(text, wire_.dictionary_size());
    if (inserted) wire_.add_dictionary(text);
    return it->second;
  }

 private:
  adapter::v1::Batch& wire_;
  absl::flat_hash_map<std::string, int32_t> index_;
};

}  // namespace regisseur
