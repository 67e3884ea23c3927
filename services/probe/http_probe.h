#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "re2/re2.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// What a page has to answer.
struct HttpExpectation {
  // From and to, both included; 200 to 299 where it is empty.
  std::vector<std::pair<int, int>> codes;
  // What the body has to hold somewhere; null without.
  std::shared_ptr<const RE2> body;
  // Slower than this is degraded_performance; absent: never.
  std::optional<absl::Duration> within;
};

// Whether a page answers as expected. Redirects are answers, not followed.
class HttpProbe final : public Probe {
 public:
  HttpProbe(std::string url, HttpExpectation expectation)
      : url_(std::move(url)), expectation_(std::move(expectation)) {}
  ProbeResult Try(const ProbeLimits& limits) const override;

 private:
  bool IsExpected(int code) const;

  const std::string url_;
  const HttpExpectation expectation_;
};

}  // namespace regisseur::probe
