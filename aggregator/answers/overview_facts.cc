#include "aggregator/answers/overview_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/partner_periods.h"
#include "aggregator/answers/source_freshness.h"
#include "aggregator/storage/pulse_store.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Service reports tell about a provider's service levels when one of the last
// thirteen months was reported.
constexpr absl::Duration kReportsLookBack = absl::Hours(400 * 24);
CoverageKind ByOrigin(Origin origin) {
  switch (origin) {
    case Origin::kReported:
      return CoverageKind::kReported;
    case Origin::kMeasured:
      return CoverageKind::kMeasured;
  }
  return CoverageKind::kReported;
}

// What the overview wants to know of one source of cost.
struct CostSourceFacts {
  absl::Status status;
  bool due = false;  // the last month should be here
  bool month_missing = false;
  bool last_month_missing = false;
};

// Adds its gaps, and the moment at which the last month is due, to `facts`.
CostSourceFacts ReadCostSource(const AnswerContext& context,
                               const Principal& who,
                               const KnownPortfolio& known,
                               const OverviewFacts::Source& source,
                               absl::CivilMonth month, AsOf as_of,
                               OverviewFacts& facts) {
  CostSourceFacts result;
  const TimeRange both = {RangeOfMonth(month - 1).from, RangeOfMonth(month).to};
  const absl::StatusOr<std::vector<absl::CivilMonth>> missing =
      AddCostGaps(context, who, known, source.source, source.record, both,
                  as_of, facts.gaps);
  if (!missing.ok()) {
    result.status = missing.status();
    return result;
  }
  for (const absl::CivilMonth m : *missing) {
    (m == month ? result.month_missing : result.last_month_missing) = true;
  }
  const SourceClocks clocks = ClocksOf(*source.source.config, source.record);
  if (source.source.former || !clocks.expect.has_value()) return result;
  const absl::TimeZone zone = known.portfolio().time_zone;
  result.due = IsDue(month - 1, clocks, known.moment(), zone);
  for (const absl::CivilMonth m : {month - 1, month}) {
    // The first moment at which it is late.
    const absl::Time due = clocks.expect->AddTo(RangeOfMonth(m).from, zone) +
                           absl::Microseconds(1);
    if (due > known.moment()) {
      facts.holds_until = std::min(facts.holds_until, due);
    }
  }
  return result;
}

// How rigid the contracts with the providers shown are. What is not known of
// them is one gap: most contracts leave something open.
absl::Status ReadRigidity(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known, RigidityKeeper& keeper,
                          AsOf as_of, OverviewFacts& facts) {
  // It is ours alone.
  if (who.role == Principal::Role::kProvider) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::shared_ptr<const RigidityToday> today,
                   keeper.Get(context, who, known, as_of));
  if (today->rows.empty()) return absl::OkStatus();
  const absl::TimeZone zone = known.portfolio().time_zone;
  facts.holds_until = std::min(
      facts.holds_until,
      absl::FromCivil(absl::ToCivilDay(known.moment(), zone) + 1, zone));
  std::map<std::string, std::vector<ContractRigidity>> by_provider;
  for (const ContractRigidity& row : today->rows) {
    by_provider[row.provider].push_back(row);
  }
  std::vector<ContractRigidity> shown;
  std::vector<std::string> open;
  for (OverviewFacts::Provider& provider : facts.providers) {
    const auto rows = by_provider.find(provider.id);
    if (rows == by_provider.end()) continue;
    ASSIGN_OR_RETURN(provider.rigidity,
                     MeanOfRigidity(context, known, provider.id, rows->second,
                                    as_of, facts.gaps));
    if (!provider.rigidity->left_out.empty() ||
        !provider.rigidity->figure().has_value()) {
      open.push_back(provider.id);
    }
    shown.insert(shown.end(), rows->second.begin(), rows->second.end());
  }
  if (shown.empty()) return absl::OkStatus();
  std::vector<Gap> told;  // of the providers already
  ASSIGN_OR_RETURN(facts.rigidity,
                   MeanOfRigidity(context, known, "", shown, as_of, told));
  if (open.empty()) return absl::OkStatus();
  Gap gap;
  gap.rule = "overview-rigidity-open";
  gap.arguments = {{"providers", absl::StrJoin(open, ", ")}};
  gap.notice = true;
  AddGap(std::move(gap), facts.gaps);
  return absl::OkStatus();
}

