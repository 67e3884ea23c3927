#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur::sdk {

// What a source told already, small enough for a cursor: of each scope a
// fingerprint of the file that it stood in and one of what it said. So many
// scopes are remembered; those beyond are forgotten and told again. A value.
class ToldScopes {
 public:
  static constexpr size_t kMost = 6000;

  // Of what ToString wrote; a text that is none tells nothing.
  static ToldScopes Parse(absl::string_view text);
  std::string ToString() const;

  struct Told {
    std::string edition;
    std::string content;
    friend bool operator==(const Told&, const Told&) = default;
  };
  static Told MakeTold(absl::string_view edition, absl::string_view content);
  std::optional<Told> Find(absl::string_view scope) const;
  void Set(absl::string_view scope, Told told);
  bool empty() const { return scopes_.empty(); }

 private:
  std::map<std::string, Told> scopes_;  // by fingerprint
};

}  // namespace regisseur::sdk
