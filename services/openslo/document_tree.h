#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur::openslo {

// A value of a document, whether it was written as YAML or as JSON. What a
// plain scalar means follows YAML 1.1, as the reference SDK reads it: `yes` is
// a switch and `010` a number, unless they stand in quotes.
struct TreeNode {
  enum class Kind { kNull, kBool, kNumber, kText, kSequence, kMapping };
  struct Member {
    std::string key;  // empty in a sequence
    int64_t line = 0;
    const TreeNode* value = nullptr;
  };

  Kind kind = Kind::kNull;
  int64_t line = 0;  // that it begins in, from 1
  std::string text;  // of a scalar, as it is written; without quotes
  std::vector<Member> members;
  // With everything below it; what an alias repeats counts each time.
  int64_t size = 1;
  int height = 1;

  // The member's value; null when there is none.
  const TreeNode* Find(absl::string_view key) const;
};

// Why something cannot be read: a rule of the catalogue.
struct TreeFault {
  std::string rule;
  int64_t line = 0;
  std::string field;  // `spec.objectives[0].op`; may be empty
  std::string value;
  std::map<std::string, std::string> arguments;
};

// More faults of one object are not told.
inline constexpr size_t kMaxObjectFaults = 100;

// One object of a file: a document, or an element of a document that is a list.
struct TreeObject {
  const TreeNode* node = nullptr;
  // What makes this one object unreadable while the file goes on, such as a key
  // that stands twice.
  std::vector<TreeFault> faults;
};

// What a file says. Nodes stay where they are when the tree is moved.
struct DocumentTree {
  std::deque<TreeNode> nodes;
  std::vector<TreeObject> objects;  // in the order of the file
  // Where reading ended before the end of the file. The objects before it
  // count; the rest of the file is unknown.
  std::optional<TreeFault> ended;
};

// Bounds on what a stranger's file may make of us.
struct TreeLimits {
  int64_t bytes = 4 << 20;
  int64_t nodes = 200000;  // of the whole file, aliases written out
  int depth = 64;
};

// Reads JSON (RFC 8259) where the text is that, else YAML 1.1: several
// documents, anchors, aliases and merge keys. Never fails: what cannot be read
// is told.
DocumentTree ReadDocumentTree(absl::string_view text, absl::string_view file,
                              const TreeLimits& limits = {});

// The two readers behind it. Text that is no JSON gives `ended` without a line.
DocumentTree ReadYamlTree(absl::string_view text, absl::string_view file,
                          const TreeLimits& limits);
DocumentTree ReadJsonTree(absl::string_view text, absl::string_view file,
                          const TreeLimits& limits);

// What an unquoted scalar of YAML 1.1 is.
TreeNode::Kind PlainKind(absl::string_view text);

// `spec.objectives[0].op` of its keys and indexes.
std::string JoinPath(const std::vector<std::string>& path);

// A fault that ends the file: more than `limit` of `what`.
TreeFault LimitFault(absl::string_view file, absl::string_view what,
                     int64_t limit, int64_t line);

}  // namespace regisseur::openslo
