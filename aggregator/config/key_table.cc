#include "aggregator/config/key_table.h"

#include <algorithm>
#include <filesystem>

#include "core/base/nearest_word.h"

namespace regisseur {

void KeyTable::RefuseTaken(const YamlValue& value, absl::string_view kind,
                           const std::string& id, std::set<std::string>& seen) {
  if (!id.empty() && !seen.insert(id).second) {
    const YamlValue written = value.Get("id");
    // One that the program makes stands nowhere.
    (written.present() ? written : value)
        .Refuse(absl::StrCat(written.present() ? "is '" : "has the id '", id,
                             "', which another ", kind, " has already"));
  }
}

std::string ConfigPath(const std::string& base_directory,
                       const std::string& path) {
  if (path.empty() || path[0] == '/') return path;
  return (std::filesystem::path(base_directory) / path)
      .lexically_normal()
      .string();
}

bool IsConfigId(absl::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void KeyTable::CheckKeys(const YamlValue& value,
                         const std::vector<absl::string_view>& sections) const {
  const auto stands_here = [&](const ConfigKey& key) {
    return std::find(sections.begin(), sections.end(), key.section) !=
           sections.end();
  };
  std::vector<std::string> known;
  for (const ConfigKey& key : keys_) {
    if (stands_here(key)) known.push_back(key.key);
  }
  for (const auto& entry : value.Members()) {
    const std::string& name = entry.first;
    const YamlValue& member = entry.second;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto later =
        std::find_if(later_.begin(), later_.end(), [&](const ConfigKey& key) {
          return stands_here(key) && name == key.key;
        });
    if (later != later_.end()) {
      member.Refuse(absl::StrCat("is not in this version (", later->description,
                                 " come later)"));
      continue;
    }
    const std::string nearest = NearestWord(name, known);
    member.Refuse(
        nearest.empty()
            ? absl::StrCat("is no key of this version; here are: ",
                           absl::StrJoin(known, ", "))
            : absl::StrCat("is no key of this version; did you mean '", nearest,
                           "'?"));
  }
}

YamlValue KeyTable::Required(const YamlValue& value, absl::string_view section,
                             absl::string_view key) const {
  YamlValue member = value.Get(key);
  if (!member.present() && value.present()) {
    for (const ConfigKey& known : keys_) {
      if (section == known.section && key == known.key) {
        value.RefuseWithout(key, absl::StrCat("lacks '", key, "' (", known.type,
                                              "): ", known.description));
        break;
      }
    }
  }
  return member;
}

std::string KeyTable::RequiredText(const YamlValue& value,
                                   absl::string_view section,
                                   absl::string_view key) const {
  const YamlValue member = Required(value, section, key);
  std::string text = member.Text();
  if (member.present() && text.empty()) member.Refuse("must not be empty");
  return text;
}

std::string KeyTable::RequiredId(const YamlValue& value,
                                 absl::string_view section,
                                 absl::string_view key) const {
  const YamlValue member = Required(value, section, key);
  std::string id = member.Text();
  if (member.present() && !IsConfigId(id)) {
    member.Refuse(
        absl::StrCat("is '", id, "': an id is 1 to 63 of a-z, 0-9 and '-'"));
  }
  return id;
}

std::vector<std::string> KeyTable::Texts(const YamlValue& value) {
  std::vector<std::string> texts;
  for (const YamlValue& element : value.Elements()) {
    texts.push_back(element.Text());
    if (texts.back().empty()) element.Refuse("must not be empty");
  }
  return texts;
}

std::string RenderKeyTable(absl::Span<const ConfigKey> keys,
                           absl::string_view heading_of_the_top) {
  std::string out;
  std::string section = "?";
  for (const ConfigKey& key : keys) {
    if (section != key.section) {
      section = key.section;
      absl::StrAppend(
          &out, "\n## ",
          section.empty() ? std::string(heading_of_the_top)
                          : absl::StrCat("`", section, "`"),
          "\n\n| key | type | default | meaning |\n|---|---|---|---|\n");
    }
    const std::string fallback = key.fallback == nullptr ? "required"
                                 : key.fallback[0] == '\0'
                                     ? "none"
                                     : absl::StrCat("`", key.fallback, "`");
    absl::StrAppend(&out, "| `", key.key, "` | ", key.type, " | ", fallback,
                    " | ", key.description,
                    key.needs_restart ? " *(restart)*" : "", " |\n");
  }
  return out;
}

}  // namespace regisseur
