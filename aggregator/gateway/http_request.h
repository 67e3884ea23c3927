#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// The header of a request, as it was sent.
struct HttpHead {
  std::string method;  // "GET"
  std::string target;
  bool keep_alive = false;
  std::optional<uint64_t> content_length;
  std::vector<std::pair<std::string, std::string>> fields;

  // The first of that name; empty when there is none.
  absl::string_view Field(absl::string_view name) const {
    for (const auto& [key, value] : fields) {
      if (absl::EqualsIgnoreCase(key, name)) return value;
    }
    return "";
  }
  absl::string_view path() const {
    return absl::string_view(target).substr(0, target.find('?'));
  }
  bool reads() const { return method == "GET" || method == "HEAD"; }
};

// An answer with its whole body.
struct HttpAnswer {
  int status = 200;
  std::string type;  // Content-Type; empty: none
  std::string body;
  // Further ones; Cache-Control replaces ours.
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;  // nothing can follow it on this connection
};

HttpAnswer JsonAnswer(int status, std::string json);
HttpAnswer ErrorAnswer(const absl::Status& why);
// The body was not read, so nothing can follow it.
HttpAnswer Refusal(int status, const absl::Status& why);
// `allowed` is "GET, HEAD".
HttpAnswer WrongMethod(absl::string_view allowed);

}  // namespace regisseur
