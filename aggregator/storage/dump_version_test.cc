#include <cstdlib>

#include "aggregator/storage/storage_fixture.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

// Not a fact but a tool: writes the file of which testdata/dump_version.sh
// makes the text that schema_test.cc upgrades for ever.
class DumpVersion : public StorageFixture {};

TEST_F(DumpVersion, DISABLED_WritesAFileOfThisVersion) {
  const char* const target = std::getenv("REGISSEUR_DUMP_VERSION");
  ASSERT_NE(target, nullptr) << "run testdata/dump_version.sh";
  ASSERT_TRUE(StoreOneCharge("bill", "r1", "period=2026-09", "10.25").ok());
  ASSERT_TRUE(StoreOneCharge("bill", "r2", "period=2026-10", "20.50").ok());
  StagedBatch page = MakeBatch("page", "p1", 1, true);
  page.facts.deliveries = {
      Head("page=1", "https://status.example/", Completeness::kAdditive)};
  PageChangesAt at;
  at.observed_time = clock_.Now();
  Component component;
  component.id = "web";
  component.name = "Website";
  at.changes.components = {component};
  at.changes.states = {{"web", {clock_.Now(), OperationalState::kOperational}}};
  page.page_changes = {at};
  CoverageStretch coverage;
  coverage.from = coverage.until = clock_.Now();
  coverage.hold = absl::Minutes(3);
  page.coverage = {coverage};
  ASSERT_TRUE(writer_->StoreBatch(who_, page).ok());
  Close();
  ASSERT_EQ(std::rename(path_.c_str(), target), 0);
  Open();
}

}  // namespace
}  // namespace regisseur
