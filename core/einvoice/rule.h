#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/einvoice/invoice_document.h"
#include "core/invoice/invoice.h"

namespace regisseur {

// Who publishes a rule. The order is that of their judging.
enum class RuleSet {
  kXml,  // the data types of the schemas, which an amount or a day has to be
  kEn16931,  // EN 16931-1 and the code lists of its validation artefacts
  kUbl,      // its binding to UBL: UBL-SR-*, UBL-DT-*, UBL-CR-*
  kCii,      // its binding to CII: CII-SR-*
  kNlcius,   // the Dutch usage specification: BR-NL-*
  kPeppol,   // Peppol BIS Billing 3: PEPPOL-*, and NL-R-* for Dutch sellers
};

// `EN 16931`, `NLCIUS`; a data type counts under EN 16931.
absl::string_view RuleSetName(RuleSet set);

// What a rule looks at, and where it says that it is broken.
class Judgement {
 public:
  explicit Judgement(const InvoiceDocument& document) : document_(document) {}

  const InvoiceDocument& document() const { return document_; }
  const Group& invoice() const { return document_.terms(); }
  // All groups of this number, wherever they lie; the invoice itself for 0.
  std::vector<const Group*> Groups(int number) const;

  // The rule being judged is broken there. `sentence` is a message of the
  // catalogue; rule, group and line are told to it beside `arguments`.
  void Broken(const Group& at, absl::string_view sentence,
              std::map<std::string, std::string> arguments = {});
  // The rule asks there for a term, or for one of several.
  void Missing(const Group& at, std::string term);
  // Long texts are cut, and places beyond kMostPlaces of a rule are counted
  // only.
  static constexpr int kMostPlaces = 50;
  // The same at an element of the document.
  void BrokenAt(pugi::xml_node at, absl::string_view sentence,
                std::map<std::string, std::string> arguments = {});

 private:
  friend std::vector<InvoiceProblem> Judge(const InvoiceDocument& document,
                                           const std::vector<RuleSet>& sets);
  void Add(absl::string_view sentence, std::string where, int64_t line,
           std::map<std::string, std::string> arguments);

  const InvoiceDocument& document_;
  // Tells of the places of the rule that were counted only.
  void FinishRule();

  const struct Rule* rule_ = nullptr;
  int places_ = 0;  // of the rule
  std::vector<InvoiceProblem> problems_;
};

// One rule: a pure function on the document.
struct Rule {
  std::string id;
  RuleSet set = RuleSet::kEn16931;
  ProblemSeverity severity = ProblemSeverity::kFatal;
  std::function<void(Judgement&)> judge;
};

// Every rule that we judge, in the order of judging.
const std::vector<Rule>& AllRules();

// The sets that apply to a document: by its syntax, and by its specification
// identifier (BT-24) as the official validators take it.
std::vector<RuleSet> RuleSetsFor(const InvoiceDocument& document);

// The broken rules, in the order of AllRules.
std::vector<InvoiceProblem> Judge(const InvoiceDocument& document,
                                  const std::vector<RuleSet>& sets);

// Where a group stands, for people: `line 3`, `VAT breakdown S 21`.
std::string GroupLabel(const Group& group);
// `Invoice line net amount (BT-131)`.
std::string TermLabel(int term);

// Each file adds its own; rule.cc is the table of them.
void AddDataTypeRules(std::vector<Rule>* rules);
void AddPresenceRules(std::vector<Rule>* rules);
void AddSumRules(std::vector<Rule>* rules);
void AddVatRules(std::vector<Rule>* rules);
void AddCodeRules(std::vector<Rule>* rules);
void AddUblRules(std::vector<Rule>* rules);
void AddCiiRules(std::vector<Rule>* rules);
void AddNlciusRules(std::vector<Rule>* rules);
void AddPeppolRules(std::vector<Rule>* rules);
// A part of AddPeppolRules.
void AddPeppolElementRules(std::vector<Rule>* rules);

}  // namespace regisseur
