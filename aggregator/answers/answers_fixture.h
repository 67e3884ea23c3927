#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/answers/answers.h"
#include "aggregator/storage/pulse_store.h"
#include "aggregator/storage/storage_fixture.h"

namespace regisseur {

// For tests of the answers: real stores, a portfolio and rates that a test
// sets, and short ways to tell facts as sources would.

class SettablePortfolios final : public PortfolioHistory {
 public:
  void Set(absl::Time from, Portfolio portfolio) {
    versions_[from] = std::make_shared<const Portfolio>(std::move(portfolio));
  }
  std::shared_ptr<const Portfolio> At(absl::Time known) const override {
    auto next = versions_.upper_bound(known);
    return next == versions_.begin() ? next->second : std::prev(next)->second;
  }

 private:
  std::map<absl::Time, std::shared_ptr<const Portfolio>> versions_;
};

class SettableRates final : public RatesHistory {
 public:
  void Set(absl::string_view csv) {
    rates_ = std::make_shared<const ExchangeRates>(
        ExchangeRates::ParseCsv(csv).value());
  }
  std::shared_ptr<const ExchangeRates> At(absl::Time) const override {
    return rates_;
  }
  std::string SourceAt(absl::Time) const override { return "rates.csv"; }

 private:
  std::shared_ptr<const ExchangeRates> rates_ =
      std::make_shared<const ExchangeRates>();
};

class SettableContracts final : public ContractHistory {
 public:
  void Set(absl::Time from, ContractRegister contracts) {
    versions_[from] =
        std::make_shared<const ContractRegister>(std::move(contracts));
  }
  std::shared_ptr<const ContractRegister> At(absl::Time known) const override {
    auto next = versions_.upper_bound(known);
    return next == versions_.begin() ? std::make_shared<ContractRegister>()
                                     : std::prev(next)->second;
  }
  std::vector<RefusedContractFile> ListRefused() const override {
    return refused;
  }
  std::vector<RefusedContractFile> refused;

 private:
  std::map<absl::Time, std::shared_ptr<const ContractRegister>> versions_;
};

class SettableLiveSources final : public LiveSourceState {
 public:
  std::optional<LiveSource> Find(absl::string_view source) const override {
    const auto found = sources.find(std::string(source));
    if (found == sources.end()) return std::nullopt;
    return found->second;
  }
  std::map<std::string, LiveSource> sources;
};

class AnswersFixture : public StorageFixture {
 protected:
  // It is 2026-10-15 12:00 UTC.
  AnswersFixture() {
    clock_.Set(At("2026-10-15T12:00:00Z"));
    portfolio_.name = "Example";
    portfolio_.time_zone = LoadZone(portfolio_.time_zone_name).value();
  }

  static SourceConfig MakeSource(const std::string& id,
                                 const std::string& provider,
                                 const std::string& adapter,
                                 absl::Duration every = absl::Minutes(1)) {
    SourceConfig source;
    source.id = id;
    source.provider = provider;
    source.adapter = adapter;
    source.every = every;
    return source;
  }

  // A provider with the services' selectors; sources are added to it.
  ProviderConfig& AddProvider(const std::string& id,
                              Tier tier = Tier::kOperational) {
    ProviderConfig& provider = portfolio_.providers.emplace_back();
    provider.id = id;
    provider.name = id + " B.V.";
    provider.tier = tier;
    return provider;
  }

  // The portfolio as set up so far is in force from `from` on.
  void Configure(absl::Time from = absl::UnixEpoch()) {
    portfolios_.Set(from, portfolio_);
  }

  AnswerContext context() const {
    AnswerContext context{source_reader_,  status_reader_,
                          cost_reader_,    measurement_reader_,
                          ticket_reader_,  objective_reader_,
                          invoice_reader_, matter_store_,
                          portfolios_,     rates_,
                          contracts_,      live_,
                          clock_};
    context.pulses = &pulse_store_;
    return context;
  }
  const Answers& answers() {
    if (answers_ == nullptr) answers_ = std::make_unique<Answers>(context());
    return *answers_;
  }

  static Component MakeComponent(const std::string& id, const std::string& name,
                                 OperationalState state,
                                 const std::string& group = "") {
    Component component;
    component.id = id;
    component.name = name;
    component.group = group;
    component.state = state;
    return component;
  }

  static StatusObservation MakeObservation(absl::Time observed,
                                           std::vector<Component> components) {
    StatusObservation observation;
    observation.observed_time = observed;
    observation.components = std::move(components);
    observation.lists_every_component = true;
    observation.lists_every_open_incident = true;
    observation.lists_every_open_maintenance = true;
    return observation;
  }

