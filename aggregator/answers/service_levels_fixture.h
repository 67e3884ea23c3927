#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/service_levels.h"
#include "aggregator/storage/act_store.h"
#include "core/contract/contract.h"

namespace regisseur {

// For tests of service levels: a provider with a page and a probe, a contract
// that a test changes, and short ways to tell what both saw. It is 10 November
// 2026, noon UTC.
class ServiceLevelsFixture : public AnswersFixture {
 protected:
  using State = OperationalState;
  struct Seen {
    absl::Time at;
    State state;
  };

  ServiceLevelsFixture() {
    clock_.Set(At("2026-11-10T12:00:00Z"));
    ProviderConfig& provider = AddProvider("cloudnine");
    provider.services = {
        {.id = "hosting", .name = "Hosting", .components = {"Web*"}}};
    provider.sources = {MakeSource("page", "cloudnine", "statuspage"),
                        MakeSource("probe", "cloudnine", "probe"),
                        MakeSource("kpi", "cloudnine", "kpi"),
                        MakeSource("desk", "cloudnine", "tickets"),
                        MakeSource("bill", "cloudnine", "focus")};
    provider.sources[1].origin = Origin::kMeasured;
    Configure();
    contract_ = MakeContract("hosting-2026", "availability", "99.9");
  }

  static Decimal Number(absl::string_view text) {
    return Decimal::Parse(text).value();
  }
  // A moment by Amsterdam's clock.
  static absl::Time Local(int month, int day, int hour = 0, int minute = 0) {
    return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, 0),
                           LoadZone("Europe/Amsterdam").value());
  }

  // A contract of 9,500.00 a month with one promise about `hosting`, credits of
  // 10 % below the target and 25 % below 99.0, to be claimed within 60 days.
  static Contract MakeContract(const std::string& id,
                               const std::string& objective,
                               absl::string_view target) {
    Contract contract;
    contract.id = id;
    contract.provider = "cloudnine";
    contract.title = id;
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.pricing = {
        {.component = "platform", .form = FixedPrice{Number("9500.00")}}};
    contract.objectives = {MakeAvailability(objective, target)};
    return contract;
  }
  static Objective MakeAvailability(const std::string& id,
                                    absl::string_view target) {
    Objective objective = MakeObjective(id);
    AvailabilityTerms terms;
    terms.target = Number(target);
    terms.counts_as_down = {{State::kPartialOutage}, {State::kMajorOutage}};
    objective.terms = terms;
    objective.remedies.credits = {{Number(target), Number("10")},
                                  {Number("99.0"), Number("25")}};
    objective.remedies.credit_base = "platform";
    objective.remedies.claim_within = {ClaimRule::Kind::kDays, 60};
    return objective;
  }
  // Without terms; over calendar months in Amsterdam.
  static Objective MakeObjective(const std::string& id) {
    Objective objective;
    objective.id = id;
    objective.services = {"hosting"};
    objective.time_zone = "Europe/Amsterdam";
    objective.window.zone = LoadZone("Europe/Amsterdam").value();
    return objective;
  }
  Objective& objective() { return contract_.objectives.front(); }
  AvailabilityTerms& terms() {
    return std::get<AvailabilityTerms>(objective().terms);
  }

  // The register holds `contract_` and `more`.
  void Register(std::vector<Contract> more = {},
                absl::Time from = absl::UnixEpoch()) {
    std::vector<ContractRegister::Entry> entries = {{"a.yaml", contract_}};
    for (Contract& contract : more) {
      entries.push_back({contract.id + ".yaml", std::move(contract)});
    }
    contracts_.Set(from, ContractRegister(std::move(entries)));
  }

  // A source watched the component Web without a pause from the first moment
  // until `until`, and saw it change.
  void Watch(const std::string& source, const std::vector<Seen>& seen,
             absl::Time until, std::vector<Maintenance> maintenances = {},
             std::vector<Incident> incidents = {}) {
    for (size_t i = 0; i < seen.size(); ++i) {
      StatusObservation observation = MakeObservation(
          seen[i].at, {MakeComponent("web", "Web", seen[i].state)});
      observation.maintenances = maintenances;
      for (const Incident& incident : incidents) {
        if (incident.start_time <= seen[i].at) {
          observation.incidents.push_back(incident);
        }
      }
      Tell(source, observation, absl::ZeroDuration());
      Confirm(source, seen[i].at, i + 1 < seen.size() ? seen[i + 1].at : until,
              absl::ZeroDuration());
    }
  }
  static Maintenance MakeMaintenance(const std::string& id, absl::Time start,
                                     absl::Time end, absl::Time announced) {
    Maintenance maintenance;
    maintenance.id = id;
    maintenance.title = "Work " + id;
    maintenance.start_time = start;
    maintenance.end_time = end;
    maintenance.announce_time = announced;
    maintenance.component_ids = {"web"};
    return maintenance;
  }

  // A figure about a UTC month, as a service report tells it.
  void Report(const std::string& source, const std::string& indicator,
              const std::string& month, const std::string& value,
              const std::string& numerator = "",
              const std::string& denominator = "") {
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head(month + " " + indicator, "report.csv")};
    const TimeRange period =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    Measurement& measurement = batch.facts.measurements.emplace_back();
    measurement.line = 2;
    measurement.indicator = indicator;
    measurement.period_start = period.from;
    measurement.period_end = period.to;
    if (!value.empty()) measurement.value = Number(value);
    if (!numerator.empty()) {
      measurement.numerator = Number(numerator);
      measurement.denominator = Number(denominator);
    }
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, period.to, FactKind::kMeasurements);
  }

  // A step of something that people settle, by a person.
  void Settle(const MatterSubject& subject, MatterMove move,
              std::vector<std::pair<std::string, std::string>> values,
              const std::string& reason = "") {
    Principal person = cio_;
    person.name = "A. de Vries";
    Act act;
    act.method = "test.Settle";
    act.provider = subject.provider;
    act.subject = subject.name;
    if (!reason.empty()) act.personal = {{"reason", reason}};
    const NewMatterStep step{subject, move, std::move(values)};
    act.rows = {step.Encode()};
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const auto told =
              ActStore(*database_, clock_).Append(transaction, person, act);
          if (!told.ok()) return told.status();
          return matter_store_.Insert(transaction, step, *told);
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }

  ServiceLevelsAnswer Ask(const std::string& period, AsOf as_of = {}) {
    auto answer = answers().ListServiceLevels(cio_, {.period = period}, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ServiceLevelsAnswer();
  }
  // The only row.
  ServiceLevelRow AskOne(const std::string& period, AsOf as_of = {}) {
    last_ = Ask(period, as_of);
    EXPECT_EQ(last_.levels.size(), 1u);
    return last_.levels.empty() ? ServiceLevelRow() : last_.levels.front();
  }

  static bool HasNote(const Figure& figure, absl::string_view rule) {
    for (const LevelNote& note : figure.notes) {
      if (note.rule == rule) return true;
    }
    return false;
  }
  static std::string Text(const std::optional<Decimal>& number) {
    return number.has_value() ? number->ToString() : "none";
  }
  using StorageFixture::Text;

  Contract contract_;
  ServiceLevelsAnswer last_;  // keeps what rows point into
};

}  // namespace regisseur
