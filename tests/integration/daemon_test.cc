#include "aggregator/app/daemon.h"

#include <unistd.h>

#include <filesystem>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"
#include "regisseur/source/v1/source.grpc.pb.h"
#include "tests/integration/adapter_stand_in.h"

namespace regisseur {
namespace {

class DaemonTest : public ::testing::Test {
 protected:
  DaemonTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/daemon-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }
  ~DaemonTest() override { std::filesystem::remove_all(folder_); }

  DaemonConfig Config(const std::string& endpoint) {
    auto config = ParseDaemonConfig(
        folder_ + "/regisseur.yaml", folder_,
        absl::StrCat("portfolio: {name: Test}\n"
                     "listen: {grpc: \"127.0.0.1:0\", http: \"127.0.0.1:0\"}\n"
                     "providers:\n"
                     "  - id: partner\n"
                     "    name: Partner\n"
                     "    sources: [{id: page, every: 24h, endpoint: \"",
                     endpoint, "\"}]\n"),
        {});
    EXPECT_TRUE(config.ok()) << config.status();
    return *std::move(config);
  }

  const std::string folder_;
};

TEST_F(DaemonTest, EndsWhileSomebodyWaitsForAPartnerThatHangs) {
  AdapterStandIn partner(folder_);
  absl::Notification hangs;
  partner.SetCollects([&](grpc::ServerContext& context,
                          const adapter::v1::CollectRequest&,
                          AdapterStandIn::Stream&) {
    if (!hangs.HasBeenNotified()) hangs.Notify();
    return AdapterStandIn::Hang(context);
  });
  Daemon::Options options;
  options.adapters_dir = folder_;
  auto daemon = Daemon::Start(Config(partner.endpoint()), options);
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  const auto stub = source::v1::SourceService::NewStub(grpc::CreateChannel(
      (*daemon)->grpc_address(), grpc::InsecureChannelCredentials()));
  std::thread waits([&] {
    grpc::ClientContext context;
    source::v1::CollectSourcesRequest request;
    request.add_ids("page");
    const auto reader = stub->CollectSources(&context, request);
    source::v1::CollectSourcesResponse step;
    while (reader->Read(&step)) {
    }
    EXPECT_FALSE(reader->Finish().ok());
  });
  hangs.WaitForNotification();
  // Its collection has ten minutes; the daemon does not wait for it.
  daemon->reset();
  waits.join();
}

TEST_F(DaemonTest, ABrokenReloadChangesNothing) {
  AdapterStandIn partner(folder_);
  Daemon::Options options;
  options.adapters_dir = folder_;
  DaemonConfig config = Config(partner.endpoint());
  auto daemon = Daemon::Start(config, options);
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  config.portfolio.providers.clear();
  config.exchange_rates_file = folder_ + "/missing.csv";
  EXPECT_FALSE((*daemon)->Reload(config).ok());
  const auto stub = source::v1::SourceService::NewStub(grpc::CreateChannel(
      (*daemon)->grpc_address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  source::v1::ListSourcesResponse sources;
  ASSERT_TRUE(stub->ListSources(&context, {}, &sources).ok());
  EXPECT_EQ(sources.sources_size(), 1);
}

TEST_F(DaemonTest, AReloadNamesWhatOnlyARestartTakesUp) {
  AdapterStandIn partner(folder_);
  Daemon::Options options;
  options.adapters_dir = folder_;
  DaemonConfig config = Config(partner.endpoint());
  auto daemon = Daemon::Start(config, options);
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  const auto stub =
      portfolio::v1::PortfolioService::NewStub(grpc::CreateChannel(
          (*daemon)->grpc_address(), grpc::InsecureChannelCredentials()));
  const auto names = [&](absl::string_view key) {
    grpc::ClientContext context;
    portfolio::v1::Overview overview;
    EXPECT_TRUE(stub->GetOverview(&context, {}, &overview).ok());
    return absl::StrContains(overview.ShortDebugString(), key);
  };
  const int before = config.collect.concurrency;
  config.collect.concurrency = before + 1;
  ASSERT_TRUE((*daemon)->Reload(config).ok());
  EXPECT_TRUE(names("collect.concurrency"));
  config.collect.concurrency = before;
  ASSERT_TRUE((*daemon)->Reload(config).ok());
  EXPECT_FALSE(names("collect.concurrency"));
}

}  // namespace
}  // namespace regisseur
