#include "aggregator/collect/pushed_file.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "aggregator/collect/push_quota.h"
#include "core/base/fake_clock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(PushedFileTest, IsNamedByItsContent) {
  // sha256sum of `abc` (FIPS 180-4).
  const PushedFile file = NamePushedFile("abc");
  EXPECT_EQ(file.sha256,
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(file.name, "push-ba7816bf8f01cfea.csv");
  EXPECT_NE(NamePushedFile("abd").name, file.name);
}

TEST(PushedFileTest, HasTheEndingThatItsContentAsksFor) {
  const std::pair<absl::string_view, absl::string_view> kCases[] = {
      {"dienst;indicator\nWeb;x\n", ".csv"},
      {"\xEF\xBB\xBF"
       "dienst;indicator\n",
       ".csv"},
      {"", ".csv"},
      {"Leverancier: Noord;x;y\n", ".csv"},
      {"PK\x03\x04rest", ".xlsx"},
      {"\x1f\x8brest", ".gz"},
      {"\n <?xml version=\"1.0\"?><Invoice/>", ".xml"},
      {"{\"page\": {\n}}", ".json"},
      {"[1, 2]", ".json"},
      {"{\"polled_at\": 1}\n{\"polled_at\": 2}\n", ".jsonl"},
      {"# a comment\napiVersion: openslo/v1\nkind: SLO\n", ".yaml"},
      {"---\nkind: SLO\n", ".yaml"},
  };
  for (const auto& [content, ending] : kCases) {
    EXPECT_TRUE(absl::EndsWith(NamePushedFile(content).name, ending))
        << content << " " << NamePushedFile(content).name;
  }
}

TEST(PushQuotaTest, GivesSoManyAtOnceAndAsManyOverEachMinute) {
  FakeClock clock(absl::UnixEpoch());
  PushQuota quota(clock, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(quota.Take("north").ok());
  EXPECT_EQ(quota.Take("north").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(quota.Take("south").ok());
  clock.Advance(absl::Seconds(20));
  EXPECT_TRUE(quota.Take("north").ok());
  EXPECT_FALSE(quota.Take("north").ok());
  clock.Advance(absl::Hours(5));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(quota.Take("north").ok());
  EXPECT_FALSE(quota.Take("north").ok());
}

}  // namespace
}  // namespace regisseur
