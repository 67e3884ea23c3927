#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/ideas.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "regisseur/partnership/v1/idea.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.IdeaService.";

pb::IdeaState StateToWire(IdeaState state) {
  switch (state) {
    case IdeaState::kNew:
      return pb::IDEA_STATE_NEW;
    case IdeaState::kAccepted:
      return pb::IDEA_STATE_ACCEPTED;
    case IdeaState::kStarted:
      return pb::IDEA_STATE_STARTED;
    case IdeaState::kRealised:
      return pb::IDEA_STATE_REALISED;
    case IdeaState::kDeclined:
      return pb::IDEA_STATE_DECLINED;
  }
  return pb::IDEA_STATE_UNSPECIFIED;
}

absl::StatusOr<std::optional<IdeaState>> StateFromWire(pb::IdeaState wire) {
  if (wire == pb::IDEA_STATE_UNSPECIFIED) return std::optional<IdeaState>();
  for (const IdeaState state :
       {IdeaState::kNew, IdeaState::kAccepted, IdeaState::kStarted,
        IdeaState::kRealised, IdeaState::kDeclined}) {
    if (StateToWire(state) == wire) return std::optional<IdeaState>(state);
  }
  return absl::InvalidArgumentError("state: there is no such state");
}

pb::BenefitKind KindToWire(BenefitKind kind) {
  switch (kind) {
    case BenefitKind::kCost:
      return pb::BENEFIT_KIND_COST;
    case BenefitKind::kObjective:
      return pb::BENEFIT_KIND_OBJECTIVE;
    case BenefitKind::kExperience:
      return pb::BENEFIT_KIND_EXPERIENCE;
  }
  return pb::BENEFIT_KIND_UNSPECIFIED;
}

// What is expected, held against the place where it is to be seen.
absl::StatusOr<IdeaRecord::Benefit> BenefitFromWire(
    const PartnershipPlace& place, const pb::ExpectedBenefit& wire) {
  IdeaRecord::Benefit benefit;
  const absl::StatusOr<Decimal> amount = Decimal::Parse(wire.amount());
  if (!amount.ok() || amount->IsNegative() || amount->IsZero()) {
    return absl::InvalidArgumentError(
        absl::StrCat("benefit.amount: \"", wire.amount(),
                     "\" is no number above zero such as 250.00"));
  }
  benefit.amount = *amount;
  benefit.subject = wire.subject();
  switch (wire.kind()) {
    case pb::BENEFIT_KIND_COST:
      benefit.kind = BenefitKind::kCost;
      benefit.currency = wire.currency();
      if (!IsCurrencyCode(wire.currency())) {
        return absl::InvalidArgumentError(
            absl::StrCat("benefit.currency: \"", wire.currency(),
                         "\" is no currency such as EUR"));
      }
      return benefit;
    case pb::BENEFIT_KIND_OBJECTIVE: {
      benefit.kind = BenefitKind::kObjective;
      const std::pair<std::string, std::string> names =
          absl::StrSplit(wire.subject(), absl::MaxSplits('/', 1));
      for (const Contract* contract : place.contracts) {
        if (contract->id == names.first &&
            contract->FindObjective(names.second) != nullptr) {
          return benefit;
        }
      }
      return absl::NotFoundError(absl::StrCat(
          "benefit.subject: ", place.provider, " has no objective \"",
          wire.subject(), "\"; write contract/objective"));
    }
    case pb::BENEFIT_KIND_EXPERIENCE:
      benefit.kind = BenefitKind::kExperience;
      return benefit;
    default:
      return absl::InvalidArgumentError(
          "benefit.kind: say BENEFIT_KIND_COST, BENEFIT_KIND_OBJECTIVE or "
          "BENEFIT_KIND_EXPERIENCE");
  }
}

