#include "aggregator/collect/adapter_client.h"

#include <grpcpp/server_posix.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"

namespace regisseur {
namespace {

TEST(AdapterClientTest, NeedsTlsForAllButThisMachine) {
  const struct {
    const char* address;
    bool local;
  } cases[] = {
      {"unix:/run/adapter.sock", true},
      {"127.0.0.1:443", true},
      {"127.8.9.10:443", true},
      {"[::1]:443", true},
      {"[::1]", true},
      {"127.0.0.1", true},
      {"localhost:443", true},
      {"dns:///localhost:443", true},
      {"dns:///127.0.0.1:443", true},
      {"ipv4:127.0.0.1:443", true},
      {"ipv6:[::1]:443", true},
      {"127.evil.example:443", false},
      {"127.evil.example", false},
      {"localhost.evil", false},
      {"dns:///127.evil.example:443", false},
      {"127.0.0.1.evil.example:443", false},
      {"localhost.evil:443", false},
      {"localhost:443@evil.example:443", false},
      {"dns:///localhost.evil:443", false},
      {"ipv4:127.0.0.1:443,192.0.2.1:443", false},
      {"ipv6:[::1]:443,[2001:db8::1]:443", false},
      {"dns://evil.example/localhost:443", false},
      {"[2001:db8::1]:443", false},
      {"192.0.2.1:443", false},
      {"", false},
  };
  for (const auto& c : cases) {
    const auto channel =
        AdapterClient::MakeChannel(c.address, std::nullopt, "");
    EXPECT_EQ(channel.ok(), c.local) << c.address;
    if (!c.local) {
      EXPECT_EQ(channel.status().code(), absl::StatusCode::kFailedPrecondition);
    }
  }
}

class AnsweringAdapter final : public adapter::v1::AdapterService::Service {
  grpc::Status GetCapabilities(
      grpc::ServerContext*, const adapter::v1::GetCapabilitiesRequest*,
      adapter::v1::GetCapabilitiesResponse* response) override {
    response->set_contract_version(1);
    response->set_kind("slow");
    response->set_version("1");
    response->add_facts(adapter::v1::FACT_KIND_STATUS);
    return grpc::Status::OK;
  }
};

// An adapter of a busy machine is connected to at once and says the first word
// of HTTP/2 a third of a second later.
TEST(AdapterClientTest, WaitsForAnAdapterThatIsSlowToTakeACall) {
  const std::string path = testing::TempDir() + "slow-adapter.sock";
  std::filesystem::remove(path);
  sockaddr_un address = {.sun_family = AF_UNIX};
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address),
                 sizeof address),
            0);
  ASSERT_EQ(listen(listener, 4), 0);
  AnsweringAdapter service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  absl::Notification never;
  std::thread busy([&] {
    const int taken =
        accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    never.WaitForNotificationWithTimeout(absl::Milliseconds(300));
    grpc::AddInsecureChannelFromFd(server.get(), taken);
  });
  CallWatch watch;
  auto channel = AdapterClient::MakeChannel("unix:" + path, std::nullopt, "");
  ASSERT_TRUE(channel.ok()) << channel.status();
  const auto told =
      AdapterClient(*channel, watch).GetCapabilities(absl::Seconds(30));
  busy.join();
  server->Shutdown();
  close(listener);
  std::filesystem::remove(path);
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->kind, "slow");
}

}  // namespace
}  // namespace regisseur
