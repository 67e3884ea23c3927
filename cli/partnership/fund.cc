#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/fund.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::FundService::Stub;

// As the daemon writes nothing.
bool IsNothing(const std::string& amount) {
  return amount.find_first_not_of("0.") == std::string::npos;
}

Style StyleOfFree(const std::string& free) {
  return free.rfind('-', 0) == 0 ? Style::kBad : Style::kPlain;
}

std::string WaitingWords(const pb::Fund& fund) {
  std::vector<std::string> words;
  if (fund.waiting_for_customer() > 0) {
    words.push_back(absl::StrCat(fund.waiting_for_customer(), " customer"));
  }
  if (fund.waiting_for_provider() > 0) {
    words.push_back(absl::StrCat(fund.waiting_for_provider(), " provider"));
  }
  return absl::StrJoin(words, ", ");
}

std::string TermsWords(const pb::FundTerms& terms) {
  return absl::StrCat(terms.contract(), ": ", terms.credits_percent(),
                      " % of credits, ", terms.gains_percent(),
                      " % of savings (", terms.gains_to_provider_percent(),
                      " % to the provider), since ", terms.valid_from());
}

std::string RenderFund(const pb::GetFundResponse& answer, const View& view) {
  const pb::Fund& fund = answer.fund();
  DetailSheet sheet;
  const auto money = [&](const char* label, const std::string& amount,
                         Style style = Style::kPlain) {
    sheet.Add(label, {absl::StrCat(amount, " ", fund.currency()), style});
  };
  sheet.Add("fund with", {fund.provider(), Style::kBold});
  for (const pb::FundTerms& terms : fund.terms()) {
    sheet.Add("agreed", TermsWords(terms));
  }
  if (fund.terms().empty()) {
    sheet.Add("agreed", {"nothing any more: no contract that runs names it",
                         Style::kWarning});
  }
  money("credits", fund.credits());
  money("gains", fund.gains());
  money("deposits", fund.deposits());
  money("spent", fund.spent());
  money("balance", fund.balance(), Style::kBold);
  money("reserved", fund.reserved());
  money("free", fund.free(), StyleOfFree(fund.free()));
  if (!IsNothing(fund.draws_asked())) money("draws asked", fund.draws_asked());
  if (!IsNothing(fund.deposits_asked())) {
    money("deposits asked", fund.deposits_asked());
  }
  sheet.Add("waiting for", WaitingWords(fund));
  for (const pb::FundGap& gap : fund.not_counted()) {
    sheet.Add("not counted",
              {absl::StrCat(gap.subject(), ": ", gap.why()), Style::kWarning});
  }
  return sheet.Render(view.terminal);
}

std::string ListTable(const pb::ListFundsResponse& answer, const View& view) {
  if (answer.funds().empty()) {
    return "No contract agrees on a fund (`governance: {improvement_fund: "
           "…}`).\n";
  }
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "CUR"},
                   {.heading = "CREDITS", .priority = 2, .right = true},
                   {.heading = "GAINS", .priority = 2, .right = true},
                   {.heading = "DEPOSITS", .priority = 2, .right = true},
                   {.heading = "SPENT", .priority = 1, .right = true},
                   {.heading = "BALANCE", .right = true},
                   {.heading = "RESERVED", .priority = 1, .right = true},
                   {.heading = "FREE", .right = true},
                   {.heading = "WAITS FOR", .only_if_filled = true}});
  for (const pb::Fund& fund : answer.funds()) {
    table.AddRow({{fund.provider(), Style::kBold},
                  fund.currency(),
                  fund.credits(),
                  fund.gains(),
                  fund.deposits(),
                  fund.spent(),
                  {fund.balance(), Style::kBold},
                  fund.reserved(),
                  {fund.free(), StyleOfFree(fund.free())},
                  WaitingWords(fund)});
    for (const pb::FundGap& gap : fund.not_counted()) {
      table.AddNote(
          {absl::StrCat("not counted: ", gap.subject(), ": ", gap.why()),
           Style::kWarning},
          "└ ");
    }
  }
  return table.Render(view.terminal);
}

std::string SourceWords(const pb::FundEntry& entry) {
  std::vector<std::string> words;
  if (!entry.claim().empty()) words.push_back(entry.claim());
  if (!entry.idea().empty())
    words.push_back(absl::StrCat("idea ", entry.idea()));
  if (words.empty() && !entry.transfer().empty()) {
    words.push_back(absl::StrCat("transfer ", entry.transfer()));
  }
  if (!entry.period_from().empty() && entry.claim().empty()) {
    words.push_back(
        absl::StrCat(entry.period_from(), " to ", entry.period_to()));
  }
  return absl::StrJoin(words, ", ");
}

