#include "core/einvoice/code_list_rule.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "core/einvoice/element_path.h"

namespace regisseur {
namespace {

void JudgeCode(const CodeRule& row, const ElementPath& path,
               Judgement& judgement) {
  if (judgement.document().is_ubl() != (row.in == CodesIn::kUbl)) return;
  const CodeList& list = CodeListOf(row.list);
  for (const pugi::xml_node node : path.Of(judgement.document().root())) {
    const std::string code = row.attribute == nullptr
                                 ? NormalizedText(node)
                                 : NormalizedAttribute(node, row.attribute);
    // The list of exemption reasons is read whatever the size of its letters.
    if (list.Has(row.list == CodeListId::kExemptionReasons
                     ? absl::AsciiStrToUpper(code)
                     : code)) {
      continue;
    }
    judgement.BrokenAt(
        node, "invoice-rule-code",
        {{"value", code.empty() ? "nothing" : code},
         {"term", row.attribute == nullptr
                      ? std::string(node.name())
                      : absl::StrCat(node.name(), "/@", row.attribute)},
         {"list", std::string(list.name())}});
  }
}

}  // namespace

void AddCodeListRules(absl::Span<const CodeRule> rows, RuleSet set,
                      std::vector<Rule>* rules) {
  for (const CodeRule& row : rows) {
    rules->push_back({row.rule, set, ProblemSeverity::kFatal,
                      [&row, path = ElementPath(row.path)](Judgement& j) {
                        JudgeCode(row, path, j);
                      }});
  }
}

}  // namespace regisseur
