#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/changes/partnership_act.h"
#include "core/partnership/review.h"

namespace regisseur {

// The review of a quarter by both sides (core/partnership/review.h).
// Thread-safe.
class ReviewChanges {
 public:
  // What it is given must outlive it.
  ReviewChanges(Acts& acts, const MatterStore& store) : matters_{acts, store} {}

  // Opens that of a quarter (empty: the last that is over); its id.
  // ALREADY_EXISTS when it has one; FAILED_PRECONDITION before its last month.
  absl::StatusOr<std::string> Open(const Principal& who,
                                   const MatterRequest& request,
                                   const PartnershipPlace& place,
                                   const std::string& quarter);
  // The own side's answers. Until both sides gave theirs ours stand in a chain
  // that the partner does not see.
  struct Answers {
    ReviewScores scores;
    std::map<std::string, std::string> remarks;  // by question
    ReviewJudgements judgements;
  };
  absl::StatusOr<std::string> Score(const Principal& who,
                                    const MatterRequest& request,
                                    const std::string& id,
                                    const Answers& answers);
  absl::StatusOr<std::string> Comment(const Principal& who,
                                      const MatterRequest& request,
                                      const std::string& id,
                                      const std::string& text, bool internal);
  // A named person signs for the own side. `plan` is what the first signature
  // writes down of the relationship plan (ValuesOfReviewedPlan).
  absl::StatusOr<std::string> Sign(
      const Principal& who, const MatterRequest& request, const std::string& id,
      const std::string& text,
      const std::vector<std::pair<std::string, std::string>>& plan);

  // Signs the figures of a period of a contract; its id. The errors of
  // CheckMaySignOff.
  struct NewSignature {
    std::string provider;
    std::string contract;
    std::string period;
    TimeRange range;
    SignedFigures figures;
    std::string text;
  };
  absl::StatusOr<std::string> SignPeriod(const Principal& who,
                                         const MatterRequest& request,
                                         const NewSignature& signature);

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kReview, id);
  }

 private:
  const SharedMatters matters_;
};

}  // namespace regisseur
