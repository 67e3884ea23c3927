#include "core/register_sheet/contract_draft.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/register_sheet/sheet_columns.h"
#include "core/register_sheet/sheet_values.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using C = RegisterColumn;

constexpr size_t kMostDrafts = 2000;
constexpr size_t kLongestId = 63;
constexpr size_t kShortestPrefix = 4;
// What a reader of contract files refuses wherever it stands.
constexpr char kMissing[] = "missing";

// Small letters and digits, `-` between words.
std::string Slug(absl::string_view text) {
  std::string slug;
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      slug.push_back(absl::ascii_tolower(c));
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

// A name without its legal form: the words that tell it from others.
std::string NameOf(absl::string_view text) {
  static const auto* const kForms = new std::set<std::string>{
      "b",   "v",   "n",    "bv", "nv", "vof", "cv",  "ltd", "limited",
      "inc", "llc", "gmbh", "ag", "sa", "sas", "plc", "ab",  "oy"};
  std::vector<std::string> words;
  const std::vector<std::string> all =
      absl::StrSplit(Slug(text), '-', absl::SkipEmpty());
  for (const std::string& word : all) {
    if (!kForms->contains(word)) words.push_back(word);
  }
  return absl::StrJoin(words, " ");
}

// One name begins with the words of the other.
bool BeginsLike(const std::string& a, const std::string& b) {
  const auto begins = [](const std::string& longer,
                         const std::string& shorter) {
    return shorter.size() >= kShortestPrefix &&
           absl::StartsWith(longer, shorter + " ");
  };
  return begins(a, b) || begins(b, a);
}

// Text within double quotes.
std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(absl::ascii_iscntrl(c) ? ' ' : c);
  }
  return quoted + "\"";
}

std::string OneLine(absl::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (absl::ascii_iscntrl(c)) c = ' ';
  }
  return std::string(absl::StripAsciiWhitespace(line));
}

// Says that a row is no contract; nothing for an empty one.
std::optional<DraftNote> LeftOut(const SheetRow& row) {
  for (const SheetCell& cell : row.cells) {
    const std::string text = OneLine(cell.text);
    if (text.empty()) continue;
    return DraftNote{"register-sheet-row-left-out",
                     {{"row", absl::StrCat(row.line)}, {"value", text}}};
  }
  return std::nullopt;
}

// Drafts one row.
class RowDrafter {
 public:
  RowDrafter(const RegisterHeadings& headings, const SheetRow& row,
             const Portfolio& portfolio)
      : headings_(headings), row_(row), portfolio_(portfolio) {}

  // Nothing for a row that is no contract: a total, a remark.
  std::optional<ContractDraft> Draft(absl::string_view name) {
    draft_.row = row_.line;
    draft_.party = Told(C::kProvider);
    number_ = Told(C::kNumber);
    draft_.title = Told(C::kTitle);
    if (draft_.party.empty() && number_.empty() && draft_.title.empty()) {
      return std::nullopt;
    }
    const std::string first =
        Slug(draft_.party.empty() ? draft_.title : draft_.party);
    if (number_.empty() && Told(C::kStart).empty() &&
        (absl::StartsWith(first, "totaal") ||
         absl::StartsWith(first, "total"))) {
      return std::nullopt;
    }
    FindProvider();
    if (draft_.title.empty() && !number_.empty()) {
      draft_.title = absl::StrCat("Contract ", number_);
    }
    draft_.id = IdOf();
    Line("# Drafted from row ", row_.line, " of ", OneLine(name), ".");
    Line("id: ", draft_.id);
    Line("provider: ", draft_.provider.empty() ? kMissing : draft_.provider);
    if (draft_.title.empty()) {
      Miss("register-sheet-no-title");
      Line("title: {", kMissing, ": true}");
    } else {
      Line("title: ", Quoted(draft_.title));
    }
    WriteCurrency();
    if (const std::string owner = Told(C::kOwner); !owner.empty()) {
      Line("owner: ", Quoted(owner));
    }
    if (const std::string parent = Slug(Told(C::kParent)); !parent.empty()) {
      Line("# Under ", OneLine(Told(C::kParent)),
           "; once that is a contract: parent: ", parent);
    }
    WriteTerm();
    WriteMoney();
    WriteRest();
    return std::move(draft_);
  }

  // Gives a draft another id, for one that is taken.
  static void Rename(ContractDraft& draft, const std::string& id) {
    const std::string line = absl::StrCat("\nid: ", draft.id, "\n");
    const size_t at = draft.text.find(line);
    draft.text.replace(at, line.size(), absl::StrCat("\nid: ", id, "\n"));
    draft.id = id;
    draft.file = absl::StrCat(id, ".yaml");
  }

