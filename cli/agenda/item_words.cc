#include "cli/agenda/item_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

std::string Money(const std::string& amount, const std::string& currency) {
  return absl::StrCat(AmountWords(amount, currency), " ", currency);
}

std::string MoneyWords(const pb::AgendaItem& item) {
  std::vector<std::string> parts;
  if (item.has_certain()) {
    parts.push_back(absl::StrCat(Money(item.certain(), item.currency()),
                                 " is lost for certain"));
  }
  if (item.has_estimated()) {
    parts.push_back(absl::StrCat(Money(item.estimated(), item.currency()),
                                 " is lost by an estimate"));
  }
  if (item.has_exposure()) {
    parts.push_back(
        absl::StrCat("it is about ", Money(item.exposure(), item.currency())));
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace

Cell AgendaMoneyCell(const pb::AgendaItem& item) {
  if (item.has_certain() || item.has_estimated()) {
    return {absl::StrCat(AmountWords(item.amount_at_stake(), item.currency()),
                         item.has_certain() ? "" : " est."),
            Style::kBad};
  }
  if (!item.has_exposure()) return "–";
  return absl::StrCat("(", AmountWords(item.exposure(), item.currency()), ")");
}

std::string ActWords(const pb::AgendaAct& act) {
  std::string words = act.move();
  if (!act.option().empty()) absl::StrAppend(&words, " ", act.option());
  if (!act.delegate().empty()) absl::StrAppend(&words, " to ", act.delegate());
  if (act.has_until()) absl::StrAppend(&words, " until ", act.until());
  absl::StrAppend(&words, " by ",
                  act.name().empty() ? act.identity() : act.name(), " on ",
                  MinuteWords(act.time()));
  if (!act.reason().empty()) absl::StrAppend(&words, ": ", act.reason());
  return words;
}

std::string LastActWords(const pb::AgendaItem& item) {
  return item.acts().empty() ? "" : ActWords(*item.acts().rbegin());
}

std::string AgendaItemSheet(const pb::AgendaItem& item, const View& view) {
  DetailSheet sheet;
  sheet.Add("decision", {item.title(), Style::kBold});
  sheet.Add("id", item.id());
  sheet.Add("state", EnumPhrase(item.state()));
  sheet.Add("", {item.note().text(), Style::kBad});
  sheet.Add("decide by",
            {item.has_decide_by()
                 ? absl::StrCat(item.decide_by(), item.late() ? ", over" : "")
                 : "no day is set",
             item.late() ? Style::kBad : Style::kPlain});
  sheet.Add("at stake", MoneyWords(item));
  sheet.Add("if nobody acts", item.if_nothing());
  sheet.Add("owner", item.owner());
  sheet.Add("provider", item.provider());
  sheet.Add("contract", item.contract());
  sheet.Add("touches", absl::StrJoin(item.functions(), ", "));
  for (const std::string& line : item.evidence()) {
    sheet.Add("evidence", absl::StrCat("regisseur ", line));
  }
  for (const pb::AgendaAct& act : item.acts()) {
    sheet.Add("done", ActWords(act));
  }
  std::string text = sheet.Render(view.terminal);
  if (item.choices().empty()) return text;
  TextTable choices({{.heading = "OPTION"}, {.heading = "", .cut_to = 20}});
  for (const pb::AgendaChoice& choice : item.choices()) {
    choices.AddRow({{choice.id(), Style::kBold}, choice.what().text()});
    choices.AddNote(choice.consequence().text());
    choices.AddNote(
        {absl::StrCat("regisseur ", choice.command()), Style::kFaint});
  }
  return absl::StrCat(text, "\n", choices.Render(view.terminal));
}

}  // namespace regisseur
