#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/access/token.h"
#include "aggregator/answers/experience.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "regisseur/partnership/v1/pulse.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.PulseService.";

// A number that could be told of whom it is made is none.
int Shown(int answers) { return answers < kFewestAnswers ? 0 : answers; }

pb::Pulse PulseToWire(const Pulse& pulse, int answers) {
  pb::Pulse wire;
  wire.set_id(pulse.id);
  wire.set_provider(pulse.provider);
  wire.set_service(pulse.service);
  wire.set_question(pulse.question);
  wire.set_language(pulse.language);
  wire.set_opened_on(FormatDay(pulse.opened));
  if (pulse.closes.has_value()) wire.set_closes_on(FormatDay(*pulse.closes));
  if (pulse.closed.has_value()) wire.set_closed_on(FormatDay(*pulse.closed));
  wire.set_answers(Shown(answers));
  wire.set_target(pulse.target.ToString());
  return wire;
}

pb::ExperienceState StateToWire(ExperienceState state) {
  switch (state) {
    case ExperienceState::kUnknown:
      return pb::EXPERIENCE_STATE_UNKNOWN;
    case ExperienceState::kGreen:
      return pb::EXPERIENCE_STATE_GREEN;
    case ExperienceState::kAmber:
      return pb::EXPERIENCE_STATE_AMBER;
    case ExperienceState::kRed:
      return pb::EXPERIENCE_STATE_RED;
  }
  return pb::EXPERIENCE_STATE_UNSPECIFIED;
}

pb::LevelState LevelsToWire(const LevelTally& levels) {
  if (levels.met + levels.missed == 0) return pb::LEVEL_STATE_UNKNOWN;
  return levels.IsGreen() ? pb::LEVEL_STATE_GREEN : pb::LEVEL_STATE_RED;
}

pb::Experience ExperienceToWire(const ExperienceRow& row) {
  pb::Experience wire;
  wire.set_provider(row.provider);
  wire.set_service(row.service);
  wire.set_answers(Shown(row.tally.answers()));
  wire.set_target(row.target.ToString());
  wire.set_state(StateToWire(JudgeExperience(row.tally, row.target)));
  wire.set_levels(LevelsToWire(row.levels));
  wire.set_levels_met(row.levels.met);
  wire.set_levels_missed(row.levels.missed);
  wire.set_levels_unknown(row.levels.unknown);
  if (const auto watermelon = row.Watermelon()) {
    wire.set_watermelon(*watermelon);
  }
  for (const ExperienceMonth& month : row.months) {
    pb::ExperienceMonth& told = *wire.add_months();
    told.set_month(FormatMonth(month.month));
    told.set_answers(Shown(month.tally.answers()));
    if (month.tally.IsTold()) {
      told.set_satisfied(FormatShare(
          ComputeSatisfiedShare(month.tally.satisfied(), month.tally.answers())
              .share));
    }
  }
  if (!row.tally.IsTold()) return wire;
  const SatisfiedShare share =
      ComputeSatisfiedShare(row.tally.satisfied(), row.tally.answers());
  wire.set_satisfied(FormatShare(share.share));
  wire.set_low(FormatShare(share.low));
  wire.set_high(FormatShare(share.high));
  wire.set_mean(row.tally.Mean());
  for (const int count : row.tally.counts()) wire.add_scores(count);
  for (const PulseAnswer& answer : row.words) {
    pb::PulseWord& word = *wire.add_words();
    word.set_pulse(answer.pulse);
    word.set_day(FormatDay(answer.day));
    word.set_word(answer.word);
  }
  return wire;
}

// The pulse as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call, const Pulse& pulse) {
  ASSIGN_OR_RETURN(const std::vector<PulseRow> rows,
                   AnswerPulses(context, call.who, {.id = pulse.id}));
  Response response;
  *response.mutable_pulse() =
      PulseToWire(rows.front().pulse, rows.front().answers);
  response.set_provider(response.pulse().provider());
  return response;
}

}  // namespace

