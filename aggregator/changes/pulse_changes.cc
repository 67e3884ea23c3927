#include "aggregator/changes/pulse_changes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/changes/partnership_act.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr char kUsualTarget[] = "70";
// As the page lets people write.
constexpr size_t kMostWordCharacters = 500;

// Characters of UTF-8: every byte that continues none.
size_t CharactersIn(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
      }));
}

absl::Status NoPulse(const std::string& id) {
  return absl::NotFoundError(
      absl::StrCat("id: there is nothing that is called \"", id, "\""));
}

absl::StatusOr<Decimal> ReadTarget(const std::string& text) {
  const absl::StatusOr<Decimal> target =
      Decimal::Parse(text.empty() ? kUsualTarget : text);
  if (target.ok() && *target >= Decimal(1, 0) && *target <= Decimal(100, 0)) {
    return *target;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "target: \"", text, "\" is no share from 1 to 100 percent, such as 70"));
}

}  // namespace

std::string UsualQuestion(const std::string& language) {
  return language == "nl" ? "Hoe tevreden bent u over deze dienst?"
                          : "How satisfied are you with this service?";
}

absl::StatusOr<PulseChanges::Created> PulseChanges::Create(
    const Principal& who, const MatterRequest& request,
    const PartnershipPlace& place, const NewPulse& asked,
    const std::string& token_sha256) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  Pulse pulse;
  pulse.id = request.new_id;
  pulse.provider = place.provider;
  pulse.service = place.service;
  pulse.language = asked.language;
  pulse.question =
      asked.question.empty() ? UsualQuestion(asked.language) : asked.question;
  pulse.opened = place.today;
  RETURN_IF_ERROR(RequireLine("question", pulse.question, "ask one"));
  if (asked.language != "nl" && asked.language != "en") {
    return absl::InvalidArgumentError(
        absl::StrCat("language: \"", asked.language, "\" is none of nl, en"));
  }
  ASSIGN_OR_RETURN(pulse.target, ReadTarget(asked.target));
  if (!asked.closes_on.empty()) {
    const absl::StatusOr<absl::CivilDay> day = ParseDay(asked.closes_on);
    if (!day.ok() || *day < place.today) {
      return absl::InvalidArgumentError(absl::StrCat(
          "closes_on: \"", asked.closes_on, "\" is no day to come, such as ",
          FormatDay(place.today + 30)));
    }
    pulse.closes = *day;
  }
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("pulse ", pulse.id);
  act.arguments = {{"provider", pulse.provider}, {"service", pulse.service}};
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(
          who, std::move(act),
          [&](Transaction& transaction, Act&) -> absl::StatusOr<std::string> {
            RETURN_IF_ERROR(store_.Insert(transaction, pulse, token_sha256));
            return pulse.id;
          }));
  ASSIGN_OR_RETURN(Pulse made, Get(who, done.answer));
  return Created{std::move(made), done.repeated};
}

absl::StatusOr<Pulse> PulseChanges::Close(const Principal& who,
                                          const MatterRequest& request,
                                          const std::string& id,
                                          absl::CivilDay today) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("pulse ", id);
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(
          who, std::move(act),
          [&](Transaction& transaction, Act&) -> absl::StatusOr<std::string> {
            ASSIGN_OR_RETURN(const std::optional<Pulse> pulse,
                             store_.Find(transaction, id));
            if (!pulse.has_value()) return NoPulse(id);
            if (pulse->closed.has_value()) {
              return absl::FailedPreconditionError(absl::StrCat(
                  "id: this pulse was closed on ", FormatDay(*pulse->closed)));
            }
            RETURN_IF_ERROR(store_.Close(transaction, id, today));
            return id;
          }));
  return Get(who, done.answer);
}

absl::StatusOr<Pulse> PulseChanges::FindOpen(const std::string& token_sha256,
                                             absl::CivilDay today) const {
  ASSIGN_OR_RETURN(
      std::optional<Pulse> pulse,
      store_.FindByToken(Principal::System("pulse"), token_sha256));
  if (!pulse.has_value() || !pulse->IsOpenOn(today)) {
    return absl::NotFoundError("this question is not open");
  }
  return *std::move(pulse);
}

absl::Status PulseChanges::TakeAnswer(const std::string& token_sha256,
                                      int score, const std::string& word,
                                      absl::CivilDay today) {
  ASSIGN_OR_RETURN(const Pulse pulse, FindOpen(token_sha256, today));
  if (score < 1 || score > 5) {
    return absl::InvalidArgumentError("score: choose 1 to 5");
  }
  if (CharactersIn(word) > kMostWordCharacters) {
    return absl::InvalidArgumentError(
        absl::StrCat("word: longer than ", kMostWordCharacters, " characters"));
  }
  return store_.AddAnswer(
      Principal::System("pulse"),
      {.pulse = pulse.id, .day = today, .score = score, .word = word});
}

absl::StatusOr<Pulse> PulseChanges::Get(const Principal& who,
                                        const std::string& id) const {
  ASSIGN_OR_RETURN(std::optional<Pulse> pulse, store_.Find(who, id));
  const bool others = pulse.has_value() &&
                      who.role == Principal::Role::kProvider &&
                      pulse->provider != who.scope;
  if (!pulse.has_value() || others) return NoPulse(id);
  return *std::move(pulse);
}

}  // namespace regisseur
