#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/overview.h"
#include "aggregator/api/kept_answer.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {

// The forms of an overview, each made once, when the first caller wants it.
// Everything in an overview stays as it is while the answers give the same
// object (DECISIONS 28): words of freshness and moments are in it, ages are
// not. Only `as_of` is of each call; it is put in afterwards. Thread-safe.
class OverviewForms {
 public:
  // OUT_OF_RANGE when an amount does not fit, RESOURCE_EXHAUSTED when the
  // message is larger than an answer may be.
  static absl::StatusOr<std::shared_ptr<const OverviewForms>> Make(
      const Overview& overview);
  ~OverviewForms();

  // As a moment later tells it.
  std::string BytesAt(absl::Time moment) const;
  absl::StatusOr<std::string> JsonAt(absl::Time moment) const;
  portfolio::v1::Overview MessageAt(absl::Time moment) const;

 private:
  class Impl;
  explicit OverviewForms(std::unique_ptr<const Impl> impl);

  const std::unique_ptr<const Impl> impl_;
};

// An overview as one call gets it.
class KeptOverview final : public KeptAnswer {
 public:
  KeptOverview(std::shared_ptr<const OverviewForms> forms, absl::Time moment)
      : forms_(std::move(forms)), moment_(moment) {}

  absl::StatusOr<std::string> Json() const override {
    return forms_->JsonAt(moment_);
  }
  std::string Bytes() const override { return forms_->BytesAt(moment_); }
  absl::Status WithMessage(
      absl::FunctionRef<absl::Status(const google::protobuf::Message&)> use)
      const override {
    return use(message());
  }
  portfolio::v1::Overview message() const { return forms_->MessageAt(moment_); }

 private:
  std::shared_ptr<const OverviewForms> forms_;
  absl::Time moment_;
};

}  // namespace regisseur
