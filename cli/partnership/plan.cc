#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/partnership/plan_words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "regisseur/partnership/v1/plan.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::PlanService::Stub;

Cell StateCellOf(const pb::Plan& plan) {
  if (plan.state() == pb::PLAN_STATE_PROPOSED) {
    return {absl::StrCat("waits for the ", EnumPhrase(plan.waits_for())),
            Style::kWarning};
  }
  return EnumPhrase(plan.state());
}

std::string CountOf(const pb::Plan& plan) {
  if (!plan.has_count()) return "–";
  const pb::PlanCount& count = plan.count();
  return absl::StrCat(count.met(), " of ",
                      count.met() + count.missed() + count.unknown());
}

std::string ExitWordsOf(const pb::PlanExit& exit) {
  std::string words = exit.contract();
  const auto add = [&](absl::string_view what, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&words, ", ", what, " ", value);
  };
  add("hours of help", exit.assistance_hours());
  add("data as", exit.data_format());
  add("within", exit.data_within());
  add("erased after", exit.data_erased_after());
  add("escrow", exit.escrow());
  return words;
}

std::string RenderPlan(const pb::Plan& plan, const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {plan.id(), Style::kBold});
  sheet.Add("plan",
            {absl::StrCat(plan.provider(), ", version ", plan.version()),
             Style::kBold});
  sheet.Add("state", StateCellOf(plan));
  sheet.Add("purpose", plan.purpose());
  sheet.Add("stage", EnumPhrase(plan.stage()));
  sheet.Add("proposed by",
            absl::StrCat("the ", EnumPhrase(plan.proposed_by())));
  sheet.Add("for the customer", plan.customer_name());
  sheet.Add("for the provider", plan.provider_name());
  sheet.Add("reached", CountOf(plan));
  DetailSheet rest;
  rest.Add("exit strategy", plan.exit_strategy());
  for (const pb::PlanExit& exit : plan.exits()) {
    rest.Add("exit by contract", ExitWordsOf(exit));
  }
  AddEntries(plan.entries(), "step", rest);
  AddEntries(plan.notes(), "our note", rest);
  return absl::StrCat(sheet.Render(terminal), "\n",
                      RenderObjectives(plan.objectives(), terminal), "\n",
                      rest.Render(terminal));
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderPlan(answer.plan(), view.terminal);
}

std::string ShowTable(const pb::Plan& plan, const View& view) {
  return RenderPlan(plan, view.terminal);
}

std::string ListTable(const pb::ListPlansResponse& answer, const View& view) {
  if (answer.plans().empty()) return "No relationship plan.\n";
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "VERSION", .right = true},
                   {.heading = "STATE"},
                   {.heading = "STAGE", .priority = 1},
                   {.heading = "REACHED", .right = true},
                   {.heading = "DUE", .priority = 1, .right = true},
                   {.heading = "ID", .priority = 1},
                   {.heading = "PURPOSE", .priority = 2, .cut_to = 16}});
  for (const pb::Plan& row : answer.plans()) {
    table.AddRow({{row.provider(), Style::kBold},
                  absl::StrCat(row.version()),
                  StateCellOf(row),
                  EnumPhrase(row.stage()),
                  CountOf(row),
                  row.has_count() ? Cell(CountWords(row.count().due()),
                                         row.count().due() > 0 ? Style::kBad
                                                               : Style::kPlain)
                                  : Cell("–"),
                  row.id(),
                  row.purpose()});
  }
  return table.Render(view.terminal);
}

Parameter ProviderWord() {
  return {.name = "PROVIDER",
          .field = "provider",
          .help = "The provider, by its id",
          .required = true};
}

Parameter FiguresOption() {
  return PeriodOption(
      "Months of the figures: 2026-10, 2026-Q3, 2026, 2026-08/2026-10; the "
      "last "
      "three that are over when not given");
}

Verb ListVerb() {
  Verb verb{.noun = "plan",
            .name = "list",
            .summary = "The relationship plans in force, and those that wait",
            .examples = {"regisseur plan list"},
            .parameters = {ProviderOption(), FiguresOption(), OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "plans"},
            .table = TableOf(&ListTable)};
  verb.ask = Reading<pb::PlanService>(&Stub::ListPlans, verb.parameters);
  return verb;
}

Verb HistoryVerb() {
  Verb verb{.noun = "plan",
            .name = "history",
            .summary = "Every version of a relationship plan there ever was",
            .examples = {"regisseur plan history cloudnine"},
            .parameters = {ProviderWord(), AsKnownOnOption()},
            .csv = {.rows = "plans"},
            .table = TableOf(&ListTable)};
  verb.ask = [parameters = verb.parameters](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    pb::ListPlansRequest request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    request.set_history(true);
    const auto stub = pb::PlanService::NewStub(session.connection.channel());
    auto answer = std::make_unique<pb::ListPlansResponse>();
    RETURN_IF_ERROR(CallAllPages(
        [&](const google::protobuf::Message& asked,
            google::protobuf::Message* page) {
          grpc::ClientContext context;
          session.connection.Prepare(kReadingLimit, &context);
          return session.connection.Explain(stub->ListPlans(
              &context, static_cast<const pb::ListPlansRequest&>(asked),
              static_cast<pb::ListPlansResponse*>(page)));
        },
        &request, answer.get()));
    return Answer(std::move(answer));
  };
  return verb;
}