  // A page told this; its states hold for `hold` more. The source answered.
  void Tell(const std::string& source, const StatusObservation& observation,
            absl::Duration hold = absl::Minutes(3)) {
    PageState state = writer_->GetPageState(who_, source).value();
    const std::optional<absl::Time> previous = state.last_observed_time;
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true);
    batch.facts.deliveries = {
        Head("page " + FormatInstant(observation.observed_time),
             "https://status.example", Completeness::kAdditive)};
    batch.page_changes.push_back(
        {.observed_time = observation.observed_time,
         .previous_observed_time = previous,
         .changes = FoldObservation(observation, state).value()});
    const bool derived = observation.states_from_incidents_since.has_value();
    batch.coverage.push_back(
        {.from = derived ? *observation.states_from_incidents_since
                         : observation.observed_time,
         .until = observation.observed_time,
         .hold = hold,
         .states_from_incidents = derived});
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, observation.observed_time, FactKind::kStatus);
  }

  // The page said the same again until then.
  void Confirm(const std::string& source, absl::Time from, absl::Time until,
               absl::Duration hold = absl::Minutes(3)) {
    const absl::Status stored = writer_->Confirm(
        who_, source, {.from = from, .until = until, .hold = hold}, "c");
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, until, FactKind::kStatus);
  }

  void Answered(const std::string& source, absl::Time data_until,
                FactKind tells) {
    RecordTry(
        source,
        {.time = clock_.Now(), .data_until = data_until, .tells = {tells}});
  }
  void RecordTry(const std::string& source, const SourceTry& attempt) {
    const absl::Status stored = writer_->RecordTry(who_, source, attempt);
    ASSERT_TRUE(stored.ok()) << stored;
  }

  // One charge of a delivery of charges.
  struct TestCharge {
    std::string billed;
    std::string category = "Usage";
    std::string service = "Compute";
    std::string currency = "EUR";
    std::string party;
    std::string sku;
    std::string tags;
    bool effective_is_null = false;
    std::string quantity;  // PricingQuantity, of `unit`
    std::string unit;
  };

  // A source delivered the charges of the UTC month `month`.
  void Charge(const std::string& source, const std::string& provider,
              const std::string& month,
              const std::vector<TestCharge>& charges) {
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true, provider);
    batch.facts.deliveries = {Head("month " + month, "cost.csv")};
    const TimeRange period =
        ParseTimeRange(month, month, absl::UTCTimeZone()).value();
    for (const TestCharge& told : charges) {
      regisseur::Charge& charge =
          AddCharge(batch, told.service, told.billed, told.category);
      const auto set = [&](ChargeText column, const std::string& text) {
        charge.texts[static_cast<int>(column)] =
            text.empty() ? 0 : Text(batch, text);
      };
      set(ChargeText::kBillingCurrency, told.currency);
      set(ChargeText::kSkuId, told.sku);
      set(ChargeText::kTags, told.tags);
      set(ChargeText::kPricingUnit, told.unit);
      if (!told.quantity.empty()) {
        charge.amounts[static_cast<int>(ChargeAmount::kPricingQuantity)] =
            Decimal::Parse(told.quantity).value();
      }
      set(ChargeText::kServiceProviderName,
          told.party.empty() ? provider : told.party);
      if (told.effective_is_null) {
        charge.amounts[static_cast<int>(ChargeAmount::kEffectiveCost)].reset();
      }
      charge.billing_period_start = period.from;
      charge.billing_period_end = period.to;
      charge.charge_period_start = period.from;
      charge.charge_period_end = period.to;
      if (!told.party.empty()) {
        batch.charge_parties.resize(batch.facts.charges.size(), 0);
        batch.charge_parties.back() = Text(batch, told.party);
      }
    }
    if (assign_) batch.assign = assign_;
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, std::min(period.to, clock_.Now()), FactKind::kCharges);
  }

  std::string NextRun() { return absl::StrCat("run", ++run_); }

  // True when one of the gaps has the rule.
  static const Gap* FindGap(const std::vector<Gap>& gaps,
                            absl::string_view rule) {
    for (const Gap& gap : gaps) {
      if (gap.rule == rule) return &gap;
    }
    return nullptr;
  }

  const Principal cio_ = Principal::LocalAdministrator();
  Portfolio portfolio_;
  SettablePortfolios portfolios_;
  SettableRates rates_;
  SettableContracts contracts_;
  SettableLiveSources live_;
  std::function<std::string(const std::string&)> assign_;
  int run_ = 0;
  const SourceReader source_reader_{*database_};
  const StatusReader status_reader_{*database_};
  const CostReader cost_reader_{*database_};
  const MeasurementReader measurement_reader_{*database_};
  const TicketReader ticket_reader_{*database_};
  const ObjectiveReader objective_reader_{*database_};
  const InvoiceReader invoice_reader_{*database_};
  const MatterStore matter_store_{*database_};
  PulseStore pulse_store_{*database_, *queue_};
  std::unique_ptr<Answers> answers_;
};

}  // namespace regisseur
