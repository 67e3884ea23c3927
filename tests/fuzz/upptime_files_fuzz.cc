#include "services/sdk/json_document.h"
#include "services/upptime/check_log.h"
#include "services/upptime/site_state.h"
#include "services/upptime/site_summary.h"
#include "tests/fuzz/fuzz_input.h"

// A text as each of the files of an Upptime repository.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const absl::string_view text = fuzz::TextOf(data, size);
  FindingList findings;
  absl::Time before = absl::InfinitePast();
  for (const upptime::LoggedCheck& check :
       upptime::ReadCheckLog(text, "checks.tsv", findings)) {
    fuzz::Require(check.at >= before);
    fuzz::Require(check.line > 0);
    before = check.at;
  }
  (void)upptime::ReadSiteFile(text, "site", "history/site.yml", findings);
  const auto document = sdk::JsonDocument::Parse(std::string(text), "summary");
  if (document.ok()) {
    const auto sites =
        upptime::ReadSummary(document->root(), "summary.json", findings);
    if (sites.ok()) {
      for (const upptime::SummarySite& site : *sites) {
        for (const auto& [day, minutes] : site.minutes_down) {
          fuzz::Require(minutes >= 0);
        }
      }
    }
  }
  fuzz::RequireAcceptable(FactBatch(), findings);
  return 0;
}
