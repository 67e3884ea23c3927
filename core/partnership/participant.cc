#include "core/partnership/participant.h"

#include <utility>

#include "core/base/word_table.h"

namespace regisseur {
namespace {

constexpr std::pair<Participant, absl::string_view> kWords[] = {
    {Participant::kCustomer, "customer"},
    {Participant::kProvider, "provider"},
    {Participant::kEndUser, "end_user"},
};

}  // namespace

absl::string_view ParticipantWord(Participant party) {
  return WordIn(kWords, party);
}

std::optional<Participant> FindParticipant(absl::string_view word) {
  return FindIn<Participant>(kWords, word);
}

Participant ParticipantOf(const Principal& who) {
  switch (who.role) {
    case Principal::Role::kProvider:
      return Participant::kProvider;
    case Principal::Role::kEndUser:
      return Participant::kEndUser;
    case Principal::Role::kAdministrator:
    case Principal::Role::kOperator:
    case Principal::Role::kCio:
    case Principal::Role::kContractManager:
    case Principal::Role::kController:
    case Principal::Role::kOwner:
    case Principal::Role::kAuditor:
    case Principal::Role::kSystem:
      return Participant::kCustomer;
  }
  return Participant::kCustomer;
}

Participant OtherSide(Participant party) {
  return party == Participant::kProvider ? Participant::kCustomer
                                         : Participant::kProvider;
}

}  // namespace regisseur
