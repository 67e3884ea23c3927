#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/hours/hours.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "cli/verb/sent_file.h"
#include "regisseur/room/v1/room.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

template <typename Response>
std::string Table(const Response& answer, const View& view) {
  const pb::Hours& hours = answer.hours();
  DetailSheet sheet;
  sheet.Add("id", {hours.id(), Style::kBold});
  sheet.Add("of", absl::StrCat(hours.component(), " (", hours.contract(), ", ",
                               hours.provider(), ")"));
  sheet.Add("day", hours.day());
  sheet.Add("hours", {HoursWords(hours.hours()), Style::kBold});
  sheet.Add("factor", hours.factor());
  sheet.Add("state", EnumPhrase(hours.state()));
  sheet.Add("document", hours.document());
  sheet.Add("SHA-256", hours.document_sha256());
  sheet.Add("remark", hours.remark());
  return sheet.Render(view.terminal);
}

// The document is a file that is kept, or only its name where there is none.
absl::StatusOr<Answer> Book(const std::vector<Parameter>& parameters,
                            const Arguments& arguments, Session& session) {
  pb::BookHoursRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  const std::string path = arguments.Text("document");
  if (std::filesystem::exists(path)) {
    ASSIGN_OR_RETURN(*request.mutable_document_content(),
                     ReadFileToSend("hours book", path));
  }
  request.set_document(std::filesystem::path(path).filename().string());
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const auto stub = pb::HourService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::BookHoursResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->BookHours(&context, request, answer.get())));
  return Answer(std::move(answer));
}

Parameter HoursWord() { return IdWord("The hours, as `hours list` shows"); }

}  // namespace

Verb HoursBookVerb() {
  Verb verb{
      .noun = "hours",
      .name = "book",
      .summary = "Enter hours from a document",
      .details =
          "They carry your name and the document, and count once an "
          "owner accepted them.",
      .examples =
          {"regisseur hours book --contract cloudnine-hosting --hours "
           "2:30 --day 2026-11-04 --document werkbon-112.pdf",
           "regisseur hours book --contract kantoor-beheer --component "
           "strippenkaart --hours 1.5 --factor outside_hours --document "
           "werkbon-113.pdf"},
      .parameters = {ContractOption(true),
                     {.name = "component",
                      .field = "component",
                      .help = "The bundle or prepaid price, where the contract "
                              "has several",
                      .value_name = "ID"},
                     {.name = "hours",
                      .field = "hours",
                      .help = "How many: 2.5 or 2:30",
                      .required = true,
                      .value_name = "HOURS"},
                     {.name = "day",
                      .field = "day",
                      .help = "When they were worked; today when not given",
                      .value_name = "DAY"},
                     {.name = "document",
                      .help = "The file that says it, which is kept; or only "
                              "its name",
                      .required = true,
                      .value_name = "FILE"},
                     {.name = "factor",
                      .field = "factor",
                      .help = "The factor of the contract that applies",
                      .value_name = "NAME"},
                     TextOption("remark", "What a reader should know", false),
                     ProviderOption(),
                     RequestIdOption()},
      .table = TableOf(&Table<pb::BookHoursResponse>)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Book(parameters, arguments, session);
  };
  return verb;
}

Verb HoursAcceptVerb() {
  Verb verb{.noun = "hours",
            .name = "accept",
            .summary = "Accept hours: they count from then on",
            .details = "Only another named person than who entered them can.",
            .examples = {"regisseur hours accept 0193f2a4-…"},
            .parameters = {HoursWord(), TextOption("reason", "Why", false),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::AcceptHoursResponse>)};
  verb.ask = Acting<pb::HourService>(&pb::HourService::Stub::AcceptHours,
                                     verb.parameters);
  return verb;
}

Verb HoursRefuseVerb() {
  Verb verb{.noun = "hours",
            .name = "refuse",
            .summary = "Refuse hours",
            .examples = {"regisseur hours refuse 0193f2a4-… --reason \"not "
                         "ordered\""},
            .parameters = {HoursWord(), TextOption("reason", "Why"),
                           ForOption(), RequestIdOption()},
            .table = TableOf(&Table<pb::RefuseHoursResponse>)};
  verb.ask = Acting<pb::HourService>(&pb::HourService::Stub::RefuseHours,
                                     verb.parameters);
  return verb;
}

Verb HoursWithdrawVerb() {
  Verb verb{.noun = "hours",
            .name = "withdraw",
            .summary = "Take hours back that wait",
            .details = "They stay visible.",
            .examples = {"regisseur hours withdraw 0193f2a4-… --reason \"typed "
                         "wrongly\""},
            .parameters = {HoursWord(), TextOption("reason", "Why"),
                           RequestIdOption()},
            .table = TableOf(&Table<pb::WithdrawHoursResponse>)};
  verb.ask = Acting<pb::HourService>(&pb::HourService::Stub::WithdrawHours,
                                     verb.parameters);
  return verb;
}

}  // namespace regisseur
