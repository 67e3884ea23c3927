#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/flexibility.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;
using pb::FlexibilityService;

absl::StatusOr<Answer> Advise(const std::vector<Parameter>& parameters,
                              const Arguments& arguments, Session& session) {
  pb::AdviseContractRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  for (const std::string& offer : arguments.Texts("offer")) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(offer, absl::MaxSplits('=', 1));
    if (parts.first.empty() || parts.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--offer: \"", offer,
                       "\" is not AMOUNT=PERCENT, such as 5000.00=10"));
    }
    (*request.mutable_offers())[parts.first] = parts.second;
  }
  const auto stub = FlexibilityService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::AdviseContractResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->AdviseContract(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string KindWords(const pb::CommitmentAdvice& advice,
                      const std::string& currency) {
  if (advice.kind() == "minimum_commitment") {
    return advice.level() == "0"
               ? "Commit to no minimum"
               : absl::StrCat("Commit to at least ",
                              AmountWords(advice.level(), currency), " ",
                              currency, " a ", PhraseOfWord(advice.per()));
  }
  if (advice.kind() == "reserved") {
    return advice.level() == "0"
               ? absl::StrCat("Reserve nothing of ", advice.component())
               : absl::StrCat("Reserve ", advice.level(), " a ", advice.per(),
                              " of ", advice.component());
  }
  return absl::StrCat("Buy ", advice.level(), " hours a ", advice.per(), " of ",
                      advice.component());
}

std::string Table(const pb::AdviseContractResponse& answer, const View& view) {
  std::string out =
      absl::StrCat(answer.contract(), ", ", answer.currency(), ", ",
                   answer.first_month(), " to ", answer.last_month(), "\n");
  const auto amount = [&](const std::string& value) {
    return AmountWords(value, answer.currency());
  };
  for (const pb::CommitmentAdvice& advice : answer.advice()) {
    absl::StrAppend(&out, "\n", KindWords(advice, answer.currency()), ": ",
                    amount(advice.cost()), ", saves ", amount(advice.saving()),
                    " against not committing.\n");
    if (advice.has_level_now()) {
      absl::StrAppend(&out, "Now it is ", advice.level_now(), ": ",
                      amount(advice.cost_now()), ".\n");
    }
    TextTable table({{.heading = "USAGE"},
                     {.heading = "AT THIS LEVEL", .right = true},
                     {.heading = "UNCOMMITTED", .right = true},
                     {.heading = "BEST LEVEL", .right = true},
                     {.heading = "REGRET", .right = true}});
    for (const pb::CommitmentRegret& regret : advice.regrets()) {
      table.AddRow({{absl::StrCat("× ", regret.usage()), Style::kBold},
                    amount(regret.cost()),
                    amount(regret.cost_without()),
                    amount(regret.best_cost()),
                    amount(regret.regret())});
    }
    absl::StrAppend(&out, table.Render(view.terminal));
  }
  absl::StrAppend(&out, "\n", answer.method(), "\n");
  return out;
}

}  // namespace

Verb ContractAdviseVerb() {
  Verb verb{
      .noun = "contract",
      .name = "advise",
      .summary = "The cheapest level to commit to, and its regret",
      .details =
          "By the usage seen: how much to reserve at a discount, which of the "
          "minimum amounts that are offered to take, how many hours a bundle "
          "should have. REGRET is what the level costs more than the one that "
          "would have been best, should usage be 0.9, 0.8 or half of it.",
      .examples =
          {"regisseur contract advise --provider cloudnine --discount 15",
           "regisseur contract advise --provider cloudnine --contract "
           "cloudnine-hosting --offer 5000.00=5,10000.00=12 --per month",
           "regisseur contract advise --provider deskworks --from "
           "2025-01 --to 2025-12 -o json"},
      .parameters = {ProviderOption(true),
                     {.name = "contract",
                      .field = "contract",
                      .help = "Whose prices (the only one that runs)",
                      .value_name = "ID"},
                     {.name = "discount",
                      .field = "discount_percent",
                      .help = "Percent off what is reserved",
                      .value_name = "PERCENT"},
                     {.name = "offer",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Minimum amounts, each with percent off all use",
                      .value_name = "AMOUNT=PERCENT"},
                     {.name = "per",
                      .field = "per",
                      .help = "Of a minimum: month, quarter or year (month)",
                      .value_name = "PERIOD"},
                     {.name = "from",
                      .field = "from",
                      .help = "The first month of usage (a year before now)",
                      .value_name = "MONTH"},
                     {.name = "to",
                      .field = "to",
                      .help = "The last month, included",
                      .value_name = "MONTH"},
                     AsKnownOnOption()},
      .csv = {.rows = "advice"},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Advise(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur
