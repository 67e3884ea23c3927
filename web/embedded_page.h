#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace regisseur {

// A file of the page as a browser gets it.
struct PageFile {
  absl::string_view path;     // with its slash, for instance /index.html
  absl::string_view type;     // its media type
  absl::string_view hash;     // hexadecimal, of its bytes
  absl::string_view gzipped;  // its bytes, compressed
  bool immutable = false;     // its name changes with its bytes
};

// The files that web/ was built into, by path; none where the page's packages
// were not installed when this program was built. Valid for ever.
absl::Span<const PageFile> EmbeddedPage();

}  // namespace regisseur
