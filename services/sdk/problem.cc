#include "services/sdk/problem.h"

#include <utility>

#include "absl/strings/cord.h"
#include "core/base/utf8.h"
#include "core/finding/catalogue.h"
#include "regisseur/adapter/v1/adapter.pb.h"
#include "services/sdk/problem_wire.h"

namespace regisseur::sdk {
namespace {

constexpr char kPayloadUrl[] =
    "type.googleapis.com/regisseur.adapter.v1.Problem";

absl::Status Make(absl::StatusCode code, Problem problem) {
  absl::Status status(code, problem.message);
  status.SetPayload(kPayloadUrl,
                    absl::Cord(ProblemToWire(problem).SerializeAsString()));
  return status;
}

Problem Rendered(ProblemKind kind, absl::string_view rule,
                 const std::map<std::string, std::string>& arguments) {
  Problem problem;
  problem.kind = kind;
  problem.rule = std::string(rule);
  problem.message = RepairUtf8(RenderMessage(rule, arguments));
  return problem;
}

ProblemKind KindOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented:
      return ProblemKind::kConfiguration;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return ProblemKind::kTransient;
    case absl::StatusCode::kOk:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    default:
      return ProblemKind::kPartner;
  }
}

}  // namespace

absl::Status ConfigurationProblem(
    absl::string_view rule, std::map<std::string, std::string> arguments) {
  return Make(absl::StatusCode::kFailedPrecondition,
              Rendered(ProblemKind::kConfiguration, rule, arguments));
}

absl::Status OptionProblem(absl::string_view rule,
                           std::map<std::string, std::string> arguments) {
  Problem problem = Rendered(ProblemKind::kConfiguration, rule, arguments);
  const auto option = arguments.find("field");
  if (option != arguments.end()) problem.option = option->second;
  return Make(absl::StatusCode::kInvalidArgument, std::move(problem));
}

absl::Status TransientProblem(absl::string_view rule,
                              std::map<std::string, std::string> arguments,
                              std::optional<absl::Duration> retry_after) {
  Problem problem = Rendered(ProblemKind::kTransient, rule, arguments);
  problem.retry_after = retry_after;
  return Make(absl::StatusCode::kUnavailable, std::move(problem));
}

absl::Status PartnerProblem(absl::string_view rule,
                            std::map<std::string, std::string> arguments) {
  return Make(absl::StatusCode::kDataLoss,
              Rendered(ProblemKind::kPartner, rule, arguments));
}

absl::Status CursorGone(absl::string_view why) {
  Problem problem = Rendered(ProblemKind::kConfiguration, "cursor-gone",
                             {{"detail", std::string(why)}});
  problem.cursor_gone = true;
  return Make(absl::StatusCode::kFailedPrecondition, std::move(problem));
}

Problem ProblemOf(const absl::Status& status) {
  if (auto payload = status.GetPayload(kPayloadUrl)) {
    adapter::v1::Problem wire;
    if (wire.ParseFromString(std::string(*payload))) {
      return ProblemFromWire(wire, KindOf(status.code()));
    }
  }
  Problem problem;
  problem.kind = KindOf(status.code());
  problem.rule = "adapter-failed";
  problem.message = RepairUtf8(status.message());
  return problem;
}

adapter::v1::Problem ProblemToWire(const Problem& problem) {
  adapter::v1::Problem wire;
  wire.set_kind(static_cast<type::v1::ProblemKind>(problem.kind));
  wire.set_rule(RepairUtf8(problem.rule));
  wire.set_message(RepairUtf8(problem.message));
  if (problem.retry_after) {
    const int64_t nanos = absl::ToInt64Nanoseconds(*problem.retry_after);
    wire.mutable_retry_after()->set_seconds(nanos / 1000000000);
    wire.mutable_retry_after()->set_nanos(
        static_cast<int32_t>(nanos % 1000000000));
  }
  wire.set_cursor_gone(problem.cursor_gone);
  wire.set_option(RepairUtf8(problem.option));
  return wire;
}

Problem ProblemFromWire(const adapter::v1::Problem& wire,
                        ProblemKind fallback_kind) {
  Problem problem;
  problem.kind = fallback_kind;
  switch (wire.kind()) {
    case type::v1::PROBLEM_KIND_CONFIGURATION:
      problem.kind = ProblemKind::kConfiguration;
      break;
    case type::v1::PROBLEM_KIND_TRANSIENT:
      problem.kind = ProblemKind::kTransient;
      break;
    case type::v1::PROBLEM_KIND_PARTNER:
      problem.kind = ProblemKind::kPartner;
      break;
    default:
      break;
  }
  problem.rule = wire.rule();
  problem.message = wire.message();
  if (wire.has_retry_after()) {
    problem.retry_after = absl::Seconds(wire.retry_after().seconds()) +
                          absl::Nanoseconds(wire.retry_after().nanos());
  }
  problem.cursor_gone = wire.cursor_gone();
  problem.option = wire.option();
  return problem;
}

}  // namespace regisseur::sdk
