#include "aggregator/answers/overview.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Service reports tell about a provider's service levels when one of the last
// thirteen months was reported.
constexpr absl::Duration kReportsLookBack = absl::Hours(400 * 24);
// Of the title of an incident.
constexpr size_t kMostTitleBytes = 120;
// Of a service or component, and how many of them a reason names.
constexpr size_t kMostNameBytes = 40;
constexpr size_t kMostPartsNamed = 3;

CoverageKind ByOrigin(Origin origin) {
  switch (origin) {
    case Origin::kReported:
      return CoverageKind::kReported;
    case Origin::kMeasured:
      return CoverageKind::kMeasured;
  }
  return CoverageKind::kReported;
}

Gap ProviderGap(absl::string_view rule, const std::string& provider) {
  Gap gap;
  gap.provider = provider;
  gap.rule = std::string(rule);
  return gap;
}

// Short enough for a line among others.
std::string Cut(absl::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  return absl::StrCat(Utf8Prefix(text, bytes), "…");
}

// `rule` with since, or `undated` where that is not known; both name what is in
// the state.
AttentionReason Dated(absl::string_view rule, absl::string_view undated,
                      const ProviderState& state) {
  std::vector<std::string> parts;
  for (const std::string& part : state.parts_in_state) {
    if (parts.size() == kMostPartsNamed) {
      parts.push_back("…");
      break;
    }
    parts.push_back(Cut(part, kMostNameBytes));
  }
  // Nothing is named where no component was ever told.
  std::map<std::string, std::string> arguments = {
      {"parts", parts.empty() ? "all of it" : absl::StrJoin(parts, ", ")}};
  if (!state.joint.since.has_value()) {
    return {std::string(undated), std::move(arguments)};
  }
  arguments["since"] = FormatForPeople(*state.joint.since);
  return {std::string(rule), std::move(arguments)};
}

std::string TitleOf(const OpenIncident& incident) {
  return Cut(absl::StripSuffix(incident.title, "."), kMostTitleBytes);
}

AttentionReason IncidentsReason(const ProviderState& state) {
  const std::vector<OpenIncident>& newest = state.newest_incidents;
  if (newest.size() == 1 && *state.open_incidents == 1) {
    return {"attention-open-incident",
            {{"since", FormatForPeople(newest.front().start)},
             {"title", TitleOf(newest.front())}}};
  }
  std::vector<std::string> titles;
  for (const OpenIncident& incident : newest) {
    titles.push_back(TitleOf(incident));
  }
  if (titles.size() < static_cast<size_t>(*state.open_incidents)) {
    titles.push_back("…");
  }
  return {"attention-open-incidents",
          {{"count", absl::StrCat(*state.open_incidents)},
           {"titles", absl::StrJoin(titles, "; ")}}};
}

AttentionReason SourceReason(const SourceFreshnessRow& source,
                             const SourceRecord& record) {
  const bool empty = !record.data_until.has_value();
  const char* const failed =
      empty ? "attention-source-failed-empty" : "attention-source-failed";
  AttentionReason reason{
      "attention-source-missing",
      {{"source", source.id},
       {"last_answer", record.last_answer.has_value()
                           ? FormatForPeople(*record.last_answer)
                           : "never"},
       {"data_until", empty ? "nothing" : FormatForPeople(*record.data_until)},
       {"message", record.failure.has_value() ? record.failure->message : ""}}};
  switch (source.freshness) {
    case Freshness::kFresh:
      break;
    case Freshness::kMissing:
      if (record.failure.has_value()) reason.rule = failed;
      break;
    case Freshness::kLate:
      reason.rule = "attention-source-late";
      break;
    case Freshness::kStale:
      reason.rule = "attention-source-stale";
      break;
    case Freshness::kFailed:
      reason.rule = failed;
      break;
  }
  return reason;
}

// The order in which reasons matter; providers are ordered by their first.
int RankOf(const AttentionReason& reason) {
  static constexpr const char* kOrder[] = {
      "attention-major-outage",   "attention-partial-outage",
      "attention-degraded",       "attention-open-incident",
      "attention-state-unknown",  "attention-source-failed",
      "attention-source-missing", "attention-source-stale",
      "attention-without-source", "attention-cost-not-delivered",
      "attention-unassigned",     "attention-source-late",
  };
  int rank = 0;
  for (const char* rule : kOrder) {
    if (absl::string_view(reason.rule)
            .substr(0, absl::string_view(rule).size()) == rule) {
      return rank;
    }
    ++rank;
  }
  return rank;
}