void PartnershipHandlers::RegisterPulses(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListPulsesRequest, pb::ListPulsesResponse>(
      service + "ListPulses",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListPulsesResponse> {
        pb::ListPulsesRequest question = request;
        question.clear_page_size();
        question.clear_page_token();
        ASSIGN_OR_RETURN(
            const Page page,
            ParsePage(request.page_size(), request.page_token(), AsOf{},
                      FingerprintQuestion(question), answers_.Now()));
        ASSIGN_OR_RETURN(const std::vector<PulseRow> rows,
                         AnswerPulses(context(), call.who,
                                      {.provider = request.provider(),
                                       .owner = request.owner(),
                                       .service = request.service(),
                                       .id = request.id(),
                                       .open = request.open()}));
        pb::ListPulsesResponse response;
        RETURN_IF_ERROR(FillPage(
            page, rows, response,
            [&](const PulseRow& row) -> absl::StatusOr<size_t> {
              *response.add_pulses() = PulseToWire(row.pulse, row.answers);
              return response.pulses().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ListExperienceRequest, pb::ListExperienceResponse>(
      service + "ListExperience",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListExperienceResponse> {
        ASSIGN_OR_RETURN(const ExperienceAnswer answer,
                         AnswerExperience(context(), call.who,
                                          {.provider = request.provider(),
                                           .owner = request.owner(),
                                           .service = request.service(),
                                           .period = request.period(),
                                           .pulse = request.pulse()}));
        pb::ListExperienceResponse response;
        for (const ExperienceRow& row : answer.rows) {
          *response.add_experience() = ExperienceToWire(row);
        }
        response.set_from(FormatDay(answer.period.first));
        response.set_to(FormatDay(answer.period.last));
        *response.mutable_method() = SentenceToWire(
            {"pulse-method", {{"fewest", absl::StrCat(kFewestForAlarm)}}});
        GapsToWire(answer.gaps, response.mutable_gaps());
        return response;
      });
  methods.AddUnary<pb::CreatePulseRequest, pb::CreatePulseResponse>(
      service + "CreatePulse",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::CreatePulseResponse> {
        ASSIGN_OR_RETURN(PulseChanges* const pulses, Pulses());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        const Token token = MakeToken();
        ASSIGN_OR_RETURN(
            const PulseChanges::Created created,
            pulses->Create(
                call.who,
                MatterRequestOf(kService, "CreatePulse", request,
                                answers_.Now()),
                place,
                {.question = request.question(),
                 .language = request.language().empty()
                                 ? answers_.PortfolioAt(AsOf{})->language
                                 : request.language(),
                 .closes_on = request.closes_on(),
                 .target = request.target()},
                token.sha256));
        ASSIGN_OR_RETURN(
            pb::CreatePulseResponse response,
            Told<pb::CreatePulseResponse>(context(), call, created.pulse));
        if (!created.repeated) {
          response.set_path(absl::StrCat("/pulse/", token.text));
        }
        return response;
      });
  methods.AddUnary<pb::ClosePulseRequest, pb::ClosePulseResponse>(
      service + "ClosePulse",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ClosePulseResponse> {
        ASSIGN_OR_RETURN(PulseChanges* const pulses, Pulses());
        if (request.id().empty()) {
          return absl::InvalidArgumentError("id: is missing; name which one");
        }
        ASSIGN_OR_RETURN(const Pulse pulse,
                         pulses->Get(call.who, request.id()));
        const absl::StatusOr<PartnershipPlace> place = FindPartnershipPlace(
            context(), call.who, pulse.provider, "", request.owner());
        if (!place.ok() || (!request.provider().empty() &&
                            request.provider() != place->provider)) {
          return absl::NotFoundError(absl::StrCat(
              "id: there is nothing that is called \"", request.id(), "\""));
        }
        ASSIGN_OR_RETURN(const Pulse closed,
                         pulses->Close(call.who,
                                       MatterRequestOf(kService, "ClosePulse",
                                                       request, answers_.Now()),
                                       request.id(), place->today));
        return Told<pb::ClosePulseResponse>(context(), call, closed);
      });
}

}  // namespace regisseur
