#include "services/sdk/problem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem_wire.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;

TEST(ProblemTest, ConfigurationIsFailedPrecondition) {
  const absl::Status status =
      ConfigurationProblem("file-not-found", {{"pattern", "/costs/*.csv"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const Problem problem = ProblemOf(status);
  EXPECT_EQ(problem.kind, ProblemKind::kConfiguration);
  EXPECT_EQ(problem.rule, "file-not-found");
  EXPECT_THAT(problem.message, HasSubstr("/costs/*.csv"));
  EXPECT_FALSE(problem.cursor_gone);
}

TEST(ProblemTest, AnOptionIsInvalidArgument) {
  const absl::Status status =
      OptionProblem("option-unknown", {{"field", "pth"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ProblemOf(status).kind, ProblemKind::kConfiguration);
}

TEST(ProblemTest, TransientKeepsRetryAfter) {
  const absl::Status status = TransientProblem("http-busy", {{"status", "429"}},
                                               absl::Milliseconds(1500));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  const Problem problem = ProblemOf(status);
  EXPECT_EQ(problem.kind, ProblemKind::kTransient);
  EXPECT_EQ(problem.retry_after, absl::Milliseconds(1500));
}

TEST(ProblemTest, PartnerIsDataLoss) {
  const absl::Status status = PartnerProblem("csv-quote", {{"line", "7"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ProblemOf(status).kind, ProblemKind::kPartner);
}

TEST(ProblemTest, ALostCursorSaysSo) {
  const absl::Status status = CursorGone("the file changed");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(ProblemOf(status).cursor_gone);
  EXPECT_THAT(ProblemOf(status).message, HasSubstr("the file changed"));
}

TEST(ProblemTest, AStatusWithoutPayloadIsJudgedByItsCode) {
  EXPECT_EQ(ProblemOf(absl::UnavailableError("x")).kind,
            ProblemKind::kTransient);
  EXPECT_EQ(ProblemOf(absl::InvalidArgumentError("x")).kind,
            ProblemKind::kConfiguration);
  EXPECT_EQ(ProblemOf(absl::InternalError("x")).kind, ProblemKind::kPartner);
}

TEST(ProblemTest, TextsAreMadeUtf8) {
  const absl::Status status =
      PartnerProblem("unheard-of", {{"value", "caf\xE9"}});
  adapter::v1::Problem parsed;
  EXPECT_TRUE(parsed.ParseFromString(
      ProblemToWire(ProblemOf(status)).SerializeAsString()));
  EXPECT_THAT(parsed.message(), HasSubstr("caf\xEF\xBF\xBD"));
}

TEST(ProblemTest, AnUnknownKindFromTheWireFallsBack) {
  adapter::v1::Problem wire;
  wire.set_kind(static_cast<type::v1::ProblemKind>(99));
  EXPECT_EQ(ProblemFromWire(wire, ProblemKind::kTransient).kind,
            ProblemKind::kTransient);
}

}  // namespace
}  // namespace regisseur::sdk
