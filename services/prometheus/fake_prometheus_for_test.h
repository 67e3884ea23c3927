#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "services/sdk/loopback_page_server.h"

namespace regisseur::prometheus {

// A server that answers query_range in the shape of Prometheus 2.42: every
// query is the name of a series, every sample a function of name and moment.
class FakePrometheus {
 public:
  // The value's text at a moment in seconds; nullopt where there is no sample.
  using Samples = std::function<std::optional<std::string>(
      const std::string& series, int64_t at_s)>;

  explicit FakePrometheus(Samples samples) {
    server_.ServeBy([this,
                     samples = std::move(samples)](absl::string_view target) {
      std::map<std::string, std::string> asked = Arguments(target);
      {
        absl::MutexLock lock(&mutex_);
        asked_.push_back(asked);
      }
      int64_t start = 0, end = 0, step = 0;
      if (!absl::SimpleAtoi(asked["start"], &start) ||
          !absl::SimpleAtoi(asked["end"], &end) ||
          !absl::SimpleAtoi(asked["step"], &step) || step <= 0) {
        return std::pair<int, std::string>(
            400,
            R"({"status":"error","errorType":"bad_data","error":"no range"})");
      }
      // web/api/v1/api.go, queryRange.
      if ((end - start) / step > 11000) {
        return std::pair<int, std::string>(
            400,
            R"({"status":"error","errorType":"bad_data","error":"exceeded )"
            R"(maximum resolution of 11,000 points per timeseries."})");
      }
      std::string values;
      for (int64_t at = start; at <= end; at += step) {
        const std::optional<std::string> value = samples(asked["query"], at);
        if (!value) continue;
        absl::StrAppend(&values, values.empty() ? "" : ",", "[", at, ",\"",
                        *value, "\"]");
      }
      const std::string result =
          values.empty() ? ""
                         : absl::StrCat(R"({"metric":{"job":"a"},"values":[)",
                                        values, "]}");
      return std::pair<int, std::string>(200, Matrix(result));
    });
  }

  static std::string Matrix(absl::string_view result) {
    return absl::StrCat(
        R"({"status":"success","data":{"resultType":"matrix","result":[)",
        result, "]}}");
  }

  std::string url() const { return server_.url(); }
  // The arguments of every request so far.
  std::vector<std::map<std::string, std::string>> asked() const {
    absl::MutexLock lock(&mutex_);
    return asked_;
  }

 private:
  static std::map<std::string, std::string> Arguments(
      absl::string_view target) {
    std::map<std::string, std::string> arguments;
    const size_t question = target.find('?');
    if (question == absl::string_view::npos) return arguments;
    for (const absl::string_view pair :
         absl::StrSplit(target.substr(question + 1), '&')) {
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(pair, absl::MaxSplits('=', 1));
      arguments[std::string(parts.first)] = Decoded(parts.second);
    }
    return arguments;
  }

  static std::string Decoded(absl::string_view text) {
    std::string decoded;
    for (size_t i = 0; i < text.size(); ++i) {
      int code = 0;
      if (text[i] == '%' && i + 2 < text.size() &&
          absl::SimpleHexAtoi(text.substr(i + 1, 2), &code)) {
        decoded += static_cast<char>(code);
        i += 2;
      } else {
        decoded += text[i];
      }
    }
    return decoded;
  }

  mutable absl::Mutex mutex_;
  std::vector<std::map<std::string, std::string>> asked_
      ABSL_GUARDED_BY(mutex_);
  sdk::LoopbackPageServer server_;
};

}  // namespace regisseur::prometheus
