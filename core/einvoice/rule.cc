#include "core/einvoice/rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

constexpr absl::string_view kNlcius =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0";
constexpr absl::string_view kPeppol =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:"
    "3.0";

// Of an argument or a place.
constexpr size_t kMostTextBytes = 200;

void Collect(const Group& from, int number,
             std::vector<const Group*>* collected) {
  if (from.number == number) collected->push_back(&from);
  for (const Group& group : from.groups) Collect(group, number, collected);
}

std::vector<Rule> BuildRules() {
  std::vector<Rule> rules;
  AddDataTypeRules(&rules);
  AddPresenceRules(&rules);
  AddSumRules(&rules);
  AddVatRules(&rules);
  AddCodeRules(&rules);
  AddUblRules(&rules);
  AddCiiRules(&rules);
  AddNlciusRules(&rules);
  AddPeppolRules(&rules);
  return rules;
}

}  // namespace

absl::string_view RuleSetName(RuleSet set) {
  switch (set) {
    case RuleSet::kXml:
    case RuleSet::kEn16931:
      return "EN 16931";
    case RuleSet::kUbl:
      return "EN 16931 UBL";
    case RuleSet::kCii:
      return "EN 16931 CII";
    case RuleSet::kNlcius:
      return "NLCIUS";
    case RuleSet::kPeppol:
      return "Peppol BIS 3";
  }
  return "";
}

std::vector<const Group*> Judgement::Groups(int number) const {
  std::vector<const Group*> groups;
  Collect(invoice(), number, &groups);
  return groups;
}

void Judgement::Broken(const Group& at, absl::string_view sentence,
                       std::map<std::string, std::string> arguments) {
  const std::string label = GroupLabel(at);
  arguments.emplace("group", label);
  Add(sentence, at.number == 0 ? "" : label, at.line, std::move(arguments));
}

void Judgement::Missing(const Group& at, std::string term) {
  Broken(at, "invoice-rule-missing", {{"term", std::move(term)}});
}

void Judgement::BrokenAt(pugi::xml_node at, absl::string_view sentence,
                         std::map<std::string, std::string> arguments) {
  std::string path = at.name();
  for (pugi::xml_node up = at.parent();
       up.type() == pugi::node_element && up != document_.root();
       up = up.parent()) {
    path = absl::StrCat(up.name(), "/", path);
  }
  arguments.emplace("group", path);
  Add(sentence, at == document_.root() ? "" : path, document_.LineOf(at),
      std::move(arguments));
}

void Judgement::Add(absl::string_view sentence, std::string where, int64_t line,
                    std::map<std::string, std::string> arguments) {
  if (++places_ > kMostPlaces) return;
  for (auto& [name, text] : arguments) {
    text = std::string(Utf8Prefix(text, kMostTextBytes));
  }
  arguments.emplace("sentence", sentence);
  arguments.emplace("line", absl::StrCat(line));
  problems_.push_back({rule_->id, rule_->severity, std::move(arguments),
                       std::string(Utf8Prefix(where, kMostTextBytes))});
}

void Judgement::FinishRule() {
  if (places_ > kMostPlaces) {
    const std::string more = absl::StrCat(places_ - kMostPlaces);
    problems_.push_back({rule_->id,
                         rule_->severity,
                         {{"sentence", "invoice-rule-more"}, {"count", more}},
                         ""});
  }
  places_ = 0;
}

const std::vector<Rule>& AllRules() {
  static const std::vector<Rule>* const rules =
      new std::vector<Rule>(BuildRules());
  return *rules;
}

std::vector<RuleSet> RuleSetsFor(const InvoiceDocument& document) {
  std::vector<RuleSet> sets = {
      RuleSet::kXml, RuleSet::kEn16931,
      document.is_ubl() ? RuleSet::kUbl : RuleSet::kCii};
  const std::string customization = document.terms().Text(24);
  if (absl::StartsWith(customization, kNlcius)) {
    sets.push_back(RuleSet::kNlcius);
  }
  if (absl::StartsWith(customization, kPeppol)) {
    sets.push_back(RuleSet::kPeppol);
  }
  return sets;
}

std::vector<InvoiceProblem> Judge(const InvoiceDocument& document,
                                  const std::vector<RuleSet>& sets) {
  Judgement judgement(document);
  for (const Rule& rule : AllRules()) {
    if (std::find(sets.begin(), sets.end(), rule.set) == sets.end()) continue;
    judgement.rule_ = &rule;
    rule.judge(judgement);
    judgement.FinishRule();
  }
  return std::move(judgement.problems_);
}

}  // namespace regisseur
