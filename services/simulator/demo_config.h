#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace regisseur::simulator {

// What the configuration has to say about this run.
struct DemoConfigOptions {
  std::string grpc_listen = "127.0.0.1:7400";
  std::string http_listen = "127.0.0.1:7480";
  // `HOST:PORT` where the partners' live pages answer; empty when nobody
  // serves them, and then only the recorded files are configured.
  std::string live_address;
  // Of the budgets.
  int year = 2026;
};

// A complete, commented regisseur.yaml for the imaginary municipality; its
// paths are relative to the folder that it stands in.
std::string RenderDemoConfig(const DemoConfigOptions& options);

// The hosting contract as a file in the contract language: fixed price,
// options, a value ceiling, extras, a card of hours that was ordered then, and
// what the partner may decide alone.
std::string RenderHostingContract(absl::CivilDay card_ordered);
// Software as a service by the user, renewed tacitly; telecom, which runs on.
std::string RenderSaasContract();
std::string RenderTelecomContract();

}  // namespace regisseur::simulator
