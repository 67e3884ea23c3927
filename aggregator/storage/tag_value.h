#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// Reads the value of one tag out of the Tags of charges (a JSON object, FOCUS
// 1.2 Key-Value Format), for whoever gives charges to a provider by a tag and
// for whoever sums them by one. Not thread-safe.
class TagReader {
 public:
  explicit TagReader(std::string name);
  ~TagReader();

  // The value as text; a truth value or number as JSON writes it. Empty when
  // the tag is not there, is null, or `tags` is no JSON object.
  const std::string& Read(absl::string_view tags);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur
