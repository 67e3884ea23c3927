#include <cstdlib>

#include "aggregator/storage/act_store.h"
#include "aggregator/storage/identity_store.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/base/status_macros.h"
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
  SourceTry attempt;
  attempt.time = clock_.Now();
  attempt.outcome = TryOutcome::kAnswered;
  attempt.adapter_version = "test 1";
  attempt.tells = {FactKind::kCharges};
  ASSERT_TRUE(writer_->RecordTry(who_, "bill", attempt).ok());
  ASSERT_TRUE(ConfigStore(*database_, *queue_, clock_)
                  .PutInForce(who_, {{"config", "a.yaml", "portfolio: 1"}}, {})
                  .ok());
  // Somebody who may call, and the act that made her.
  Identity identity;
  identity.who.identity = "id-1";
  identity.who.name = "A. Vos";
  identity.who.role = Principal::Role::kAdministrator;
  identity.who.kind = Principal::Kind::kPerson;
  identity.token_sha256 = std::string(32, 'a');
  identity.created = clock_.Now();
  identity.created_by = "local";
  identity.expires = clock_.Now() + absl::Hours(24 * 365);
  const absl::Status made = queue_->Write(
      WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
        Act act;
        act.method = "regisseur.identity.v1.IdentityService.CreateIdentity";
        act.subject = "identity id-1";
        act.via = "loopback";
        act.request_id = "r1";
        act.personal = {{"name", "A. Vos"}};
        RETURN_IF_ERROR(
            IdentityStore(*database_).Insert(transaction, identity, act));
        return ActStore(*database_, clock_)
            .Append(transaction, Principal::LocalAdministrator(), act)
            .status();
      });
  ASSERT_TRUE(made.ok()) << made;
  Close();
  ASSERT_EQ(std::rename(path_.c_str(), target), 0);
  Open();
}

}  // namespace
}  // namespace regisseur
