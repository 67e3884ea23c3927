#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/partnership/plan_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/review.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::ReviewService::Stub;

std::string ScoreWords(bool given, int score) {
  return given ? absl::StrCat(score) : "–";
}

std::string GapWords(bool known, int gap) {
  return !known ? "–" : absl::StrCat(gap > 0 ? "+" : "", gap);
}

std::string GivenWords(const pb::Review& review) {
  if (review.customer_answered() && review.provider_answered()) {
    return "both";
  }
  if (review.customer_answered()) return "the customer";
  return review.provider_answered() ? "the provider" : "nobody";
}

std::string RenderReview(const pb::Review& review, const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {review.id(), Style::kBold});
  sheet.Add("review", {absl::StrCat(review.provider(), " ", review.quarter()),
                       Style::kBold});
  sheet.Add("state", EnumPhrase(review.state()));
  sheet.Add("answered", GivenWords(review));
  sheet.Add("signed for the customer", review.customer_name());
  sheet.Add("signed for the provider", review.provider_name());
  TextTable answers({{.heading = "QUESTION"},
                     {.heading = "CUSTOMER", .right = true},
                     {.heading = "PROVIDER", .right = true},
                     {.heading = "GAP", .right = true},
                     {.heading = "BEFORE", .priority = 1, .right = true},
                     {.heading = "STATEMENT", .priority = 2, .cut_to = 20}});
  for (const pb::ReviewAnswer& row : review.answers()) {
    answers.AddRow({{row.question(), Style::kBold},
                    ScoreWords(row.has_customer(), row.customer()),
                    ScoreWords(row.has_provider_score(), row.provider_score()),
                    GapWords(row.has_gap(), row.gap()),
                    GapWords(row.has_gap_before(), row.gap_before()),
                    row.statement().text()});
    for (const auto& [side, remark] :
         {std::pair("customer", row.customer_remark()),
          std::pair("provider", row.provider_remark())}) {
      if (!remark.empty()) {
        answers.AddNote({absl::StrCat(side, ": ", remark), Style::kFaint},
                        "└ ");
      }
    }
  }
  if (review.has_customer_mean()) {
    answers.AddRule();
    answers.AddRow({"mean", review.customer_mean(), review.provider_mean()});
  }
  if (review.has_plan()) {
    const pb::ReviewPlan& plan = review.plan();
    sheet.Add("plan", absl::StrCat("version ", plan.version(), ", ",
                                   EnumPhrase(plan.stage())));
    if (plan.has_fixed_time()) {
      sheet.Add("figures fixed", MomentWords(plan.fixed_time()));
    }
  }
  DetailSheet rest;
  const auto add = [&](const char* label, const auto& actions) {
    for (const pb::Obligation& action : actions) {
      rest.Add(label,
               absl::StrCat(action.what(), " (", EnumPhrase(action.side()),
                            action.responsible().empty() ? "" : ", ",
                            action.responsible(), ", ", action.due_on(), ", ",
                            EnumPhrase(action.state()), ")"));
    }
  };
  add("action", review.actions());
  add("carried over", review.carried());
  AddEntries(review.entries(), "step", rest);
  AddEntries(review.notes(), "our note", rest);
  const std::string plan =
      review.has_plan()
          ? absl::StrCat(RenderObjectives(review.plan().objectives(), terminal),
                         "\n")
          : "";
  return absl::StrCat(sheet.Render(terminal), "\n", answers.Render(terminal),
                      "\n", plan, rest.Render(terminal));
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderReview(answer.review(), view.terminal);
}

std::string ShowTable(const pb::ListReviewsResponse& answer, const View& view) {
  return answer.reviews().empty()
             ? ""
             : RenderReview(answer.reviews(0), view.terminal);
}

std::string ListTable(const pb::ListReviewsResponse& answer, const View& view) {
  if (answer.reviews().empty()) return "No review.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "PROVIDER"},
                   {.heading = "QUARTER"},
                   {.heading = "STATE"},
                   {.heading = "ANSWERED"},
                   {.heading = "CUSTOMER", .priority = 1, .right = true},
                   {.heading = "PROVIDER", .priority = 1, .right = true},
                   {.heading = "ACTIONS", .priority = 2, .right = true},
                   {.heading = "CARRIED", .priority = 2, .right = true}});
  for (const pb::Review& row : answer.reviews()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.provider(),
                  row.quarter(),
                  EnumPhrase(row.state()),
                  GivenWords(row),
                  row.has_customer_mean() ? row.customer_mean() : "–",
                  row.has_provider_mean() ? row.provider_mean() : "–",
                  CountWords(row.actions_size()),
                  CountWords(row.carried_size())});
  }
  return table.Render(view.terminal);
}

// `promises=4`.
absl::Status AddScores(const std::vector<std::string>& texts,
                       pb::ScoreReviewRequest& request) {
  for (const std::string& text : texts) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    int score = 0;
    if (!absl::SimpleAtoi(parts.second, &score)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--scores '", text, "' should be QUESTION=1 to QUESTION=5"));
    }
    pb::ReviewScore& added = *request.add_scores();
    added.set_question(parts.first);
    added.set_score(score);
  }
  return absl::OkStatus();
}