std::string EntryTable(const pb::ListFundEntriesResponse& answer,
                       const View& view) {
  if (answer.entries().empty()) return "Nothing went in or out.\n";
  TextTable table({{.heading = "LINE", .right = true},
                   {.heading = "WHEN", .priority = 1},
                   {.heading = "WHAT"},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "BALANCE", .right = true},
                   {.heading = "FREE", .priority = 1, .right = true},
                   {.heading = "OF", .priority = 2, .cut_to = 20}});
  for (const pb::FundEntry& entry : answer.entries()) {
    const bool back = entry.amount().rfind('-', 0) == 0;
    table.AddRow({absl::StrCat(entry.line()),
                  MomentWords(entry.time()),
                  EnumPhrase(entry.kind()),
                  {entry.amount(), back ? Style::kWarning : Style::kGood},
                  {entry.balance(), Style::kBold},
                  entry.free(),
                  SourceWords(entry)});
  }
  return table.Render(view.terminal);
}

std::string RenderTransfer(const pb::Transfer& transfer,
                           const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {transfer.id(), Style::kBold});
  sheet.Add("what", absl::StrCat(EnumPhrase(transfer.kind()), " of ",
                                 transfer.amount(), " ", transfer.currency()));
  sheet.Add("fund with", transfer.provider());
  if (!transfer.idea().empty()) {
    sheet.Add("for", absl::StrCat(transfer.idea_title(), " (idea ",
                                  transfer.idea(), ")"));
  }
  sheet.Add("contract", transfer.contract());
  sheet.Add("asked by", absl::StrCat("the ", EnumPhrase(transfer.asked_by()),
                                     transfer.asked_name().empty() ? "" : ", ",
                                     transfer.asked_name()));
  sheet.Add("state", EnumPhrase(transfer.state()));
  if (transfer.waits_for() != pb::PARTY_UNSPECIFIED) {
    sheet.Add("waits for",
              {absl::StrCat("the ", EnumPhrase(transfer.waits_for())),
               Style::kWarning});
  }
  if (transfer.has_answered_time()) {
    sheet.Add("answered",
              absl::StrCat(MomentWords(transfer.answered_time()),
                           transfer.answered_name().empty() ? "" : " by ",
                           transfer.answered_name()));
  }
  AddEntries(transfer.entries(), "step", sheet);
  AddEntries(transfer.notes(), "our note", sheet);
  return sheet.Render(terminal);
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderTransfer(answer.transfer(), view.terminal);
}

std::string TransferTable(const pb::ListTransfersResponse& answer,
                          const View& view) {
  if (answer.transfers().empty()) return "No draw and no deposit.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "WHAT"},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "STATE"},
                   {.heading = "WAITS FOR", .only_if_filled = true},
                   {.heading = "FOR", .priority = 2, .cut_to = 16}});
  for (const pb::Transfer& row : answer.transfers()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.provider(),
                  EnumPhrase(row.kind()),
                  absl::StrCat(row.amount(), " ", row.currency()),
                  EnumPhrase(row.state()),
                  row.waits_for() == pb::PARTY_UNSPECIFIED
                      ? ""
                      : EnumPhrase(row.waits_for()),
                  row.idea_title()});
  }
  return table.Render(view.terminal);
}

std::string OneTransfer(const pb::ListTransfersResponse& answer,
                        const View& view) {
  return answer.transfers().empty()
             ? ""
             : RenderTransfer(answer.transfers(0), view.terminal);
}

Parameter CurrencyOption() {
  return {.name = "currency",
          .field = "currency",
          .help = "Of the fund, where there are several",
          .value_name = "CODE"};
}
Parameter AmountOption(std::string help) {
  return {.name = "amount",
          .field = "amount",
          .help = std::move(help),
          .required = true,
          .value_name = "NUMBER"};
}
Parameter IdeaOption(std::string help, bool required) {
  return {.name = "idea",
          .field = "idea",
          .help = std::move(help),
          .required = required,
          .value_name = "ID"};
}

Verb ListVerb() {
  Verb verb{
      .noun = "fund",
      .name = "list",
      .summary = "The joint funds that pay for ideas, and what stands in them",
      .details =
          "A contract agrees on one with `governance: {improvement_fund: "
          "{credits: 50%, gains: 50%}}`: these shares of granted credits and "
          "of measured savings go in. What is free can be drawn.",
      .examples = {"regisseur fund list"},
      .parameters = {ProviderOption(), OwnerOption(), AsKnownOnOption()},
      .csv = {.rows = "funds"},
      .table = TableOf(&ListTable)};
  verb.ask = Reading<pb::FundService>(&Stub::ListFunds, verb.parameters);
  return verb;
}

Verb ShowVerb() {
  Verb verb{.noun = "fund",
            .name = "show",
            .summary = "One fund: what is agreed, what stands in it",
            .examples = {"regisseur fund show --provider cloudnine"},
            .parameters = {ProviderOption(), CurrencyOption(), OwnerOption(),
                           AsKnownOnOption()},
            .table = TableOf(&RenderFund)};
  verb.ask = Reading<pb::FundService>(&Stub::GetFund, verb.parameters);
  return verb;
}

