#include "services/probe/host_port.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur::probe {
namespace {

TEST(HostPortTest, ReadsNamesAndAddresses) {
  const auto name = ParseHostPort("mail.example.org:25");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->host, "mail.example.org");
  EXPECT_EQ(name->port, 25);
  EXPECT_EQ(name->ToString(), "mail.example.org:25");
  const auto six = ParseHostPort("[2001:db8::1]:443");
  ASSERT_TRUE(six.has_value());
  EXPECT_EQ(six->host, "2001:db8::1");
  EXPECT_EQ(six->ToString(), "[2001:db8::1]:443");
  EXPECT_EQ(ParseHostPort("a.example", 443)->port, 443);
  EXPECT_EQ(ParseHostPort("[::1]", 443)->host, "::1");
}

TEST(HostPortTest, RefusesTheRest) {
  for (const std::string text :
       {"", "a.example", ":25", "a.example:", "a.example:0", "a.example:65536",
        "a.example:http", "a:1:2", "[::1", "[::1]25", "a/b:1", "u@a:1",
        "a b:1"}) {
    EXPECT_FALSE(ParseHostPort(text)) << text;
  }
}

}  // namespace
}  // namespace regisseur::probe
