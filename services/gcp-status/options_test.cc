#include "services/gcp-status/options.h"

#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace regisseur::gcp_status {
namespace {

struct Case {
  std::map<std::string, std::string> options;
  bool valid;
};

TEST(GcpStatusOptionsTest, RefusesWhatCannotWork) {
  const std::vector<Case> cases = {
      {{{"url", "https://status.example"}}, true},
      {{{"path", "incidents.*.json"}}, true},
      {{{"path", "a.json"}, {"allow_private", "true"}, {"timeout", "5s"}},
       true},
      {{}, false},
      {{{"path", "a.json"}, {"url", "https://status.example"}}, false},
      {{{"url", "status.example"}}, false},
      {{{"path", "a.json"}, {"allow_private", "1"}}, false},
      {{{"path", "a.json"}, {"timeout", "soon"}}, false},
      {{{"path", "a.json"}, {"timeout", "1h"}}, false},
  };
  for (const Case& c : cases) {
    sdk::SourceSpec source;
    source.options = c.options;
    const auto options = GcpStatusOptions::Read(source);
    EXPECT_EQ(options.ok(), c.valid) << options.status();
    if (!c.valid) {
      EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

TEST(GcpStatusOptionsTest, AnAddressWithoutPathMeansTheFeed) {
  const std::map<std::string, std::string> cases = {
      {"https://status.example", "https://status.example/incidents.json"},
      {"https://status.example/", "https://status.example/incidents.json"},
      {"https://status.example/dashboard/incidents.json",
       "https://status.example/dashboard/incidents.json"},
  };
  for (const auto& [url, want] : cases) {
    sdk::SourceSpec source;
    source.options["url"] = url;
    EXPECT_EQ(GcpStatusOptions::Read(source).value().url, want);
  }
}

}  // namespace
}  // namespace regisseur::gcp_status
