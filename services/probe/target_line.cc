#include "services/probe/target_line.h"

#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "re2/re2.h"
#include "services/probe/dns_probe.h"
#include "services/probe/grpc_probe.h"
#include "services/probe/http_probe.h"
#include "services/probe/tcp_probe.h"
#include "services/probe/tls_probe.h"
#include "services/sdk/http_client.h"
#include "services/sdk/source_options.h"

namespace regisseur::probe {
namespace {

constexpr char kForm[] = "ID [(NAME)] ADDRESS [KEY=VALUE …]";
constexpr char kAddresses[] =
    "an address with http://, https://, tcp://, tls://, grpc://, grpcs:// or "
    "dns:";
constexpr int kTlsPort = 443;
constexpr int kDnsPort = 53;

// One line that is being read.
class LineReader {
 public:
  LineReader(absl::string_view option, const sdk::OptionLine& line)
      : option_(option), line_(line) {}

  absl::StatusOr<Target> Read() {
    absl::string_view rest = line_.rest;
    address_ = std::string(rest.substr(0, rest.find_first_of(" \t")));
    rest.remove_prefix(address_.size());
    RETURN_IF_ERROR(ReadConditions(rest));
    Target target{line_.id, line_.name, sdk::DisplayUrl(address_), nullptr};
    ASSIGN_OR_RETURN(target.probe, MakeProbe());
    return target;
  }

 private:
  absl::Status Refuse(absl::string_view allowed) const {
    return sdk::RefuseOption(option_, line_.text, allowed);
  }

  // ` status=200-299 body="all is well"`; within quotes \\" is a quote.
  absl::Status ReadConditions(absl::string_view text) {
    while (true) {
      text = absl::StripLeadingAsciiWhitespace(text);
      if (text.empty()) return absl::OkStatus();
      const size_t equals = text.find('=');
      if (equals == absl::string_view::npos || equals == 0) {
        return Refuse(kForm);
      }
      const std::string key(text.substr(0, equals));
      text.remove_prefix(equals + 1);
      std::string value;
      if (!TakeValue(text, value) || value.empty() ||
          key.find_first_of(" \t\"") != std::string::npos ||
          !conditions_.emplace(key, value).second) {
        return Refuse(kForm);
      }
    }
  }

  static bool TakeValue(absl::string_view& text, std::string& value) {
    if (!absl::ConsumePrefix(&text, "\"")) {
      value = std::string(text.substr(0, text.find_first_of(" \t")));
      text.remove_prefix(value.size());
      return true;
    }
    while (!text.empty() && text.front() != '"') {
      if (absl::StartsWith(text, "\\\"")) text.remove_prefix(1);
      value += text.front();
      text.remove_prefix(1);
    }
    return absl::ConsumePrefix(&text, "\"");
  }

  absl::Status AllowKeys(std::initializer_list<absl::string_view> keys) const {
    for (const auto& [key, value] : conditions_) {
      bool known = false;
      for (const absl::string_view allowed : keys) known |= key == allowed;
      if (known) continue;
      return Refuse(keys.size() == 0
                        ? "this kind of address without conditions"
                        : absl::StrCat("conditions ", absl::StrJoin(keys, ", "),
                                       " behind this kind of address"));
    }
    return absl::OkStatus();
  }

  std::string Condition(const std::string& key) const {
    const auto found = conditions_.find(key);
    return found == conditions_.end() ? "" : found->second;
  }

  absl::StatusOr<std::shared_ptr<const Probe>> MakeProbe() const {
    absl::string_view rest = address_;
    if (absl::StartsWith(rest, "http://") ||
        absl::StartsWith(rest, "https://")) {
      return MakeHttp();
    }
    if (absl::ConsumePrefix(&rest, "tcp://")) return MakeTcp(rest);
    if (absl::ConsumePrefix(&rest, "tls://")) return MakeTls(rest);
    if (absl::ConsumePrefix(&rest, "grpc://")) return MakeGrpc(rest, false);
    if (absl::ConsumePrefix(&rest, "grpcs://")) return MakeGrpc(rest, true);
    if (absl::ConsumePrefix(&rest, "dns:")) return MakeDns(rest);
    return Refuse(kAddresses);
  }

  absl::StatusOr<std::shared_ptr<const Probe>> MakeHttp() const {
    RETURN_IF_ERROR(AllowKeys({"status", "body", "within"}));
    HttpExpectation expectation;
    if (const std::string codes = Condition("status"); !codes.empty()) {
      for (const absl::string_view part : absl::StrSplit(codes, ',')) {
        const std::vector<absl::string_view> ends = absl::StrSplit(part, '-');
        int from = 0;
        int to = 0;
        if (ends.size() > 2 || !absl::SimpleAtoi(ends.front(), &from) ||
            !absl::SimpleAtoi(ends.back(), &to) || from < 100 || to > 599 ||
            from > to) {
          return Refuse("codes such as status=200-299,401");
        }
        expectation.codes.emplace_back(from, to);
      }
    }
    if (const std::string body = Condition("body"); !body.empty()) {
      RE2::Options quiet;
      quiet.set_log_errors(false);
      auto pattern = std::make_shared<const RE2>(body, quiet);
      if (!pattern->ok()) {
        return Refuse(absl::StrCat("a regular expression of RE2 in body (",
                                   pattern->error(), ")"));
      }
      expectation.body = std::move(pattern);
    }
    if (const std::string within = Condition("within"); !within.empty()) {
      ASSIGN_OR_RETURN(expectation.within, ReadLength("within", within));
    }
    return std::make_shared<const HttpProbe>(address_, std::move(expectation));
  }

