#pragma once

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

 private:
  const Answers& answers_;
};

}  // namespace regisseur
