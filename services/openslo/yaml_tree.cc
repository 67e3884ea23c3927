// YAML into the tree of document_tree.h, by the events of libyaml. Its loader
// is not used: it follows aliases and nesting without a limit.

#include <yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/openslo/document_tree.h"

namespace regisseur::openslo {
namespace {

constexpr int64_t kMaxDirectives = 100;
constexpr absl::string_view kTagPrefix = "tag:yaml.org,2002:";

absl::string_view TextOf(const yaml_char_t* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

int64_t LineOf(const yaml_mark_t& mark) {
  return static_cast<int64_t>(mark.line) + 1;
}

// True when what stands before `at` is a line break: of ASCII, UTF-16, or one
// of the three more that YAML 1.1 has.
bool BeginsLine(absl::string_view text, size_t at) {
  const absl::string_view before = text.substr(0, at);
  return before.empty() || before.back() == '\n' || before.back() == '\r' ||
         before.back() == '\0' || absl::EndsWith(before, "\xC2\x85") ||
         absl::EndsWith(before, "\xE2\x80\xA8") ||
         absl::EndsWith(before, "\xE2\x80\xA9");
}

// Owns what libyaml allocates.
class YamlParser {
 public:
  explicit YamlParser(absl::string_view text) {
    valid_ = yaml_parser_initialize(&parser_) != 0;
    if (!valid_) return;
    yaml_parser_set_input_string(
        &parser_, reinterpret_cast<const unsigned char*>(text.data()),
        text.size());
  }
  ~YamlParser() {
    if (valid_) yaml_parser_delete(&parser_);
  }
  YamlParser(const YamlParser&) = delete;
  YamlParser& operator=(const YamlParser&) = delete;

  bool Parse(yaml_event_t& event) {
    return valid_ && yaml_parser_parse(&parser_, &event) != 0;
  }
  const yaml_parser_t& parser() const { return parser_; }

 private:
  yaml_parser_t parser_;
  bool valid_ = false;
};

class YamlTreeReader {
 public:
  YamlTreeReader(absl::string_view text, absl::string_view file,
                 const TreeLimits& limits, DocumentTree& tree)
      : text_(text), file_(file), limits_(limits), tree_(tree), parser_(text) {}

  void Read() {
    while (!tree_.ended.has_value()) {
      yaml_event_t event;
      if (!parser_.Parse(event)) {
        EndAtError();
        break;
      }
      const bool last = event.type == YAML_STREAM_END_EVENT;
      Take(event);
      yaml_event_delete(&event);
      if (last) break;
    }
    if (tree_.ended.has_value()) DropOpenObject();
  }

 private:
  // A collection that is not closed yet.
  struct Frame {
    TreeNode* node = nullptr;
    std::string anchor;
    std::optional<std::string> key;  // of the value that comes next
    bool merge = false;              // that key is an unquoted `<<`
    int64_t key_line = 0;
    absl::flat_hash_set<std::string> keys;  // of a mapping, so far
    std::vector<const TreeNode*> merged;
    bool is_object = false;
  };

  void Take(const yaml_event_t& event) {
    const int64_t line = LineOf(event.start_mark);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        anchors_.clear();
        list_ = false;
        break;
      case YAML_ALIAS_EVENT:
        TakeAlias(std::string(TextOf(event.data.alias.anchor)), line);
        break;
      case YAML_SCALAR_EVENT:
        TakeScalar(event, line);
        break;
      case YAML_SEQUENCE_START_EVENT:
        CheckTag(TextOf(event.data.sequence_start.tag), "seq", line);
        Open(TreeNode::Kind::kSequence,
             TextOf(event.data.sequence_start.anchor), line);
        break;
      case YAML_MAPPING_START_EVENT:
        CheckTag(TextOf(event.data.mapping_start.tag), "map", line);
        Open(TreeNode::Kind::kMapping, TextOf(event.data.mapping_start.anchor),
             line);
        break;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        Close();
        break;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        break;
    }
  }

  // A value begins: is it an object of its own?
  bool BeginsObject() const {
    return stack_.empty() || (stack_.size() == 1 && list_);
  }

  TreeNode* NewNode(int64_t line) {
    TreeNode& node = tree_.nodes.emplace_back();
    node.line = line;
    Count(1, line);
    return &node;
  }

  // Counts values, written or repeated.
  void Count(int64_t values, int64_t line) {
    values_ += values;
    if (values_ > limits_.nodes && !tree_.ended.has_value()) {
      tree_.ended = LimitFault(file_, "values", limits_.nodes, line);
    }
  }

  void CheckDepth(int height, int64_t line) {
    if (static_cast<int>(stack_.size()) + height > limits_.depth &&
        !tree_.ended.has_value()) {
      tree_.ended = LimitFault(file_, "levels", limits_.depth, line);
    }
  }

  void Open(TreeNode::Kind kind, absl::string_view anchor, int64_t line) {
    CheckDepth(1, line);
    if (!TakesValue(line)) return;
    Frame frame;
    // A document that is a list is no object; its elements are.
    if (stack_.empty() && kind == TreeNode::Kind::kSequence) {
      list_ = true;
    } else if (BeginsObject()) {
      frame.is_object = true;
      object_open_ = true;
      tree_.objects.emplace_back();
    }
    frame.node = NewNode(line);
    frame.node->kind = kind;
    frame.anchor = std::string(anchor);
    // An alias within it would never end.
    if (!anchor.empty()) anchors_[frame.anchor] = nullptr;
    stack_.push_back(std::move(frame));
  }

  void Close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (!frame.merged.empty()) Merge(frame);
    if (!frame.anchor.empty()) anchors_[frame.anchor] = frame.node;
    if (frame.is_object) {
      tree_.objects.back().node = frame.node;
      object_open_ = false;
    }
    if (!stack_.empty()) Add(frame.node);
  }

