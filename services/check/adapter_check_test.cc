#include "services/check/adapter_check.h"

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "services/sdk/adapter_server.h"
#include "services/sdk/example/example_adapter.h"

namespace regisseur {
namespace {

namespace pb = adapter::v1;
using ::testing::HasSubstr;
using ::testing::Not;
using Verdict = CheckedRule::Verdict;

std::set<std::string> BrokenRules(const AdapterReport& report) {
  std::set<std::string> broken;
  for (const CheckedRule& rule : report.rules) {
    if (rule.verdict == Verdict::kBroken) broken.insert(rule.id);
  }
  return broken;
}

TEST(AdapterCheckTest, FindsNothingWrongWithAnAdapterOfTheSdk) {
  auto server = sdk::AdapterServer::Start({.listen = "127.0.0.1:0"},
                                          example::MakeExampleAdapter());
  ASSERT_TRUE(server.ok()) << server.status();
  AdapterCheckOptions options;
  options.source.set_source_id("check");
  options.source.set_base_directory(
      std::filesystem::absolute("../sdk/example/testdata").string());
  options.source.set_time_zone("UTC");
  options.source.set_currency("EUR");
  (*options.source.mutable_options())["path"] = "availability.csv";
  const AdapterReport report =
      CheckAdapter(grpc::CreateChannel((*server)->address(),
                                       grpc::InsecureChannelCredentials()),
                   options);
  EXPECT_TRUE(report.Holds()) << RenderReportText(report);
  EXPECT_EQ(BrokenRules(report), std::set<std::string>());
  EXPECT_GE(report.rules.size(), 15u);
  EXPECT_FALSE(report.coverage.empty());
  EXPECT_THAT(RenderReportText(report),
              HasSubstr("The adapter keeps to the contract."));
  EXPECT_THAT(RenderReportJson(report), HasSubstr("{\"holds\":true,"));
}

// What an adapter can get wrong that the SDK lets nobody.
enum class Mistake {
  kNone,
  kOtherContract,
  kNamesNoFacts,
  kNoCheckpoint,
  kRemembers,
  kIgnoresCursors,
  kLeavesAHole,
  kBadIndex,
  kOtherKind,
  kBareErrors,
  kManyRows,
  kGoesOn,
};

// Two batches of one figure each, written from the documentation.
class HandMade final : public pb::AdapterService::Service {
 public:
  explicit HandMade(Mistake mistake) : mistake_(mistake) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
  }
  const std::string& address() const { return address_; }

  grpc::Status GetCapabilities(grpc::ServerContext*,
                               const pb::GetCapabilitiesRequest*,
                               pb::GetCapabilitiesResponse* said) override {
    said->set_kind("handmade");
    said->set_version("1");
    said->set_contract_version(mistake_ == Mistake::kOtherContract ? 2 : 1);
    if (mistake_ != Mistake::kNamesNoFacts) {
      said->add_facts(mistake_ == Mistake::kOtherKind
                          ? pb::FACT_KIND_STATUS
                          : pb::FACT_KIND_MEASUREMENTS);
    }
    return grpc::Status::OK;
  }

  grpc::Status Check(grpc::ServerContext*, const pb::CheckRequest*,
                     pb::CheckResponse* said) override {
    said->set_usable(true);
    return grpc::Status::OK;
  }

  grpc::Status Collect(
      grpc::ServerContext*, const pb::CollectRequest* request,
      grpc::ServerWriter<pb::CollectResponse>* stream) override {
    ++calls_;
    if (!request->source().options().empty()) {
      return Fail(grpc::StatusCode::INVALID_ARGUMENT, false);
    }
    int done = 0;
    if (mistake_ != Mistake::kIgnoresCursors && !request->cursor().empty()) {
      if (request->cursor().rfind("done ", 0) != 0) {
        return Fail(grpc::StatusCode::FAILED_PRECONDITION, true);
      }
      done = std::stoi(request->cursor().substr(5));
    }
    for (int number = done + 1; number <= 2; ++number) {
      pb::CollectResponse response;
      Fill(number, *response.mutable_batch());
      stream->Write(response);
    }
    if (mistake_ == Mistake::kNoCheckpoint) return grpc::Status::OK;
    pb::CollectResponse end;
    end.mutable_checkpoint()->set_cursor("done 2");
    end.mutable_checkpoint()->set_unchanged(done == 2);
    stream->Write(end);
    if (mistake_ == Mistake::kGoesOn) stream->Write(end);
    return grpc::Status::OK;
  }

 private:
  grpc::Status Fail(grpc::StatusCode code, bool cursor_gone) const {
    if (mistake_ == Mistake::kBareErrors) return grpc::Status(code, "no");
    pb::Problem problem;
    problem.set_kind(type::v1::PROBLEM_KIND_CONFIGURATION);
    problem.set_message("no such option; it has none");
    problem.set_cursor_gone(cursor_gone);
    return grpc::Status(code, problem.message(), problem.SerializeAsString());
  }

