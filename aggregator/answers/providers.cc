#include "aggregator/answers/providers.h"

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

ProvidersAnswer ProvidersOf(const Overview& overview,
                            const Portfolio& portfolio) {
  ProvidersAnswer answer;
  std::map<std::string, ProviderAnswer> by_id;
  for (const ProviderOverview& row : overview.providers) {
    ProviderAnswer provider;
    provider.row = row;
    if (const ProviderConfig* config = portfolio.FindProvider(row.id)) {
      for (const ServiceConfig& service : config->services) {
        ProviderAnswer::Service shown{.config = service};
        for (const ServiceStateRow& state : row.state.services) {
          if (state.id == service.id) shown.state = state.joint.state;
        }
        provider.services.push_back(std::move(shown));
      }
      for (const SourceConfig& source : config->sources) {
        provider.sources.push_back(source.id);
      }
    }
    for (const Gap& gap : overview.gaps) {
      if (gap.provider == row.id) provider.gaps.push_back(gap);
    }
    by_id[row.id] = std::move(provider);
  }
  for (const ProviderConfig& config : portfolio.providers) {
    const auto found = by_id.find(config.id);
    if (found == by_id.end()) continue;
    answer.providers.push_back(std::move(found->second));
    by_id.erase(found);
  }
  for (auto& [id, provider] : by_id) {
    answer.providers.push_back(std::move(provider));
  }
  answer.gaps = overview.gaps;
  return answer;
}

absl::StatusOr<ProvidersAnswer> AnswerProviders(
    const AnswerContext& context, const Principal& who,
    const ProvidersQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const Overview overview,
                   AnswerOverview(context, who,
                                  {.owner = question.owner,
                                   .with_agenda = question.with_agenda},
                                  as_of));
  return ProvidersOf(overview, *context.portfolios.At(as_of.known));
}

absl::StatusOr<ProviderAnswer> AnswerProvider(const AnswerContext& context,
                                              const Principal& who,
                                              const ProviderQuestion& question,
                                              AsOf as_of) {
  const std::string& id = question.id;
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string current = known.CurrentId(id);
  ASSIGN_OR_RETURN(
      ProvidersAnswer all,
      AnswerProviders(context, who, {.with_agenda = question.with_agenda},
                      as_of));
  for (ProviderAnswer& provider : all.providers) {
    if (provider.row.id == current) return std::move(provider);
  }
  // One that left and costs nothing any more is no row of the overview.
  if (const auto config = known.FindFormer(current)) {
    ProviderAnswer former;
    former.row.id = config->id;
    former.row.name = config->name;
    former.row.tier = config->tier;
    former.row.owner = config->owner;
    former.row.former = true;
    for (const KnownSource* source : known.SourcesOf(current)) {
      former.sources.push_back(source->config->id);
    }
    return former;
  }
  RETURN_IF_ERROR(known.CheckProvider(id));
  return absl::NotFoundError(
      absl::StrCat("id: nothing is known of provider \"", id, "\""));
}

}  // namespace regisseur