// `promises=every invoice was late`: beside the answer to that question.
absl::Status AddRemarks(const std::vector<std::string>& texts,
                        pb::ScoreReviewRequest& request) {
  for (const std::string& text : texts) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    bool found = false;
    for (pb::ReviewScore& score : *request.mutable_scores()) {
      if (score.question() != parts.first) continue;
      score.set_remark(parts.second);
      found = true;
    }
    for (pb::ObjectiveJudgement& judgement : *request.mutable_judgements()) {
      if (judgement.objective() != parts.first) continue;
      judgement.set_remark(parts.second);
      found = true;
    }
    if (!found || parts.second.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--remark '", text,
                       "' should be QUESTION=TEXT beside an answer of --scores "
                       "or --judge"));
    }
  }
  return absl::OkStatus();
}

// `one-team=yes`: of a joint objective that is a statement.
absl::Status AddJudgements(const std::vector<std::string>& texts,
                           pb::ScoreReviewRequest& request) {
  for (const std::string& text : texts) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (parts.second != "yes" && parts.second != "no") {
      return absl::InvalidArgumentError(absl::StrCat(
          "--judge '", text, "' should be OBJECTIVE=yes or OBJECTIVE=no"));
    }
    pb::ObjectiveJudgement& added = *request.add_judgements();
    added.set_objective(parts.first);
    added.set_met(parts.second == "yes");
  }
  return absl::OkStatus();
}

Verb ScoreVerb() {
  Verb verb{
      .noun = "review",
      .name = "score",
      .summary = "Give the own side's answers",
      .details =
          "1 (not at all) to 5 (entirely), for every question. The "
          "other side sees them when it gave its own.",
      .examples = {"regisseur review score 0193f2a4-… --scores "
                   "promises=4,early-warning=3,decisions=2,reachability=5,"
                   "flexibility=3,openness=4,improvement=3,value=4"},
      .parameters = {IdWord("As `review list` shows it"),
                     {.name = "scores",
                      .kind = Parameter::Kind::kTexts,
                      .help = "One a question",
                      .required = true,
                      .value_name = "QUESTION=N,…"},
                     {.name = "judge",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Whether a joint objective that is a statement "
                              "is reached",
                      .value_name = "OBJECTIVE=yes|no,…"},
                     {.name = "remark",
                      .kind = Parameter::Kind::kLines,
                      .help = "Beside an answer, once for each",
                      .value_name = "QUESTION=TEXT"},
                     RequestIdOption()},
      .table = TableOf(&Sheet<pb::ScoreReviewResponse>)};
  verb.ask = [parameters = verb.parameters](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    pb::ScoreReviewRequest request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    RETURN_IF_ERROR(AddScores(arguments.Texts("scores"), request));
    RETURN_IF_ERROR(AddJudgements(arguments.Texts("judge"), request));
    RETURN_IF_ERROR(AddRemarks(arguments.Texts("remark"), request));
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
    const auto stub = pb::ReviewService::NewStub(session.connection.channel());
    grpc::ClientContext context;
    session.connection.Prepare(kReadingLimit, &context);
    auto answer = std::make_unique<pb::ScoreReviewResponse>();
    RETURN_IF_ERROR(session.connection.Explain(
        stub->ScoreReview(&context, request, answer.get())));
    return Answer(std::move(answer));
  };
  return verb;
}

}  // namespace

std::vector<Verb> ReviewVerbs() {
  Verb list{.noun = "review",
            .name = "list",
            .summary = "Reviews of quarters by both sides",
            .examples = {"regisseur review list --provider cloudnine"},
            .parameters = {ProviderOption(),
                           {.name = "quarter",
                            .field = "quarter",
                            .help = "Only of it",
                            .value_name = "2026-Q3"},
                           OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "reviews"},
            .table = TableOf(&ListTable)};
  list.ask = Reading<pb::ReviewService>(&Stub::ListReviews, list.parameters);
  Verb show{
      .noun = "review",
      .name = "show",
      .summary = "One review: answers beside each other, and actions",
      .examples = {"regisseur review show 0193f2a4-…"},
      .parameters = {IdWord("As `review list` shows it"), AsKnownOnOption()},
      .csv = {.rows = "reviews"},
      .table = TableOf(&ShowTable)};
  show.ask = Reading<pb::ReviewService>(&Stub::ListReviews, show.parameters);
  Verb open{.noun = "review",
            .name = "open",
            .summary = "Open the review of a quarter",
            .details =
                "Actions are obligations of either side: `obligation "
                "add --review ID`. What is not done is carried into the "
                "next review.",
            .examples = {"regisseur review open --provider cloudnine "
                         "--quarter 2026-Q3"},
            .parameters = {ProviderOption(),
                           {.name = "quarter",
                            .field = "quarter",
                            .help = "The last that is over when not given",
                            .value_name = "2026-Q3"},
                           RequestIdOption()},
            .table = TableOf(&Sheet<pb::OpenReviewResponse>)};
  open.ask = Acting<pb::ReviewService>(&Stub::OpenReview, open.parameters);
  return {list,
          show,
          open,
          ScoreVerb(),
          StepVerb<pb::ReviewService>(
              "review", "comment", "Say something about it",
              "regisseur review comment 0193f2a4-… --text …",
              &Stub::CommentOnReview, {TextWord("What", true), InternalFlag()},
              &Sheet<pb::CommentOnReviewResponse>),
          StepVerb<pb::ReviewService>(
              "review", "sign", "Sign it for the own side",
              "regisseur review sign 0193f2a4-…", &Stub::SignReview,
              {TextWord("A remark", false)}, &Sheet<pb::SignReviewResponse>)};
}

}  // namespace regisseur
