#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/probe/host_port.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// What is asked of DNS.
struct DnsQuestion {
  std::string name;
  int type = 1;  // RFC 1035, 3.2.2: 1 is A
  // An IPv4 address; absent: the resolvers of the system.
  std::optional<HostPort> server;
  // What one of the answers has to be; empty: any.
  std::string expected;
};

// The number of a type that is read: A, AAAA, CNAME, MX, NS, TXT.
std::optional<int> FindDnsType(absl::string_view word);

// Whether a name has the records that it should.
class DnsProbe final : public Probe {
 public:
  explicit DnsProbe(DnsQuestion question) : question_(std::move(question)) {}
  ProbeResult Try(const ProbeLimits& limits) const override;

 private:
  const DnsQuestion question_;
};

// The records of `type` in an answer of DNS: addresses, names without the last
// dot, `10 mail.example` of an MX. nullopt for bytes that are no answer.
std::optional<std::vector<std::string>> ReadDnsAnswer(absl::string_view message,
                                                      int type);

}  // namespace regisseur::probe
