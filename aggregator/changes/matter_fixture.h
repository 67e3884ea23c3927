#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/contract/contract_history.h"
#include "core/principal/identity.h"

namespace regisseur {

// For tests of what people settle: a contract of cloudnine with an availability
// by the month, and people with roles.

class OneRegister final : public ContractHistory {
 public:
  std::shared_ptr<const ContractRegister> At(absl::Time) const override {
    return contracts;
  }
  std::vector<RefusedContractFile> ListRefused() const override { return {}; }
  std::shared_ptr<const ContractRegister> contracts;
};

class ListedIdentities final : public IdentityDirectory {
 public:
  std::optional<Identity> Find(absl::string_view id) const override {
    const auto found = identities.find(std::string(id));
    if (found == identities.end()) return std::nullopt;
    return found->second;
  }
  bool ConfiguresAnAdministrator() const override { return true; }
  std::map<std::string, Identity> identities;
};

class MatterFixture : public StorageFixture {
 protected:
  MatterFixture() {
    clock_.Set(At("2026-11-05T09:00:00Z"));
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.terminated = {{.last_day = absl::CivilDay(2026, 12, 31)}};
    Objective availability;
    availability.id = "availability";
    availability.window.zone = LoadZone("Europe/Amsterdam").value();
    availability.terms = AvailabilityTerms{};
    Objective response = availability;
    response.id = "response";
    response.terms = TicketTerms{};
    contract.objectives = {availability, response};
    contracts_.contracts = std::make_shared<const ContractRegister>(
        std::vector<ContractRegister::Entry>{{"hosting.yaml", contract}});
  }

  static Principal Person(const std::string& id, Principal::Role role,
                          int64_t limit = 0) {
    Principal who;
    who.identity = id;
    who.name = id;
    who.role = role;
    who.kind = Principal::Kind::kPerson;
    if (limit > 0) who.limit = {Decimal(limit, 0), "EUR"};
    return who;
  }
  static Principal Provider(const std::string& provider) {
    Principal who = Person("agent-" + provider, Principal::Role::kProvider);
    who.scope = provider;
    return who;
  }
  MatterRequest Request(const std::string& id) {
    return {.method = "regisseur.test.v1.TestService.Test",
            .id = id,
            .content = id,
            .new_id = absl::StrCat("matter-", ++made_)};
  }
  std::vector<ActRecord> Trail() const {
    return act_store_.List(who_, {}, std::nullopt, 1000)->acts;
  }

  const Principal manager_ =
      Person("m.visser", Principal::Role::kContractManager, 1000);
  const Principal cio_ = Person("cio", Principal::Role::kCio, 50000);
  int made_ = 0;
  OneRegister contracts_;
  ListedIdentities directory_;
  const ActStore act_store_{*database_, clock_};
  Acts acts_{*queue_, act_store_};
  const MatterStore matters_{*database_};
};

}  // namespace regisseur
