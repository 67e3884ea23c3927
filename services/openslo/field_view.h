#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "core/money/decimal.h"
#include "services/openslo/document_tree.h"

namespace regisseur::openslo {

// What a rule is about: what the document promises, or merely how it is
// written. A document of a draft version (v1alpha, v2alpha) is read although it
// breaks rules of form: they were written before there were any.
enum class RuleWeight { kSubstance, kForm };

// Gathers what is wrong with one object of a file. Not thread-safe.
class ObjectReport {
 public:
  // `findings` outlives the report. Once it holds kMaxFindings, for which the
  // message of a checkpoint has room, more are only counted.
  ObjectReport(absl::string_view file, bool draft, FindingList& findings)
      : file_(file), draft_(draft), findings_(findings) {}

  static constexpr size_t kMaxFindings = 150;

  // A rule that the object breaks: an error, after which it is not delivered.
  // Where the weight is of form, of a draft only a warning.
  void Broken(RuleWeight weight, absl::string_view rule,
              absl::string_view field, int64_t line, absl::string_view value,
              std::map<std::string, std::string> arguments = {});
  // What may be meant otherwise: a warning.
  void Doubt(absl::string_view rule, absl::string_view field, int64_t line,
             absl::string_view value,
             std::map<std::string, std::string> arguments = {});

  bool broken() const { return broken_; }
  // What went into no finding.
  int64_t untold() const { return untold_; }

 private:
  void Add(Severity severity, absl::string_view rule, absl::string_view field,
           int64_t line, absl::string_view value,
           std::map<std::string, std::string> arguments);

  const absl::string_view file_;
  const bool draft_;
  FindingList& findings_;
  bool broken_ = false;
  int64_t untold_ = 0;
};

// The name of a place for people: the first `spec.` says nothing.
absl::string_view FieldName(absl::string_view path);

// A place in an object, with its name for people: `objectives[0].op`, the first
// `spec.` left out. Its readers report what is of another type; what is not
// there, or null, is simply absent. Valid as long as tree and report.
class FieldView {
 public:
  FieldView(const TreeNode* node, ObjectReport* report)
      : node_(node), line_(node->line), report_(report) {}

  // True when it is there and not null.
  bool exists() const {
    return node_ != nullptr && node_->kind != TreeNode::Kind::kNull;
  }
  // The line it begins in; where it is absent, that of what should hold it.
  int64_t line() const { return line_; }
  // As it is written; empty for lists, mappings and what is absent.
  absl::string_view raw() const {
    return node_ == nullptr ? absl::string_view() : node_->text;
  }
  std::string name() const { return std::string(FieldName(path_)); }

  // Absent unless this is a mapping that has it.
  FieldView Member(absl::string_view key) const;
  // The members of a mapping, with their keys.
  std::vector<std::pair<std::string, FieldView>> Members() const;
  // The elements of a list; none where it is absent or something else.
  std::vector<FieldView> Elements(RuleWeight weight = RuleWeight::kForm) const;
  bool IsList() const {
    return exists() && node_->kind == TreeNode::Kind::kSequence;
  }
  // True when it is a mapping; something else is reported.
  bool CheckMapping(RuleWeight weight = RuleWeight::kForm) const;

  std::optional<std::string> Text(RuleWeight weight = RuleWeight::kForm) const;
  std::optional<Decimal> Number(RuleWeight weight = RuleWeight::kForm) const;
  std::optional<bool> Switch(RuleWeight weight = RuleWeight::kForm) const;

  // A text that has to be there and not empty; `expected` says what it is.
  std::optional<std::string> RequiredText(
      absl::string_view expected, RuleWeight weight = RuleWeight::kForm) const;
  // True when it is there; else it is reported.
  bool Require(absl::string_view expected,
               RuleWeight weight = RuleWeight::kForm) const;
  // Reports members of a mapping that are not among `known`.
  void CheckKnown(std::initializer_list<absl::string_view> known) const;

  // Reports a rule about this place.
  void Broken(RuleWeight weight, absl::string_view rule,
              std::map<std::string, std::string> arguments = {}) const {
    report_->Broken(weight, rule, name(), line_, raw(), std::move(arguments));
  }
  void Doubt(absl::string_view rule,
             std::map<std::string, std::string> arguments = {}) const {
    report_->Doubt(rule, name(), line_, raw(), std::move(arguments));
  }

 private:
  FieldView(const TreeNode* node, std::string path, int64_t line,
            ObjectReport* report)
      : node_(node), path_(std::move(path)), line_(line), report_(report) {}

  // Reports that this is something else than `expected`.
  void WrongType(absl::string_view expected, RuleWeight weight) const;

  const TreeNode* node_;
  std::string path_;
  int64_t line_;
  ObjectReport* report_;
};

}  // namespace regisseur::openslo