std::vector<AttentionReason> Reasons(const OverviewFacts& facts,
                                     const OverviewFacts::Provider& provider,
                                     const ProviderOverview& row) {
  std::vector<AttentionReason> reasons;
  if (provider.former) return reasons;
  const ProviderState& state = provider.state;
  switch (state.joint.state) {
    case OperationalState::kMajorOutage:
      reasons.push_back(Dated("attention-major-outage",
                              "attention-major-outage-undated", state));
      break;
    case OperationalState::kPartialOutage:
      reasons.push_back(Dated("attention-partial-outage",
                              "attention-partial-outage-undated", state));
      break;
    case OperationalState::kDegradedPerformance:
      reasons.push_back(
          Dated("attention-degraded", "attention-degraded-undated", state));
      break;
    case OperationalState::kUnknown:
      // Where no source tells states, that is a gap and no event.
      if (state.tells_status) {
        reasons.push_back(Dated("attention-state-unknown",
                                "attention-state-unknown-undated", state));
      }
      break;
    case OperationalState::kUnderMaintenance:
    case OperationalState::kOperational:
      break;
  }
  if (state.open_incidents.value_or(0) > 0) {
    reasons.push_back(IncidentsReason(state));
  }
  const bool has_own =
      std::any_of(row.sources.begin(), row.sources.end(),
                  [](const SourceFreshnessRow& s) { return !s.shared; });
  for (size_t i = 0; i < row.sources.size(); ++i) {
    const SourceFreshnessRow& source = row.sources[i];
    if (source.freshness == Freshness::kFresh) continue;
    // Trouble of a shared source is one gap, not one reason for each of the
    // partners that it speaks about.
    if (source.shared && has_own) continue;
    reasons.push_back(
        SourceReason(source, facts.sources[provider.sources[i]].record));
  }
  if (row.sources.empty() && provider.id != kUnassigned) {
    reasons.push_back({"attention-without-source", {}});
  }
  if (provider.id == kUnassigned) {
    reasons.push_back({"attention-unassigned",
                       {{"rows", absl::StrCat(provider.unassigned_rows)},
                        {"parties", provider.unassigned_parties}}});
  } else if (provider.last_month_due && provider.cost.has_value() &&
             !provider.cost->last_month.has_value()) {
    reasons.push_back({"attention-cost-not-delivered",
                       {{"month", FormatMonth(facts.month - 1)}}});
  }
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const AttentionReason& a, const AttentionReason& b) {
                     return RankOf(a) < RankOf(b);
                   });
  return reasons;
}

// What the order of providers looks at.
struct SortKey {
  int rank;  // of the worst reason; behind all of them for none
  bool former;
  int tier;
  Decimal cost;
};

SortKey KeyOf(const ProviderOverview& row) {
  SortKey key{
      .rank = row.attention.empty() ? 1000 : RankOf(row.attention.front()),
      .former = row.former,
      .tier = row.tier.has_value() ? static_cast<int>(*row.tier) : 100,
      .cost = Decimal()};
  if (row.cost.has_value()) {
    const std::optional<ConvertedSum>& amount = row.cost->last_month.has_value()
                                                    ? row.cost->last_month
                                                    : row.cost->month_to_date;
    if (amount.has_value()) {
      if (const auto rounded = amount->Rounded(row.cost->currency);
          rounded.ok()) {
        key.cost = *rounded;
      }
    }
  }
  return key;
}

absl::Status AddToTotal(std::optional<ConvertedSum>& total,
                        const ConvertedSum& amount) {
  if (!total.has_value()) total.emplace();
  return total->Add(amount);
}

