#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/mandates.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

// Only what leaves its band is told.
absl::Status AddMandateItems(AgendaDesk& desk) {
  if (desk.contracts.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(MandatesAnswer answer,
                   AnswerMandates(desk.context, desk.who, {}, desk.as_of));
  for (Gap& gap : answer.gaps) AddGap(std::move(gap), desk.gaps);
  for (const MandateRow& row : answer.bands) {
    const Contract* const contract =
        desk.contracts.Find(row.contract, desk.today);
    if (!row.band.outside || contract == nullptr) continue;
    const std::string what(BandKindWord(row.band.kind));
    AgendaItem item = desk.Begin(
        "mandate_left",
        absl::StrCat(what, row.band.subject.empty() ? "" : ":",
                     row.band.subject, ":", FormatDay(row.band.first)),
        *contract);
    const bool is_level = row.band.kind == MandateBand::Kind::kLevel;
    item.title.rule = is_level ? "agenda-mandate-level" : "agenda-mandate";
    item.title.arguments["what"] = is_level ? row.band.subject : what;
    item.title.arguments["period"] = absl::StrCat(
        FormatDay(row.band.first), " to ", FormatDay(row.band.last));
    item.title.arguments["used"] =
        absl::StrCat(row.band.used->ToString(), row.currency.empty() ? "" : " ",
                     row.currency);
    item.title.arguments["limit"] = row.band.limit.ToString();
    item.if_nothing.rule = "agenda-mandate-nothing";
    if (row.band.kind == MandateBand::Kind::kCost) {
      ASSIGN_OR_RETURN(item.exposure,
                       Decimal::Subtract(*row.band.used, row.band.limit));
    }
    item.evidence = {absl::StrCat("mandate list --contract ", row.contract)};
    item.AddChoice("choice-mandate-ask");
    item.AddChoice(
        "choice-mandate-widen",
        absl::StrCat("contract propose ", row.contract, " --file …"));
    item.AddChoice("choice-mandate-recall");
    desk.items.push_back(std::move(item));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
