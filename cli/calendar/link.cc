#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/calendar/calendar.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/acting.h"
#include "cli/verb/reading.h"
#include "regisseur/calendar/v1/calendar.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = calendar::v1;
using google::protobuf::Message;

DetailSheet SheetOf(const pb::CalendarLink& link) {
  DetailSheet sheet;
  sheet.Add("Address", link.id());
  sheet.Add("Name", {link.name(), Style::kBold});
  sheet.Add("Rights", absl::StrCat(link.identity(), ", ", link.role()));
  sheet.Add("State", absl::StrCat(PhraseOfWord(link.state()), ", until ",
                                  MinuteWords(link.expire_time())));
  return sheet;
}

std::string Created(const pb::CreateLinkResponse& answer, const View& view) {
  DetailSheet sheet = SheetOf(answer.link());
  if (answer.path().empty()) {
    sheet.Add("Path", "shown when the same request made it");
    return sheet.Render(view.terminal);
  }
  sheet.Add("Ends by", absl::StrCat("regisseur calendar link revoke ",
                                    answer.link().id()));
  // On a line of its own and whole, to be copied.
  return absl::StrCat(sheet.Render(view.terminal),
                      "\nBelow the address of the HTTP door, shown only now:\n",
                      answer.path(), "\n");
}

std::string Listed(const pb::ListLinksResponse& answer, const View& view) {
  if (answer.links().empty()) return "There is no address for calendars.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "STATE"},
                   {.heading = "NAME", .cut_to = 12},
                   {.heading = "ROLE", .priority = 2},
                   {.heading = "MADE BY", .priority = 1, .cut_to = 10},
                   {.heading = "UNTIL", .priority = 3}});
  for (const pb::CalendarLink& link : answer.links()) {
    table.AddRow({link.id(),
                  {PhraseOfWord(link.state()),
                   link.state() == "active" ? Style::kGood : Style::kFaint},
                  link.name(),
                  link.role(),
                  link.identity(),
                  MinuteWords(link.expire_time())});
  }
  return table.Render(view.terminal);
}

std::string Table(const Message& answer, const View& view) {
  if (answer.GetDescriptor() == pb::CreateLinkResponse::descriptor()) {
    return Created(static_cast<const pb::CreateLinkResponse&>(answer), view);
  }
  if (answer.GetDescriptor() == pb::ListLinksResponse::descriptor()) {
    return Listed(static_cast<const pb::ListLinksResponse&>(answer), view);
  }
  return SheetOf(static_cast<const pb::RevokeLinkResponse&>(answer).link())
      .Render(view.terminal);
}

template <typename Request, typename Response>
absl::StatusOr<Answer> Call(Session& session, const Request& request,
                            grpc::Status (pb::CalendarService::Stub::*method)(
                                grpc::ClientContext*, const Request&,
                                Response*)) {
  const auto stub = pb::CalendarService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<Response>();
  RETURN_IF_ERROR(session.connection.Explain(
      (stub.get()->*method)(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string RequestIdOf(const Arguments& arguments) {
  return arguments.Has("request-id") ? arguments.Text("request-id")
                                     : NewRequestId();
}

absl::StatusOr<Answer> Ask(const Arguments& arguments, Session& session) {
  using Stub = pb::CalendarService::Stub;
  const std::string action = arguments.Text("ACTION");
  if (action == "list") {
    return Call(session, pb::ListLinksRequest(), &Stub::ListLinks);
  }
  if (action == "create") {
    pb::CreateLinkRequest request;
    request.set_name(arguments.Text("name"));
    int days = 0;
    if (arguments.Has("days") &&
        (!absl::SimpleAtoi(arguments.Text("days"), &days) || days < 1)) {
      return absl::InvalidArgumentError(
          "--days: write a number of days from 1 on, at most 400");
    }
    request.set_days(days);
    request.set_request_id(RequestIdOf(arguments));
    return Call(session, request, &Stub::CreateLink);
  }
  if (action == "revoke") {
    pb::RevokeLinkRequest request;
    request.set_id(arguments.Text("ID"));
    request.set_request_id(RequestIdOf(arguments));
    return Call(session, request, &Stub::RevokeLink);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("\"", action, "\" is none of create, list, revoke"));
}

}  // namespace

Verb CalendarLinkVerb() {
  return {
      .noun = "calendar",
      .name = "link",
      .summary =
          "Addresses at which calendars read the days: create, list, "
          "revoke",
      .details =
          "A calendar program that is given the address shows the days of "
          "`calendar list`: titles only, no amounts. The address has the "
          "rights "
          "of who made it and ends with them; it is shown once and can be "
          "revoked.",
      .examples = {"regisseur calendar link create --name \"my telephone\"",
                   "regisseur calendar link list",
                   "regisseur calendar link revoke 01a2…"},
      .parameters = {{.name = "ACTION",
                      .help = "create, list or revoke",
                      .required = true},
                     {.name = "ID", .help = "Of revoke: which"},
                     {.name = "name",
                      .help = "Of create: what for",
                      .value_name = "TEXT"},
                     {.name = "days",
                      .help = "Of create: how long it holds, at most 400 days; "
                              "a year when not given",
                      .value_name = "NUMBER"},
                     {.name = "request-id",
                      .help = "The same id never acts twice",
                      .value_name = "ID"}},
      .csv = {.rows = "links"},
      .ask = &Ask,
      .table = &Table};
}

}  // namespace regisseur
