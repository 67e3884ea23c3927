#include "aggregator/api/grpc_server.h"

#include <atomic>
#include <chrono>
#include <thread>

#include "absl/time/clock.h"
#include "aggregator/api/api_fixture.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "regisseur/cost/v1/cost.grpc.pb.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"
#include "regisseur/source/v1/source.grpc.pb.h"
#include "regisseur/status/v1/status.grpc.pb.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class GrpcServerTest : public ApiFixture {
 protected:
  GrpcServerTest() {
    SetUpPortfolio();
    auto server = GrpcServer::Start(methods(), callers_,
                                    {.unix_socket = folder_ + "/api.sock"});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = std::move(server).value();
    channel_ = Connect(server_->address().ToString());
  }
  ~GrpcServerTest() override { server_->Stop(); }

  static std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(),
                                     arguments);
  }
  static void SetDeadline(grpc::ClientContext& context) {
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(30));
  }

  std::unique_ptr<GrpcServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(GrpcServerTest, AnswersTheOverview) {
  auto stub = portfolio::v1::PortfolioService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  portfolio::v1::Overview overview;
  const grpc::Status status = stub->GetOverview(&context, {}, &overview);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(overview.portfolio(), "Example");
  EXPECT_EQ(overview.month(), "2026-10");
  ASSERT_EQ(overview.providers_size(), 2);
  EXPECT_EQ(overview.providers(0).id(), "hosting");
  EXPECT_EQ(overview.providers(0).state(),
            type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE);
  EXPECT_EQ(overview.providers(0).open_incidents(), 0);
  EXPECT_THAT(overview.providers(0).attention(0).message(),
              HasSubstr("Major outage since 2026-10-15 11:59 UTC"));
  EXPECT_FALSE(overview.providers(1).has_open_incidents());
  EXPECT_FALSE(overview.providers(1).has_cost());
  for (const auto& gap : overview.gaps()) {
    EXPECT_NE(gap.message(), "") << gap.rule();
    EXPECT_THAT(gap.message(), ::testing::Not(HasSubstr("?"))) << gap.rule();
  }
}

TEST_F(GrpcServerTest, ServesTheUnixSocketToo) {
  auto stub = portfolio::v1::PortfolioService::NewStub(
      Connect("unix:" + folder_ + "/api.sock"));
  grpc::ClientContext context;
  SetDeadline(context);
  portfolio::v1::GetProviderRequest request;
  request.set_id("paper");
  portfolio::v1::Provider provider;
  const grpc::Status status = stub->GetProvider(&context, request, &provider);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(provider.name(), "paper B.V.");
}

