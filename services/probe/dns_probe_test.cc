#include "services/probe/dns_probe.h"

#include <arpa/nameser.h>

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/loopback_for_test.h"

namespace regisseur::probe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A record that answers the question's own name (RFC 1035, 4.1.3): a pointer to
// it, type, class IN, a time to live, length and data.
std::string Record(int type, const std::string& data) {
  std::string record("\xc0\x0c", 2);
  record += std::string({'\0', static_cast<char>(type), '\0', '\1', '\0', '\0',
                         '\0', '\x3c', '\0', static_cast<char>(data.size())});
  return record + data;
}

// The answer to a query: its head and question, marked as an answer.
std::string AnswerTo(std::string query, int code,
                     const std::vector<std::string>& records) {
  // The question ends 4 bytes behind the name's zero.
  query.resize(query.find('\0', 12) + 5);
  query[2] = static_cast<char>(0x81);  // an answer, recursion desired
  query[3] = static_cast<char>(0x80 | code);
  query[7] = static_cast<char>(records.size());
  query[8] = query[9] = query[10] = query[11] = '\0';
  for (const std::string& record : records) query += record;
  return query;
}

// A name server for one answer; `code` below zero never answers.
class NameServer {
 public:
  NameServer(int code, std::vector<std::string> records)
      : socket_(SOCK_DGRAM), server_(socket_, [code, records](int fd) {
          char bytes[512];
          sockaddr_in from{};
          socklen_t size = sizeof(from);
          auto* const generic = reinterpret_cast<sockaddr*>(&from);
          const ssize_t got =
              recvfrom(fd, bytes, sizeof(bytes), 0, generic, &size);
          if (got < 17 || code < 0) return;
          const std::string answer = AnswerTo(
              std::string(bytes, static_cast<size_t>(got)), code, records);
          sendto(fd, answer.data(), answer.size(), 0, generic, size);
        }) {}

  HostPort where() const { return {"127.0.0.1", socket_.port()}; }

 private:
  LoopbackSocket socket_;
  const LoopbackServer server_;
};

ProbeResult Ask(const NameServer& server, const std::string& type,
                const std::string& expected = "") {
  ProbeLimits limits;
  limits.allow_private = true;
  limits.timeout = absl::Seconds(1);
  return DnsProbe({"shop.example.org", FindDnsType(type).value(),
                   server.where(), expected})
      .Try(limits);
}

const std::string kAddress("\xc0\x00\x02\x01", 4);  // 192.0.2.1

TEST(DnsProbeTest, ANameWithItsRecordIsGood) {
  const NameServer server(0, {Record(ns_t_a, kAddress)});
  EXPECT_EQ(Ask(server, "A").state, OperationalState::kOperational);
  EXPECT_TRUE(Ask(server, "A").reached);
  EXPECT_EQ(Ask(server, "A", "192.0.2.1").state,
            OperationalState::kOperational);
  const ProbeResult other = Ask(server, "A", "192.0.2.2");
  EXPECT_EQ(other.state, OperationalState::kMajorOutage);
  EXPECT_EQ(other.detail, "its records are not what they should be");
}

TEST(DnsProbeTest, ANameWithoutARecordIsAnOutage) {
  for (const int code : {0, 3}) {  // no data, no such name
    const NameServer server(code, {});
    const ProbeResult result = Ask(server, "AAAA");
    EXPECT_EQ(result.state, OperationalState::kMajorOutage) << code;
    EXPECT_EQ(result.detail, "there is no such record");
    EXPECT_TRUE(result.reached);
  }
  // An answer of another type is none.
  const NameServer server(0, {Record(ns_t_a, kAddress)});
  EXPECT_EQ(Ask(server, "MX").state, OperationalState::kMajorOutage);
}

TEST(DnsProbeTest, AServerThatFailsOrHangsIsSilent) {
  for (const int code : {2, -1}) {  // server failure; never an answer
    const NameServer server(code, {});
    const ProbeResult result = Ask(server, "A");
    EXPECT_EQ(result.state, OperationalState::kMajorOutage) << code;
    EXPECT_FALSE(result.reached);
  }
}

TEST(DnsProbeTest, APrivateServerIsNotAskedUnlessItIsMeant) {
  const NameServer server(0, {Record(ns_t_a, kAddress)});
  const ProbeResult result =
      DnsProbe({"a.example", ns_t_a, server.where(), ""}).Try(ProbeLimits{});
  EXPECT_EQ(result.state, OperationalState::kUnknown);
}

TEST(DnsProbeTest, ReadsRecordsOfEachType) {
  // The question `shop.example.org`, asked for type A.
  const std::string query =
      absl::HexStringToBytes("00010100000100000000000004") +
      "shop\x07"
      "example\x03"
      "org" +
      std::string("\0\0\1\0\1", 5);
  const auto read = [&](int type, const std::vector<std::string>& records) {
    return ReadDnsAnswer(AnswerTo(query, 0, records), type);
  };
  // Pointers into the question: `example.org` stands at 17, `org` at 25.
  const std::string example("\xc0\x11", 2);
  EXPECT_THAT(*read(ns_t_a, {Record(ns_t_a, kAddress)}),
              ElementsAre("192.0.2.1"));
  EXPECT_THAT(
      *read(ns_t_aaaa,
            {Record(ns_t_aaaa, absl::HexStringToBytes("20010db8000000000000"
                                                      "000000000001"))}),
      ElementsAre("2001:db8::1"));
  EXPECT_THAT(*read(ns_t_cname, {Record(ns_t_cname, "\x03www" + example)}),
              ElementsAre("www.example.org"));
  EXPECT_THAT(*read(ns_t_ns, {Record(ns_t_ns, example)}),
              ElementsAre("example.org"));
  EXPECT_THAT(
      *read(ns_t_mx, {Record(ns_t_mx, std::string("\0\x0a\4mail", 7) + example),
                      Record(ns_t_a, kAddress)}),
      ElementsAre("10 mail.example.org"));
  EXPECT_THAT(*read(ns_t_txt, {Record(ns_t_txt, "\x03v=s\x05pf1 a")}),
              ElementsAre("v=spf1 a"));
  EXPECT_THAT(*read(ns_t_a, {}), IsEmpty());
}

TEST(DnsProbeTest, BytesThatAreNoAnswerAreRefused) {
  const std::string query =
      absl::HexStringToBytes("00010100000100000000000001") + "a" +
      std::string("\0\0\1\0\1", 5);
  EXPECT_FALSE(ReadDnsAnswer("", ns_t_a));
  EXPECT_FALSE(ReadDnsAnswer(std::string(11, '\0'), ns_t_a));
  const std::string cut = AnswerTo(query, 0, {Record(ns_t_a, kAddress)});
  for (size_t size = 0; size < cut.size(); ++size) {
    EXPECT_FALSE(ReadDnsAnswer(cut.substr(0, size), ns_t_a)) << size;
  }
  // An address of three bytes, a text longer than its record.
  EXPECT_FALSE(
      ReadDnsAnswer(AnswerTo(query, 0, {Record(ns_t_a, "abc")}), ns_t_a));
  EXPECT_FALSE(ReadDnsAnswer(AnswerTo(query, 0,
                                      {Record(ns_t_txt,
                                              "\x05"
                                              "ab")}),
                             ns_t_txt));
}

}  // namespace
}  // namespace regisseur::probe