 private:
  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&draft_.text, parts..., "\n");
  }
  void Miss(const char* rule,
            std::map<std::string, std::string> arguments = {}) {
    draft_.missing.push_back({rule, std::move(arguments)});
  }
  void Remark(const char* rule,
              std::map<std::string, std::string> arguments = {}) {
    draft_.remarks.push_back({rule, std::move(arguments)});
  }
  // Says that what stands in a column cannot be read.
  void MissUnread(C column, const absl::Status& why) {
    Miss("register-sheet-unread",
         {{"column", HeadingOf(column)}, {"why", std::string(why.message())}});
  }

  const SheetCell* Cell(C column) const {
    const auto found = headings_.columns.find(column);
    if (found == headings_.columns.end()) return nullptr;
    return found->second < row_.cells.size() ? &row_.cells[found->second]
                                             : nullptr;
  }
  bool HasColumn(C column) const { return headings_.columns.contains(column); }
  // The text of a cell that says something; `n.v.t.` says nothing here.
  std::string Told(C column) const {
    const SheetCell* cell = Cell(column);
    if (cell == nullptr || IsBlank(cell->text) || DoesNotApply(cell->text)) {
      return "";
    }
    return OneLine(cell->text);
  }
  // The same with `n.v.t.`, which is an answer.
  std::string Answered(C column) const {
    const SheetCell* cell = Cell(column);
    return cell == nullptr || IsBlank(cell->text) ? "" : OneLine(cell->text);
  }
  std::string HeadingOf(C column) const { return names_of_columns_.at(column); }
  std::string UnitOf(C column) const {
    const auto found = headings_.units.find(column);
    return found == headings_.units.end() ? "" : found->second;
  }

  void FindProvider() {
    if (draft_.party.empty()) return Miss("register-sheet-no-provider");
    const std::vector<std::string> found =
        FindProvidersOfParty(draft_.party, portfolio_);
    if (found.size() == 1) {
      draft_.provider = found[0];
      if (draft_.party != found[0]) {
        Remark("register-sheet-taken-for",
               {{"value", draft_.party}, {"provider", found[0]}});
      }
    } else if (found.empty()) {
      Miss("register-sheet-unknown-provider", {{"value", draft_.party}});
    } else {
      Miss(
          "register-sheet-two-providers",
          {{"value", draft_.party}, {"providers", absl::StrJoin(found, ", ")}});
    }
  }

  std::string IdOf() const {
    const std::string owner =
        draft_.provider.empty() ? Slug(NameOf(draft_.party)) : draft_.provider;
    std::string own = Slug(number_.empty() ? draft_.title : number_);
    std::string id = owner.empty() || absl::StartsWith(own, owner) ? own
                     : own.empty()                                 ? owner
                                   : absl::StrCat(owner, "-", own);
    if (id.empty()) id = absl::StrCat("row-", row_.line);
    id.resize(std::min(id.size(), kLongestId - 4));
    while (id.back() == '-') id.pop_back();
    return id;
  }

  void WriteCurrency() {
    const std::string told = Told(C::kCurrency);
    std::string code = absl::AsciiStrToUpper(told);
    if (code.empty()) code = portfolio_.currency;
    if (code == "EURO" || code == "\xE2\x82\xAC") code = "EUR";
    if (!IsCurrencyCode(code)) {
      Miss("register-sheet-unread",
           {{"column", HeadingOf(C::kCurrency)},
            {"why", absl::StrCat("'", told, "' is no currency")}});
      code = kMissing;
    }
    Line("currency: ", code);
  }

  void WriteTerm() {
    Line("term:");
    std::optional<absl::CivilDay> start = WriteStart();
    const SheetRenewal renewal = ReadRenewal();
    const bool runs_on = IsIndefinite(Told(C::kEnd));
    WriteEnd(start, runs_on, renewal);
    const std::optional<CivilSpan> notice = ReadNotice(renewal);
    WriteRenewal(runs_on, renewal, notice);
  }

  std::optional<absl::CivilDay> WriteStart() {
    const std::string told = Told(C::kStart);
    if (told.empty()) {
      Miss("register-sheet-no-start");
      Line("  start: ", kMissing);
      return std::nullopt;
    }
    const absl::StatusOr<absl::CivilDay> day = ParseSheetDay(told);
    if (!day.ok()) MissUnread(C::kStart, day.status());
    Line("  start: ", day.ok() ? FormatDay(*day) : kMissing);
    if (!day.ok()) return std::nullopt;
    return *day;
  }

  SheetRenewal ReadRenewal() {
    const absl::StatusOr<SheetRenewal> renewal =
        ParseSheetRenewal(Answered(C::kRenewal));
    if (renewal.ok()) return *renewal;
    MissUnread(C::kRenewal, renewal.status());
    unread_renewal_ = true;
    return {};
  }

  void WriteEnd(const std::optional<absl::CivilDay>& start, bool runs_on,
                const SheetRenewal& renewal) {
    if (runs_on) {
      Line("  initial: none");
      return;
    }
    const std::string told = Told(C::kEnd);
    if (told.empty()) {
      if (renewal.kind == SheetRenewal::Kind::kIndefinite) {
        Line("  initial: none");
        return;
      }
      Miss("register-sheet-no-end");
      Line("  last_day: ", kMissing);
      return;
    }
    const absl::StatusOr<absl::CivilDay> day = ParseSheetDay(told);
    if (!day.ok()) {
      MissUnread(C::kEnd, day.status());
    } else if (start.has_value() && *day < *start) {
      Miss("register-sheet-end-before-start",
           {{"start", FormatDay(*start)}, {"end", FormatDay(*day)}});
    }
    Line("  last_day: ", day.ok() ? FormatDay(*day) : kMissing);
  }

  // Writes the notice.
  std::optional<CivilSpan> ReadNotice(const SheetRenewal& renewal) {
    const std::string told = Answered(C::kNotice);
    const bool ends_by_itself = renewal.kind == SheetRenewal::Kind::kNone ||
                                renewal.kind == SheetRenewal::Kind::kNotTold;
    if (IsNone(told) && ends_by_itself) return std::nullopt;
    if (told.empty() && ends_by_itself && !HasColumn(C::kNotice)) {
      return std::nullopt;
    }
    if (told.empty() || IsNone(told)) {
      Miss("register-sheet-no-notice");
      Line("  notice: ", kMissing);
      return std::nullopt;
    }
    const absl::StatusOr<CivilSpan> span =
        ParseSheetSpan(told, UnitOf(C::kNotice));
    if (!span.ok()) {
      MissUnread(C::kNotice, span.status());
      Line("  notice: ", kMissing);
      return std::nullopt;
    }
    Line("  notice: ", FormatCivilSpan(*span));
    return *span;
  }

  void WriteRenewal(bool runs_on, const SheetRenewal& renewal,
                    const std::optional<CivilSpan>& notice) {
    if (unread_renewal_) {
      Line("  renewal: ", kMissing);
      return;
    }
    if (runs_on) {
      Line("  renewal: indefinite");
      return;
    }
    switch (renewal.kind) {
      case SheetRenewal::Kind::kNotTold:
        Remark("register-sheet-renewal-not-told");
        Line("  renewal: none  # the register does not say");
        break;
      case SheetRenewal::Kind::kNone:
        Line("  renewal: none");
        break;
      case SheetRenewal::Kind::kTacit:
        if (renewal.span.IsZero()) {
          Miss("register-sheet-no-renewal-length");
          Line("  renewal: ", kMissing);
        } else {
          Line("  renewal: ", FormatCivilSpan(renewal.span));
        }
        break;
      case SheetRenewal::Kind::kIndefinite:
        Line("  renewal: indefinite");
        break;
      case SheetRenewal::Kind::kOptions:
        Line("  renewal: none");
        if (notice.has_value()) {
          Remark("register-sheet-option-by-notice",
                 {{"span", FormatCivilSpan(*notice)}});
        }
        Line("  options: {extend: ", FormatCivilSpan(renewal.span),
             ", times: ", renewal.times, ", by: customer, exercise: ",
             notice.has_value() ? FormatCivilSpan(*notice) : kMissing, "}");
        break;
    }
  }

  // An amount as a file writes it; `missing` for one that cannot be read.
  std::string Amount(C column) {
    const absl::StatusOr<Decimal> amount = ParseSheetAmount(*Cell(column));
    if (amount.ok() && !amount->IsNegative()) {
      return absl::StrCat("\"", amount->ToString(), "\"");
    }
    MissUnread(column, amount.ok() ? absl::InvalidArgumentError(absl::StrCat(
                                         "'", Told(column), "' is below zero"))
                                   : amount.status());
    return kMissing;
  }

  void WriteMoney() {
    if (!Told(C::kValue).empty()) {
      const std::string amount = Amount(C::kValue);
      Line("value: {maximum: ", amount, "}");
      if (amount != kMissing) {
        Remark("register-sheet-value-is-ceiling", {{"value", Told(C::kValue)}});
      }
    }
    const bool monthly = !Told(C::kMonthlyCost).empty();
    const bool yearly = !Told(C::kYearlyCost).empty();
    if (!monthly && !yearly) return;
    Line("pricing:");
    Line("  - {component: contract, form: fixed, amount: ",
         Amount(monthly ? C::kMonthlyCost : C::kYearlyCost),
         ", per: ", monthly ? "month" : "contract_year", "}");
    if (monthly && yearly) {
      Line("# A year by the register: ", Told(C::kYearlyCost));
    }
  }

  void WriteRest() {
    for (const auto& [column, heading] : headings_.others) {
      if (column >= row_.cells.size()) continue;
      const std::string text = OneLine(row_.cells[column].text);
      if (!text.empty()) Line("# ", OneLine(heading), ": ", text);
    }
    draft_.file = absl::StrCat(draft_.id, ".yaml");
  }

  const RegisterHeadings& headings_;
  const SheetRow& row_;
  const Portfolio& portfolio_;
  // For messages; the register's own headings differ from house to house.
  const std::map<C, std::string> names_of_columns_ = {
      {C::kStart, "start"},       {C::kEnd, "end"},
      {C::kNotice, "notice"},     {C::kRenewal, "renewal"},
      {C::kValue, "value"},       {C::kYearlyCost, "cost a year"},
      {C::kCurrency, "currency"}, {C::kMonthlyCost, "cost a month"}};
  std::string number_;
  bool unread_renewal_ = false;
  ContractDraft draft_;
};

}  // namespace

