#include "services/statuspage/options.h"

#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace regisseur::statuspage {
namespace {

struct Case {
  std::map<std::string, std::string> options;
  bool valid;
};

TEST(StatuspageOptionsTest, RefusesWhatCannotWork) {
  const std::vector<Case> cases = {
      {{{"url", "https://status.example"}}, true},
      {{{"url", "http://status.example/api/v2/summary.json"}}, true},
      {{{"path", "captures/*.jsonl"}}, true},
      {{{"path", "a.json"}, {"url", "https://status.example"}}, true},
      {{{"path", "a.json"}, {"allow_private", "true"}, {"timeout", "5s"}},
       true},
      {{}, false},
      {{{"url", "status.example"}}, false},
      {{{"url", "ftp://status.example"}}, false},
      {{{"url", "file:///etc/passwd"}}, false},
      {{{"path", "a.json"}, {"allow_private", "yes"}}, false},
      {{{"path", "a.json"}, {"timeout", "soon"}}, false},
      {{{"path", "a.json"}, {"timeout", "0s"}}, false},
      {{{"path", "a.json"}, {"timeout", "1h"}}, false},
  };
  for (const Case& c : cases) {
    sdk::SourceSpec source;
    source.options = c.options;
    const auto options = StatuspageOptions::Read(source);
    EXPECT_EQ(options.ok(), c.valid) << options.status();
    if (!c.valid) {
      EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

TEST(StatuspageOptionsTest, AnAddressWithoutPathMeansTheSummary) {
  const std::map<std::string, std::string> cases = {
      {"https://status.example", "https://status.example/api/v2/summary.json"},
      {"https://status.example/", "https://status.example/api/v2/summary.json"},
      {"https://status.example:8443",
       "https://status.example:8443/api/v2/summary.json"},
      {"https://status.example/api/v2/incidents.json",
       "https://status.example/api/v2/incidents.json"},
      {"https://status.example?x=1", "https://status.example?x=1"},
  };
  for (const auto& [url, want] : cases) {
    sdk::SourceSpec source;
    source.options["url"] = url;
    EXPECT_EQ(StatuspageOptions::Read(source).value().url, want);
  }
}

TEST(StatuspageOptionsTest, TheTokenIsASecret) {
  for (const sdk::OptionSpec& spec : StatuspageOptions::Specs()) {
    EXPECT_EQ(spec.secret, spec.name == "token") << spec.name;
  }
}

}  // namespace
}  // namespace regisseur::statuspage
