#include "services/openslo/field_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "core/base/nearest_word.h"

namespace regisseur::openslo {
namespace {

// A key has no bound in the file; in a name for people it has.
constexpr size_t kMaxKeyBytes = 200;

absl::string_view KindWords(TreeNode::Kind kind) {
  switch (kind) {
    case TreeNode::Kind::kNull:
      return "empty";
    case TreeNode::Kind::kBool:
      return "a switch (yes or no)";
    case TreeNode::Kind::kNumber:
      return "a number";
    case TreeNode::Kind::kText:
      return "a text";
    case TreeNode::Kind::kSequence:
      return "a list";
    case TreeNode::Kind::kMapping:
      return "a mapping";
  }
  return "something else";
}

}  // namespace

void ObjectReport::Broken(RuleWeight weight, absl::string_view rule,
                          absl::string_view field, int64_t line,
                          absl::string_view value,
                          std::map<std::string, std::string> arguments) {
  const bool tolerated = draft_ && weight == RuleWeight::kForm;
  if (!tolerated) broken_ = true;
  Add(tolerated ? Severity::kWarning : Severity::kError, rule, field, line,
      value, std::move(arguments));
}

void ObjectReport::Doubt(absl::string_view rule, absl::string_view field,
                         int64_t line, absl::string_view value,
                         std::map<std::string, std::string> arguments) {
  Add(Severity::kWarning, rule, field, line, value, std::move(arguments));
}

void ObjectReport::Add(Severity severity, absl::string_view rule,
                       absl::string_view field, int64_t line,
                       absl::string_view value,
                       std::map<std::string, std::string> arguments) {
  if (findings_.findings().size() >= kMaxFindings) {
    ++untold_;
    return;
  }
  findings_.Add(severity, rule, field, file_, line, value,
                std::move(arguments));
}

absl::string_view FieldName(absl::string_view path) {
  absl::ConsumePrefix(&path, "spec.");
  return path;
}

FieldView FieldView::Member(absl::string_view key) const {
  const TreeNode* value = node_ == nullptr ? nullptr : node_->Find(key);
  return FieldView(
      value, path_.empty() ? std::string(key) : absl::StrCat(path_, ".", key),
      value == nullptr ? line_ : value->line, report_);
}

std::vector<std::pair<std::string, FieldView>> FieldView::Members() const {
  std::vector<std::pair<std::string, FieldView>> members;
  if (node_ == nullptr || node_->kind != TreeNode::Kind::kMapping) {
    return members;
  }
  for (const TreeNode::Member& member : node_->members) {
    const absl::string_view key =
        absl::string_view(member.key).substr(0, kMaxKeyBytes);
    members.emplace_back(
        member.key, FieldView(member.value,
                              path_.empty() ? std::string(key)
                                            : absl::StrCat(path_, ".", key),
                              member.line, report_));
  }
  return members;
}

std::vector<FieldView> FieldView::Elements(RuleWeight weight) const {
  std::vector<FieldView> elements;
  if (!exists()) return elements;
  if (node_->kind != TreeNode::Kind::kSequence) {
    WrongType("a list", weight);
    return elements;
  }
  for (size_t i = 0; i < node_->members.size(); ++i) {
    const TreeNode* element = node_->members[i].value;
    elements.push_back(FieldView(element, absl::StrCat(path_, "[", i, "]"),
                                 element->line, report_));
  }
  return elements;
}

bool FieldView::CheckMapping(RuleWeight weight) const {
  if (!exists()) return false;
  if (node_->kind == TreeNode::Kind::kMapping) return true;
  WrongType("a mapping", weight);
  return false;
}

std::optional<std::string> FieldView::Text(RuleWeight weight) const {
  if (!exists()) return std::nullopt;
  if (node_->kind == TreeNode::Kind::kText) return node_->text;
  WrongType(node_->kind == TreeNode::Kind::kNumber ||
                    node_->kind == TreeNode::Kind::kBool
                ? "a text; put it in quotes"
                : "a text",
            weight);
  return std::nullopt;
}

std::optional<Decimal> FieldView::Number(RuleWeight weight) const {
  if (!exists()) return std::nullopt;
  if (node_->kind != TreeNode::Kind::kNumber) {
    WrongType(node_->kind == TreeNode::Kind::kText ? "a number, without quotes"
                                                   : "a number",
              weight);
    return std::nullopt;
  }
  absl::string_view text = node_->text;
  absl::ConsumePrefix(&text, "+");
  const bool octal = text.size() > 1 && text[0] == '0' &&
                     absl::ascii_isdigit(static_cast<unsigned char>(text[1]));
  // `.5` and `5.` are numbers of YAML too.
  std::string written(text);
  const bool negative = !written.empty() && written[0] == '-';
  if (written.size() > (negative ? 1u : 0u) && written[negative] == '.') {
    written.insert(negative ? 1 : 0, "0");
  }
  const size_t point = written.find('.');
  if (point != std::string::npos &&
      (point + 1 == written.size() ||
       !absl::ascii_isdigit(static_cast<unsigned char>(written[point + 1])))) {
    written.insert(point + 1, "0");
  }
  const size_t plus = written.find("e+");
  const size_t big_plus = written.find("E+");
  if (plus != std::string::npos) written.erase(plus + 1, 1);
  if (big_plus != std::string::npos) written.erase(big_plus + 1, 1);
  const absl::StatusOr<Decimal> number = Decimal::Parse(written);
  if (octal || absl::IsInvalidArgument(number.status())) {
    WrongType("a decimal number such as 0.995", weight);
    return std::nullopt;
  }
  if (!number.ok()) {
    Broken(weight, "openslo-digits");
    return std::nullopt;
  }
  return *number;
}

std::optional<bool> FieldView::Switch(RuleWeight weight) const {
  if (!exists()) return std::nullopt;
  if (node_->kind != TreeNode::Kind::kBool) {
    WrongType("true or false", weight);
    return std::nullopt;
  }
  const char first = absl::ascii_tolower(node_->text[0]);
  return first == 't' || first == 'y' ||
         absl::AsciiStrToLower(node_->text) == "on";
}

std::optional<std::string> FieldView::RequiredText(absl::string_view expected,
                                                   RuleWeight weight) const {
  if (!Require(expected, weight)) return std::nullopt;
  std::optional<std::string> text = Text(weight);
  if (text.has_value() && text->empty()) {
    Broken(weight, "openslo-required", {{"expected", std::string(expected)}});
    return std::nullopt;
  }
  return text;
}

bool FieldView::Require(absl::string_view expected, RuleWeight weight) const {
  if (exists()) return true;
  Broken(weight, "openslo-required", {{"expected", std::string(expected)}});
  return false;
}

void FieldView::CheckKnown(
    std::initializer_list<absl::string_view> known) const {
  if (node_ == nullptr || node_->kind != TreeNode::Kind::kMapping) return;
  for (const auto& [key, view] : Members()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::vector<std::string> words(known.begin(), known.end());
    std::string nearest = NearestWord(key.substr(0, kMaxKeyBytes), words);
    if (nearest.empty()) nearest = absl::StrJoin(words, ", ");
    view.Broken(RuleWeight::kForm, "openslo-unknown-field",
                {{"allowed", nearest}});
  }
}

void FieldView::WrongType(absl::string_view expected, RuleWeight weight) const {
  Broken(weight, "openslo-type",
         {{"found", std::string(KindWords(node_->kind))},
          {"expected", std::string(expected)}});
}

}  // namespace regisseur::openslo
