#include "services/probe/http_probe.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/sdk/http_client.h"
#include "services/sdk/problem.h"

namespace regisseur::probe {
namespace {

constexpr int64_t kMaxBodyBytes = 16 << 20;

ProbeResult ResultOfProblem(const sdk::Problem& problem) {
  // Only what does not differ from try to try.
  if (problem.kind == sdk::ProblemKind::kConfiguration) {
    return ProbeResult::Unable(problem.message);
  }
  if (problem.rule == "http-timeout") {
    return ProbeResult::Silent("nothing answers in time");
  }
  if (problem.rule == "http-tls") {
    return ProbeResult::Bad("its certificate is not accepted");
  }
  if (problem.rule == "http-too-large") {
    return ProbeResult::Unable(absl::StrCat("its answer has more than ",
                                            kMaxBodyBytes >> 20,
                                            " MiB; probe a smaller page"));
  }
  if (problem.rule == "http-incomplete" || problem.rule == "http-garbled") {
    return ProbeResult::Bad("its answer breaks off or is no HTTP");
  }
  return ProbeResult::Silent("it cannot be reached");
}

}  // namespace

bool HttpProbe::IsExpected(int code) const {
  if (expectation_.codes.empty()) return code >= 200 && code <= 299;
  return std::any_of(expectation_.codes.begin(), expectation_.codes.end(),
                     [code](const std::pair<int, int>& range) {
                       return code >= range.first && code <= range.second;
                     });
}

ProbeResult HttpProbe::Try(const ProbeLimits& limits) const {
  sdk::HttpOptions http;
  http.timeout = limits.timeout;
  http.connect_timeout = limits.timeout;
  http.max_bytes = kMaxBodyBytes;
  http.allow_private = limits.allow_private;
  http.ca_file = limits.ca_file;
  http.expects = [](int) { return true; };
  http.cancelled = [&limits] {
    return limits.cancelled != nullptr && limits.cancelled->load();
  };
  const absl::StatusOr<sdk::HttpDocument> answer = sdk::Fetch(url_, http);
  if (!answer.ok()) return ResultOfProblem(sdk::ProblemOf(answer.status()));
  if (!IsExpected(answer->code)) {
    return ProbeResult::Bad(absl::StrCat("it answers HTTP ", answer->code));
  }
  if (expectation_.body != nullptr &&
      !RE2::PartialMatch(answer->body, *expectation_.body)) {
    return ProbeResult::Bad("its page does not hold what it should");
  }
  if (expectation_.within && answer->took > *expectation_.within) {
    return ProbeResult::Degraded(absl::StrCat(
        "it takes longer than ", absl::FormatDuration(*expectation_.within)));
  }
  return ProbeResult::Good();
}

}  // namespace regisseur::probe
