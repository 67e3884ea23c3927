#include "cli/extra/extra_words.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

}  // namespace

std::string RoomStepWords(const objective::v1::Step& step) {
  const std::string who = step.name().empty() ? step.identity() : step.name();
  return absl::StrCat(PhraseOfWord(step.move()),
                      who.empty() ? "" : absl::StrCat(" by ", who), " ",
                      MinuteWords(step.time()),
                      step.reason().empty() ? "" : ": ", step.reason());
}

Cell ExtraStateCell(const pb::Extra& extra) {
  if (extra.overdue()) {
    return {absl::StrCat("overdue since ", extra.due_on()), Style::kBad};
  }
  switch (extra.state()) {
    case pb::EXTRA_STATE_PROPOSED:
      return {"waits for approval", Style::kWarning};
    case pb::EXTRA_STATE_ORDERED:
      return absl::StrCat("ordered, due ", extra.due_on());
    case pb::EXTRA_STATE_DELIVERED:
      return {absl::StrCat("delivered ", extra.delivered_on()), Style::kGood};
    default:
      return EnumPhrase(extra.state());
  }
}

Cell BillCell(const pb::Extra& extra) {
  if (!extra.has_bill()) return "";
  const pb::ExtraBill& bill = extra.bill();
  const std::string where = bill.invoice().empty()
                                ? absl::StrCat("in ", bill.charge_month())
                                : absl::StrCat("on ", bill.invoice());
  const std::string& difference = bill.difference();
  if (difference.find_first_of("123456789") == std::string::npos) {
    return {absl::StrCat(where, ", as agreed"), Style::kGood};
  }
  const bool less = absl::StartsWith(difference, "-");
  return {absl::StrCat(
              where, ", ",
              AmountWords(difference.substr(less ? 1 : 0), extra.currency()),
              less ? " less" : " more"),
          Style::kWarning};
}

std::string RenderExtra(const pb::Extra& extra, const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {extra.id(), Style::kBold});
  sheet.Add("extra", absl::StrCat(extra.extra(), " (", extra.contract(), ", ",
                                  extra.provider(), ")"));
  sheet.Add("quantity",
            absl::StrCat(extra.quantity(), extra.unit().empty() ? "" : " ",
                         extra.unit()));
  sheet.Add("amount",
            {absl::StrCat(AmountWords(extra.amount(), extra.currency()), " ",
                          extra.currency(), " excl. VAT"),
             Style::kBold});
  sheet.Add("state", ExtraStateCell(extra));
  sheet.Add("ordered by",
            absl::StrCat("the ", EnumPhrase(extra.side()),
                         extra.within_mandate() ? ", within the mandate" : ""));
  sheet.Add("buys hours of", extra.buys());
  sheet.Add("overrides", extra.overridden_clause());
  sheet.Add("reason", extra.reason());
  if (extra.has_bill()) {
    Cell bill = BillCell(extra);
    bill.text =
        absl::StrCat(bill.text, " (\"", extra.bill().line(), "\", ",
                     AmountWords(extra.bill().amount(), extra.currency()), ")");
    sheet.Add("bill", std::move(bill));
  }
  for (const objective::v1::Step& step : extra.steps()) {
    sheet.Add("step", RoomStepWords(step));
  }
  return sheet.Render(terminal);
}

}  // namespace regisseur
