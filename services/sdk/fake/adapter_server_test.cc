#include "services/sdk/adapter_server.h"

#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "services/sdk/fake/fake_adapter.h"
#include "services/sdk/version.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using AdapterStub = adapter::v1::AdapterService::Stub;

// Not compressing and not sharing connections with other tests' channels.
std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

std::string FreshSocket() {
  static int count = 0;
  return absl::StrCat("unix:", ::testing::TempDir(), "/fake-", getpid(), "-",
                      ++count, ".sock");
}

struct Answer {
  std::vector<FactBatch> batches;
  std::optional<Checkpoint> checkpoint;
  grpc::Status status;
  adapter::v1::Problem problem;
};

class AdapterServerTest : public ::testing::Test {
 protected:
  AdapterServerTest() { Start({}); }

  void Start(AdapterServerOptions options) {
    server_.reset();
    options.listen = FreshSocket();
    auto server = AdapterServer::Start(options, MakeFakeAdapter());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    channel_ = ChannelTo(server_->address());
    stub_ = adapter::v1::AdapterService::NewStub(channel_);
  }

  static adapter::v1::CollectRequest Request(
      std::map<std::string, std::string> options, std::string cursor = "") {
    adapter::v1::CollectRequest request;
    request.mutable_source()->set_source_id("s");
    request.mutable_source()->mutable_options()->insert(options.begin(),
                                                        options.end());
    request.set_cursor(cursor);
    return request;
  }

  Answer Collect(std::map<std::string, std::string> options,
                 std::string cursor = "") {
    Answer answer;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(30));
    auto stream = stub_->Collect(&context, Request(options, cursor));
    adapter::v1::CollectResponse response;
    while (stream->Read(&response)) {
      if (response.has_batch()) {
        auto batch = FactBatchFromWire(response.batch());
        EXPECT_TRUE(batch.ok()) << batch.status();
        if (batch.ok()) answer.batches.push_back(*std::move(batch));
      } else {
        EXPECT_FALSE(answer.checkpoint);
        answer.checkpoint = *CheckpointFromWire(response.checkpoint());
      }
    }
    answer.status = stream->Finish();
    answer.problem.ParseFromString(answer.status.error_details());
    return answer;
  }

  std::unique_ptr<AdapterServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<AdapterStub> stub_;
};

TEST_F(AdapterServerTest, TellsWhatTheAdapterCanDo) {
  grpc::ClientContext context;
  adapter::v1::GetCapabilitiesResponse response;
  ASSERT_TRUE(stub_->GetCapabilities(&context, {}, &response).ok());
  EXPECT_EQ(response.kind(), "fake");
  EXPECT_EQ(response.version(), kProgramVersion);
  EXPECT_EQ(response.contract_version(), 1);
  ASSERT_EQ(response.facts_size(), 1);
  EXPECT_EQ(response.facts(0), adapter::v1::FACT_KIND_MEASUREMENTS);
  EXPECT_EQ(response.options_size(), 6);
}

