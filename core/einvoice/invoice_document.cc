#include "core/einvoice/invoice_document.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/utf8.h"
#include "core/einvoice/term_mapping.h"
#include "core/einvoice/xml_text.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// The namespaces of UBL 2.1 and of CII (D16B and later keep the number 100).
constexpr absl::string_view kUblInvoice =
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
constexpr absl::string_view kUblCreditNote =
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
constexpr absl::string_view kCii =
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
constexpr absl::string_view kOurNamespaces[] = {
    kUblInvoice,
    kUblCreditNote,
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    kCii,
    "urn:un:unece:uncefact:data:standard:"
    "ReusableAggregateBusinessInformationEntity:100",
    "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
};
constexpr char kForeign[] = ":";

bool IsOurs(absl::string_view uri) {
  return std::find(std::begin(kOurNamespaces), std::end(kOurNamespaces), uri) !=
         std::end(kOurNamespaces);
}

// Prefix to namespace, as in force inside an element.
using Namespaces = std::map<std::string, std::string, std::less<>>;

// Gives every element its own name, without a prefix, in the place of the one
// it has; those of other namespaces the name kForeign. The depth was judged
// before.
void ResolveNames(pugi::xml_node element, const Namespaces& outer) {
  Namespaces inner;
  const Namespaces* names = &outer;
  for (const pugi::xml_attribute attribute : element.attributes()) {
    const absl::string_view name = attribute.name();
    if (name != "xmlns" && !absl::StartsWith(name, "xmlns:")) continue;
    if (names == &outer) {
      inner = outer;
      names = &inner;
    }
    inner[std::string(name == "xmlns" ? "" : name.substr(6))] =
        attribute.value();
  }
  const std::string name = element.name();
  const size_t colon = name.find(':');
  const std::string prefix =
      colon == std::string::npos ? "" : name.substr(0, colon);
  const auto found = names->find(prefix);
  if (found == names->end() || !IsOurs(found->second)) {
    element.set_name(kForeign);
  } else if (colon != std::string::npos) {
    element.set_name(name.substr(colon + 1).c_str());
  }
  for (const pugi::xml_node child : element.children()) {
    if (child.type() == pugi::node_element) ResolveNames(child, *names);
  }
}

// The namespace of the document's element, before its name is resolved.
std::string RootNamespace(pugi::xml_node root) {
  const absl::string_view name = root.name();
  const size_t colon = name.find(':');
  const std::string attribute =
      colon == absl::string_view::npos
          ? "xmlns"
          : absl::StrCat("xmlns:", name.substr(0, colon));
  return root.attribute(attribute.c_str()).value();
}

// All texts below an element, in order (XPath's string value).
std::string StringValue(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (child.type() == pugi::node_element) {
      text += StringValue(child);
    }
  }
  return text;
}

// A mapping whose expressions are compiled: once for the process.
struct CompiledMapping {
  struct Path {
    int group;  // the parent's, or the term's own
    int number;
    pugi::xpath_query query;
  };
  explicit CompiledMapping(const TermMapping& mapping) {
    for (const GroupPath& path : mapping.groups) {
      groups.push_back({path.parent, path.group, pugi::xpath_query(path.path)});
    }
    for (const TermPath& path : mapping.terms) {
      terms.push_back({path.group, path.term, pugi::xpath_query(path.path)});
    }
  }
  std::vector<Path> groups;
  std::vector<Path> terms;
};

void ReadGroup(const InvoiceDocument& document, const CompiledMapping& mapping,
               pugi::xml_node element, Group* group) {
  group->element = element.name();
  group->line = document.LineOf(element);
  for (const CompiledMapping::Path& path : mapping.terms) {
    if (path.group != group->number) continue;
    for (const pugi::xpath_node& found :
         path.query.evaluate_node_set(element)) {
      Term term;
      term.number = path.number;
      term.text = StringValue(found.node());
      term.line = document.LineOf(found.node());
      for (const pugi::xml_attribute attribute : found.node().attributes()) {
        term.attributes.emplace_back(attribute.name(), attribute.value());
      }
      group->terms.push_back(std::move(term));
    }
  }
  for (const CompiledMapping::Path& path : mapping.groups) {
    if (path.group != group->number) continue;
    for (const pugi::xpath_node& found :
         path.query.evaluate_node_set(element)) {
      Group inner;
      inner.number = path.number;
      ReadGroup(document, mapping, found.node(), &inner);
      group->groups.push_back(std::move(inner));
    }
  }
}

}  // namespace

absl::string_view Term::attribute(absl::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return "";
}

bool Term::has_attribute(absl::string_view name) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](const auto& one) { return one.first == name; });
}

std::string Term::normalized() const {
  return absl::StrJoin(
      absl::StrSplit(text, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()), " ");
}

std::optional<Decimal> Term::decimal() const {
  absl::string_view digits = absl::StripAsciiWhitespace(text);
  const bool negative = absl::ConsumePrefix(&digits, "-");
  if (!negative) absl::ConsumePrefix(&digits, "+");
  // `.5` and `5.` are decimals, too; an exponent is none.
  if (digits.empty() || digits == "." ||
      digits.find_first_not_of("0123456789.") != absl::string_view::npos) {
    return std::nullopt;
  }
  std::string written(digits);
  if (written.front() == '.') written.insert(0, "0");
  if (written.back() == '.') written.pop_back();
  const absl::StatusOr<Decimal> value = Decimal::Parse(written);
  if (!value.ok()) return std::nullopt;
  return negative ? value->Negated() : *value;
}

