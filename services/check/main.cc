#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "grpcpp/grpcpp.h"
#include "services/check/adapter_check.h"
#include "services/check/started_adapter.h"

namespace {

// As everywhere in Regisseur.
constexpr int kUsage = 2;
constexpr int kUnavailable = 5;
constexpr int kCheckFailed = 7;

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// `name=value`; false without an equals sign.
bool Split(const std::string& text, std::string& name, std::string& value) {
  const size_t at = text.find('=');
  if (at == std::string::npos || at == 0) return false;
  name = text.substr(0, at);
  value = text.substr(at + 1);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  CLI::App app{
      "Tells whether an adapter keeps to the contract regisseur.adapter.v1, "
      "and what is missing.\n"
      "Ends with 0 when it does, 7 when it does not, 5 when it is not "
      "reached."};
  std::string endpoint, command, ca, cert, key, name, base = ".";
  std::string zone = "Europe/Amsterdam", currency = "EUR";
  std::vector<std::string> options, secrets;
  bool json = false;
  regisseur::AdapterCheckOptions check;
  app.add_option("ENDPOINT", endpoint,
                 "Where it serves: 127.0.0.1:7001, dns:///host:port or "
                 "unix:/path");
  app.add_option("--command", command,
                 "Or the program to start, as the daemon would");
  app.add_option("--option", options, "An option of the source, NAME=VALUE");
  app.add_option("--secret-file", secrets, "A secret of the source, NAME=FILE");
  app.add_option("--base-directory", base,
                 "Where relative paths start (the folder you are in)");
  app.add_option("--time-zone", zone, "Of the portfolio");
  app.add_option("--currency", currency, "Of the portfolio");
  app.add_option("--tls-ca", ca, "CA of its certificate, for another machine");
  app.add_option("--tls-cert", cert, "Certificate to show it");
  app.add_option("--tls-key", key, "The key of that");
  app.add_option("--tls-name", name, "Its host name, where it has another");
  app.add_flag("--live", check.live,
               "It shows only the present: the same cursor may give another "
               "answer");
  app.add_flag("--json", json, "The report as JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  if (endpoint.empty() == command.empty()) {
    std::cerr << "regisseur-adapter-check: give ENDPOINT or --command\n";
    return kUsage;
  }
  regisseur::adapter::v1::SourceSpec& source = check.source;
  source.set_source_id("check");
  source.set_base_directory(std::filesystem::absolute(base).string());
  source.set_time_zone(zone);
  source.set_currency(currency);
  std::string option, value;
  for (const std::string& text : options) {
    if (!Split(text, option, value)) {
      std::cerr << "regisseur-adapter-check: --option " << text
                << ": NAME=VALUE is right\n";
      return kUsage;
    }
    (*source.mutable_options())[option] = value;
  }
  for (const std::string& text : secrets) {
    if (!Split(text, option, value)) {
      std::cerr << "regisseur-adapter-check: --secret-file " << text
                << ": NAME=FILE is right\n";
      return kUsage;
    }
    (*source.mutable_secrets())[option] = ReadAll(value);
  }
  std::unique_ptr<regisseur::StartedAdapter> started;
  if (!command.empty()) {
    auto program = regisseur::StartedAdapter::Start(command, check.patience);
    if (!program.ok()) {
      std::cerr << "regisseur-adapter-check: " << program.status().message()
                << "\n";
      return kUnavailable;
    }
    started = *std::move(program);
    endpoint = started->address();
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize((1 << 20) + (64 << 10));
  if (!name.empty()) arguments.SetSslTargetNameOverride(name);
  const std::shared_ptr<grpc::ChannelCredentials> credentials =
      ca.empty()
          ? grpc::InsecureChannelCredentials()
          : grpc::SslCredentials({ReadAll(ca), ReadAll(key), ReadAll(cert)});
  const regisseur::AdapterReport report = regisseur::CheckAdapter(
      grpc::CreateCustomChannel(endpoint, credentials, arguments), check);
  std::cout << (json ? regisseur::RenderReportJson(report)
                     : regisseur::RenderReportText(report));
  if (!report.reached) return kUnavailable;
  return report.Holds() ? 0 : kCheckFailed;
}
