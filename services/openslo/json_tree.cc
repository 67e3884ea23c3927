// JSON into the tree of document_tree.h.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/openslo/document_tree.h"
#include "services/sdk/json_document.h"
#include "services/sdk/problem.h"

namespace regisseur::openslo {
namespace {

using sdk::JsonValue;

class JsonTreeReader {
 public:
  JsonTreeReader(absl::string_view file, const TreeLimits& limits,
                 DocumentTree& tree)
      : file_(file), limits_(limits), tree_(tree) {}

  void ReadObject(JsonValue value) {
    tree_.objects.emplace_back();
    tree_.objects.back().node = Read(value);
    if (ended()) tree_.objects.pop_back();
  }

  bool ended() const { return tree_.ended.has_value(); }

 private:
  // Recursion is bounded by the depth that the document was parsed with.
  const TreeNode* Read(JsonValue value) {
    TreeNode& node = tree_.nodes.emplace_back();
    node.line = LineOf(value);
    if (++read_ > limits_.nodes) {
      tree_.ended = LimitFault(file_, "values", limits_.nodes, node.line);
      return &node;
    }
    switch (value.kind()) {
      case JsonValue::Kind::kAbsent:
      case JsonValue::Kind::kNull:
        break;
      case JsonValue::Kind::kBool:
        node.kind = TreeNode::Kind::kBool;
        node.text = std::string(value.Text());
        break;
      case JsonValue::Kind::kNumber:
        node.kind = TreeNode::Kind::kNumber;
        node.text = std::string(value.Text());
        break;
      case JsonValue::Kind::kString:
        node.kind = TreeNode::Kind::kText;
        node.text = std::string(value.Text());
        break;
      case JsonValue::Kind::kArray:
        node.kind = TreeNode::Kind::kSequence;
        ReadMembers(value, node);
        break;
      case JsonValue::Kind::kObject:
        node.kind = TreeNode::Kind::kMapping;
        ReadMembers(value, node);
        break;
    }
    return &node;
  }

  void ReadMembers(JsonValue value, TreeNode& node) {
    absl::flat_hash_set<absl::string_view> keys;
    for (JsonValue element : value) {
      TreeNode::Member member;
      member.line = LineOf(element);
      path_.push_back(node.kind == TreeNode::Kind::kMapping
                          ? std::string(element.key())
                          : absl::StrCat("[", node.members.size(), "]"));
      if (node.kind == TreeNode::Kind::kMapping) {
        member.key = path_.back();
        if (!keys.insert(element.key()).second) {
          BlameDuplicate(member.line);
          path_.pop_back();
          continue;
        }
      }
      member.value = Read(element);
      path_.pop_back();
      if (ended()) return;
      node.size += member.value->size;
      node.height = std::max(node.height, member.value->height + 1);
      node.members.push_back(std::move(member));
    }
  }

  // Values come in the order of the text, so that its lines are counted once.
  int64_t LineOf(JsonValue value) {
    const absl::string_view raw = value.Raw();
    if (counted_ == nullptr) {
      counted_ = raw.data();
      line_ = value.line();
    }
    if (raw.data() > counted_) {
      line_ += std::count(counted_, raw.data(), '\n');
      counted_ = raw.data();
    }
    return line_;
  }

  void BlameDuplicate(int64_t line) {
    std::vector<TreeFault>& faults = tree_.objects.back().faults;
    if (faults.size() >= kMaxObjectFaults) return;
    TreeFault& fault = faults.emplace_back();
    fault.rule = "openslo-duplicate-key";
    fault.line = line;
    fault.field = JoinPath(path_);
  }

  const absl::string_view file_;
  const TreeLimits limits_;
  DocumentTree& tree_;
  std::vector<std::string> path_;  // to the value that is being read
  int64_t read_ = 0;
  const char* counted_ = nullptr;  // up to which line_ was counted
  int64_t line_ = 0;
};

}  // namespace

DocumentTree ReadJsonTree(absl::string_view text, absl::string_view file,
                          const TreeLimits& limits) {
  DocumentTree tree;
  const auto document = sdk::JsonDocument::Parse(std::string(text), file,
                                                 {limits.depth, limits.bytes});
  if (!document.ok()) {
    tree.ended = TreeFault();
    tree.ended->rule = "openslo-yaml";
    tree.ended->arguments = {
        {"origin", std::string(file)},
        {"detail", sdk::ProblemOf(document.status()).message}};
    return tree;
  }
  JsonTreeReader reader(file, limits, tree);
  const JsonValue root = document->root();
  if (!root.IsArray()) {
    reader.ReadObject(root);
    return tree;
  }
  for (JsonValue element : root) {
    reader.ReadObject(element);
    if (reader.ended()) break;
  }
  return tree;
}

}  // namespace regisseur::openslo
