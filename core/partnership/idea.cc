#include "core/partnership/idea.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace regisseur {

absl::string_view IdeaStateWord(IdeaState state) {
  switch (state) {
    case IdeaState::kNew:
      return "new";
    case IdeaState::kAccepted:
      return "accepted";
    case IdeaState::kStarted:
      return "started";
    case IdeaState::kRealised:
      return "realised";
    case IdeaState::kDeclined:
      return "declined";
  }
  return "";
}

IdeaState FoldIdea(absl::Span<const MatterMove> moves) {
  IdeaState state = IdeaState::kNew;
  for (const MatterMove move : moves) {
    if (move == MatterMove::kAccepted) state = IdeaState::kAccepted;
    if (move == MatterMove::kRefused) state = IdeaState::kDeclined;
    if (move == MatterMove::kStarted) state = IdeaState::kStarted;
    if (move == MatterMove::kRealised) state = IdeaState::kRealised;
  }
  return state;
}

absl::Status CheckIdeaMove(IdeaState state, MatterMove move) {
  bool may = true;
  switch (move) {
    case MatterMove::kAccepted:
      may = state == IdeaState::kNew;
      break;
    case MatterMove::kRefused:
      may = state == IdeaState::kNew || state == IdeaState::kAccepted;
      break;
    case MatterMove::kStarted:
      may = state == IdeaState::kAccepted;
      break;
    case MatterMove::kRealised:
      may = state == IdeaState::kStarted;
      break;
    case MatterMove::kChecked:
      may = state == IdeaState::kRealised;
      break;
    case MatterMove::kEndorsed:
    case MatterMove::kWithdrawn:
      may = state != IdeaState::kRealised && state != IdeaState::kDeclined;
      break;
    default:
      break;
  }
  if (may) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("id: this idea is ", IdeaStateWord(state), " and cannot be ",
                   move == MatterMove::kRefused     ? "declined"
                   : move == MatterMove::kWithdrawn ? "endorsed less"
                                                    : MatterMoveWord(move)));
}

Agreement::Agreement(int customer, int provider, int end_user) {
  for (const int given : {customer, provider, end_user}) {
    const int persons = std::min(given, kMostEndorsers);
    if (persons <= 0) continue;
    if (parties_ == 0) numerator_ = 1;
    ++parties_;
    numerator_ *= persons;
    denominator_ *= persons + 1;
  }
}

int Agreement::Compare(const Agreement& a, const Agreement& b) {
  if (a.parties_ != b.parties_) return a.parties_ < b.parties_ ? -1 : 1;
  // At most 10^15 each: their products fit.
  const Int128 left = a.numerator_ * b.denominator_;
  const Int128 right = b.numerator_ * a.denominator_;
  return left == right ? 0 : left < right ? -1 : 1;
}

std::string Agreement::ToString() const {
  const Int128 scaled = numerator_ * 10'000;
  Int128 digits = scaled / denominator_;
  const Int128 twice = (scaled % denominator_) * 2;
  if (twice > denominator_ || (twice == denominator_ && digits % 2 == 1)) {
    ++digits;
  }
  const auto whole = static_cast<int64_t>(parties_ * 10'000 + digits);
  return absl::StrFormat("%d.%04d", whole / 10'000, whole % 10'000);
}

absl::string_view BenefitKindWord(BenefitKind kind) {
  switch (kind) {
    case BenefitKind::kCost:
      return "cost";
    case BenefitKind::kObjective:
      return "objective";
    case BenefitKind::kExperience:
      return "experience";
  }
  return "";
}

absl::StatusOr<Decimal> BenefitOf(bool lower_is_better, const Decimal& before,
                                  const Decimal& after) {
  return lower_is_better ? Decimal::Subtract(before, after)
                         : Decimal::Subtract(after, before);
}

}  // namespace regisseur
