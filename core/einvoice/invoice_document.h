#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <pugixml.hpp>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/einvoice/invoice_reader.h"
#include "core/money/decimal.h"

namespace regisseur {

// What an invoice is written in.
enum class InvoiceSyntax { kUblInvoice, kUblCreditNote, kCii };

// A business term of EN 16931 as the document writes it.
struct Term {
  int number = 0;    // of the BT
  std::string text;  // with its blanks
  std::vector<std::pair<std::string, std::string>> attributes;
  int64_t line = 0;

  // The attribute's value, empty when it is not there.
  absl::string_view attribute(absl::string_view name) const;
  bool has_attribute(absl::string_view name) const;
  // The text without blanks around it, and one blank for each stretch inside
  // (XPath's normalize-space).
  std::string normalized() const;
  // Exact; absent when it is not written as xs:decimal, which knows a plus sign
  // and no exponent.
  std::optional<Decimal> decimal() const;
};

// A group of business terms: the invoice itself (0) or a BG.
struct Group {
  int number = 0;
  int64_t line = 0;
  std::string element;  // of the document
  std::vector<Term> terms;
  std::vector<Group> groups;

  // The first one, in the order of the mapping.
  const Term* Find(int term) const;
  bool Has(int term) const { return Find(term) != nullptr; }
  std::vector<const Term*> All(int term) const;
  // Normalised text of the first one; empty without one.
  std::string Text(int term) const;
  // Of the first one; absent without one, or when it is no number.
  std::optional<Decimal> Number(int term) const;
  std::vector<const Group*> Groups(int group) const;
  const Group* FindGroup(int group) const;
};

// A document that was read: its elements under their own names, whatever the
// prefixes, and its business terms. Not copied; not thread-safe.
class InvoiceDocument {
 public:
  // Refuses what is hostile, no XML, or no invoice.
  static std::variant<std::unique_ptr<InvoiceDocument>, RefusedDocument> Parse(
      absl::string_view bytes, const InvoiceReadOptions& options);

  InvoiceSyntax syntax() const { return syntax_; }
  bool is_ubl() const { return syntax_ != InvoiceSyntax::kCii; }
  // An element of a namespace that is not the syntax's is called `:`.
  pugi::xml_node root() const { return document_.document_element(); }
  const Group& terms() const { return terms_; }
  int64_t LineOf(pugi::xml_node node) const;

 private:
  InvoiceDocument() = default;

  pugi::xml_document document_;
  std::vector<size_t> line_starts_;
  InvoiceSyntax syntax_ = InvoiceSyntax::kUblInvoice;
  Group terms_;
};

// A day as UBL (`2018-08-02`, with or without a zone) or CII (`20180802`)
// writes it; absent when it is none.
std::optional<absl::CivilDay> ParseInvoiceDay(absl::string_view text);

}  // namespace regisseur
