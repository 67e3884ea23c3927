#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "web/embedded_page.h"

namespace regisseur {

// The page as HTTP serves it: its files under their names, and index.html at
// every address that the page gives its views. It holds no data; whoever may
// reach the gateway may have it. Immutable; thread-safe.
class Page {
 public:
  // What matters of a GET or HEAD.
  struct Request {
    absl::string_view path;
    absl::string_view accept;
    absl::string_view accept_encoding;
    absl::string_view if_none_match;
  };
  struct Answer {
    int status = 404;  // 200, 304; 404: not of the page
    std::string type;
    std::string body;
    std::vector<std::pair<const char*, std::string>> headers;
  };

  // `files` must outlive it.
  explicit Page(absl::Span<const PageFile> files);

  // An address of a view is answered only to who accepts HTML: a program that
  // mistook a method's path gets the gateway's own error.
  Answer Find(const Request& request) const;

 private:
  std::map<absl::string_view, const PageFile*> files_;
};

}  // namespace regisseur
