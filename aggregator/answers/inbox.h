#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/answers/answer_context.h"
#include "core/matter/matter.h"
#include "core/partnership/participant.h"
#include "core/principal/principal.h"

namespace regisseur {

// Something that one side did and both know of.
struct InboxEntry {
  int64_t number = 0;  // in the provider's chain
  absl::Time time;
  MatterSubject subject;
  MatterMove move = MatterMove::kProposed;
  // Who did it; absent: nobody, a time was over.
  std::optional<Participant> by;
  // The provider did not do it and is expected to answer.
  bool waits = false;
};

struct InboxAnswer {
  std::vector<InboxEntry> entries;  // in order
  // Behind which number to ask next.
  int64_t after = 0;
};

// What happened between both sides behind a number: every step of whatever
// people settle that stands in the provider's chain, so that a new kind of
// matter needs no code here. Some of it, in order; where `after` stays as it
// was nothing is left.
absl::StatusOr<InboxAnswer> AnswerInbox(const AnswerContext& context,
                                        const Principal& who,
                                        absl::string_view provider,
                                        int64_t after);

// True for what the customer does by which the provider is asked something.
bool AsksProvider(MatterKind kind, MatterMove move);

}  // namespace regisseur