  absl::StatusOr<absl::Duration> ReadLength(absl::string_view key,
                                            const std::string& text) const {
    const absl::StatusOr<absl::Duration> length = ParseLength(text);
    if (!length.ok() || *length <= absl::ZeroDuration()) {
      return Refuse(absl::StrCat("a length such as ", key,
                                 key == "warn" ? "=21d" : "=2s"));
    }
    return *length;
  }

  absl::StatusOr<std::shared_ptr<const Probe>> MakeTcp(
      absl::string_view rest) const {
    RETURN_IF_ERROR(AllowKeys({}));
    const std::optional<HostPort> where = ParseHostPort(rest);
    if (!where) return Refuse("tcp://HOST:PORT");
    return std::make_shared<const TcpProbe>(*where);
  }

  absl::StatusOr<std::shared_ptr<const Probe>> MakeTls(
      absl::string_view rest) const {
    RETURN_IF_ERROR(AllowKeys({"warn", "name"}));
    const std::optional<HostPort> where = ParseHostPort(rest, kTlsPort);
    if (!where) return Refuse("tls://HOST[:PORT]");
    CertificateExpectation expectation;
    expectation.name = Condition("name");
    if (expectation.name.empty()) expectation.name = where->host;
    if (const std::string warn = Condition("warn"); !warn.empty()) {
      ASSIGN_OR_RETURN(expectation.warn, ReadLength("warn", warn));
    }
    return std::make_shared<const TlsProbe>(*where, std::move(expectation));
  }

  absl::StatusOr<std::shared_ptr<const Probe>> MakeGrpc(absl::string_view rest,
                                                        bool tls) const {
    RETURN_IF_ERROR(AllowKeys({}));
    const size_t slash = rest.find('/');
    const std::optional<HostPort> where = ParseHostPort(rest.substr(0, slash));
    if (!where) return Refuse("grpc://HOST:PORT[/SERVICE]");
    const std::string service(
        slash == absl::string_view::npos ? "" : rest.substr(slash + 1));
    return std::make_shared<const GrpcProbe>(*where, service, tls);
  }

  // RFC 4501: dns:[//server[:port]/]name[?type=TYPE].
  absl::StatusOr<std::shared_ptr<const Probe>> MakeDns(
      absl::string_view rest) const {
    constexpr char kDnsForm[] =
        "dns:NAME[?type=TYPE] or dns://SERVER[:PORT]/NAME[?type=TYPE], the "
        "server an IPv4 address, TYPE one of A, AAAA, CNAME, MX, NS, TXT";
    RETURN_IF_ERROR(AllowKeys({"expect"}));
    DnsQuestion question;
    question.expected = Condition("expect");
    if (absl::ConsumePrefix(&rest, "//")) {
      const size_t slash = rest.find('/');
      if (slash == absl::string_view::npos) return Refuse(kDnsForm);
      question.server = ParseHostPort(rest.substr(0, slash), kDnsPort);
      if (!question.server ||
          !RE2::FullMatch(question.server->host, R"(\d+\.\d+\.\d+\.\d+)")) {
        return Refuse(kDnsForm);
      }
      rest.remove_prefix(slash + 1);
    }
    const size_t query = rest.find('?');
    question.name = std::string(rest.substr(0, query));
    if (query != absl::string_view::npos) {
      absl::string_view word = rest.substr(query + 1);
      const std::optional<int> type = absl::ConsumePrefix(&word, "type=")
                                          ? FindDnsType(word)
                                          : std::nullopt;
      if (!type) return Refuse(kDnsForm);
      question.type = *type;
    }
    if (question.name.empty() || question.name.size() > 253) {
      return Refuse(kDnsForm);
    }
    return std::make_shared<const DnsProbe>(std::move(question));
  }

  const absl::string_view option_;
  const sdk::OptionLine& line_;
  std::string address_;
  Conditions conditions_;
};

}  // namespace

absl::StatusOr<std::vector<Target>> ReadTargets(const sdk::SourceSpec& source,
                                                absl::string_view option,
                                                size_t max) {
  ASSIGN_OR_RETURN(const std::vector<sdk::OptionLine> lines,
                   sdk::ReadOptionLines(source, option, kForm, max));
  std::vector<Target> targets;
  for (const sdk::OptionLine& line : lines) {
    ASSIGN_OR_RETURN(Target target, LineReader(option, line).Read());
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace regisseur::probe
