#include "aggregator/app/restart_keys.h"

namespace regisseur {

std::vector<std::string> ListKeysThatNeedRestart(const DaemonConfig& running,
                                                 const DaemonConfig& wanted) {
  std::vector<std::string> keys;
  const auto compare = [&keys](const char* key, const auto& is,
                               const auto& should_be) {
    if (is != should_be) keys.push_back(key);
  };
  compare("data_dir", running.data_dir, wanted.data_dir);
  compare("listen.grpc", running.grpc_listen, wanted.grpc_listen);
  compare("listen.http", running.http_listen, wanted.http_listen);
  const AccessConfig& is = running.access;
  const AccessConfig& should_be = wanted.access;
  compare("listen.names", is.names, should_be.names);
  compare("tls.cert", is.tls.cert, should_be.tls.cert);
  compare("tls.key", is.tls.key, should_be.tls.key);
  compare("tls.client_ca", is.tls.client_ca, should_be.tls.client_ca);
  const IdentityProxy proxy = is.proxy.value_or(IdentityProxy());
  const IdentityProxy other = should_be.proxy.value_or(IdentityProxy());
  compare("identity_proxy.socket", proxy.socket, other.socket);
  compare("identity_proxy.hosts", proxy.hosts, other.hosts);
  // Whether it comes over TLS; by which certificate is taken up at once.
  compare("identity_proxy.certificate", proxy.certificate.empty(),
          other.certificate.empty());
  compare("evidence.key_file", running.evidence_key_file,
          wanted.evidence_key_file);
  compare("collect.concurrency", running.collect.concurrency,
          wanted.collect.concurrency);
  compare("collect.deadline", running.collect.deadline,
          wanted.collect.deadline);
  compare("collect.adapter_processes", running.collect.adapter_processes,
          wanted.collect.adapter_processes);
  return keys;
}

}  // namespace regisseur