absl::Status AddUp(Overview& overview) {
  OverviewTotals& totals = overview.totals;
  CoverageSummary& coverage = overview.coverage;
  totals.cost.currency = coverage.currency;
  for (const ProviderOverview& row : overview.providers) {
    const bool configured = !row.former && row.id != kUnassigned;
    if (configured) {
      ++totals.providers;
      if (!row.attention.empty()) ++totals.providers_attention;
      if (row.attention.empty() && row.freshness == Freshness::kFresh &&
          row.state.joint.state == OperationalState::kOperational) {
        ++totals.providers_quiet;
      }
    }
    totals.open_incidents += row.state.open_incidents.value_or(0);

    const bool has_month =
        row.cost.has_value() && row.cost->month_to_date.has_value();
    const bool has_last =
        row.cost.has_value() && row.cost->last_month.has_value();
    if (row.cost.has_value() && row.cost->last_month_partial && has_last) {
      totals.last_month_leaves_out.push_back(row.id);
    }
    if (has_month) {
      if (row.cost->month_to_date_partial) {
        totals.month_to_date_leaves_out.push_back(row.id);
      }
      RETURN_IF_ERROR(
          AddToTotal(totals.cost.month_to_date, *row.cost->month_to_date));
      // The total reaches as far as the part that reaches least.
      const std::optional<absl::Time>& until = row.cost->month_to_date_until;
      if (until.has_value() && (!totals.cost.month_to_date_until.has_value() ||
                                *until < *totals.cost.month_to_date_until)) {
        totals.cost.month_to_date_until = until;
      }
    } else if (configured) {
      totals.month_to_date_leaves_out.push_back(row.id);
    }
    if (!has_last) {
      if (configured) {
        totals.last_month_leaves_out.push_back(row.id);
        ++coverage.providers_without_cost;
      }
      continue;
    }
    RETURN_IF_ERROR(AddToTotal(totals.cost.last_month, *row.cost->last_month));
    totals.cost.by_charges = totals.cost.by_charges || row.cost->by_charges;
    totals.cost.by_ledger = totals.cost.by_ledger || row.cost->by_ledger;

    ASSIGN_OR_RETURN(const Decimal amount,
                     row.cost->last_month->Rounded(coverage.currency));
    Decimal* part = nullptr;
    switch (std::max(row.coverage.status, row.coverage.service_level)) {
      case CoverageKind::kAbsent:
        part = &coverage.absent;
        break;
      case CoverageKind::kByHand:
        part = &coverage.by_hand;
        break;
      case CoverageKind::kReported:
        part = &coverage.reported;
        break;
      case CoverageKind::kMeasured:
        part = &coverage.measured;
        break;
    }
    ASSIGN_OR_RETURN(*part, Decimal::Add(*part, amount));
  }
  return absl::OkStatus();
}

std::vector<FunctionOverview> Functions(const OverviewFacts& facts) {
  std::map<absl::string_view, const OverviewFacts::Provider*> by_id;
  for (const auto& provider : facts.providers) by_id[provider.id] = &provider;
  std::vector<FunctionOverview> functions;
  for (const FunctionConfig& config : facts.portfolio->functions) {
    FunctionOverview function{.id = config.id,
                              .name = config.name,
                              .owner = config.owner,
                              .critical = config.critical};
    std::vector<JointState> needed;
    bool concerns_owner = facts.owner.empty() || config.owner == facts.owner;
    for (const auto& [provider_id, service_id] : config.needs) {
      if (std::find(function.providers.begin(), function.providers.end(),
                    provider_id) == function.providers.end()) {
        function.providers.push_back(provider_id);
      }
      const auto provider = by_id.find(provider_id);
      JointState state;  // unknown, where nobody tells
      if (provider != by_id.end()) {
        if (provider->second->owner == facts.owner) concerns_owner = true;
        for (const ServiceStateRow& service :
             provider->second->state.services) {
          if (service.id == service_id) state = service.joint;
        }
      }
      needed.push_back(std::move(state));
    }
    if (!concerns_owner) continue;
    const JointState joint = WorstState(needed);
    function.state = joint.state;
    function.since = joint.since;
    functions.push_back(std::move(function));
  }
  return functions;
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

}  // namespace

