#include "absl/strings/str_cat.h"
#include "cli/contract/contract.h"
#include "cli/contract/value_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

using contract::v1::ContractService;

// The next day on which something has to be received.
Cell ActBy(const contract::v1::ContractRow& row) {
  if (row.state() == contract::v1::CONTRACT_STATE_ENDED) return "";
  if (row.has_option_received_by()) {
    return {absl::StrCat(row.option_received_by(), " option"), Style::kWarning};
  }
  if (row.notice_missed()) return {"notice missed", Style::kWarning};
  if (row.has_notice_received_by()) {
    return absl::StrCat(row.notice_received_by(), " notice");
  }
  return "";
}

std::string Table(const contract::v1::ListContractsResponse& answer,
                  const View& view) {
  if (answer.contracts().empty()) return "No contracts.\n";
  TextTable table(
      {{.heading = "CONTRACT", .cut_to = 24},
       {.heading = "TITLE", .priority = 2, .cut_to = 12},
       {.heading = "PROVIDER", .priority = 1, .cut_to = 8},
       {.heading = "VERSION",
        .priority = 8,
        .cut_to = 6,
        .only_if_filled = true},
       {.heading = "UNDER", .priority = 6, .cut_to = 8, .only_if_filled = true},
       {.heading = "STATE"},
       {.heading = "LAST DAY"},
       {.heading = "RECEIVED BY"},
       {.heading = "USED", .priority = 3, .only_if_filled = true},
       {.heading = "OWNER", .priority = 7, .cut_to = 8, .only_if_filled = true},
       {.heading = "IF NOBODY ACTS", .priority = 4, .cut_to = 24}});
  for (const contract::v1::ContractRow& row : answer.contracts()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.title(),
                  row.provider(),
                  row.version(),
                  row.parent(),
                  ContractStateCell(row.state()),
                  row.has_last_day() ? row.last_day() : "–",
                  ActBy(row),
                  UsedCell(row),
                  row.owner(),
                  row.if_nobody_acts()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb ContractListVerb() {
  Verb verb{
      .noun = "contract",
      .name = "list",
      .summary = "The contracts: until when they run, and by when to act",
      .details =
          "RECEIVED BY is the last working day on which our notice, or the "
          "exercise of an option, is in time. USED is how much of the value "
          "ceiling is used.",
      .examples = {"regisseur contract list",
                   "regisseur contract list --provider cloudnine --on "
                   "2027-09-30",
                   "regisseur contract list --owner m.visser -o csv"},
      .parameters = {ProviderOption(),
                     OwnerOption(),
                     {.name = "on",
                      .field = "on",
                      .help = "The day that the dates are for (today)",
                      .value_name = "DAY"},
                     AsKnownOnOption()},
      .csv = {.rows = "contracts"},
      .table = TableOf(&Table)};
  verb.ask = Reading<ContractService>(&ContractService::Stub::ListContracts,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
