#pragma once

#include <memory>

#include "aggregator/access/server_certificate.h"
#include "grpcpp/security/server_credentials.h"

namespace regisseur {

// Credentials that ask `certificate` anew before each handshake, for one port.
// gRPC's own watcher of files takes a certificate and a key that do not fit,
// and then serves nobody. Both have to outlive the server.
std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(
    ServerCertificate& certificate);

}  // namespace regisseur