Verb ShowVerb() {
  Verb verb{
      .noun = "plan",
      .name = "show",
      .summary = "The plan with a provider, and how far its objectives are",
      .details = "The version in force, or else the one that waits.",
      .examples = {"regisseur plan show cloudnine --period 2026-Q3"},
      .parameters = {ProviderWord(),
                     {.name = "id",
                      .field = "id",
                      .help = "Another version, as `plan history` has it",
                      .value_name = "ID"},
                     FiguresOption(),
                     AsKnownOnOption()},
      .table = TableOf(&ShowTable)};
  verb.ask = Reading<pb::PlanService>(&Stub::GetPlan, verb.parameters);
  return verb;
}

// What is in force, for a proposal that changes a part of it.
absl::Status AddWhatIsInForce(Stub& stub, Session& session,
                              pb::ProposePlanRequest& request) {
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  pb::GetPlanRequest asked;
  asked.set_provider(request.provider());
  pb::Plan plan;
  const grpc::Status told = stub.GetPlan(&context, asked, &plan);
  if (told.error_code() == grpc::StatusCode::NOT_FOUND) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(session.connection.Explain(told));
  if (plan.state() != pb::PLAN_STATE_AGREED) return absl::OkStatus();
  if (request.purpose().empty()) request.set_purpose(plan.purpose());
  if (request.stage() == pb::RELATIONSHIP_STAGE_UNSPECIFIED) {
    request.set_stage(plan.stage());
  }
  if (request.exit_strategy().empty()) {
    request.set_exit_strategy(plan.exit_strategy());
  }
  for (pb::JointObjective& objective : *plan.mutable_objectives()) {
    objective.clear_progress();
    *request.add_objectives() = std::move(objective);
  }
  return absl::OkStatus();
}

Verb ProposeVerb() {
  Verb verb{
      .noun = "plan",
      .name = "propose",
      .summary = "Propose the next version of a relationship plan",
      .details =
          "From a YAML file (docs/partnership.md has one), from options, or "
          "both: an option wins over the file. Without a file what is in "
          "force stays but for what the options say. The other side agrees "
          "to it; a proposal that still waits is answered with this one.",
      .examples = {"regisseur plan propose --provider cloudnine plan.yaml",
                   "regisseur plan propose --provider cloudnine --stage "
                   "staying_together --text \"as we said\""},
      .parameters =
          {{.name = "FILE", .help = "The plan, in YAML"},
           ProviderOption(),
           {.name = "purpose",
            .field = "purpose",
            .help = "What you are together for, in a sentence"},
           {.name = "stage",
            .kind = Parameter::Kind::kWord,
            .field = "stage",
            .help = "operational_awareness, knowledge, internal_assessment, "
                    "partner_selection, working_together, value_creation, "
                    "staying_together or exit_strategy_activation (ISO 44001)",
            .value_name = "STAGE"},
           {.name = "exit-strategy",
            .field = "exit_strategy",
            .help = "How it would end"},
           TextWord("Why", false),
           RequestIdOption()},
      .table = TableOf(&Sheet<pb::ProposePlanResponse>)};
  verb.ask = [parameters = verb.parameters](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    pb::ProposePlanRequest request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
    const auto stub = pb::PlanService::NewStub(session.connection.channel());
    if (arguments.Has("FILE")) {
      ASSIGN_OR_RETURN(*request.mutable_document(),
                       ReadTextToSend("plan propose", arguments.Text("FILE")));
    } else {
      RETURN_IF_ERROR(AddWhatIsInForce(*stub, session, request));
    }
    grpc::ClientContext context;
    session.connection.Prepare(kReadingLimit, &context);
    auto answer = std::make_unique<pb::ProposePlanResponse>();
    RETURN_IF_ERROR(session.connection.Explain(
        stub->ProposePlan(&context, request, answer.get())));
    return Answer(std::move(answer));
  };
  return verb;
}

}  // namespace

std::vector<Verb> PlanVerbs() {
  const auto step = [](const char* name, std::string summary, auto method,
                       std::vector<Parameter> more, auto table) {
    return StepVerb<pb::PlanService>(
        "plan", name, std::move(summary),
        absl::StrCat("regisseur plan ", name, " 0193f2a4-… …"), method,
        std::move(more), table);
  };
  std::vector<Verb> verbs = {ListVerb(), ShowVerb(), HistoryVerb(),
                             ProposeVerb()};
  verbs.push_back(step("agree", "Agree to what the other side proposed",
                       &Stub::AgreePlan, {TextWord("A remark", false)},
                       &Sheet<pb::AgreePlanResponse>));
  verbs.push_back(step("refuse", "Say no to what the other side proposed",
                       &Stub::RefusePlan, {TextWord("Why", true)},
                       &Sheet<pb::RefusePlanResponse>));
  verbs.push_back(step("withdraw", "Take back what the own side proposed",
                       &Stub::WithdrawPlan, {TextWord("Why", false)},
                       &Sheet<pb::WithdrawPlanResponse>));
  verbs.push_back(step("comment", "Say something about it",
                       &Stub::CommentOnPlan,
                       {TextWord("What", true), InternalFlag()},
                       &Sheet<pb::CommentOnPlanResponse>));
  return verbs;
}

}  // namespace regisseur