  void Fill(int number, pb::Batch& batch) const {
    batch.set_run(mistake_ == Mistake::kRemembers ? absl::StrCat("run ", calls_)
                                                  : "edition 1");
    batch.set_number(mistake_ == Mistake::kLeavesAHole ? 2 * number - 1
                                                       : number);
    batch.set_cursor(absl::StrCat("done ", number));
    batch.set_last(number == 2);
    batch.add_dictionary("");
    pb::Delivery& delivery = *batch.add_deliveries();
    delivery.set_scope("report");
    delivery.set_completeness(pb::COMPLETENESS_COMPLETE);
    const int rows = mistake_ == Mistake::kManyRows ? 3 : 1;
    for (int row = 0; row < rows; ++row) {
      pb::Measurement& measurement = *batch.add_measurements();
      measurement.set_delivery(mistake_ == Mistake::kBadIndex ? 7 : 0);
      measurement.set_service("Web");
      measurement.set_indicator(absl::StrCat("availability ", row));
      measurement.mutable_period_start_time()->set_seconds(86400 * number);
      measurement.mutable_period_end_time()->set_seconds(86400 * (number + 1));
      measurement.set_value("99.9");
    }
  }

  const Mistake mistake_;
  int calls_ = 0;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

AdapterReport CheckHandMade(Mistake mistake) {
  const HandMade adapter(mistake);
  return CheckAdapter(grpc::CreateChannel(adapter.address(),
                                          grpc::InsecureChannelCredentials()),
                      {});
}

TEST(AdapterCheckTest, TakesAnAdapterThatWasWrittenWithoutTheSdk) {
  const AdapterReport report = CheckHandMade(Mistake::kNone);
  EXPECT_TRUE(report.Holds()) << RenderReportText(report);
  // What it may leave out is said, and no fault.
  EXPECT_THAT(RenderReportText(report), HasSubstr("There is no CheckOptions"));
}

struct MistakeCase {
  const char* name;
  Mistake mistake;
  std::set<std::string> broken;
  const char* says;
};

class MistakeTest : public ::testing::TestWithParam<MistakeCase> {};

TEST_P(MistakeTest, IsNamedAndSaysWhatWouldBeRight) {
  const AdapterReport report = CheckHandMade(GetParam().mistake);
  EXPECT_FALSE(report.Holds());
  EXPECT_EQ(BrokenRules(report), GetParam().broken) << RenderReportText(report);
  EXPECT_THAT(RenderReportText(report), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, MistakeTest,
    ::testing::Values(
        MistakeCase{"OtherContract",
                    Mistake::kOtherContract,
                    {"capabilities"},
                    "contract_version is 2; this program speaks 1."},
        MistakeCase{"NamesNoFacts",
                    Mistake::kNamesNoFacts,
                    {"capabilities", "kinds"},
                    "name the kinds that it tells"},
        MistakeCase{"NoCheckpoint",
                    Mistake::kNoCheckpoint,
                    {"stream"},
                    "ends without a checkpoint"},
        MistakeCase{"GoesOn",
                    Mistake::kGoesOn,
                    {"stream"},
                    "a message follows the checkpoint"},
        MistakeCase{"Remembers",
                    Mistake::kRemembers,
                    {"cursor-replay", "cursor-continue"},
                    "an adapter has no memory"},
        MistakeCase{"IgnoresCursors",
                    Mistake::kIgnoresCursors,
                    {"cursor-continue", "cursor-gone", "unchanged"},
                    "a cursor that it never gave is taken"},
        MistakeCase{"LeavesAHole",
                    Mistake::kLeavesAHole,
                    {"numbers"},
                    "batch 3 of run 'edition 1'"},
        MistakeCase{"BadIndex",
                    Mistake::kBadIndex,
                    {"batches"},
                    "batch 1 of run 'edition 1'"},
        MistakeCase{"OtherKind",
                    Mistake::kOtherKind,
                    {"kinds"},
                    "has FACT_KIND_MEASUREMENTS"},
        MistakeCase{"BareErrors",
                    Mistake::kBareErrors,
                    {"cursor-gone", "problems"},
                    "no Problem in grpc-status-details-bin"},
        MistakeCase{"ManyRows",
                    Mistake::kManyRows,
                    {"batch-rows"},
                    "batch_rows was 1 and batch 1 has 3 rows"}),
    [](const ::testing::TestParamInfo<MistakeCase>& info) {
      return std::string(info.param.name);
    });

TEST(AdapterCheckTest, SaysWhenNobodyIsThere) {
  AdapterCheckOptions options;
  options.patience = absl::Milliseconds(200);
  const AdapterReport report =
      CheckAdapter(grpc::CreateChannel("unix:/nowhere/at/all",
                                       grpc::InsecureChannelCredentials()),
                   options);
  EXPECT_FALSE(report.reached);
  EXPECT_EQ(BrokenRules(report), std::set<std::string>{"answers"});
}

// What an adapter says is shown, and does nothing to a terminal or to JSON.
TEST(AdapterCheckTest, ShowsHostileTextAsText) {
  AdapterReport report;
  report.rules = {{"stream", Verdict::kBroken, "\x1b[2J\"</script>\n"}};
  EXPECT_THAT(RenderReportText(report), HasSubstr("\\x1b[2J\"</script>\\x0a"));
  EXPECT_THAT(RenderReportJson(report),
              HasSubstr("\"\\u001b[2J\\\"</script>\\u000a\""));
}

}  // namespace
}  // namespace regisseur
