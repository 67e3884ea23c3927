#pragma once

#include <memory>
#include <string>

#include "aggregator/answers/answers.h"
#include "aggregator/api/ownership.h"

namespace regisseur {

// Ownership by the portfolio as it is known now. `answers` must outlive it.
class KnownOwnership final : public Ownership {
 public:
  explicit KnownOwnership(const Answers& answers) : answers_(answers) {}

  absl::StatusOr<std::string> ProviderOfSource(
      const Principal& who, absl::string_view source) const override {
    return answers_.FindProviderOfSource(who, source);
  }
  absl::StatusOr<std::string> OwnerOfProvider(
      const Principal& who, absl::string_view provider) const override {
    return answers_.FindOwner(who, provider);
  }
  std::string CurrentId(absl::string_view provider) const override {
    const std::string id(provider);
    const std::shared_ptr<const Portfolio> now = answers_.PortfolioAt(AsOf{});
    if (now->FindProvider(id) != nullptr) return id;
    for (const ProviderConfig& config : now->providers) {
      for (const std::string& old : config.formerly) {
        if (old == id) return config.id;
      }
    }
    return id;
  }

 private:
  const Answers& answers_;
};

}  // namespace regisseur
