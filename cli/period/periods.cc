#include <string>

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/period/period.h"
#include "cli/verb/acting.h"
#include "cli/verb/reading.h"
#include "regisseur/period/v1/period.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = period::v1;

std::string StateWords(const pb::Period& period) {
  if (!period.closed()) return "open";
  return absl::StrCat(
      "closed on ", MinuteWords(period.closed_time()),
      period.closed_by().empty() ? "" : " by ", period.closed_by(),
      period.gaps_when_closed() == 0
          ? ""
          : absl::StrCat(", with ", CountWords(period.gaps_when_closed()),
                         period.gaps_when_closed() == 1 ? " gap" : " gaps"));
}

std::string ListTable(const pb::ListPeriodsResponse& answer, const View& view) {
  TextTable table({{.heading = "MONTH"}, {.heading = "STATE"}});
  for (const pb::Period& period : answer.periods()) {
    table.AddRow({period.month(), StateWords(period)});
  }
  return table.Render(view.terminal);
}

std::string ClosedTable(const pb::ClosePeriodResponse& answer,
                        const View& view) {
  return absl::StrCat(answer.period().month(), " is ",
                      StateWords(answer.period()),
                      ". What becomes known of it later stands in the month "
                      "behind it.\n");
}

std::string ShowTable(const pb::GetPeriodResponse& answer, const View& view) {
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "OF", .only_if_filled = true},
                   {.heading = "BILLED", .right = true},
                   {.heading = "CURR."},
                   {.heading = "OF WHICH TAX", .priority = 1, .right = true}});
  for (const pb::PeriodCost& cost : answer.costs()) {
    table.AddRow({cost.provider(), answer.period().month(),
                  AmountWords(cost.billed_cost(), cost.currency()),
                  cost.currency(),
                  AmountWords(cost.tax_cost(), cost.currency())});
  }
  for (const pb::Restatement& restatement : answer.restatements()) {
    table.AddRow(
        {restatement.provider(), restatement.billing_period(),
         AmountWords(restatement.difference(), restatement.currency()),
         restatement.currency(),
         AmountWords(restatement.tax_difference(), restatement.currency())});
    table.AddNote({restatement.message(), Style::kFaint});
  }
  if (!answer.totals().empty()) table.AddRule();
  for (const pb::PeriodCost& total : answer.totals()) {
    table.AddRow(
        {"total", "",
         Cell(AmountWords(total.billed_cost(), total.currency()), Style::kBold),
         total.currency(), AmountWords(total.tax_cost(), total.currency())});
  }
  return absl::StrCat(
      answer.period().month(), " is ", StateWords(answer.period()), ".\n",
      table.empty() ? "Nothing was billed.\n" : table.Render(view.terminal),
      "Basis: ", answer.basis(), ".\n");
}

Parameter MonthWord() {
  return {.name = "MONTH",
          .field = "month",
          .help = "The month (UTC), such as 2026-09",
          .required = true};
}

}  // namespace

Verb PeriodCloseVerb() {
  Verb verb{.noun = "period",
            .name = "close",
            .summary = "Close a month; later facts enter the open one",
            .details =
                "Our month, which is not the partner's billing period status. "
                "A closed month keeps the figures that were known when it was "
                "closed; what becomes known of it later is a restatement in "
                "the open month, with its cause. Months are closed one after "
                "the other. It is a controller's act and stands in the audit "
                "trail; there is no way back.",
            .examples = {"regisseur period close 2026-09"},
            .parameters = {MonthWord(), RequestIdOption()},
            .table = TableOf(&ClosedTable)};
  verb.ask = Acting<pb::PeriodService>(&pb::PeriodService::Stub::ClosePeriod,
                                       verb.parameters);
  return verb;
}

Verb PeriodListVerb() {
  Verb verb{.noun = "period",
            .name = "list",
            .summary = "Which months are closed, and by whom",
            .examples = {"regisseur period list"},
            .parameters = {AsKnownOnOption()},
            .csv = {.rows = "periods"},
            .table = TableOf(&ListTable)};
  verb.ask = Reading<pb::PeriodService>(&pb::PeriodService::Stub::ListPeriods,
                                        verb.parameters);
  return verb;
}

Verb PeriodShowVerb() {
  Verb verb{.noun = "period",
            .name = "show",
            .summary = "What a month has to book, restatements included",
            .details =
                "Its own cost, as it was known when it was closed, and what "
                "became known of closed months while it was open.",
            .examples = {"regisseur period show 2026-10"},
            .parameters = {MonthWord(), AsKnownOnOption()},
            .csv = {.rows = "totals"},
            .table = TableOf(&ShowTable)};
  verb.ask = Reading<pb::PeriodService>(&pb::PeriodService::Stub::GetPeriod,
                                        verb.parameters);
  return verb;
}

}  // namespace regisseur