pb::BenefitCheck CheckToWire(const MatterStep& step,
                             const IdeaRecord::Benefit& expected) {
  pb::BenefitCheck wire;
  SetTime(step.act.known_from, &wire, &pb::BenefitCheck::mutable_time);
  wire.set_before_from(step.Value("before_from"));
  wire.set_before_to(step.Value("before_to"));
  wire.set_after_from(step.Value("after_from"));
  wire.set_after_to(step.Value("after_to"));
  wire.set_unknown_why(step.Value("unknown_why"));
  *wire.mutable_method() = SentenceToWire(
      {step.Value("method"),
       {{"before_from", step.Value("before_from")},
        {"before_to", step.Value("before_to")},
        {"after_from", step.Value("after_from")},
        {"after_to", step.Value("after_to")},
        {"subject", expected.subject.empty() ? "all of the provider"
                                             : expected.subject}}});
  const auto before = Decimal::Parse(step.Value("before"));
  const auto after = Decimal::Parse(step.Value("after"));
  if (before.ok()) wire.set_before(before->ToString());
  if (after.ok()) wire.set_after(after->ToString());
  if (!before.ok() || !after.ok()) return wire;
  const auto benefit = BenefitOf(step.Value(kLowerIsBetter) == "yes" ||
                                     expected.kind == BenefitKind::kCost,
                                 *before, *after);
  if (!benefit.ok()) return wire;
  wire.set_benefit(benefit->ToString());
  wire.set_as_expected(*benefit >= expected.amount);
  return wire;
}

bool IsFeedback(MatterMove move) {
  return move == MatterMove::kAccepted || move == MatterMove::kRefused ||
         move == MatterMove::kStarted || move == MatterMove::kRealised;
}

pb::Idea IdeaToWire(const IdeaRow& row, const Principal& reader) {
  const IdeaRecord& record = row.record;
  const MatterStep& first = row.matter.steps.front();
  pb::Idea wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_service(record.service);
  wire.set_proposed_by(ParticipantToWire(record.proposed_by));
  wire.set_mine(row.ProposedBy(reader));
  wire.set_title(first.Text("title"));
  wire.set_text(first.Text("text"));
  wire.set_state(StateToWire(record.state));
  pb::Endorsements& endorsements = *wire.mutable_endorsements();
  endorsements.set_customer(record.Count(Participant::kCustomer));
  endorsements.set_provider(record.Count(Participant::kProvider));
  endorsements.set_end_user(record.Count(Participant::kEndUser));
  wire.set_endorsed_by_me(row.EndorsedBy(reader));
  wire.set_agreement(record.HowFar().ToString());
  wire.set_rank(row.rank);
  if (record.benefit.has_value()) {
    pb::ExpectedBenefit& benefit = *wire.mutable_benefit();
    benefit.set_kind(KindToWire(record.benefit->kind));
    benefit.set_subject(record.benefit->subject);
    benefit.set_amount(record.benefit->amount.ToString());
    benefit.set_currency(record.benefit->currency);
  }
  wire.set_due_on(record.due_on);
  for (const MatterStep& step : row.matter.steps) {
    if (step.move == MatterMove::kChecked && record.benefit.has_value()) {
      *wire.add_checks() = CheckToWire(step, *record.benefit);
    }
    if (!IsFeedback(step.move)) continue;
    if (const std::string text = step.Text("text"); !text.empty()) {
      wire.set_feedback(text);
    }
    SetTime(step.act.known_from, &wire, &pb::Idea::mutable_decided_time);
  }
  for (const auto& [currency, funding] : row.funding) {
    pb::IdeaFunding& told = *wire.add_funding();
    told.set_currency(currency);
    const int digits = MinorUnitDigits(currency);
    const auto money = [&](const Decimal& amount) {
      return amount.RoundedHalfAwayFromZero(digits).ToString();
    };
    told.set_asked(money(funding.asked));
    told.set_reserved(money(funding.reserved));
    told.set_spent(money(funding.spent));
    told.set_saved(money(funding.saved));
    told.set_gained(money(funding.gained));
    told.set_to_customer(money(funding.to_customer));
    told.set_to_provider(money(funding.to_provider));
  }
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  return wire;
}

pb::IdeaPlace PlaceToWire(const IdeaPlace& place) {
  pb::IdeaPlace wire;
  wire.set_provider(place.provider);
  wire.set_name(place.name);
  for (const IdeaPlace::Service& service : place.services) {
    pb::NamedService& named = *wire.add_services();
    named.set_id(service.id);
    named.set_name(service.name);
  }
  return wire;
}

// The idea as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const IdeasAnswer answer,
                   AnswerIdeas(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_idea() = IdeaToWire(answer.ideas.front(), call.who);
  response.set_provider(response.idea().provider());
  return response;
}

