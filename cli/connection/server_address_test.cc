#include "cli/connection/server_address.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

struct AddressCase {
  const char* text;
  bool good;
  bool local;
};

TEST(ParseServerAddressTest, KnowsWhatIsLocal) {
  const AddressCase cases[] = {
      {"127.0.0.1:7400", true, true},
      {"127.9.9.9:1", true, true},
      {"localhost:7400", true, true},
      {"[::1]:7400", true, true},
      {"unix:/run/regisseur.sock", true, true},
      {"regisseur.example:7400", true, false},
      {"dns:///regisseur.example:7400", true, false},
      {"127.example:7400", true, false},
      {"127.0.0.1", false, false},
      {"127.0.0.1:", false, false},
      {"127.0.0.1:0", false, false},
      {"127.0.0.1:70000", false, false},
      {":7400", false, false},
      {"http://127.0.0.1:7400", false, false},
      {"::1:7400", false, false},
      {"[::1:7400", false, false},
      {"unix:", false, false},
      {"", false, false},
  };
  for (const AddressCase& c : cases) {
    const absl::StatusOr<ServerAddress> address = ParseServerAddress(c.text);
    EXPECT_EQ(address.ok(), c.good) << c.text << " " << address.status();
    if (address.ok()) {
      EXPECT_EQ(address->local, c.local) << c.text;
    } else {
      EXPECT_TRUE(absl::IsInvalidArgument(address.status())) << c.text;
    }
  }
}

}  // namespace
}  // namespace regisseur
