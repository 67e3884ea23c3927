#include "core/matter/accountability.h"

#include <algorithm>
#include <utility>

#include "core/base/word_table.h"

namespace regisseur {
namespace {

constexpr std::pair<Accountability, absl::string_view> kWords[] = {
    {Accountability::kProvider, "provider"},
    {Accountability::kSubcontractor, "subcontractor"},
    {Accountability::kCustomer, "customer"},
    {Accountability::kThirdParty, "third_party"},
    {Accountability::kForceMajeure, "force_majeure"},
    {Accountability::kNotAffected, "not_affected"},
};

}  // namespace

absl::string_view AccountabilityWord(Accountability accountability) {
  return WordIn(kWords, accountability);
}

std::optional<Accountability> FindAccountability(absl::string_view word) {
  if (word == "supplier") return Accountability::kSubcontractor;
  return FindIn<Accountability>(kWords, word);
}

bool NeedsOtherView(Accountability accountability) {
  switch (accountability) {
    case Accountability::kCustomer:
    case Accountability::kForceMajeure:
      return true;
    case Accountability::kProvider:
    case Accountability::kSubcontractor:
    case Accountability::kThirdParty:
    case Accountability::kNotAffected:
      return false;
  }
  return true;
}

bool IsLeftOut(const Objective& objective, Accountability accountability) {
  return std::find(objective.not_accountable.begin(),
                   objective.not_accountable.end(),
                   accountability) != objective.not_accountable.end();
}

}  // namespace regisseur