TEST_F(AdapterServerTest, IsHealthy) {
  // Debian has no generated stub of grpc.health.v1: an empty request, and a
  // response whose field 1 is 1, SERVING.
  grpc::GenericStub health(channel_);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer response;
  grpc::Status status;
  const auto call = health.PrepareUnaryCall(
      &context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag;
  bool ok;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  EXPECT_EQ(bytes, "\x08\x01");
}

TEST_F(AdapterServerTest, StreamsBatchesAndOneCheckpoint) {
  const Answer answer = Collect({{"batches", "50"}, {"rows", "100"}});
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  ASSERT_EQ(answer.batches.size(), 50u);
  EXPECT_EQ(answer.batches[7].number, 8);
  EXPECT_EQ(answer.batches[7].measurements.size(), 100u);
  EXPECT_TRUE(answer.batches[49].last);
  ASSERT_TRUE(answer.checkpoint);
  EXPECT_FALSE(answer.checkpoint->unchanged);
}

TEST_F(AdapterServerTest, ContinuesBehindEachBatch) {
  const Answer whole = Collect({{"batches", "5"}});
  for (size_t i = 0; i < whole.batches.size(); ++i) {
    const Answer rest = Collect({{"batches", "5"}}, whole.batches[i].cursor);
    ASSERT_EQ(rest.batches.size(), whole.batches.size() - i - 1);
    for (size_t j = 0; j < rest.batches.size(); ++j) {
      EXPECT_EQ(rest.batches[j].number, whole.batches[i + 1 + j].number);
    }
  }
  EXPECT_TRUE(Collect({{"batches", "5"}}, whole.checkpoint->cursor)
                  .checkpoint->unchanged);
}

TEST_F(AdapterServerTest, AFailureCarriesItsProblem) {
  const Answer transient = Collect({{"behaviour", "transient"}});
  EXPECT_EQ(transient.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(transient.problem.kind(), type::v1::PROBLEM_KIND_TRANSIENT);
  EXPECT_EQ(transient.problem.rule(), "http-status");
  EXPECT_THAT(transient.problem.message(), HasSubstr("503"));
  EXPECT_EQ(transient.problem.retry_after().seconds(), 7);

  const Answer permanent = Collect({{"behaviour", "permanent"}});
  EXPECT_EQ(permanent.status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(permanent.problem.kind(), type::v1::PROBLEM_KIND_PARTNER);

  const Answer configuration = Collect({{"behaviour", "configuration"}});
  EXPECT_EQ(configuration.status.error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(configuration.problem.kind(), type::v1::PROBLEM_KIND_CONFIGURATION);
}

TEST_F(AdapterServerTest, WhatCameBeforeAFailureArrives) {
  const Answer answer =
      Collect({{"behaviour", "transient"}, {"fail_after", "2"}});
  EXPECT_EQ(answer.batches.size(), 2u);
  EXPECT_FALSE(answer.checkpoint);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  const Answer rest = Collect({}, answer.batches.back().cursor);
  ASSERT_EQ(rest.batches.size(), 1u);
  EXPECT_TRUE(rest.batches[0].last);
}

TEST_F(AdapterServerTest, MixedFailuresEndInTheWhole) {
  std::string cursor;
  size_t batches = 0;
  bool complete = false;
  for (int i = 0; i < 10 && !complete; ++i) {
    const Answer answer =
        Collect({{"behaviour", "mixed"}, {"fail_after", "1"}}, cursor);
    batches += answer.batches.size();
    if (!answer.batches.empty()) cursor = answer.batches.back().cursor;
    complete = answer.checkpoint.has_value();
  }
  EXPECT_TRUE(complete);
  EXPECT_EQ(batches, 3u);
}

TEST_F(AdapterServerTest, RefusesUnknownOptionsAndStrangeCursors) {
  const Answer option = Collect({{"behavior", "succeed"}});
  EXPECT_EQ(option.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(option.problem.rule(), "option-unknown");
  EXPECT_THAT(option.problem.message(), HasSubstr("behaviour"));
  const Answer cursor = Collect({}, "garbage");
  EXPECT_EQ(cursor.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_TRUE(cursor.problem.cursor_gone());
}

TEST_F(AdapterServerTest, MendsTextsThatAreNotUtf8) {
  const Answer answer = Collect({{"behaviour", "garbage"}});
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  ASSERT_FALSE(answer.batches.empty());
  EXPECT_EQ(answer.batches[0].measurements[0].indicator, "caf\xEF\xBF\xBD");
  EXPECT_EQ(answer.batches[0].findings.at(0).rule, "adapter-not-utf8");
}

TEST_F(AdapterServerTest, AnAdapterThatBreaksTheContractFails) {
  EXPECT_EQ(Collect({{"behaviour", "lie"}}).status.error_code(),
            grpc::StatusCode::INTERNAL);
  const Answer huge = Collect({{"behaviour", "huge"}});
  EXPECT_EQ(huge.status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(huge.status.error_message(), HasSubstr("smaller batches"));
  const Answer thrown = Collect({{"behaviour", "throw"}});
  EXPECT_EQ(thrown.status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(thrown.status.error_message(), HasSubstr("a library threw"));
}

TEST_F(AdapterServerTest, AHungAdapterEndsWhenTheCallerHangsUp) {
  grpc::ClientContext context;
  auto stream = stub_->Collect(
      &context, Request({{"behaviour", "hang"}, {"fail_after", "1"}}));
  adapter::v1::CollectResponse response;
  EXPECT_TRUE(stream->Read(&response));
  context.TryCancel();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(server_->Stop(absl::ZeroDuration()));
}

TEST_F(AdapterServerTest, ADeadlineReachesTheAdapter) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(50));
  auto stream = stub_->Collect(&context, Request({{"behaviour", "hang"}}));
  adapter::v1::CollectResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(server_->Stop(absl::ZeroDuration()));
}

TEST_F(AdapterServerTest, ACallerThatHangsUpMidwayHarmsNobody) {
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    auto stream = stub_->Collect(
        &context, Request({{"batches", "1000"}, {"rows", "500"}}));
    adapter::v1::CollectResponse response;
    for (int j = 0; j < i; ++j) EXPECT_TRUE(stream->Read(&response));
    context.TryCancel();
    while (stream->Read(&response)) {
    }
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(Collect({}).batches.size(), 3u);
}

TEST_F(AdapterServerTest, RefusesCallsBeyondItsLimits) {
  AdapterServerOptions options;
  options.max_running = 1;
  options.max_waiting = 0;
  Start(options);
  grpc::ClientContext context;
  auto hung = stub_->Collect(
      &context, Request({{"behaviour", "hang"}, {"fail_after", "1"}}));
  adapter::v1::CollectResponse response;
  EXPECT_TRUE(hung->Read(&response));
  const Answer refused = Collect({});
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.problem.kind(), type::v1::PROBLEM_KIND_TRANSIENT);
  context.TryCancel();
  hung->Finish();
}

TEST_F(AdapterServerTest, ADryRunReportsCoverage) {
  adapter::v1::CheckRequest request;
  grpc::ClientContext context;
  adapter::v1::CheckResponse response;
  ASSERT_TRUE(stub_->Check(&context, request, &response).ok());
  EXPECT_TRUE(response.usable());
  ASSERT_EQ(response.coverage_size(), 6);
  EXPECT_EQ(response.coverage(0).field(), "party");
  EXPECT_EQ(response.coverage(0).total(), 6);
  EXPECT_EQ(response.coverage(0).filled(), 0);
  EXPECT_EQ(response.coverage(2).field(), "indicator");
  EXPECT_EQ(response.coverage(2).filled(), 6);
  EXPECT_TRUE(response.coverage(2).mandatory());
}

TEST_F(AdapterServerTest, ADryRunThatFindsNoFactsIsNotUsable) {
  adapter::v1::CheckRequest request;
  (*request.mutable_source()->mutable_options())["batches"] = "0";
  grpc::ClientContext context;
  adapter::v1::CheckResponse response;
  ASSERT_TRUE(stub_->Check(&context, request, &response).ok());
  EXPECT_FALSE(response.usable());
  EXPECT_FALSE(response.has_problem()) << "nothing failed";
}

TEST_F(AdapterServerTest, JudgesOptionsWithoutReadingTheSource) {
  const auto check = [this](std::map<std::string, std::string> options) {
    adapter::v1::CheckOptionsRequest request;
    request.mutable_source()->mutable_options()->insert(options.begin(),
                                                        options.end());
    grpc::ClientContext context;
    adapter::v1::CheckOptionsResponse response;
    EXPECT_TRUE(stub_->CheckOptions(&context, request, &response).ok());
    return response;
  };
  // It would hang, fail or die if it were read.
  for (const char* behaviour : {"succeed", "hang", "permanent", "die"}) {
    EXPECT_FALSE(check({{"behaviour", behaviour}}).has_problem()) << behaviour;
  }
  const auto unknown = check({{"batchs", "5"}});
  EXPECT_EQ(unknown.problem().kind(), type::v1::PROBLEM_KIND_CONFIGURATION);
  EXPECT_EQ(unknown.problem().rule(), "option-unknown");
  EXPECT_EQ(unknown.problem().option(), "batchs");
  EXPECT_THAT(unknown.problem().message(), HasSubstr("nearest is batches"));
  const auto impossible = check({{"batches", "many"}});
  EXPECT_EQ(impossible.problem().rule(), "option-value");
  EXPECT_EQ(impossible.problem().option(), "batches");
}

TEST_F(AdapterServerTest, ADryRunOfABrokenSourceSaysWhy) {
  adapter::v1::CheckRequest request;
  (*request.mutable_source()->mutable_options())["behaviour"] = "permanent";
  grpc::ClientContext context;
  adapter::v1::CheckResponse response;
  ASSERT_TRUE(stub_->Check(&context, request, &response).ok());
  EXPECT_FALSE(response.usable());
  EXPECT_EQ(response.problem().kind(), type::v1::PROBLEM_KIND_PARTNER);
}

int64_t ResidentKiB() {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("VmHWM:", 0) == 0) {
      int64_t kib = 0;
      absl::SimpleAtoi(line.substr(6, line.size() - 9), &kib);
      return kib;
    }
  }
  return 0;
}

TEST_F(AdapterServerTest, RefusesAGzipBombBeforeItGoesOff) {
  adapter::v1::CollectRequest request = Request({});
  request.set_cursor(std::string(64 << 20, '\0'));
  const int64_t before = ResidentKiB();
  grpc::ClientContext context;
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  auto stream = stub_->Collect(&context, request);
  adapter::v1::CollectResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
  // The client, in this process too, serialises the message once and
  // compresses it; the server would inflate it once more and parse it.
  EXPECT_LT(ResidentKiB() - before, (64 + 48) << 10);
}

TEST_F(AdapterServerTest, RefusesALargeRequest) {
  const Answer answer = Collect({}, std::string(2 << 20, 'x'));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(AdapterServerOptionsTest, AsksForTlsOutsideOfTheMachine) {
  const auto code = [](const AdapterServerOptions& options) {
    return options.Validate().code();
  };
  AdapterServerOptions options;
  for (const char* listen :
       {"127.0.0.1:0", "localhost:7001", "[::1]:0", "unix:/tmp/x.sock"}) {
    options.listen = listen;
    EXPECT_EQ(code(options), absl::StatusCode::kOk) << listen;
  }
  for (const char* listen :
       {"0.0.0.0:0", "[::]:7001", "adapter.example:7001", "10.0.0.1:1", "",
        "7001", ":7001", "127.0.0.1:70000", "unix:"}) {
    options.listen = listen;
    EXPECT_EQ(code(options), absl::StatusCode::kInvalidArgument) << listen;
  }
  options.listen = "0.0.0.0:0";
  options.tls_ca = "ca.pem";
  EXPECT_EQ(code(options), absl::StatusCode::kInvalidArgument);
  options.tls_cert = "cert.pem";
  options.tls_key = "key.pem";
  EXPECT_EQ(code(options), absl::StatusCode::kOk);
  EXPECT_THAT(
      std::string(
          AdapterServer::Start(options, MakeFakeAdapter()).status().message()),
      StartsWith("ca.pem: cannot be read"));
}

TEST(AdapterServerOptionsTest, RefusesAnAddressThatIsTaken) {
  AdapterServerOptions options;
  auto first = AdapterServer::Start(options, MakeFakeAdapter());
  ASSERT_TRUE(first.ok());
  EXPECT_THAT((*first)->address(), StartsWith("127.0.0.1:"));
  options.listen = (*first)->address();
  EXPECT_EQ(AdapterServer::Start(options, MakeFakeAdapter()).status().code(),
            absl::StatusCode::kUnavailable);
}

// regisseur-adapter-fake as a process of its own.
class AdapterProcess {
 public:
  explicit AdapterProcess(std::vector<std::string> flags) {
    int in[2], out[2];
    EXPECT_EQ(pipe2(in, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    const std::string program = (std::filesystem::read_symlink("/proc/self/exe")
                                     .parent_path()
                                     .parent_path() /
                                 "test-adapters/regisseur-adapter-fake")
                                    .string();
    std::vector<char*> arguments = {const_cast<char*>(program.c_str())};
    for (std::string& flag : flags) arguments.push_back(flag.data());
    arguments.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr,
                          arguments.data(), environ),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    stdout_ = out[0];
    char c;
    while (read(stdout_, &c, 1) == 1 && c != '\n') ready_.push_back(c);
  }
  ~AdapterProcess() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    CloseStdin();
    close(stdout_);
  }

  // What it printed first: `ready ADDRESS`.
  const std::string& ready() const { return ready_; }
  std::string address() const { return ready_.substr(6); }
  void Signal(int signal) { kill(pid_, signal); }
  void CloseStdin() {
    if (stdin_ >= 0) close(stdin_);
    stdin_ = -1;
  }
  // Its exit code, or minus the signal that ended it.
  int Wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int stdin_ = -1;
  int stdout_ = -1;
  std::string ready_;
};

TEST(AdapterProcessTest, ServesUntilSigterm) {
  AdapterProcess process({"--listen", FreshSocket()});
  EXPECT_THAT(process.ready(), StartsWith("ready unix:/"));
  const auto stub =
      adapter::v1::AdapterService::NewStub(ChannelTo(process.address()));
  grpc::ClientContext context;
  adapter::v1::GetCapabilitiesResponse response;
  EXPECT_TRUE(stub->GetCapabilities(&context, {}, &response).ok());
  const absl::Time start = absl::Now();
  process.Signal(SIGTERM);
  EXPECT_EQ(process.Wait(), 0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
}

TEST(AdapterProcessTest, EndsWithItsStdin) {
  AdapterProcess process({"--until-stdin-closes", "--listen=127.0.0.1:0"});
  EXPECT_THAT(process.ready(), StartsWith("ready 127.0.0.1:"));
  process.CloseStdin();
  EXPECT_EQ(process.Wait(), 0);
}

TEST(AdapterProcessTest, EndsInTimeWhileACallHangs) {
  for (const char* behaviour : {"hang", "stubborn"}) {
    AdapterProcess process({"--listen", FreshSocket()});
    const auto stub =
        adapter::v1::AdapterService::NewStub(ChannelTo(process.address()));
    grpc::ClientContext context;
    adapter::v1::CollectRequest request;
    auto& options = *request.mutable_source()->mutable_options();
    options["behaviour"] = behaviour;
    options["fail_after"] = "1";
    auto stream = stub->Collect(&context, request);
    adapter::v1::CollectResponse response;
    EXPECT_TRUE(stream->Read(&response));
    const absl::Time start = absl::Now();
    process.Signal(SIGTERM);
    EXPECT_EQ(process.Wait(), 0) << behaviour;
    EXPECT_LT(absl::Now() - start, absl::Seconds(2)) << behaviour;
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_FALSE(stream->Finish().ok());
  }
}

TEST(AdapterProcessTest, ADeathMidwayBreaksTheStreamOnly) {
  AdapterProcess process({"--listen", FreshSocket()});
  const auto stub =
      adapter::v1::AdapterService::NewStub(ChannelTo(process.address()));
  grpc::ClientContext context;
  adapter::v1::CollectRequest request;
  auto& options = *request.mutable_source()->mutable_options();
  options["behaviour"] = "die";
  options["fail_after"] = "1";
  auto stream = stub->Collect(&context, request);
  adapter::v1::CollectResponse response;
  while (stream->Read(&response)) EXPECT_TRUE(response.has_batch());
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(process.Wait(), -SIGKILL);
}

TEST(AdapterProcessTest, RefusesWrongFlags) {
  for (const std::string flag :
       {"--lisen=x", "--listen=0.0.0.0:0", "--listen"}) {
    AdapterProcess process({flag});
    EXPECT_EQ(process.ready(), "");
    EXPECT_EQ(process.Wait(), 2) << flag;
  }
}

}  // namespace
}  // namespace regisseur::sdk
