#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/yaml_reader.h"

namespace regisseur {

// Reads mappings by a table of keys: what is not in the table is refused with
// the nearest key, what is required and missing is said with its meaning. A
// reader of one kind of file derives from it or holds one. Mistakes are
// gathered in the YamlFile, so every function returns what it could read.
class KeyTable {
 public:
  // `later` are keys that a later version brings: refused, and said so.
  explicit KeyTable(absl::Span<const ConfigKey> keys,
                    absl::Span<const ConfigKey> later = {})
      : keys_(keys), later_(later) {}

  // Refuses every key of `value` that none of the sections has.
  void CheckKeys(const YamlValue& value,
                 const std::vector<absl::string_view>& sections) const;
  void CheckKeys(const YamlValue& value, absl::string_view section) const {
    CheckKeys(value, std::vector<absl::string_view>{section});
  }

  // A member that must be there.
  YamlValue Required(const YamlValue& value, absl::string_view section,
                     absl::string_view key) const;
  // A text that must be there and must not be empty.
  std::string RequiredText(const YamlValue& value, absl::string_view section,
                           absl::string_view key) const;
  // An id: 1 to 63 of a-z, 0-9 and '-'.
  std::string RequiredId(const YamlValue& value, absl::string_view section,
                         absl::string_view key = "id") const;

  // One of a few words; `fallback` for none and, once refused, a wrong one.
  template <typename T>
  static T OneOf(const YamlValue& value, T fallback,
                 const std::vector<std::pair<std::string, T>>& words) {
    if (!value.present()) return fallback;
    const std::string text = value.Text();
    if (!value.IsScalar()) return fallback;  // refused already
    std::vector<std::string> names;
    for (const auto& [name, result] : words) {
      if (name == text) return result;
      names.push_back(name);
    }
    value.Refuse(absl::StrCat("is '", text, "': write one of ",
                              absl::StrJoin(names, ", ")));
    return fallback;
  }

  // Refuses an id that another `kind` of the file has already.
  static void RefuseTaken(const YamlValue& value, absl::string_view kind,
                          const std::string& id, std::set<std::string>& seen);

  // The elements of a list of texts, none of them empty.
  static std::vector<std::string> Texts(const YamlValue& value);

 private:
  absl::Span<const ConfigKey> keys_;
  absl::Span<const ConfigKey> later_;
};

// A path as the configuration writes it, made absolute: relative ones start at
// the file's folder. Empty stays empty.
std::string ConfigPath(const std::string& base_directory,
                       const std::string& path);

// True for 1 to 63 of a-z, 0-9 and '-'.
bool IsConfigId(absl::string_view text);

// A page of documentation from a table: one heading a section.
std::string RenderKeyTable(absl::Span<const ConfigKey> keys,
                           absl::string_view heading_of_the_top);

}  // namespace regisseur
