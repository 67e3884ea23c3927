#include "aggregator/collect/adapter_pool.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/base/clock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// Takes connections and never says a word.
class SilentSocket {
 public:
  explicit SilentSocket(const std::string& path)
      : path_(path), fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(
        bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
        0);
    EXPECT_EQ(listen(fd_, 16), 0);
  }
  ~SilentSocket() {
    close(fd_);
    std::filesystem::remove(path_);
  }

 private:
  const std::string path_;
  const int fd_;
};

TEST(AdapterPoolTest, WhoWaitsForAHungAdapterSharesTheFirstFailure) {
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/silent-", getpid());
  const SilentSocket silent(path);
  AdapterPool::Options options;
  options.call_deadline = absl::Seconds(1);
  CallWatch watch;
  const SystemClock clock;
  AdapterPool pool(options, watch, clock);
  SourceConfig source;
  source.endpoint = absl::StrCat("unix:", path);
  const absl::Time begun = absl::Now();
  std::vector<std::thread> sources;
  for (int i = 0; i < 8; ++i) {
    sources.emplace_back([&] {
      EXPECT_EQ(pool.Connect(source, /*alone=*/false).status().code(),
                absl::StatusCode::kUnavailable);
    });
  }
  for (std::thread& thread : sources) thread.join();
  // One after the other they would need eight seconds.
  EXPECT_LT(absl::Now() - begun, absl::Seconds(5));
}

TEST(AdapterPoolTest, LetsAProcessGoThatNoSourceUsesAnyMore) {
  AdapterPool::Options options;
  options.adapters_dir = REGISSEUR_TEST_ADAPTERS;
  CallWatch watch;
  const SystemClock clock;
  AdapterPool pool(options, watch, clock);
  SourceConfig source;
  source.id = "page";
  source.adapter = "fake";
  pool.SetSources({&source});
  std::weak_ptr<AdapterProcess> process;
  {
    const auto connection = pool.Connect(source, /*alone=*/false);
    ASSERT_TRUE(connection.ok()) << connection.status();
    process = connection->process;
  }
  pool.SetSources({&source});
  EXPECT_FALSE(process.expired());
  pool.SetSources({});
  EXPECT_TRUE(process.expired());
}

}  // namespace
}  // namespace regisseur