const Term* Group::Find(int term) const {
  for (const Term& one : terms) {
    if (one.number == term) return &one;
  }
  return nullptr;
}

std::vector<const Term*> Group::All(int term) const {
  std::vector<const Term*> all;
  for (const Term& one : terms) {
    if (one.number == term) all.push_back(&one);
  }
  return all;
}

std::string Group::Text(int term) const {
  const Term* found = Find(term);
  return found == nullptr ? "" : found->normalized();
}

std::optional<Decimal> Group::Number(int term) const {
  const Term* found = Find(term);
  return found == nullptr ? std::nullopt : found->decimal();
}

std::vector<const Group*> Group::Groups(int group) const {
  std::vector<const Group*> all;
  for (const Group& one : groups) {
    if (one.number == group) all.push_back(&one);
  }
  return all;
}

const Group* Group::FindGroup(int group) const {
  for (const Group& one : groups) {
    if (one.number == group) return &one;
  }
  return nullptr;
}

std::variant<std::unique_ptr<InvoiceDocument>, RefusedDocument>
InvoiceDocument::Parse(absl::string_view bytes,
                       const InvoiceReadOptions& options) {
  if (bytes.size() > options.max_bytes) {
    return RefusedDocument{"invoice-too-large",
                           {{"bytes", absl::StrCat(bytes.size())},
                            {"most", absl::StrCat(options.max_bytes)}},
                           0};
  }
  std::string text;
  if (auto refused = DecodeXml(bytes, &text)) return *refused;
  if (auto refused = RefuseHostileXml(text, options.max_depth)) return *refused;
  std::unique_ptr<InvoiceDocument> document(new InvoiceDocument());
  document->line_starts_.push_back(0);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') document->line_starts_.push_back(i + 1);
  }
  const pugi::xml_parse_result parsed = document->document_.load_buffer(
      text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    return RefusedDocument{
        "invoice-not-xml",
        {{"problem", parsed.description()}},
        1 + std::count(text.begin(),
                       text.begin() + std::min<size_t>(
                                          std::max<ptrdiff_t>(parsed.offset, 0),
                                          text.size()),
                       '\n')};
  }
  const pugi::xml_node root = document->root();
  const std::string uri = RootNamespace(root);
  const std::string written_name = root.name();
  if (uri == kUblInvoice) {
    document->syntax_ = InvoiceSyntax::kUblInvoice;
  } else if (uri == kUblCreditNote) {
    document->syntax_ = InvoiceSyntax::kUblCreditNote;
  } else if (uri == kCii) {
    document->syntax_ = InvoiceSyntax::kCii;
  }
  ResolveNames(root, {});
  static constexpr std::pair<InvoiceSyntax, absl::string_view> kRoots[] = {
      {InvoiceSyntax::kUblInvoice, "Invoice"},
      {InvoiceSyntax::kUblCreditNote, "CreditNote"},
      {InvoiceSyntax::kCii, "CrossIndustryInvoice"},
  };
  const bool known =
      std::any_of(std::begin(kRoots), std::end(kRoots), [&](const auto& one) {
        return one.first == document->syntax_ && one.second == root.name();
      });
  if (!known) {
    return RefusedDocument{
        "invoice-not-one",
        {{"element", std::string(Utf8Prefix(written_name, 80))},
         {"namespace",
          uri.empty() ? "none" : std::string(Utf8Prefix(uri, 80))}},
        document->LineOf(root)};
  }
  static const CompiledMapping* const ubl = new CompiledMapping(UblMapping());
  static const CompiledMapping* const cii = new CompiledMapping(CiiMapping());
  ReadGroup(*document, document->is_ubl() ? *ubl : *cii, root,
            &document->terms_);
  return document;
}

int64_t InvoiceDocument::LineOf(pugi::xml_node node) const {
  const ptrdiff_t offset = node.offset_debug();
  if (offset < 0) return 0;
  return std::upper_bound(line_starts_.begin(), line_starts_.end(),
                          static_cast<size_t>(offset)) -
         line_starts_.begin();
}

std::optional<absl::CivilDay> ParseInvoiceDay(absl::string_view text) {
  const absl::string_view day = absl::StripAsciiWhitespace(text);
  std::string iso(day);
  if (day.size() == 8 &&
      day.find_first_not_of("0123456789") == absl::string_view::npos) {
    iso = absl::StrCat(day.substr(0, 4), "-", day.substr(4, 2), "-",
                       day.substr(6, 2));
  } else if (day.size() > 10 &&
             (day.substr(10) == "Z" ||
              (day.size() == 16 && (day[10] == '+' || day[10] == '-') &&
               day[13] == ':'))) {
    // xs:date may name its zone; the day stands as written.
    iso = std::string(day.substr(0, 10));
  }
  const absl::StatusOr<absl::CivilDay> parsed = ParseDay(iso);
  if (!parsed.ok()) return std::nullopt;
  return *parsed;
}

}  // namespace regisseur
