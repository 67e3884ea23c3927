#include "aggregator/config/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

constexpr int kMaxDepth = 32;
constexpr size_t kMaxBytes = 4 << 20;
constexpr size_t kMaxMistakes = 20;

struct Refusal {
  int line;
  std::string what;
};

// Walks the events before a tree is built: a few hundred bytes of aliases make
// a tree of millions of nodes.
class Guard : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t a) override {
    Anchor(mark, a);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refusal{mark.line + 1, "aliases (*name) are not read: write it out"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t a,
                const std::string&) override {
    Anchor(mark, a);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&,
                       YAML::anchor_t a, YAML::EmitterStyle::value) override {
    Anchor(mark, a);
    Deeper(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t a,
                  YAML::EmitterStyle::value) override {
    Anchor(mark, a);
    Deeper(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  void Anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) {
      throw Refusal{mark.line + 1,
                    "anchors (&name) are not read: write it out"};
    }
  }
  void Deeper(const YAML::Mark& mark) {
    if (++depth_ > kMaxDepth) {
      throw Refusal{mark.line + 1,
                    absl::StrCat("nested deeper than ", kMaxDepth)};
    }
  }
  int depth_ = 0;
};

const YAML::Node& AsNode(const std::shared_ptr<void>& node) {
  return *static_cast<const YAML::Node*>(node.get());
}

std::string Child(const std::string& path, absl::string_view key) {
  return path.empty() ? std::string(key) : absl::StrCat(path, ".", key);
}

}  // namespace

YamlValue YamlFile::Wrap(std::shared_ptr<void> node, std::string path,
                         YamlFile* file) {
  YamlValue value;
  value.node_ = std::move(node);
  value.path_ = std::move(path);
  value.file_ = file;
  return value;
}

int YamlValue::line() const {
  return present() ? AsNode(node_).Mark().line + 1 : 0;
}

void YamlValue::Refuse(absl::string_view what) const {
  if (file_ != nullptr) file_->Refuse(line(), path_, what);
}

void YamlValue::RefuseWithout(absl::string_view key,
                              absl::string_view what) const {
  if (file_ == nullptr) return;
  file_->Refuse({line(), path_, std::string(what), Child(path_, key)});
}

void YamlValue::RefuseKind(absl::string_view what) const {
  if (file_ == nullptr) return;
  Refuse(what);
  file_->of_wrong_kind_.insert(path_);
}

bool YamlValue::IsMapping() const { return present() && AsNode(node_).IsMap(); }

bool YamlValue::IsList() const {
  return present() && AsNode(node_).IsSequence();
}

bool YamlValue::IsScalar() const {
  return present() && AsNode(node_).IsScalar();
}

std::vector<std::pair<std::string, YamlValue>> YamlValue::Members() const {
  std::vector<std::pair<std::string, YamlValue>> members;
  if (!present()) return members;
  if (!AsNode(node_).IsMap()) {
    RefuseKind("must be a mapping of keys to values");
    return members;
  }
  std::set<std::string> seen;
  for (const auto& entry : AsNode(node_)) {
    if (!entry.first.IsScalar()) {
      Refuse("has a key that is no text");
      continue;
    }
    const std::string key = entry.first.Scalar();
    if (!seen.insert(key).second) {
      file_->Refuse(entry.first.Mark().line + 1, Child(path_, key),
                    "stands here twice: keep one");
      continue;
    }
    members.emplace_back(
        key, YamlFile::Wrap(std::make_shared<YAML::Node>(entry.second),
                            Child(path_, key), file_));
  }
  return members;
}

YamlValue YamlValue::Get(absl::string_view key) const {
  if (!IsMapping()) return YamlFile::Wrap(nullptr, Child(path_, key), file_);
  for (const auto& entry : AsNode(node_)) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) {
      return YamlFile::Wrap(std::make_shared<YAML::Node>(entry.second),
                            Child(path_, key), file_);
    }
  }
  return YamlFile::Wrap(nullptr, Child(path_, key), file_);
}

