#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/answers/answer_context.h"

namespace regisseur {

// A source with its place in the portfolio.
struct KnownSource {
  std::shared_ptr<const SourceConfig> config;
  // The provider that it belongs to, by today's name of it; empty when shared.
  std::string provider;
  bool shared = false;
  bool former = false;  // left the configuration
};

// The portfolio as it was known at a moment, with the sources that had left it
// by then and still hold facts. A value; immutable after Load.
class KnownPortfolio {
 public:
  static absl::StatusOr<KnownPortfolio> Load(const AnswerContext& context,
                                             const Principal& who, AsOf as_of);

  const Portfolio& portfolio() const { return *portfolio_; }
  const std::shared_ptr<const Portfolio>& shared_portfolio() const {
    return portfolio_;
  }
  // The moment that answers speak about.
  absl::Time moment() const { return moment_; }

  // The providers' own in order, then the shared ones, then former ones.
  const std::vector<KnownSource>& sources() const { return sources_; }
  const KnownSource* FindSource(absl::string_view id) const;
  // True for its own source, and for a shared one whose rule can give it facts.
  bool SpeaksAbout(const KnownSource& source, absl::string_view provider) const;
  // Its own sources, former ones included; in order.
  std::vector<const KnownSource*> SourcesOf(absl::string_view provider) const;

  // The id by which the portfolio knows a provider now (`formerly`).
  std::string CurrentId(absl::string_view provider) const;
  // True for one in the configuration, also by a former id.
  bool IsConfigured(absl::string_view provider) const;
  // True for one in the configuration, `unassigned`, and one that left it.
  bool IsKnown(absl::string_view provider) const;
  // The owner of a provider; empty when it has none.
  std::string OwnerOf(absl::string_view provider) const;
  // Ids of providers that left the configuration and still have sources.
  std::vector<std::string> FormerProviders() const;
  // The configuration that a provider that left had last; null for another.
  std::shared_ptr<const ProviderConfig> FindFormer(
      absl::string_view provider) const;

  // OK when `provider` is known, else NOT_FOUND naming it.
  absl::Status CheckProvider(absl::string_view provider) const;

 private:
  std::shared_ptr<const Portfolio> portfolio_;
  absl::Time moment_;
  std::vector<KnownSource> sources_;
  std::map<std::string, size_t, std::less<>> source_index_;
  std::map<std::string, std::vector<size_t>, std::less<>> by_provider_;
  std::map<std::string, std::string, std::less<>> renamed_;
  std::map<std::string, const ProviderConfig*, std::less<>> configured_;
  std::map<std::string, std::shared_ptr<const ProviderConfig>, std::less<>>
      former_;
};

}  // namespace regisseur
