#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

// What is taken from a published price list.
pb::PriceListChoice ChoiceOf(const Arguments& arguments) {
  pb::PriceListChoice choice;
  choice.set_plan(arguments.Text("plan"));
  choice.set_billing(arguments.Text("billing"));
  const std::string seats = arguments.Text("seats");
  if (!seats.empty()) choice.set_seats(seats);
  for (const std::string& add_on : arguments.Texts("add-on")) {
    const size_t equals = add_on.find('=');
    (*choice.mutable_add_ons())[add_on.substr(0, equals)] =
        equals == std::string::npos ? "" : add_on.substr(equals + 1);
  }
  return choice;
}

absl::StatusOr<Answer> Replay(const std::vector<Parameter>& parameters,
                              const Arguments& arguments, Session& session) {
  pb::ReplayContractRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  for (const std::string& path : arguments.Texts("form")) {
    pb::ContractText& form = *request.add_forms();
    form.set_name(path);
    ASSIGN_OR_RETURN(*form.mutable_text(),
                     ReadTextToSend("contract replay", path));
    pb::PriceListChoice choice = ChoiceOf(arguments);
    if (choice.ByteSizeLong() > 0) *form.mutable_choice() = std::move(choice);
  }
  const auto stub = pb::ContractService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::ReplayContractResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->ReplayContract(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string Amount(bool known, const std::string& amount,
                   const std::string& currency) {
  return known ? AmountWords(amount, currency) : "–";
}

// `+1,200.00`: what a form would have cost more.
Cell Difference(bool known, const std::string& amount,
                const std::string& currency) {
  if (!known) return "–";
  const bool saves = amount.front() == '-';
  const bool same = amount.find_first_not_of("-0.") == std::string::npos;
  return {absl::StrCat(saves || same ? "" : "+", AmountWords(amount, currency)),
          same    ? Style::kPlain
          : saves ? Style::kGood
                  : Style::kBad};
}

std::string MonthsWords(int months) {
  return absl::StrCat(months, months == 1 ? " month" : " months");
}

template <typename Form>
std::string FormTable(const Form& form, const View& view) {
  TextTable table({{.heading = "MONTH"},
                   {.heading = "PAID", .right = true},
                   {.heading = "BY THE FORM", .right = true},
                   {.heading = "DIFFERENCE", .right = true},
                   {.heading = "ACCRUED",
                    .priority = 1,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "OF WHICH", .priority = 2}});
  for (const pb::ReplayedMonth& month : form.months()) {
    std::vector<std::string> parts;
    for (const pb::ReplayedComponent& component : month.components()) {
      parts.push_back(absl::StrCat(
          component.component(), component.has_quantity()
                                     ? absl::StrCat(" × ", component.quantity())
                                     : ""));
    }
    table.AddRow(
        {{absl::StrCat(month.month(), month.estimate() ? " (estimate)" : ""),
          month.estimate() ? Style::kPlain : Style::kBold},
         absl::StrCat(month.provisional() || month.estimate() ? "~" : "",
                      Amount(month.has_actual_cost(), month.actual_cost(),
                             form.currency())),
         Amount(month.has_replayed_cost(), month.replayed_cost(),
                form.currency()),
         Difference(month.has_difference(), month.difference(),
                    form.currency()),
         month.has_accrued_cost()
             ? AmountWords(month.accrued_cost(), form.currency())
             : "",
         absl::StrJoin(parts, ", ")});
  }
  const pb::ReplayTotal& total = form.total();
  table.AddRule();
  table.AddRow(
      {{MonthsWords(total.months()), Style::kBold},
       {Amount(total.has_actual_cost(), total.actual_cost(), form.currency()),
        Style::kBold},
       {Amount(total.has_replayed_cost(), total.replayed_cost(),
               form.currency()),
        Style::kBold},
       Difference(total.has_difference(), total.difference(),
                  form.currency())});
  if (total.months_missing() > 0) {
    table.AddNote({absl::StrCat(MonthsWords(total.months_missing()),
                                " left out: one of the amounts is missing"),
                   Style::kWarning});
  }
  std::string out = absl::StrCat(form.form(), ", ", form.currency(), "\n",
                                 table.Render(view.terminal));
  if (form.has_break_even()) {
    absl::StrAppend(&out, "Costs the same at ", form.break_even(),
                    " times the usage.\n");
  }
  if (!form.worst_month().empty() && form.worst_month() != form.best_month()) {
    absl::StrAppend(&out, "Worst month ", form.worst_month(), ", best month ",
                    form.best_month(), ".\n");
  }
  if (form.has_forecast()) {
    const pb::ReplayForecast& ahead = form.forecast();
    absl::StrAppend(
        &out, MonthsWords(ahead.months()), " ahead, by an estimate: paid ",
        Amount(ahead.has_actual_cost(), ahead.actual_cost(), form.currency()),
        ", by the form ",
        Amount(ahead.has_replayed_cost(), ahead.replayed_cost(),
               form.currency()),
        ".\n");
  }
  std::vector<std::string> scenarios;
  for (const pb::ReplayScenario& scenario : form.scenarios()) {
    scenarios.push_back(
        absl::StrCat("× ", scenario.usage(), ": ",
                     Amount(scenario.has_replayed_cost(),
                            scenario.replayed_cost(), form.currency())));
  }
  if (!scenarios.empty()) {
    absl::StrAppend(&out, "At other usage ", absl::StrJoin(scenarios, " · "),
                    "\n");
  }
  if (!form.not_compared().empty()) {
    TextTable left({{.heading = "NOT COMPARED"},
                    {.heading = "SERVICE", .cut_to = 20},
                    {.heading = "CHARGES", .right = true},
                    {.heading = "BILLED", .right = true},
                    {.heading = "CURR."}});
    for (const pb::NotCompared& each : form.not_compared()) {
      left.AddRow({each.charge_category(), each.service_name(),
                   CountWords(each.charges()),
                   AmountWords(each.billed_cost(), each.currency()),
                   each.currency()});
    }
    absl::StrAppend(&out, "\n", left.Render(view.terminal));
  }
  for (const std::string& remark : form.remarks()) {
    absl::StrAppend(&out, remark, "\n");
  }
  return out;
}

std::string Table(const pb::ReplayContractResponse& answer, const View& view) {
  std::string out = FormTable(answer, view);
  for (const pb::FormReplay& other : answer.others()) {
    absl::StrAppend(&out, "\n", FormTable(other, view));
  }
  return out;
}

}  // namespace

Verb ContractReplayVerb() {
  Verb verb{
      .noun = "contract",
      .name = "replay",
      .summary = "What recorded usage would have cost under other forms",
      .details =
          "A form is a contract file of which only `currency` and `pricing` "
          "are needed: an offer, a draft; or a published price list, of which "
          "--plan, --seats and --add-on say what is taken. Paid is what was "
          "billed for the usage and purchases that the form's meters pick; a "
          "form without a meter replaces all of them. With --contract it is "
          "what that contract covers, with the fees that it agrees and no "
          "charge tells. Months that are not over are estimated, beside the "
          "total.",
      .examples = {"regisseur contract replay --provider cloudnine --form "
                   "offer.yaml --from 2026-01 --to 2026-09",
                   "regisseur contract replay --provider cloudnine --form "
                   "per-use.yaml,flat.yaml --from 2025-01 --to 2025-12 "
                   "--contract cloudnine-hosting -o json",
                   "regisseur contract replay --provider slack --form "
                   "slack-2025.yml --plan PRO --seats 437 --from 2025-01 --to "
                   "2025-12"},
      .parameters = {ProviderOption(true),
                     {.name = "form",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Files to replay, up to twenty",
                      .required = true,
                      .value_name = "FILE"},
                     {.name = "from",
                      .field = "from",
                      .help = "The first month, 2026-01",
                      .required = true,
                      .value_name = "MONTH"},
                     {.name = "to",
                      .field = "to",
                      .help = "The last month, included",
                      .required = true,
                      .value_name = "MONTH"},
                     {.name = "contract",
                      .field = "contract",
                      .help = "Compare with what this contract covers",
                      .value_name = "ID"},
                     {.name = "plan",
                      .help = "Of a price list: the plan",
                      .value_name = "PLAN"},
                     {.name = "seats",
                      .help = "Of a price list: how many users",
                      .value_name = "N"},
                     {.name = "billing",
                      .help = "Of a price list: monthly, annual, …",
                      .value_name = "WORD"},
                     {.name = "add-on",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Of a price list: add-ons, NAME or NAME=COUNT",
                      .value_name = "NAME"},
                     AsKnownOnOption()},
      .csv = {.rows = "months"},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Replay(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur
