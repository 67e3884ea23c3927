#include "services/probe/dns_probe.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/sdk/http_client.h"

namespace regisseur::probe {
namespace {

constexpr struct {
  const char* word;
  int number;
} kTypes[] = {{"A", ns_t_a},   {"AAAA", ns_t_aaaa}, {"CNAME", ns_t_cname},
              {"MX", ns_t_mx}, {"NS", ns_t_ns},     {"TXT", ns_t_txt}};

// A resolver of our own: the process-wide one is not for threads.
class Resolver {
 public:
  Resolver() : ready_(res_ninit(&state_) == 0) {}
  ~Resolver() {
    if (ready_) res_nclose(&state_);
  }
  bool ready() const { return ready_; }
  struct __res_state& state() {
    return state_;
  }

 private:
  struct __res_state state_ {};
  const bool ready_;
};

std::optional<std::string> NameAt(const ns_msg& message,
                                  const unsigned char* at) {
  char name[NS_MAXDNAME];
  if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), at, name,
                         sizeof(name)) < 0) {
    return std::nullopt;
  }
  return std::string(name);
}

std::optional<std::string> TextOf(const ns_msg& message, const ns_rr& record,
                                  int type) {
  const unsigned char* data = ns_rr_rdata(record);
  const size_t size = ns_rr_rdlen(record);
  char address[INET6_ADDRSTRLEN];
  switch (type) {
    case ns_t_a:
      if (size != 4 || !inet_ntop(AF_INET, data, address, sizeof(address))) {
        return std::nullopt;
      }
      return address;
    case ns_t_aaaa:
      if (size != 16 || !inet_ntop(AF_INET6, data, address, sizeof(address))) {
        return std::nullopt;
      }
      return address;
    case ns_t_mx: {
      if (size < 3) return std::nullopt;
      const auto name = NameAt(message, data + 2);
      if (!name) return std::nullopt;
      return absl::StrCat(ns_get16(data), " ", *name);
    }
    case ns_t_txt: {
      std::string text;
      for (size_t at = 0; at < size;) {
        const size_t length = data[at];
        if (at + 1 + length > size) return std::nullopt;
        text.append(reinterpret_cast<const char*>(data) + at + 1, length);
        at += 1 + length;
      }
      return text;
    }
    default:
      return NameAt(message, data);
  }
}

std::string Canonical(absl::string_view text) {
  return std::string(absl::StripSuffix(text, "."));
}

}  // namespace

std::optional<int> FindDnsType(absl::string_view word) {
  for (const auto& type : kTypes) {
    if (absl::EqualsIgnoreCase(word, type.word)) return type.number;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> ReadDnsAnswer(absl::string_view message,
                                                      int type) {
  ns_msg parsed;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  if (ns_initparse(bytes, static_cast<int>(message.size()), &parsed) != 0) {
    return std::nullopt;
  }
  std::vector<std::string> records;
  for (int i = 0; i < ns_msg_count(parsed, ns_s_an); ++i) {
    ns_rr record;
    if (ns_parserr(&parsed, ns_s_an, i, &record) != 0) return std::nullopt;
    if (ns_rr_type(record) != type) continue;
    const std::optional<std::string> text = TextOf(parsed, record, type);
    if (!text) return std::nullopt;
    records.push_back(Canonical(*text));
  }
  return records;
}

ProbeResult DnsProbe::Try(const ProbeLimits& limits) const {
  Resolver resolver;
  if (!resolver.ready()) {
    return ProbeResult::Unable("the resolver of this machine has no settings");
  }
  struct __res_state& state = resolver.state();
  if (question_.server) {
    const std::string& host = question_.server->host;
    if (!limits.allow_private && sdk::IsPrivateAddress(host)) {
      return ProbeResult::Unable(
          absl::StrCat("its server is at ", host,
                       ", inside the own network; set allow_private where "
                       "that is meant"));
    }
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<uint16_t>(question_.server->port));
    inet_pton(AF_INET, host.c_str(), &server.sin_addr);
    state.nsaddr_list[0] = server;
    state.nscount = 1;
  }
  // Tries for one and the same timeout; who wants more says retries.
  state.retry = 1;
  state.retrans = static_cast<int>(
      std::max<int64_t>(1, absl::ToInt64Seconds(limits.timeout) /
                               std::max<int64_t>(1, state.nscount)));
  const bool asked_server = question_.server.has_value();
  unsigned char answer[64 << 10];
  const int size = res_nquery(&state, question_.name.c_str(), ns_c_in,
                              question_.type, answer, sizeof(answer));
  if (size < 0) {
    switch (state.res_h_errno) {
      case HOST_NOT_FOUND:
      case NO_DATA: {
        ProbeResult none = ProbeResult::Bad("there is no such record");
        none.reached = asked_server;
        return none;
      }
      default:
        return ProbeResult::Silent("the name server does not answer");
    }
  }
  const auto records = ReadDnsAnswer(
      absl::string_view(
          reinterpret_cast<const char*>(answer),
          std::min<size_t>(static_cast<size_t>(size), sizeof(answer))),
      question_.type);
  ProbeResult result = ProbeResult::Good();
  if (!records) {
    result = ProbeResult::Bad("the name server's answer cannot be read");
  } else if (records->empty()) {
    result = ProbeResult::Bad("there is no such record");
  } else if (!question_.expected.empty() &&
             std::none_of(records->begin(), records->end(),
                          [&](const std::string& record) {
                            return absl::EqualsIgnoreCase(
                                record, Canonical(question_.expected));
                          })) {
    result = ProbeResult::Bad("its records are not what they should be");
  }
  // A resolver on this machine may answer from memory: that says nothing about
  // the way out.
  result.reached = asked_server;
  return result;
}

}  // namespace regisseur::probe
