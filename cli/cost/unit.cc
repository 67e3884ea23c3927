#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/connection/paging.h"
#include "cli/cost/cost.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "regisseur/cost/v1/cost_plan.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

// A name of the configuration has neither a dot nor a slash.
bool IsFile(const std::string& quantity) {
  return absl::StrContains(quantity, '.') || absl::StrContains(quantity, '/');
}

absl::StatusOr<Answer> Ask(const std::vector<Parameter>& parameters,
                           const Arguments& arguments, Session& session) {
  pb::ListUnitCostsRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  if (IsFile(request.quantity())) {
    ASSIGN_OR_RETURN(*request.mutable_quantity_file(),
                     ReadTextToSend("cost unit", request.quantity()));
  }
  const auto stub = pb::CostPlanService::NewStub(session.connection.channel());
  auto answer = std::make_unique<pb::ListUnitCostsResponse>();
  RETURN_IF_ERROR(CallAllPages(
      [&](const google::protobuf::Message& asked,
          google::protobuf::Message* page) {
        grpc::ClientContext context;
        session.connection.Prepare(kReadingLimit, &context);
        return session.connection.Explain(stub->ListUnitCosts(
            &context, static_cast<const pb::ListUnitCostsRequest&>(asked),
            static_cast<pb::ListUnitCostsResponse*>(page)));
      },
      &request, answer.get()));
  return Answer(std::move(answer));
}

std::string Table(const pb::ListUnitCostsResponse& answer, const View& view) {
  if (answer.rows().empty()) return "Nothing was billed in these months.\n";
  TextTable table(
      {{.heading = "MONTH"},
       {.heading = "COST", .right = true},
       {.heading = "QUANTITY", .right = true},
       {.heading = answer.unit().empty() ? std::string("FOR ONE")
                                         : absl::StrCat("PER ", answer.unit()),
        .right = true},
       {.heading = "MONTH BEFORE = 100", .priority = 1, .right = true},
       {.heading = "CURR."}});
  for (const pb::UnitCostRow& row : answer.rows()) {
    table.AddRow(
        {row.month(),
         row.has_cost() ? AmountWords(row.cost(), row.currency()) : "–",
         row.has_quantity() ? row.quantity() : "–",
         Cell(row.has_unit_cost() ? row.unit_cost() : "–", Style::kBold),
         row.has_index() ? row.index() : "", row.currency()});
  }
  return absl::StrCat(table.Render(view.terminal), "Basis: ", answer.basis(),
                      ".\n");
}

}  // namespace

Verb CostUnitVerb() {
  Verb verb{
      .noun = "cost",
      .name = "unit",
      .summary = "What a month cost for one resident, permit or employee",
      .details =
          "Cost net of VAT divided by a quantity of the business, which is one "
          "of `quantities` in the configuration, or a CSV file with the "
          "columns month and value. A month without a quantity has no unit "
          "cost: it is a gap, never zero.",
      .examples = {"regisseur cost unit --quantity residents",
                   "regisseur cost unit --quantity permits.csv --service "
                   "centric/permits --from 2026-01"},
      .parameters = {{.name = "quantity",
                      .field = "quantity",
                      .help = "The id of a quantity, or a CSV file",
                      .required = true,
                      .value_name = "ID|FILE"},
                     ProviderOption(),
                     {.name = "service",
                      .field = "service",
                      .help = "Only this service of ours",
                      .value_name = "PROVIDER/SERVICE"},
                     {.name = "function",
                      .field = "function",
                      .help = "Only the services that this function needs",
                      .value_name = "ID"},
                     FromOption("The first month; twelve back"),
                     ToOption("The last month; the last that is over"),
                     {.name = "in",
                      .field = "in",
                      .help = "Convert into this currency (ISO 4217)",
                      .value_name = "EUR"},
                     AsKnownOnOption()},
      .csv = {.rows = "rows"},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Ask(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur
