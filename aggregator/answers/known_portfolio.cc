#include "aggregator/answers/known_portfolio.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<KnownPortfolio> KnownPortfolio::Load(
    const AnswerContext& context, const Principal& who, AsOf as_of) {
  KnownPortfolio known;
  known.portfolio_ = context.portfolios.At(as_of.known);
  known.moment_ = context.MomentOf(as_of);
  const Portfolio& portfolio = *known.portfolio_;
  for (const ProviderConfig& provider : portfolio.providers) {
    known.configured_[provider.id] = &provider;
    for (const std::string& old : provider.formerly) {
      known.renamed_[old] = provider.id;
    }
  }

  const auto add = [&known](KnownSource source) {
    known.source_index_.emplace(source.config->id, known.sources_.size());
    known.by_provider_[source.provider].push_back(known.sources_.size());
    known.sources_.push_back(std::move(source));
  };
  for (const SourceConfig* config : portfolio.AllSources()) {
    add({.config = {known.portfolio_, config},
         .provider = config->provider,
         .shared = config->provider.empty()});
  }

  ASSIGN_OR_RETURN(const std::vector<std::string> ever,
                   context.sources.ListKnownSources(who));
  for (const std::string& id : ever) {
    if (known.source_index_.contains(id)) continue;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     context.sources.GetSource(who, id, as_of));
    // Nothing of it was known yet at that moment.
    if (!record.last_try.has_value() && !record.last_answer.has_value() &&
        record.deliveries_in_force == 0) {
      continue;
    }
    KnownSource source;
    source.former = true;
    std::shared_ptr<const Portfolio> then = context.portfolios.At(
        record.last_answer.has_value() ? *record.last_answer
        : record.last_try.has_value()  ? *record.last_try
                                       : as_of.known);
    if (const SourceConfig* config = then->FindSource(id)) {
      source.config = {then, config};
      source.shared = config->provider.empty();
      source.provider = known.CurrentId(config->provider);
      if (!source.shared && !known.configured_.contains(source.provider)) {
        if (const ProviderConfig* provider =
                then->FindProvider(config->provider)) {
          known.former_[source.provider] = {then, provider};
        }
      }
    } else {
      // Facts without any configuration that we kept: shown all the same.
      auto unknown = std::make_shared<SourceConfig>();
      unknown->id = id;
      source.config = std::move(unknown);
      source.shared = true;
    }
    add(std::move(source));
  }
  return known;
}

const KnownSource* KnownPortfolio::FindSource(absl::string_view id) const {
  const auto found = source_index_.find(id);
  return found == source_index_.end() ? nullptr : &sources_[found->second];
}

bool KnownPortfolio::SpeaksAbout(const KnownSource& source,
                                 absl::string_view provider) const {
  if (!source.shared) return source.provider == provider;
  if (!source.config->assign.has_value()) return false;
  for (const auto& [pattern, target] : source.config->assign->map) {
    if (CurrentId(target) == provider) return true;
  }
  return false;
}

std::vector<const KnownSource*> KnownPortfolio::SourcesOf(
    absl::string_view provider) const {
  std::vector<const KnownSource*> sources;
  if (provider.empty()) return sources;
  const auto found = by_provider_.find(CurrentId(provider));
  if (found == by_provider_.end()) return sources;
  for (const size_t i : found->second) sources.push_back(&sources_[i]);
  return sources;
}

std::string KnownPortfolio::CurrentId(absl::string_view provider) const {
  if (configured_.contains(provider)) return std::string(provider);
  const auto renamed = renamed_.find(provider);
  return renamed == renamed_.end() ? std::string(provider) : renamed->second;
}

bool KnownPortfolio::IsConfigured(absl::string_view provider) const {
  return configured_.contains(CurrentId(provider));
}

bool KnownPortfolio::IsKnown(absl::string_view provider) const {
  return IsConfigured(provider) || former_.contains(provider) ||
         provider == kUnassigned;
}

std::string KnownPortfolio::OwnerOf(absl::string_view provider) const {
  const auto found = configured_.find(CurrentId(provider));
  if (found != configured_.end()) return found->second->owner;
  const auto former = former_.find(provider);
  return former == former_.end() ? "" : former->second->owner;
}

std::vector<std::string> KnownPortfolio::FormerProviders() const {
  std::vector<std::string> ids;
  for (const auto& [id, config] : former_) ids.push_back(id);
  return ids;
}

std::shared_ptr<const ProviderConfig> KnownPortfolio::FindFormer(
    absl::string_view provider) const {
  const auto found = former_.find(provider);
  return found == former_.end() ? nullptr : found->second;
}

absl::Status KnownPortfolio::CheckProvider(absl::string_view provider) const {
  if (IsKnown(provider)) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("provider: no provider is called \"", provider,
                   "\"; `provider list` shows which there are"));
}

}  // namespace regisseur
