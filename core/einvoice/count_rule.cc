#include "core/einvoice/count_rule.h"

#include "absl/strings/str_cat.h"
#include "core/einvoice/element_path.h"

namespace regisseur {
namespace {

void JudgeCount(const CountRule& row, const ElementPath& in,
                const ElementPath& counted, Judgement& judgement) {
  for (const pugi::xml_node node : in.Of(judgement.document().root())) {
    const size_t count = counted.Of(node).size();
    if (count < row.least) {
      judgement.BrokenAt(node, "invoice-rule-missing", {{"term", row.counted}});
    } else if (count > row.most) {
      judgement.BrokenAt(node, "invoice-rule-count",
                         {{"term", row.counted},
                          {"count", absl::StrCat(count)},
                          {"most", absl::StrCat(row.most)}});
    }
  }
}

}  // namespace

void AddCountRules(absl::Span<const CountRule> rows, RuleSet set,
                   std::vector<Rule>* rules) {
  for (const CountRule& row : rows) {
    rules->push_back(
        {row.rule, set, ProblemSeverity::kFatal,
         [&row, in = ElementPath(row.in), counted = ElementPath(row.counted)](
             Judgement& j) { JudgeCount(row, in, counted, j); }});
  }
}

}  // namespace regisseur
