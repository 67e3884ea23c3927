#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/output/detail_sheet.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "cli/verb/verb.h"
#include "regisseur/partnership/v1/partnership.pb.h"

namespace regisseur {

// `2026-11-29 08:12 UTC`: a time may be typed as it is here, and is answered so
// that nobody takes it for that.
std::string MomentWords(const google::protobuf::Timestamp& time);

// What happened, line by line, and what we noted for ourselves.
void AddEntries(
    const google::protobuf::RepeatedPtrField<partnership::v1::Entry>& entries,
    const char* label, DetailSheet& sheet);

// `--side customer|provider`.
Parameter SideOption(std::string field, std::string help,
                     bool required = false);
Parameter ServiceOption(std::string help);
Parameter PeriodOption(std::string help);
Parameter TextWord(std::string help, bool required);
Parameter InternalFlag();

// A step of something: `ID`, a text, and what else it takes.
template <typename Service, typename Request, typename Response>
Verb StepVerb(const char* noun, const char* name, std::string summary,
              std::string example,
              grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                    const Request&, Response*),
              std::vector<Parameter> more,
              std::string (*table)(const Response&, const View&)) {
  Verb verb{
      .noun = noun,
      .name = name,
      .summary = std::move(summary),
      .examples = {std::move(example)},
      .parameters = {IdWord(std::string("As `") + noun + " list` shows it")},
      .table = TableOf(table)};
  for (Parameter& parameter : more) {
    verb.parameters.push_back(std::move(parameter));
  }
  verb.parameters.push_back(RequestIdOption());
  verb.ask = Acting<Service>(method, verb.parameters);
  return verb;
}

}  // namespace regisseur