std::vector<std::string> FindProvidersOfParty(absl::string_view party,
                                              const Portfolio& portfolio) {
  const std::string name = NameOf(party);
  std::vector<std::string> exact;
  std::vector<std::string> like;
  const auto add = [](std::vector<std::string>& to, const std::string& id) {
    if (std::find(to.begin(), to.end(), id) == to.end()) to.push_back(id);
  };
  for (const ProviderConfig& provider : portfolio.providers) {
    std::vector<std::string> names = {NameOf(provider.id),
                                      NameOf(provider.name)};
    for (const std::string& old : provider.formerly) {
      names.push_back(NameOf(old));
    }
    for (const std::string& known : names) {
      if (known.empty() || name.empty()) continue;
      if (known == name) add(exact, provider.id);
      if (BeginsLike(known, name)) add(like, provider.id);
    }
  }
  if (!exact.empty()) return exact;
  // What the data call it by the rules of shared sources.
  for (const SourceConfig& source : portfolio.shared_sources) {
    if (!source.assign.has_value()) continue;
    const std::string id = AssignParty(*source.assign, party);
    if (id != kUnassigned && portfolio.FindProvider(id) != nullptr) {
      add(exact, id);
    }
  }
  return exact.empty() ? like : exact;
}

absl::StatusOr<ContractDrafts> DraftContracts(
    absl::string_view name, const Sheet& sheet, const Portfolio& portfolio,
    const std::map<std::string, std::string>& in_force) {
  const std::optional<RegisterHeadings> headings = FindRegisterHeadings(sheet);
  if (!headings.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        name,
        ": no row reads like the headings of a contract register; write "
        "them on the first row: ",
        RegisterHeadingsExample()));
  }
  ContractDrafts drafts;
  for (const auto& [column, heading] : headings->others) {
    drafts.columns_not_used.push_back(OneLine(heading));
  }
  std::map<std::string, int> rows;  // by the id that was given
  std::vector<DraftNote> left_out;
  for (size_t i = headings->row + 1; i < sheet.size(); ++i) {
    std::optional<ContractDraft> draft =
        RowDrafter(*headings, sheet[i], portfolio).Draft(name);
    if (!draft.has_value()) {
      if (std::optional<DraftNote> note = LeftOut(sheet[i]); note.has_value()) {
        std::vector<DraftNote>& notes =
            drafts.drafts.empty() ? left_out : drafts.drafts.back().remarks;
        notes.push_back(*std::move(note));
      }
      continue;
    }
    if (drafts.drafts.size() == kMostDrafts) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, ": has more than ", kMostDrafts,
                       " contracts; import it in parts"));
    }
    const std::string id = draft->id;
    for (int n = 2; rows.contains(draft->id) || in_force.contains(draft->id);
         ++n) {
      RowDrafter::Rename(*draft, absl::StrCat(id, "-", n));
    }
    if (const auto there = in_force.find(id); there != in_force.end()) {
      draft->remarks.push_back(
          {"register-sheet-in-force",
           {{"id", id}, {"file", there->second}, {"new_id", draft->id}}});
    } else if (const auto row = rows.find(id); row != rows.end()) {
      draft->remarks.push_back({"register-sheet-same-id",
                                {{"id", id},
                                 {"row", absl::StrCat(row->second)},
                                 {"new_id", draft->id}}});
    }
    rows[draft->id] = draft->row;
    drafts.drafts.push_back(*std::move(draft));
    std::vector<DraftNote>& remarks = drafts.drafts.back().remarks;
    remarks.insert(remarks.end(), left_out.begin(), left_out.end());
    left_out.clear();
  }
  return drafts;
}

}  // namespace regisseur