template <typename Request>
IdeaChanges::Step StepOf(const Request& request, MatterMove move) {
  IdeaChanges::Step step{.id = request.id(), .move = move};
  if constexpr (requires { request.text(); }) step.text = request.text();
  if constexpr (requires { request.internal(); }) {
    step.internal = request.internal();
  }
  if constexpr (requires { request.due_on(); }) {
    step.due_on = request.due_on();
  }
  if constexpr (requires { request.take_back(); }) {
    if (request.take_back()) step.move = MatterMove::kWithdrawn;
  }
  return step;
}

}  // namespace

void PartnershipHandlers::RegisterIdeas(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListIdeasRequest, pb::ListIdeasResponse>(
      service + "ListIdeas",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListIdeasResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const auto state, StateFromWire(request.state()));
        ASSIGN_OR_RETURN(const IdeasAnswer answer,
                         AnswerIdeas(context(), call.who,
                                     {.provider = request.provider(),
                                      .owner = request.owner(),
                                      .service = request.service(),
                                      .id = request.id(),
                                      .state = state},
                                     page.as_of));
        pb::ListIdeasResponse response;
        if (page.first()) {
          GapsToWire(answer.gaps, response.mutable_gaps());
          for (const IdeaPlace& place : answer.places) {
            *response.add_places() = PlaceToWire(place);
          }
        }
        RETURN_IF_ERROR(
            FillPage(page, answer.ideas, response,
                     [&](const IdeaRow& row) -> absl::StatusOr<size_t> {
                       *response.add_ideas() = IdeaToWire(row, call.who);
                       return response.ideas().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::ProposeIdeaRequest, pb::ProposeIdeaResponse>(
      service + "ProposeIdea",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ProposeIdeaResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        IdeaChanges::NewIdea idea{.title = request.title(),
                                  .text = request.text()};
        if (request.has_benefit()) {
          ASSIGN_OR_RETURN(idea.benefit,
                           BenefitFromWire(place, request.benefit()));
        }
        return Told<pb::ProposeIdeaResponse>(
            context(), call,
            changes->ideas.Propose(call.who,
                                   MatterRequestOf(kService, "ProposeIdea",
                                                   request, answers_.Now()),
                                   place, idea));
      });
  methods.AddUnary<pb::CheckIdeaRequest, pb::CheckIdeaResponse>(
      service + "CheckIdea",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::CheckIdeaResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(PlaceOfMatter(call, changes->ideas, request).status());
        ASSIGN_OR_RETURN(const IdeaCheck check,
                         CheckIdea(context(), call.who,
                                   {.id = request.id(),
                                    .before_from = request.before_from(),
                                    .before_to = request.before_to(),
                                    .after_from = request.after_from(),
                                    .after_to = request.after_to()}));
        return Told<pb::CheckIdeaResponse>(
            context(), call,
            changes->ideas.KeepCheck(
                call.who,
                MatterRequestOf(kService, "CheckIdea", request, answers_.Now()),
                {.id = request.id(),
                 .before_from = FormatMonth(check.before_from),
                 .before_to = FormatMonth(check.before_to),
                 .after_from = FormatMonth(check.after_from),
                 .after_to = FormatMonth(check.after_to),
                 .before = check.before,
                 .after = check.after,
                 .unknown_why = check.unknown_why,
                 .method = check.method,
                 .lower_is_better = check.lower_is_better}));
      });
  const auto add = [&]<typename Request, typename Response>(const char* name,
                                                            MatterMove move) {
    AddAct<Request, Response>(
        methods, kService, name, &Settling::ideas,
        [move](auto& matters, const Principal& who, const Request& request,
               const PartnershipPlace& place,
               const MatterRequest& act) -> absl::StatusOr<std::string> {
          return matters.Move(who, act, place.today, StepOf(request, move));
        },
        Told<Response>);
  };
#define REGISSEUR_MOVE(name, move) \
  add.template operator()<pb::name##Request, pb::name##Response>(#name, move)
  REGISSEUR_MOVE(EndorseIdea, MatterMove::kEndorsed);
  REGISSEUR_MOVE(CommentOnIdea, MatterMove::kCommented);
  REGISSEUR_MOVE(AcceptIdea, MatterMove::kAccepted);
  REGISSEUR_MOVE(DeclineIdea, MatterMove::kRefused);
  REGISSEUR_MOVE(StartIdea, MatterMove::kStarted);
  REGISSEUR_MOVE(RealiseIdea, MatterMove::kRealised);
#undef REGISSEUR_MOVE
}

}  // namespace regisseur