Verb EntriesVerb() {
  Verb verb{.noun = "fund",
            .name = "entries",
            .summary = "The ledger of a fund, line by line with its balance",
            .details =
                "What is taken back stands there as a line of its own: a "
                "claim that was filed anew or given up, months of a saving "
                "that were measured again.",
            .examples = {"regisseur fund entries --provider cloudnine -o csv"},
            .parameters = {ProviderOption(), CurrencyOption(),
                           IdeaOption("Only of this idea", false),
                           OwnerOption(), AsKnownOnOption()},
            .csv = {.rows = "entries"},
            .table = TableOf(&EntryTable)};
  verb.ask = Reading<pb::FundService>(&Stub::ListFundEntries, verb.parameters);
  return verb;
}

Verb TransfersVerb() {
  Verb verb{.noun = "fund",
            .name = "transfers",
            .summary = "Draws and deposits, and whose yes they wait for",
            .examples = {"regisseur fund transfers --state asked"},
            .parameters = {ProviderOption(),
                           CurrencyOption(),
                           IdeaOption("Only for this idea", false),
                           {.name = "state",
                            .kind = Parameter::Kind::kWord,
                            .field = "state",
                            .help = "asked, reserved, spent, deposited, "
                                    "refused, released",
                            .value_name = "STATE"},
                           OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "transfers"},
            .table = TableOf(&TransferTable)};
  verb.ask = Reading<pb::FundService>(&Stub::ListTransfers, verb.parameters);
  return verb;
}

Verb TransferVerb() {
  Verb verb{
      .noun = "fund",
      .name = "transfer",
      .summary = "One draw or deposit, and its thread",
      .examples = {"regisseur fund transfer 0193f2a4-…"},
      .parameters = {IdWord("As `fund transfers` shows it"), AsKnownOnOption()},
      .csv = {.rows = "transfers"},
      .table = TableOf(&OneTransfer)};
  verb.ask = Reading<pb::FundService>(&Stub::ListTransfers, verb.parameters);
  return verb;
}

Verb DrawVerb() {
  Verb verb{
      .noun = "fund",
      .name = "draw",
      .summary = "Ask the other side to pay for an idea out of the fund",
      .details =
          "Once the other side agrees the amount is reserved. It is "
          "spent when the idea is realised, and free again when that "
          "is declined or who asked releases it.",
      .examples = {"regisseur fund draw --provider cloudnine --idea "
                   "0193f2a4-… --amount 400.00"},
      .parameters = {ProviderOption(),
                     IdeaOption("As `idea list` shows it", true),
                     AmountOption("How much of what is free"), CurrencyOption(),
                     TextWord("What for", false), RequestIdOption()},
      .table = TableOf(&Sheet<pb::ProposeDrawResponse>)};
  verb.ask = Acting<pb::FundService>(&Stub::ProposeDraw, verb.parameters);
  return verb;
}

Verb DepositVerb() {
  Verb verb{.noun = "fund",
            .name = "deposit",
            .summary = "Propose to put something into the fund",
            .examples = {"regisseur fund deposit --provider cloudnine --amount "
                         "100.00 --text \"Our part of the pilot\""},
            .parameters = {ProviderOption(),
                           AmountOption("How much"),
                           CurrencyOption(),
                           {.name = "contract",
                            .field = "contract",
                            .help = "The contract that it follows from",
                            .value_name = "ID"},
                           TextWord("From whom and why", true),
                           RequestIdOption()},
            .table = TableOf(&Sheet<pb::ProposeDepositResponse>)};
  verb.ask = Acting<pb::FundService>(&Stub::ProposeDeposit, verb.parameters);
  return verb;
}

}  // namespace

std::vector<Verb> FundVerbs() {
  const auto step = [](const char* name, std::string summary, auto method,
                       std::vector<Parameter> more, auto table) {
    Verb verb = StepVerb<pb::FundService>(
        "fund", name, std::move(summary),
        absl::StrCat("regisseur fund ", name, " 0193f2a4-… …"), method,
        std::move(more), table);
    verb.parameters.front() = IdWord("As `fund transfers` shows it");
    return verb;
  };
  return {ListVerb(),
          ShowVerb(),
          EntriesVerb(),
          TransfersVerb(),
          TransferVerb(),
          DrawVerb(),
          DepositVerb(),
          step("agree", "Say yes to a draw or a deposit of the other side",
               &Stub::AgreeTransfer, {TextWord("A remark", false)},
               &Sheet<pb::AgreeTransferResponse>),
          step("refuse", "Say no to one, and why", &Stub::RefuseTransfer,
               {TextWord("To who asked", true)},
               &Sheet<pb::RefuseTransferResponse>),
          step("release", "Take back one that the own side asked for",
               &Stub::ReleaseTransfer, {TextWord("Why", false)},
               &Sheet<pb::ReleaseTransferResponse>),
          step("comment", "Say something about one", &Stub::CommentOnTransfer,
               {TextWord("What", true), InternalFlag()},
               &Sheet<pb::CommentOnTransferResponse>)};
}

}  // namespace regisseur