TEST_F(GrpcServerTest, ErrorsCarryTheirCodeAndWhatWouldBeRight) {
  auto status_stub = status::v1::StatusService::NewStub(channel_);
  auto cost_stub = cost::v1::CostService::NewStub(channel_);
  {
    grpc::ClientContext context;
    SetDeadline(context);
    status::v1::ListComponentsResponse response;
    EXPECT_EQ(status_stub->ListComponents(&context, {}, &response).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
  {
    grpc::ClientContext context;
    SetDeadline(context);
    status::v1::ListComponentsRequest request;
    request.set_provider("nope");
    status::v1::ListComponentsResponse response;
    const grpc::Status status =
        status_stub->ListComponents(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_THAT(status.error_message(), HasSubstr("provider list"));
  }
  {
    grpc::ClientContext context;
    SetDeadline(context);
    cost::v1::SummarizeCostRequest request;
    request.add_by("colour");
    cost::v1::SummarizeCostResponse response;
    EXPECT_EQ(
        cost_stub->SummarizeCost(&context, request, &response).error_code(),
        grpc::StatusCode::INVALID_ARGUMENT);
  }
  {
    grpc::ClientContext context;
    SetDeadline(context);
    cost::v1::ConvertAmountRequest request;
    request.set_amount("1");
    request.set_from("USD");
    request.set_to("EUR");
    request.set_on("2026-10-01");
    cost::v1::ConvertAmountResponse response;
    EXPECT_EQ(
        cost_stub->ConvertAmount(&context, request, &response).error_code(),
        grpc::StatusCode::FAILED_PRECONDITION);
  }
}

TEST_F(GrpcServerTest, StreamsTheStepsOfACollection) {
  auto stub = source::v1::SourceService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  source::v1::CollectSourcesRequest request;
  request.set_all(true);
  auto reader = stub->CollectSources(&context, request);
  source::v1::CollectSourcesResponse step;
  ASSERT_TRUE(reader->Read(&step));
  EXPECT_EQ(step.source(), "page");
  EXPECT_FALSE(step.done());
  ASSERT_TRUE(reader->Read(&step));
  EXPECT_TRUE(step.done());
  EXPECT_EQ(step.rows(), 2);
  EXPECT_FALSE(reader->Read(&step));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(GrpcServerTest, ARequestIdStartsOneCollection) {
  auto stub = source::v1::SourceService::NewStub(channel_);
  source::v1::CollectSourcesRequest request;
  request.set_all(true);
  request.set_request_id("r1");
  for (int i = 0; i < 2; ++i) {
    grpc::ClientContext context;
    SetDeadline(context);
    auto reader = stub->CollectSources(&context, request);
    int steps = 0;
    for (source::v1::CollectSourcesResponse step; reader->Read(&step);) ++steps;
    EXPECT_TRUE(reader->Finish().ok());
    // Repeated, the newest step of each source.
    EXPECT_EQ(steps, i == 0 ? 2 : 1);
  }
  EXPECT_EQ(collector_.collections, 1);
  request.clear_all();
  request.add_ids("other");
  grpc::ClientContext context;
  SetDeadline(context);
  auto reader = stub->CollectSources(&context, request);
  source::v1::CollectSourcesResponse step;
  EXPECT_FALSE(reader->Read(&step));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(GrpcServerTest, CollectingNeedsIdsOrAllAndKnownSources) {
  auto stub = source::v1::SourceService::NewStub(channel_);
  const auto outcome = [&](const source::v1::CollectSourcesRequest& request) {
    grpc::ClientContext context;
    SetDeadline(context);
    auto reader = stub->CollectSources(&context, request);
    source::v1::CollectSourcesResponse step;
    while (reader->Read(&step)) {
    }
    return reader->Finish().error_code();
  };
  source::v1::CollectSourcesRequest request;
  EXPECT_EQ(outcome(request), grpc::StatusCode::INVALID_ARGUMENT);
  request.add_ids("nope");
  EXPECT_EQ(outcome(request), grpc::StatusCode::NOT_FOUND);
  request.set_all(true);
  EXPECT_EQ(outcome(request), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(GrpcServerTest, ACallerThatGoesAwayEndsItsCollection) {
  collector_.hang = true;
  auto stub = source::v1::SourceService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  source::v1::CollectSourcesRequest request;
  request.set_all(true);
  auto reader = stub->CollectSources(&context, request);
  source::v1::CollectSourcesResponse step;
  ASSERT_TRUE(reader->Read(&step));
  context.TryCancel();
  while (reader->Read(&step)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // The destructor's stop would hang if the collection did.
}

TEST_F(GrpcServerTest, StopsWithinTwoSecondsWhileACollectionRuns) {
  collector_.hang = true;
  auto stub = source::v1::SourceService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  source::v1::CollectSourcesRequest request;
  request.set_all(true);
  auto reader = stub->CollectSources(&context, request);
  collector_.hanging.WaitForNotification();
  const absl::Time start = absl::Now();
  server_->Stop();
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  source::v1::CollectSourcesResponse step;
  while (reader->Read(&step)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(GrpcServerTest, RefusesWhatIsTooLongOrUnknown) {
  auto stub = portfolio::v1::PortfolioService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  portfolio::v1::GetProviderRequest request;
  request.set_id(std::string(2 << 20, 'x'));
  portfolio::v1::Provider provider;
  EXPECT_EQ(stub->GetProvider(&context, request, &provider).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);

  // Adapters serve this one, the daemon does not.
  auto adapter = adapter::v1::AdapterService::NewStub(channel_);
  grpc::ClientContext other;
  SetDeadline(other);
  adapter::v1::GetCapabilitiesResponse capabilities;
  EXPECT_EQ(adapter->GetCapabilities(&other, {}, &capabilities).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(GrpcServerTest, RefusesACompressedRequest) {
  auto stub = portfolio::v1::PortfolioService::NewStub(channel_);
  grpc::ClientContext context;
  SetDeadline(context);
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  portfolio::v1::GetProviderRequest request;
  request.set_id(std::string(100'000, 'x'));
  portfolio::v1::Provider provider;
  EXPECT_EQ(stub->GetProvider(&context, request, &provider).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(GrpcServerTest, TwoServersNeverShareAPort) {
  const auto second =
      GrpcServer::Start(methods(), callers_, {.listen = server_->address()});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("in use"));
}

TEST_F(GrpcServerTest, ListensOnLoopbackOnly) {
  const auto open = GrpcServer::Start(
      methods(), callers_, {.listen = {.host = "0.0.0.0", .port = 0}});
  EXPECT_EQ(open.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(GrpcServerTest, ManyCallsAtOnceAreAllAnswered) {
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      auto stub = portfolio::v1::PortfolioService::NewStub(channel_);
      for (int i = 0; i < 25; ++i) {
        grpc::ClientContext context;
        SetDeadline(context);
        portfolio::v1::Overview overview;
        if (stub->GetOverview(&context, {}, &overview).ok()) ++answered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answered, 200);
}

}  // namespace
}  // namespace regisseur
