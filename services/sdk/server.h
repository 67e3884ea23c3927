#pragma once

#include <memory>

#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// The main function of every adapter program:
//   int main(int argc, char** argv) {
//     return regisseur::sdk::RunAdapter(argc, argv, MakeStatuspageAdapter());
//   }
// Serves AdapterService and gRPC health. Flags: `--listen unix:/path` (so the
// daemon does it) or `HOST:PORT` (port 0: any; 127.0.0.1:0 without the flag),
// `--tls-ca`, `--tls-cert`, `--tls-key` (all three needed on any address that
// is not loopback or a Unix socket), `--help`, `--version`. Prints
// `ready ADDRESS` on stdout when it serves, ends cleanly on SIGTERM, and on end
// of stdin when `--until-stdin-closes` is given. Returns the exit code.
int RunAdapter(int argc, char** argv, std::unique_ptr<Adapter> adapter);

}  // namespace regisseur::sdk
