#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/outage/outage.h"
#include "cli/outage/outage_words.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "regisseur/outage/v1/outage.grpc.pb.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;

template <typename Response>
std::string Done(const Response& answer, const View& view) {
  const pb::Outage& outage = answer.outage();
  DetailSheet sheet;
  sheet.Add("Outage of", {absl::StrCat(outage.provider(),
                                       outage.service().empty() ? "" : "/",
                                       outage.service()),
                          Style::kBold});
  sheet.Add("Since", MinuteWords(outage.since_time()));
  AddRecord(outage, ToWire(view.now), sheet);
  return sheet.Render(view.terminal);
}

Parameter TimeOption(std::string name, std::string help) {
  return {.name = name,
          .field = std::move(name),
          .help = std::move(help),
          .value_name = "TIME"};
}

Parameter WordOption(std::string name, std::string field, std::string help,
                     bool required) {
  return {.name = std::move(name),
          .field = std::move(field),
          .help = std::move(help),
          .required = required,
          .value_name = "WORD"};
}

// Which outage, and when it was so.
std::vector<Parameter> WhichAndWhen() {
  return {{.name = "id",
           .field = "id",
           .help = "The outage; else the open one of --provider and --service",
           .value_name = "ID"},
          ProviderOption(),
          WordOption("service", "service", "The service", false),
          TimeOption("time",
                     "When it was so, such as 09:20; now when not "
                     "given")};
}

template <typename Request, typename Response>
Verb Act(std::string name, std::string summary,
         std::vector<std::string> examples, std::vector<Parameter> parameters,
         grpc::Status (pb::OutageService::Stub::*method)(grpc::ClientContext*,
                                                         const Request&,
                                                         Response*)) {
  parameters.push_back(RequestIdOption());
  Verb verb{.noun = "outage",
            .name = std::move(name),
            .summary = std::move(summary),
            .details =
                "A time is `09:20`, today in the portfolio's zone, "
                "`2026-10-05 09:20` or RFC 3339.",
            .examples = std::move(examples),
            .parameters = std::move(parameters),
            .table = TableOf(&Done<Response>)};
  verb.ask = Acting<pb::OutageService>(method, verb.parameters);
  return verb;
}

std::vector<Parameter> With(std::vector<Parameter> parameters,
                            std::vector<Parameter> more) {
  for (Parameter& one : more) parameters.push_back(std::move(one));
  return parameters;
}

}  // namespace

Verb OutageDeclareVerb() {
  return Act<pb::DeclareOutageRequest, pb::DeclareOutageResponse>(
      "declare", "A named person says that a service is out",
      {"regisseur outage declare --provider cloudnine --service hosting "
       "--since "
       "09:12 --person \"H. Bakker\" --reason \"nobody can log in\""},
      {ProviderOption(/*required=*/true),
       WordOption("service", "service", "The service", false),
       WordOption("component", "component", "A part of it, by any name", false),
       TimeOption("since", "Since when, such as 09:12; now when not given"),
       {.name = "state",
        .kind = Parameter::Kind::kWord,
        .field = "state",
        .help = "major_outage (when not given), partial_outage, "
                "degraded_performance",
        .value_name = "STATE"},
       {.name = "person",
        .field = "person",
        .help = "Who says so; you when not given",
        .value_name = "NAME"},
       TextOption("reason", "What is seen", false),
       WordOption("priority", "priority",
                  "Its clocks run by this row of the priority matrix; the "
                  "first when not given",
                  false)},
      &pb::OutageService::Stub::DeclareOutage);
}

Verb OutageAwareVerb() {
  return Act<pb::MarkAwareRequest, pb::MarkAwareResponse>(
      "aware", "We are aware: reporting clocks start",
      {"regisseur outage aware --provider cloudnine --service hosting --time "
       "09:20"},
      With(WhichAndWhen(), {TextOption("reason", "Anything to add", false)}),
      &pb::OutageService::Stub::MarkAware);
}

Verb OutageClassifyVerb() {
  return Act<pb::ClassifyOutageRequest, pb::ClassifyOutageResponse>(
      "classify", "Say whether it has to be reported",
      {"regisseur outage classify --provider cloudnine --service hosting --as "
       "major --regime dora --reason \"critical function, over two hours\""},
      With(WhichAndWhen(),
           {WordOption("as", "classification", "major or not_major", true),
            WordOption("regime", "regime",
                       "dora or nis2; the only one of portfolio.clocks when "
                       "not given",
                       false),
            TextOption("reason", "By which criteria", false)}),
      &pb::OutageService::Stub::ClassifyOutage);
}

Verb OutageReportVerb() {
  return Act<pb::FileOutageReportRequest, pb::FileOutageReportResponse>(
      "report", "Note that a report was filed with the authority",
      {"regisseur outage report initial --provider cloudnine --service hosting "
       "--reference DNB-2026-118"},
      With({{.name = "REPORT",
             .field = "report",
             .help = "initial, intermediate or final",
             .required = true}},
           With(WhichAndWhen(),
                {WordOption("regime", "regime",
                            "dora or nis2; the one under which it is major "
                            "when not given",
                            false),
                 WordOption("reference", "reference",
                            "The authority's number for it", false),
                 TextOption("reason", "Anything to add", false)})),
      &pb::OutageService::Stub::FileOutageReport);
}

Verb OutageTellVerb() {
  return Act<pb::TellOutageRequest, pb::TellOutageResponse>(
      "tell", "Note what we told whom",
      {"regisseur outage tell --provider cloudnine --service hosting --whom "
       "\"the board\" --what \"counters are closed until noon\""},
      With(WhichAndWhen(),
           {TextOption("whom", "To whom"), TextOption("what", "What")}),
      &pb::OutageService::Stub::TellOutage);
}

Verb OutageHearVerb() {
  return Act<pb::HearOutageRequest, pb::HearOutageResponse>(
      "hear", "Note what the partner told us, and when it tells more",
      {"regisseur outage hear --provider cloudnine --service hosting --what "
       "\"a disk is being replaced\" --next-update 10:30"},
      With(WhichAndWhen(), {TextOption("what", "What the partner said"),
                            {.name = "next-update",
                             .field = "next_update",
                             .help = "When it will tell more, such as 10:30",
                             .value_name = "TIME"}}),
      &pb::OutageService::Stub::HearOutage);
}

Verb OutageCloseVerb() {
  return Act<pb::CloseOutageRequest, pb::CloseOutageResponse>(
      "close", "Say that it is over; reports that are due stay due",
      {"regisseur outage close --provider cloudnine --service hosting --time "
       "11:05"},
      With(WhichAndWhen(), {TextOption("reason", "How it ended", false)}),
      &pb::OutageService::Stub::CloseOutage);
}

}  // namespace regisseur