  void TakeScalar(const yaml_event_t& event, int64_t line) {
    const auto& scalar = event.data.scalar;
    const std::string text(reinterpret_cast<const char*>(scalar.value),
                           scalar.length);
    const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (!stack_.empty() &&
        stack_.back().node->kind == TreeNode::Kind::kMapping &&
        !stack_.back().key.has_value()) {
      stack_.back().key = text;
      stack_.back().merge = plain && text == "<<";
      stack_.back().key_line = line;
      if (scalar.anchor != nullptr) {
        TreeNode* node = NewNode(line);
        node->kind = TreeNode::Kind::kText;
        node->text = text;
        anchors_[std::string(TextOf(scalar.anchor))] = node;
      }
      return;
    }
    const bool object = BeginsObject();
    const absl::string_view tag = TextOf(scalar.tag);
    TreeNode::Kind kind = TreeNode::Kind::kText;
    if (tag == "!" || tag == absl::StrCat(kTagPrefix, "str")) {
      // A text, whatever it looks like.
    } else if (plain) {
      kind = PlainKind(text);
    }
    if (object && kind == TreeNode::Kind::kNull) return;  // an empty document
    TreeNode* node = NewNode(line);
    if (object) {
      tree_.objects.emplace_back();
      tree_.objects.back().node = node;
    }
    if (!CheckTag(tag, "", line)) kind = TreeNode::Kind::kText;
    node->kind = kind;
    if (kind != TreeNode::Kind::kNull) node->text = text;
    if (scalar.anchor != nullptr) {
      anchors_[std::string(TextOf(scalar.anchor))] = node;
    }
    if (!stack_.empty()) Add(node);
  }

  void TakeAlias(const std::string& name, int64_t line) {
    const auto anchored = anchors_.find(name);
    if (anchored == anchors_.end()) {
      return EndAt(
          line, 0,
          absl::StrCat("the alias *", name, " names no anchor before it"));
    }
    if (anchored->second == nullptr) {
      return EndAt(
          line, 0,
          absl::StrCat("the alias *", name, " stands within what it repeats"));
    }
    if (!TakesValue(line)) return;
    const TreeNode* node = anchored->second;
    // Before anybody walks over it.
    Count(node->size, line);
    CheckDepth(node->height, line);
    if (tree_.ended.has_value()) return;
    if (BeginsObject()) {
      tree_.objects.emplace_back();
      tree_.objects.back().node = node;
    }
    if (!stack_.empty()) Add(node);
  }

  // False when a collection or an alias stands where a key has to.
  bool TakesValue(int64_t line) {
    if (!stack_.empty() &&
        stack_.back().node->kind == TreeNode::Kind::kMapping &&
        !stack_.back().key.has_value()) {
      EndAt(line, 0, "a key is a list, a mapping or an alias; write a word");
    }
    return !tree_.ended.has_value();
  }

  // A finished value into the collection that is open.
  void Add(const TreeNode* value) {
    Frame& frame = stack_.back();
    TreeNode::Member member;
    member.line = value->line;
    member.value = value;
    if (frame.node->kind == TreeNode::Kind::kMapping) {
      member.key = *frame.key;
      member.line = frame.key_line;
      if (frame.merge) {
        AddMerged(frame, value);
        frame.key.reset();
        return;
      }
      if (!frame.keys.insert(member.key).second) {
        BlameHere("openslo-duplicate-key", member.line, "");
        frame.key.reset();
        return;
      }
      frame.key.reset();
    }
    frame.node->size += value->size;
    frame.node->height = std::max(frame.node->height, value->height + 1);
    frame.node->members.push_back(std::move(member));
  }

  void AddMerged(Frame& frame, const TreeNode* value) {
    frame.merge = false;
    if (value->kind == TreeNode::Kind::kMapping) {
      frame.merged.push_back(value);
      return;
    }
    bool mappings = value->kind == TreeNode::Kind::kSequence;
    for (const TreeNode::Member& element : value->members) {
      if (element.value->kind != TreeNode::Kind::kMapping) mappings = false;
    }
    if (!mappings) {
      return BlameHere("openslo-merge", value->line, value->text);
    }
    for (const TreeNode::Member& element : value->members) {
      frame.merged.push_back(element.value);
    }
  }