std::vector<YamlValue> YamlValue::Elements() const {
  std::vector<YamlValue> elements;
  if (!present()) return elements;
  if (!AsNode(node_).IsSequence()) {
    RefuseKind("must be a list");
    return elements;
  }
  int index = 0;
  for (const auto& element : AsNode(node_)) {
    elements.push_back(YamlFile::Wrap(std::make_shared<YAML::Node>(element),
                                      absl::StrCat(path_, "[", index++, "]"),
                                      file_));
  }
  return elements;
}

std::string YamlValue::Text() const {
  if (!present()) return "";
  if (!AsNode(node_).IsScalar()) {
    RefuseKind(AsNode(node_).IsNull()
                   ? "is empty: give a value or leave the key out"
                   : "must be a text");
    return "";
  }
  return AsNode(node_).Scalar();
}

bool YamlValue::Bool(bool fallback) const {
  if (!present()) return fallback;
  const std::string text = Text();
  if (text == "true") return true;
  if (text == "false") return false;
  Refuse(absl::StrCat("is '", text, "': write true or false"));
  return fallback;
}

int YamlValue::Int(int fallback, int low, int high) const {
  if (!present()) return fallback;
  const std::string text = Text();
  int value = 0;
  if (absl::SimpleAtoi(text, &value) && value >= low && value <= high) {
    return value;
  }
  Refuse(absl::StrCat("is '", text, "': write a whole number from ", low,
                      " to ", high));
  return fallback;
}

absl::StatusOr<std::unique_ptr<YamlFile>> YamlFile::Parse(
    absl::string_view name, absl::string_view content, YamlMistake* mistake) {
  const auto refuse = [&](int line, std::string what, int column = 0) {
    if (mistake != nullptr) *mistake = {line, "", what, ""};
    std::string place(name);
    if (line > 0) absl::StrAppend(&place, ":", line);
    if (column > 0) absl::StrAppend(&place, ":", column);
    return absl::InvalidArgumentError(absl::StrCat(place, ": ", what));
  };
  auto file = std::make_unique<YamlFile>();
  file->name_ = std::string(name);
  if (content.size() > kMaxBytes) {
    return refuse(0, "is larger than 4 MiB; this is no configuration");
  }
  if (!IsValidUtf8(content)) {
    return refuse(0, "is not valid UTF-8; save it as UTF-8");
  }
  const std::string text(content);
  try {
    std::istringstream guarded(text);
    YAML::Parser parser(guarded);
    Guard guard;
    parser.HandleNextDocument(guard);
    YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) {
      return refuse(1, "must be a mapping of keys to values");
    }
    file->root_ = Wrap(std::make_shared<YAML::Node>(root), "", file.get());
  } catch (const YAML::Exception& error) {
    return refuse(error.mark.line + 1, absl::StrCat("is not YAML: ", error.msg),
                  error.mark.column + 1);
  } catch (const Refusal& refusal) {
    return refuse(refusal.line, refusal.what);
  }
  return file;
}

void YamlFile::Refuse(int line, absl::string_view path,
                      absl::string_view what) {
  Refuse({line, std::string(path), std::string(what), std::string(path)});
}

void YamlFile::Refuse(YamlMistake mistake) {
  if (of_wrong_kind_.contains(mistake.path)) return;
  mistakes_.push_back(std::move(mistake));
}

std::vector<YamlMistake> YamlFile::mistakes() const {
  std::vector<YamlMistake> sorted = mistakes_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const YamlMistake& a, const YamlMistake& b) {
                     return a.line < b.line;
                   });
  return sorted;
}

absl::Status YamlFile::status() const {
  if (mistakes_.empty()) return absl::OkStatus();
  std::vector<std::string> lines;
  for (const YamlMistake& mistake : mistakes()) {
    if (lines.size() == kMaxMistakes) {
      lines.push_back(absl::StrCat("and ", mistakes_.size() - kMaxMistakes,
                                   " more mistakes"));
      break;
    }
    lines.push_back(absl::StrCat(name_, ":", mistake.line, ": ", mistake.path,
                                 mistake.path.empty() ? "" : " ",
                                 mistake.what));
  }
  return absl::InvalidArgumentError(absl::StrJoin(lines, "\n"));
}

}  // namespace regisseur
