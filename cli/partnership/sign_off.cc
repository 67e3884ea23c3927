#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/sign_off.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::SignOffService::Stub;

Cell StateCellOf(const pb::SignOff& row) {
  switch (row.state()) {
    case pb::SIGN_OFF_STATE_FROZEN:
      return {"frozen", Style::kGood};
    case pb::SIGN_OFF_STATE_DIFFERENT:
      return {"different figures signed", Style::kBad};
    default:
      return {"one side signed", Style::kWarning};
  }
}

void AddRows(const pb::SignOff& row, TextTable& table) {
  table.AddRow({{row.contract(), Style::kBold},
                row.period(),
                StateCellOf(row),
                row.customer_name(),
                row.provider_name()});
  for (const pb::SignedFigure& figure : row.figures()) {
    table.AddNote(
        {absl::StrCat(figure.objective(), " until ", figure.window_end(), ": ",
                      figure.attained(), " ", figure.verdict(),
                      figure.now().empty() ? "" : ", today ", figure.now()),
         figure.now().empty() ? Style::kFaint : Style::kWarning},
        "└ ");
  }
}

TextTable NewTable() {
  return TextTable({{.heading = "CONTRACT"},
                    {.heading = "PERIOD"},
                    {.heading = "STATE"},
                    {.heading = "FOR THE CUSTOMER"},
                    {.heading = "FOR THE PROVIDER"}});
}

std::string SignTable(const pb::SignPeriodResponse& answer, const View& view) {
  TextTable table = NewTable();
  AddRows(answer.sign_off(), table);
  return table.Render(view.terminal);
}

std::string ListTable(const pb::ListSignOffsResponse& answer,
                      const View& view) {
  if (answer.sign_offs().empty()) return "Nobody signed a period.\n";
  TextTable table = NewTable();
  for (const pb::SignOff& row : answer.sign_offs()) AddRows(row, table);
  return table.Render(view.terminal);
}

}  // namespace

std::vector<Verb> SignOffVerbs() {
  Verb sign{
      .noun = "sla",
      .name = "sign",
      .summary = "Sign the figures of a period for the own side",
      .details =
          "When both sides signed the same figures the period is "
          "frozen: what a figure would be later stands beside it. A "
          "figure that is disputed or not known is settled first.",
      .examples = {"regisseur sla sign --contract cloudnine-hosting --period "
                   "2026-10"},
      .parameters = {ContractOption(true),
                     {.name = "period",
                      .field = "period",
                      .help = "2026-10, 2026-Q3 or 2026",
                      .required = true,
                      .value_name = "PERIOD"},
                     TextWord("A remark", false),
                     RequestIdOption()},
      .table = TableOf(&SignTable)};
  sign.ask = Acting<pb::SignOffService>(&Stub::SignPeriod, sign.parameters);
  Verb list{.noun = "sla",
            .name = "signed",
            .summary = "Periods that somebody signed, and under which names",
            .examples = {"regisseur sla signed --contract cloudnine-hosting"},
            .parameters = {ProviderOption(), ContractOption(false),
                           PeriodOption("Only this period"), OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "sign_offs"},
            .table = TableOf(&ListTable)};
  list.ask = Reading<pb::SignOffService>(&Stub::ListSignOffs, list.parameters);
  return {sign, list};
}

}  // namespace regisseur