absl::StatusOr<OverviewFacts> ReadOverviewFacts(
    const AnswerContext& context, const Principal& who,
    const OverviewQuestion& question, AsOf as_of) {
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
  for (Gap& gap : cost.gaps) AddGap(std::move(gap), facts.gaps);
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

absl::StatusOr<Overview> AssembleOverview(const OverviewFacts& facts,
                                          const std::vector<Freshness>& words,
                                          absl::Time moment) {
  Overview overview;
  overview.portfolio = facts.portfolio->name;
  overview.as_of = moment;
  overview.month = facts.month;
  overview.coverage.currency = facts.portfolio->currency;
  std::set<size_t> shown_sources;

  for (const OverviewFacts::Provider& provider : facts.providers) {
    ProviderOverview row{.id = provider.id,
                         .name = provider.name,
                         .tier = provider.tier,
                         .owner = provider.owner,
                         .former = provider.former,
                         .state = provider.state,
                         .cost = provider.cost,
                         .coverage = provider.coverage};
    std::optional<Freshness> own, shared;
    for (const size_t i : provider.sources) {
      shown_sources.insert(i);
      const OverviewFacts::Source& source = facts.sources[i];
      row.sources.push_back({.id = source.source.config->id,
                             .adapter = source.source.config->adapter,
                             .freshness = words[i],
                             .last_answer = source.record.last_answer,
                             .data_until = source.record.data_until,
                             .shared = source.source.shared});
      std::optional<Freshness>& worst = source.source.shared ? shared : own;
      worst = worst.has_value() ? Worse(*worst, words[i]) : words[i];
    }
    row.freshness = own.has_value()      ? *own
                    : shared.has_value() ? *shared
                                         : Freshness::kMissing;
    row.attention = Reasons(facts, provider, row);
    if (!provider.former && provider.id != kUnassigned) {
      if (row.sources.empty()) {
        overview.gaps.push_back(
            ProviderGap("provider-without-source", provider.id));
      } else {
        if (!provider.state.tells_status && !provider.may_tell_status &&
            provider.state.services.empty()) {
          overview.gaps.push_back(ProviderGap("status-no-source", provider.id));
        }
        if (!provider.cost.has_value() && !provider.may_tell_cost) {
          overview.gaps.push_back(ProviderGap("cost-no-source", provider.id));
        }
      }
      if (provider.cost.has_value() && !provider.cost->last_month.has_value() &&
          !provider.last_month_gap_told) {
        Gap gap = ProviderGap("cost-month-not-delivered", provider.id);
        gap.notice = !provider.last_month_due;
        gap.arguments["month"] = FormatMonth(facts.month - 1);
        overview.gaps.push_back(std::move(gap));
      }
    }
    overview.providers.push_back(std::move(row));
  }

  std::vector<Gap> gaps;
  for (size_t i = 0; i < facts.sources.size(); ++i) {
    const OverviewFacts::Source& source = facts.sources[i];
    if (source.source.former) continue;
    // With an owner asked, only what that owner's providers depend on.
    if (!facts.owner.empty() && !shown_sources.contains(i)) continue;
    ++overview.totals.sources;
    if (words[i] == Freshness::kFresh) {
      ++overview.totals.sources_fresh;
    } else {
      gaps.push_back(FreshnessGap(source.source, source.record, words[i]));
    }
  }
  for (const Gap& gap : facts.gaps) gaps.push_back(gap);
  for (Gap& gap : overview.gaps) gaps.push_back(std::move(gap));
  Gap levels;
  levels.rule = "sla-not-computed";
  levels.notice = true;
  gaps.push_back(std::move(levels));
  overview.gaps = std::move(gaps);

  // Sorted by index, so that each key is computed once.
  std::vector<std::pair<SortKey, size_t>> order;
  for (size_t i = 0; i < overview.providers.size(); ++i) {
    order.emplace_back(KeyOf(overview.providers[i]), i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& left, const auto& right) {
                     const SortKey& a = left.first;
                     const SortKey& b = right.first;
                     if (a.former != b.former) return b.former;
                     if (a.rank != b.rank) return a.rank < b.rank;
                     if (a.tier != b.tier) return a.tier < b.tier;
                     return a.cost > b.cost;
                   });
  std::vector<ProviderOverview> sorted;
  sorted.reserve(order.size());
  for (const auto& [key, i] : order) {
    sorted.push_back(std::move(overview.providers[i]));
  }
  overview.providers = std::move(sorted);

  RETURN_IF_ERROR(AddUp(overview));
  overview.functions = Functions(facts);
  return overview;
}

absl::StatusOr<Overview> AnswerOverview(const AnswerContext& context,
                                        const Principal& who,
                                        const OverviewQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const OverviewFacts facts,
                   ReadOverviewFacts(context, who, question, as_of));
  const absl::Time moment = context.MomentOf(as_of);
  return AssembleOverview(facts, FreshnessWords(facts, moment), moment);
}

}  // namespace regisseur