  // Members that the mapping has not itself; of two the first.
  void Merge(Frame& frame) {
    for (const TreeNode* merged : frame.merged) {
      for (const TreeNode::Member& member : merged->members) {
        if (!frame.keys.insert(member.key).second) continue;
        Count(member.value->size, frame.node->line);
        if (tree_.ended.has_value()) return;
        frame.node->size += member.value->size;
        frame.node->height =
            std::max(frame.node->height, member.value->height + 1);
        frame.node->members.push_back(member);
      }
    }
    CheckDepth(frame.node->height, frame.node->line);
  }

  // False when the tag is one that we do not follow.
  bool CheckTag(absl::string_view tag, absl::string_view collection,
                int64_t line) {
    if (tag.empty() || tag == "!") return true;
    absl::string_view word = tag;
    if (absl::ConsumePrefix(&word, kTagPrefix)) {
      if (!collection.empty()
              ? word == collection
              : (word == "str" || word == "int" || word == "float" ||
                 word == "bool" || word == "null" || word == "timestamp")) {
        return true;
      }
    }
    BlameHere("openslo-tag", line, tag);
    return false;
  }

  // Where the value that is being read stands in its object.
  std::string Path() const {
    std::vector<std::string> path;
    for (size_t i = list_ ? 1 : 0; i < stack_.size(); ++i) {
      const Frame& frame = stack_[i];
      if (frame.node->kind == TreeNode::Kind::kSequence) {
        path.push_back(absl::StrCat("[", frame.node->members.size(), "]"));
      } else if (frame.key.has_value()) {
        path.push_back(*frame.key);
      }
    }
    return JoinPath(path);
  }

  // Breaks the object that is being read, or the whole document where it is in
  // none.
  void BlameHere(absl::string_view rule, int64_t line,
                 absl::string_view value) {
    std::vector<TreeFault>* faults =
        object_open_ ? &tree_.objects.back().faults : nullptr;
    if (faults != nullptr && faults->size() >= kMaxObjectFaults) return;
    TreeFault fault;
    fault.rule = std::string(rule);
    fault.line = line;
    fault.field = Path();
    fault.value = std::string(value);
    if (faults != nullptr) {
      faults->push_back(std::move(fault));
    } else if (!tree_.ended.has_value()) {
      tree_.ended = std::move(fault);
    }
  }

  void EndAt(int64_t line, int64_t column, absl::string_view detail) {
    TreeFault fault;
    fault.rule = "openslo-yaml";
    fault.line = line;
    fault.arguments = {{"origin", std::string(file_)},
                       {"detail", std::string(detail)}};
    if (column > 0) {
      fault.arguments["detail"] = absl::StrCat("column ", column, ": ", detail);
    }
    if (!tree_.ended.has_value()) tree_.ended = std::move(fault);
  }

  void EndAtError() {
    const yaml_parser_t& parser = parser_.parser();
    const absl::string_view problem =
        parser.problem == nullptr ? "it cannot be read" : parser.problem;
    if (parser.error == YAML_READER_ERROR) {
      // Bytes that are no text: only their offset is told.
      const size_t offset = std::min(parser.problem_offset, text_.size());
      const int64_t line =
          std::count(text_.begin(), text_.begin() + offset, '\n') + 1;
      return EndAt(line, 0, problem);
    }
    std::string detail(problem);
    if (parser.context != nullptr) {
      absl::StrAppend(&detail, " ", parser.context);
    }
    EndAt(LineOf(parser.problem_mark),
          static_cast<int64_t>(parser.problem_mark.column) + 1, detail);
  }

  void DropOpenObject() {
    if (object_open_) tree_.objects.pop_back();
  }

  const absl::string_view text_;
  const absl::string_view file_;
  const TreeLimits limits_;
  DocumentTree& tree_;
  YamlParser parser_;
  std::vector<Frame> stack_;
  std::map<std::string, const TreeNode*> anchors_;
  bool list_ = false;         // the document is a list of objects
  bool object_open_ = false;  // objects.back() is being read
  int64_t values_ = 0;
};

}  // namespace

DocumentTree ReadYamlTree(absl::string_view text, absl::string_view file,
                          const TreeLimits& limits) {
  DocumentTree tree;
  // libyaml compares each tag directive with all before it.
  int64_t line = 1;
  int64_t directives = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') ++line;
    if (text[i] != '%' || !BeginsLine(text, i)) continue;
    if (++directives > kMaxDirectives) {
      tree.ended = LimitFault(file, "directives", kMaxDirectives, line);
      return tree;
    }
  }
  YamlTreeReader(text, file, limits, tree).Read();
  return tree;
}

}  // namespace regisseur::openslo
