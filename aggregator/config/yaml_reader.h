#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// A YAML file read for a person who made a mistake: every refusal says file,
// line, key and what would be right, and reading goes on, so that all mistakes
// are told at once. Scalars are texts (`no` is not false, `010` is not 8);
// duplicate keys, anchors, aliases and nesting beyond 32 are refused.
class YamlFile;

// A value in the file. Copies are cheap. An absent value is empty everywhere.
class YamlValue {
 public:
  YamlValue() = default;

  bool present() const { return node_ != nullptr; }
  int line() const;

  // The members of a mapping in the order of the file; refuses another kind.
  std::vector<std::pair<std::string, YamlValue>> Members() const;
  // One member, absent when there is none. `key` needs no check by CheckKeys.
  YamlValue Get(absl::string_view key) const;
  // The elements of a list; refuses another kind.
  std::vector<YamlValue> Elements() const;
  // The text of a scalar; refuses another kind. Empty when absent.
  std::string Text() const;
  // `true` or `false`; refuses others.
  bool Bool(bool fallback) const;
  // A whole number in [low, high]; refuses others.
  int Int(int fallback, int low, int high) const;
  bool IsMapping() const;
  bool IsList() const;
  bool IsScalar() const;

  // Says that this value is wrong. One of the wrong kind (a list for a text)
  // is refused once, whatever else is found about it.
  void Refuse(absl::string_view what) const;
  // Says that its member `key` is missing.
  void RefuseWithout(absl::string_view key, absl::string_view what) const;
  // Where it stands, for people: `providers[2].sources[0].every`.
  const std::string& path() const { return path_; }

 private:
  friend class YamlFile;
  void RefuseKind(absl::string_view what) const;

  std::shared_ptr<void> node_;  // a YAML::Node
  std::string path_;
  YamlFile* file_ = nullptr;
};

// Something that is wrong in a file.
struct YamlMistake {
  int line = 0;      // from 1; 0 for the whole file
  std::string path;  // the key; empty for the whole file
  std::string what;
  // The key whose value cannot be relied on: `path`, or below it one that is
  // missing.
  std::string about{};
};

class YamlFile {
 public:
  // `name` is for messages. INVALID_ARGUMENT when it is not YAML at all; then
  // also told in `mistake` when there is one.
  static absl::StatusOr<std::unique_ptr<YamlFile>> Parse(
      absl::string_view name, absl::string_view content,
      YamlMistake* mistake = nullptr);

  YamlValue root() const { return root_; }
  void Refuse(int line, absl::string_view path, absl::string_view what);
  void Refuse(YamlMistake mistake);
  // OK, or INVALID_ARGUMENT with one line a mistake, at most twenty.
  absl::Status status() const;
  // Every mistake, by line.
  std::vector<YamlMistake> mistakes() const;

 private:
  friend class YamlValue;
  static YamlValue Wrap(std::shared_ptr<void> node, std::string path,
                        YamlFile* file);
  std::string name_;
  YamlValue root_;
  std::vector<YamlMistake> mistakes_;
  std::set<std::string> of_wrong_kind_;  // paths
};

}  // namespace regisseur
