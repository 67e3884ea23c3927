#include "aggregator/app/restart_keys.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/config/config_keys.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RestartKeysTest, NamesNothingThatIsTakenUpAtOnce) {
  DaemonConfig wanted;
  wanted.collect.min_free_disk_percent = 50;
  wanted.collect.keep_replaced_lines = absl::Hours(1);
  wanted.backup.dir = "/backup";
  wanted.retention.charges.months = 12;
  wanted.access.identities.emplace_back();
  EXPECT_THAT(ListKeysThatNeedRestart(DaemonConfig(), wanted), IsEmpty());
}

TEST(RestartKeysTest, NamesWhatChanged) {
  DaemonConfig wanted;
  wanted.grpc_listen = "127.0.0.1:7401";
  wanted.collect.deadline = absl::Minutes(1);
  EXPECT_THAT(ListKeysThatNeedRestart(DaemonConfig(), wanted),
              ElementsAre("listen.grpc", "collect.deadline"));
}

TEST(RestartKeysTest, AreThoseThatTheTableOfKeysMarks) {
  DaemonConfig wanted;
  wanted.data_dir = "elsewhere";
  wanted.grpc_listen = "127.0.0.1:7401";
  wanted.http_listen = "127.0.0.1:7481";
  wanted.access.names = {"regisseur.example.nl"};
  wanted.access.tls = {"cert.pem", "key.pem", "ca.pem"};
  wanted.access.proxy.emplace();
  wanted.access.proxy->socket = "proxy.sock";
  wanted.access.proxy->certificate = "CN=proxy";
  wanted.access.proxy->hosts = {"regisseur.example.nl"};
  wanted.evidence_key_file = "evidence.key";
  wanted.collect.concurrency = 1;
  wanted.collect.deadline = absl::Minutes(1);
  wanted.collect.adapter_processes = 1;
  std::set<std::string> marked;
  for (const ConfigKey& key : ConfigKeys()) {
    if (!key.needs_restart) continue;
    marked.insert(key.section[0] == '\0'
                      ? std::string(key.key)
                      : absl::StrCat(key.section, ".", key.key));
  }
  EXPECT_THAT(ListKeysThatNeedRestart(DaemonConfig(), wanted),
              ::testing::UnorderedElementsAreArray(marked));
}

}  // namespace
}  // namespace regisseur