// Providers about which enough people answered in the last year for a figure.
absl::StatusOr<std::set<std::string>> ReadExperienced(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, AsOf as_of) {
  std::set<std::string> experienced;
  // Answers carry no time at which they became known.
  if (context.pulses == nullptr || !as_of.IsNow()) return experienced;
  const absl::CivilDay today =
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  using Counts = std::map<std::string, int64_t>;
  ASSIGN_OR_RETURN(const Counts answers,
                   context.pulses->CountByProvider(who, today - 365));
  Counts by_id;
  for (const auto& [provider, count] : answers) {
    by_id[known.CurrentId(provider)] += count;
  }
  for (const auto& [provider, count] : by_id) {
    if (count >= kFewestAnswers) experienced.insert(provider);
  }
  return experienced;
}

}  // namespace

absl::StatusOr<OverviewFacts> ReadOverviewFacts(
    const AnswerContext& context, const Principal& who,
    const OverviewQuestion& question, AsOf as_of, OverviewKeepers& keepers) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(const SourceRecords records,
                   ReadSourceRecords(context, who, known, as_of));
  ASSIGN_OR_RETURN(PortfolioCost cost,
                   ReadPortfolioCost(context, who, known, records, as_of));
  ASSIGN_OR_RETURN(
      const std::vector<MeasurementRecord> measurements,
      context.measurements.ListMeasurements(
          who, std::nullopt,
          {known.moment() - kReportsLookBack, known.moment()}, as_of));

  ASSIGN_OR_RETURN(
      const std::shared_ptr<const MonthAhead> ahead,
      keepers.month_ahead.Get(context, who, known, records, as_of));

  OverviewFacts facts;
  facts.portfolio = known.shared_portfolio();
  facts.owner = question.owner;
  facts.month = cost.month;
  facts.holds_until = RangeOfMonth(cost.month).to;
  for (const KnownSource& source : known.sources()) {
    facts.sources.push_back({source, records.at(source.config->id)});
  }

  std::map<std::string, CoverageKind> reported_levels;
  for (const MeasurementRecord& record : measurements) {
    const KnownSource* source = known.FindSource(record.source);
    const CoverageKind kind = ByOrigin(
        source == nullptr ? Origin::kReported : source->config->origin);
    CoverageKind& best = reported_levels[known.CurrentId(record.provider)];
    best = std::max(best, kind);
  }

  ASSIGN_OR_RETURN(const std::vector<TicketTeller> tellers,
                   context.tickets.ListTellers(who, as_of));
  std::map<std::string, CoverageKind> ticket_desks;
  for (const TicketTeller& teller : tellers) {
    const KnownSource* source = known.FindSource(teller.source);
    CoverageKind& best = ticket_desks[known.CurrentId(teller.provider)];
    best = std::max(best, ByOrigin(source == nullptr ? Origin::kReported
                                                     : source->config->origin));
  }

  ASSIGN_OR_RETURN(const std::set<std::string> experienced,
                   ReadExperienced(context, who, known, as_of));

  ASSIGN_OR_RETURN(OpenBook open, OpenLevelBook(context, who, as_of));
  // Before the levels, which look at fewer windows of the same promises.
  if (question.with_agenda) {
    ASSIGN_OR_RETURN(const AgendaCounts agenda,
                     CountAgendaItems(context, who, as_of, open, records));
    facts.agenda_items = agenda.by_provider;
    facts.silences_done = agenda.silences_done;
    facts.holds_until = std::min(facts.holds_until, agenda.holds_until);
  }
  ASSIGN_OR_RETURN(PortfolioLevels levels,
                   ReadPortfolioLevels(context, question.owner, as_of, open));
  facts.has_contracts = levels.has_contracts;
  facts.holds_until = std::min(facts.holds_until, levels.holds_until);
  for (Gap& gap : levels.gaps) AddGap(std::move(gap), facts.gaps);

  const auto wanted = [&](absl::string_view owner) {
    return question.owner.empty() || owner == question.owner;
  };
  std::vector<std::string> ids;
  for (const ProviderConfig& config : known.portfolio().providers) {
    if (wanted(config.owner)) ids.push_back(config.id);
  }
  ASSIGN_OR_RETURN(std::vector<ProviderState> read_states,
                   ReadProviderStates(context, who, known, ids, as_of));
  std::map<std::string, ProviderState> states;
  for (size_t i = 0; i < ids.size(); ++i) {
    states[ids[i]] = std::move(read_states[i]);
  }

  // What the cost of a source leaves out, read when the first of its providers
  // is shown.
  std::map<size_t, CostSourceFacts> costs_of_sources;
  const auto cost_of_source = [&](size_t i) -> const CostSourceFacts& {
    const auto [found, is_new] = costs_of_sources.try_emplace(i);
    if (is_new) {
      found->second = ReadCostSource(context, who, known, facts.sources[i],
                                     cost.month, as_of, facts);
    }
    return found->second;
  };

  const auto add = [&](std::string id, const ProviderConfig* config,
                       bool former) -> absl::Status {
    OverviewFacts::Provider provider;
    provider.id = id;
    provider.former = former;
    if (config != nullptr) {
      provider.name = config->name;
      provider.tier = config->tier;
      provider.owner = config->owner;
    }
    if (provider.name.empty()) provider.name = id;
    if (const auto read = states.find(id); read != states.end()) {
      provider.state = std::move(read->second);
    } else {
      ASSIGN_OR_RETURN(provider.state,
                       ReadProviderState(context, who, known, id, as_of));
    }
    facts.holds_until = std::min(facts.holds_until, provider.state.holds_until);
    bool tells_cost = false;
    bool month_missing = false;
    bool last_month_missing = false;
    for (size_t i = 0; i < facts.sources.size(); ++i) {
      const KnownSource& source = facts.sources[i].source;
      const SourceRecord& record = facts.sources[i].record;
      const bool own = !source.shared && source.provider == id;
      const bool assigned = source.shared && config != nullptr && !former &&
                            known.SpeaksAbout(source, id);
      if (!own && !assigned) continue;
      if (!source.former || former) {
        provider.sources.push_back(i);
        if (own && MayTell(record, FactKind::kStatus)) {
          provider.may_tell_status = true;
        }
        if (MayTell(record, FactKind::kCharges)) provider.may_tell_cost = true;
      }
      if (!record.tells.contains(FactKind::kCharges)) continue;
      tells_cost = true;
      if (own && record.last_answer.has_value()) {
        provider.coverage.cost =
            std::max(provider.coverage.cost, CoverageKind::kReported);
      }
      const CostSourceFacts& of_source = cost_of_source(i);
      if (!of_source.status.ok()) return of_source.status;
      if (!own) continue;
      provider.last_month_due = provider.last_month_due || of_source.due;
      month_missing = month_missing || of_source.month_missing;
      last_month_missing = last_month_missing || of_source.last_month_missing;
    }
    provider.last_month_gap_told = last_month_missing;
    if (const auto found = cost.providers.find(id);
        found != cost.providers.end()) {
      provider.cost = std::move(found->second);
      cost.providers.erase(found);
      provider.coverage.cost = CoverageKind::kReported;
    } else if (tells_cost) {
      provider.cost.emplace();
      provider.cost->currency = known.portfolio().currency;
    }
    if (provider.cost.has_value()) {
      // Of several sources one did not deliver. A ledger that stands in for
      // charges is whole.
      ProviderCost& shown = *provider.cost;
      shown.month_to_date_partial |=
          month_missing && shown.month_to_date_by_charges;
      shown.last_month_partial |=
          last_month_missing && shown.last_month_by_charges;
      if (const auto found = ahead->forecasts.find(id);
          found != ahead->forecasts.end()) {
        shown.forecast = found->second;
      }
      if (const auto found = ahead->budgets.find(id);
          found != ahead->budgets.end()) {
        shown.budget = found->second;
      }
    }
    if (provider.state.tells_status) {
      provider.coverage.status = provider.state.measured
                                     ? CoverageKind::kMeasured
                                     : CoverageKind::kReported;
    }
    if (const auto level = reported_levels.find(id);
        level != reported_levels.end()) {
      provider.coverage.service_level = level->second;
    }
    if (const auto desk = ticket_desks.find(id); desk != ticket_desks.end()) {
      provider.coverage.tickets = desk->second;
    }
    if (experienced.contains(id)) {
      provider.coverage.experience = CoverageKind::kMeasured;
    }
    if (const auto found = levels.providers.find(id);
        found != levels.providers.end() && !former) {
      provider.levels = found->second;
      provider.coverage.contract = CoverageKind::kReported;
      if (found->second.best.has_value()) {
        provider.coverage.service_level =
            std::max(provider.coverage.service_level, *found->second.best);
      }
    }
    for (const Gap& gap : provider.state.gaps) AddGap(gap, facts.gaps);
    facts.providers.push_back(std::move(provider));
    return absl::OkStatus();
  };

  for (const ProviderConfig& config : known.portfolio().providers) {
    if (wanted(config.owner)) {
      RETURN_IF_ERROR(add(config.id, &config, false));
    } else {
      cost.providers.erase(config.id);
    }
  }
  // Providers that left the configuration are shown while they still cost.
  for (const std::string& id : known.FormerProviders()) {
    const auto config = known.FindFormer(id);
    if (!wanted(config->owner)) {
      cost.providers.erase(id);
    } else if (cost.providers.contains(id)) {
      RETURN_IF_ERROR(add(id, config.get(), true));
    }
  }
  if (question.owner.empty()) {
    int64_t rows = 0;
    std::vector<std::string> names;
    for (const KnownSource& source : known.sources()) {
      if (!source.shared) continue;
      ASSIGN_OR_RETURN(const std::vector<UnassignedParty> parties,
                       context.sources.ListUnassigned(who, source.config->id,
                                                      as_of, /*limit=*/10));
      if (parties.empty()) continue;
      std::vector<std::string> of_source;
      for (const UnassignedParty& party : parties) {
        rows += party.count;
        of_source.push_back(
            absl::StrCat("\"", party.party, "\" (", party.count, ")"));
      }
      names.insert(names.end(), of_source.begin(), of_source.end());
      Gap gap;
      gap.provider = kUnassigned;
      gap.source = source.config->id;
      gap.rule = "source-unassigned-parties";
      gap.arguments = {{"parties", absl::StrJoin(of_source, ", ")}};
      AddGap(std::move(gap), facts.gaps);
    }
    if (!names.empty() || cost.providers.contains(kUnassigned)) {
      RETURN_IF_ERROR(add(kUnassigned, nullptr, false));
      facts.providers.back().name = "Unassigned";
      facts.providers.back().unassigned_rows = rows;
      facts.providers.back().unassigned_parties = absl::StrJoin(names, ", ");
    }
    // Whatever is left has an id that no configuration explains any more.
    while (!cost.providers.empty()) {
      RETURN_IF_ERROR(add(cost.providers.begin()->first, nullptr, true));
    }
  }
  RETURN_IF_ERROR(
      ReadRigidity(context, who, known, keepers.rigidity, as_of, facts));
  for (Gap& gap : cost.gaps) AddGap(std::move(gap), facts.gaps);
  for (const Gap& gap : ahead->gaps) AddGap(gap, facts.gaps);
  ASSIGN_OR_RETURN(const PartnerPeriods declared,
                   PartnerPeriods::Read(context, who, known, as_of));
  for (const OverviewFacts::Provider& provider : facts.providers) {
    if (!provider.cost.has_value()) continue;
    declared.AddOpenGaps(known, provider.id, RangeOfMonth(facts.month - 1),
                         facts.gaps);
  }
  if (const auto whole = ahead->budgets.find("");
      whole != ahead->budgets.end() && question.owner.empty()) {
    facts.portfolio_budget = whole->second;
  }
  if (as_of.IsNow()) {
    for (Gap& gap : context.ListDaemonGaps()) {
      AddGap(std::move(gap), facts.gaps);
    }
  }
  return facts;
}

std::vector<Freshness> FreshnessWords(const OverviewFacts& facts,
                                      absl::Time moment) {
  std::vector<Freshness> words;
  words.reserve(facts.sources.size());
  for (const OverviewFacts::Source& source : facts.sources) {
    words.push_back(
        ComputeFreshness(ClocksOf(*source.source.config, source.record), moment,
                         facts.portfolio->time_zone));
  }
  return words;
}

}  // namespace regisseur
