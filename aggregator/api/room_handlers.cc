#include "aggregator/api/room_handlers.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/room_wire.h"
#include "core/base/status_macros.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;

constexpr char kExtras[] = "regisseur.room.v1.ExtraService.";
constexpr char kHours[] = "regisseur.room.v1.HourService.";
constexpr char kMandates[] = "regisseur.room.v1.MandateService.";

template <typename Request>
RoomQuestion RoomOf(const Request& request) {
  return {.provider = request.provider(),
          .contract = request.contract(),
          .owner = request.owner()};
}

bool IsPartner(const CallContext& call) {
  return call.who.role == Principal::Role::kProvider;
}

}  // namespace

absl::StatusOr<Settling*> RoomHandlers::Changes() const {
  if (settling_ != nullptr) return settling_;
  return absl::UnimplementedError("on this server nothing can be ordered");
}

absl::CivilDay RoomHandlers::Today() const {
  return absl::ToCivilDay(answers_.Now(),
                          answers_.PortfolioAt(AsOf{})->time_zone);
}

ExtraChanges::ReadRoom RoomHandlers::Room() const {
  return
      [this](
          const Contract& contract) -> absl::StatusOr<ExtraChanges::SpendRoom> {
        // What a contract may cost does not depend on who asks.
        ASSIGN_OR_RETURN(SpendUnderCeiling spend,
                         answers_.FindSpendUnderCeiling(
                             Principal::System("extras"), contract.id));
        return ExtraChanges::SpendRoom{std::move(spend.left),
                                       std::move(spend.why_unknown),
                                       std::move(spend.counted)};
      };
}

template <typename Request, typename Kind>
absl::Status RoomHandlers::CheckTheirs(const CallContext& call,
                                       const Request& request,
                                       const Kind& changes) const {
  if (request.id().empty()) {
    return absl::InvalidArgumentError("id: is missing; name which one");
  }
  ASSIGN_OR_RETURN(const Matter matter, changes.Get(call.who, request.id()));
  if constexpr (requires { request.provider(); }) {
    if (!request.provider().empty() &&
        matter.subject.provider != request.provider()) {
      return absl::NotFoundError(absl::StrCat(
          "id: there is nothing that is called \"", request.id(), "\""));
    }
  }
  return answers_.CheckOwnerOfContract(call.who, matter.subject.contract,
                                       request.owner());
}

template <typename Response>
absl::StatusOr<Response> RoomHandlers::ToldExtra(
    const CallContext& call, const absl::StatusOr<std::string>& id) const {
  RETURN_IF_ERROR(id.status());
  // What a partner may not see any more it did itself just now.
  ASSIGN_OR_RETURN(
      const ExtrasAnswer answer,
      answers_.ListExtras(Principal::System("extras"), {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_extra() =
      ExtraToWire(answer.extras.front(), IsPartner(call));
  response.set_provider(answer.extras.front().matter.subject.provider);
  return response;
}

template <typename Response>
absl::StatusOr<Response> RoomHandlers::ToldHours(
    const CallContext& call, const absl::StatusOr<std::string>& id) const {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const Matter hours, settling_->hours.Get(call.who, *id));
  Response response;
  *response.mutable_hours() = HoursToWire(hours, IsPartner(call));
  response.set_provider(hours.subject.provider);
  return response;
}

absl::StatusOr<std::vector<Gap>> RoomHandlers::HoursLike(
    const CallContext& call, const pb::Hours& booked) const {
  ASSIGN_OR_RETURN(const HoursAnswer answer,
                   answers_.ListHours(call.who,
                                      {.room = {.contract = booked.contract()},
                                       .component = booked.component(),
                                       .from = booked.day(),
                                       .to = booked.day()},
                                      AsOf{}));
  std::vector<Gap> notes;
  for (const Matter& hours : answer.hours) {
    const pb::Hours other = HoursToWire(hours, /*for_partner=*/true);
    const bool counts = other.state() == pb::HOURS_STATE_BOOKED ||
                        other.state() == pb::HOURS_STATE_ACCEPTED;
    if (!counts || other.id() == booked.id() ||
        other.hours() != booked.hours() || other.factor() != booked.factor() ||
        other.document() != booked.document()) {
      continue;
    }
    Gap gap;
    gap.provider = booked.provider();
    gap.rule = "hours-booked-before";
    gap.arguments = {{"hours", other.hours()},
                     {"component", other.component()},
                     {"day", other.day()},
                     {"document", other.document()},
                     {"id", other.id()}};
    gap.notice = true;
    AddGap(std::move(gap), notes);
  }
  return notes;
}

void RoomHandlers::Register(MethodRegistry& methods) {
  RegisterExtras(methods);
  RegisterExtraMoves(methods);
  RegisterHours(methods);
  RegisterHourMoves(methods);
  RegisterMandates(methods);
}

void RoomHandlers::RegisterExtras(MethodRegistry& methods) {
  const std::string service = kExtras;
  methods.AddUnary<pb::ListExtrasRequest, pb::ListExtrasResponse>(
      service + "ListExtras",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListExtrasResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(
            const ExtrasAnswer answer,
            answers_.ListExtras(call.who,
                                {.room = RoomOf(request), .id = request.id()},
                                page.as_of));
        pb::ListExtrasResponse response;
        if (page.first()) {
          GapsToWire(answer.gaps, response.mutable_gaps());
          for (const AvailableExtra& available : answer.available) {
            *response.add_available() = AvailableExtraToWire(available);
          }
        }
        RETURN_IF_ERROR(FillPage(
            page, answer.extras, response,
            [&](const ExtraRow& row) -> absl::StatusOr<size_t> {
              *response.add_extras() = ExtraToWire(row, IsPartner(call));
              return response.extras().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::OrderExtraRequest, pb::OrderExtraResponse>(
      service + "OrderExtra",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::OrderExtraResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(answers_.CheckOwnerOfContract(
            call.who, request.contract(), request.owner()));
        return ToldExtra<pb::OrderExtraResponse>(
            call,
            changes->extras.Order(
                call.who,
                MatterRequestOf(kExtras, "OrderExtra", request, answers_.Now()),
                {.provider = request.provider(),
                 .contract = request.contract(),
                 .extra = request.extra(),
                 .quantity = request.quantity(),
                 .reason = request.reason(),
                 .override_refusal = request.override()},
                Today(), Room()));
      });
}

void RoomHandlers::RegisterExtraMoves(MethodRegistry& methods) {
  const std::string service = kExtras;
  methods.AddUnary<pb::ApproveExtraRequest, pb::ApproveExtraResponse>(
      service + "ApproveExtra",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ApproveExtraResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->extras));
        return ToldExtra<pb::ApproveExtraResponse>(
            call,
            changes->extras.Decide(call.who,
                                   MatterRequestOf(kExtras, "ApproveExtra",
                                                   request, answers_.Now()),
                                   {.id = request.id(),
                                    .approves = true,
                                    .reason = request.reason(),
                                    .on_behalf_of = request.on_behalf_of()},
                                   Today(), Room()));
      });
  methods.AddUnary<pb::RefuseExtraRequest, pb::RefuseExtraResponse>(
      service + "RefuseExtra",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::RefuseExtraResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->extras));
        return ToldExtra<pb::RefuseExtraResponse>(
            call,
            changes->extras.Decide(call.who,
                                   MatterRequestOf(kExtras, "RefuseExtra",
                                                   request, answers_.Now()),
                                   {.id = request.id(),
                                    .approves = false,
                                    .reason = request.reason(),
                                    .on_behalf_of = request.on_behalf_of()},
                                   Today(), Room()));
      });
  methods.AddUnary<pb::DeliverExtraRequest, pb::DeliverExtraResponse>(
      service + "DeliverExtra",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::DeliverExtraResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->extras));
        return ToldExtra<pb::DeliverExtraResponse>(
            call, changes->extras.Deliver(
                      call.who,
                      MatterRequestOf(kExtras, "DeliverExtra", request,
                                      answers_.Now()),
                      request.id(), request.day(), request.reason(), Today()));
      });
  methods.AddUnary<pb::CancelExtraRequest, pb::CancelExtraResponse>(
      service + "CancelExtra",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::CancelExtraResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->extras));
        return ToldExtra<pb::CancelExtraResponse>(
            call,
            changes->extras.Cancel(call.who,
                                   MatterRequestOf(kExtras, "CancelExtra",
                                                   request, answers_.Now()),
                                   request.id(), request.reason()));
      });
}

void RoomHandlers::RegisterHours(MethodRegistry& methods) {
  const std::string service = kHours;
  methods.AddUnary<pb::ListHoursRequest, pb::ListHoursResponse>(
      service + "ListHours",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListHoursResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const HoursAnswer answer,
                         answers_.ListHours(call.who,
                                            {.room = RoomOf(request),
                                             .component = request.component(),
                                             .from = request.from(),
                                             .to = request.to(),
                                             .waiting = request.waiting()},
                                            page.as_of));
        pb::ListHoursResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(FillPage(
            page, answer.hours, response,
            [&](const Matter& hours) -> absl::StatusOr<size_t> {
              *response.add_hours() = HoursToWire(hours, IsPartner(call));
              return response.hours().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ListHourBalancesRequest, pb::ListHourBalancesResponse>(
      service + "ListHourBalances",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListHourBalancesResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        RoomQuestion question = RoomOf(request);
        question.on = request.on();
        ASSIGN_OR_RETURN(
            const HourBalancesAnswer answer,
            answers_.ListHourBalances(call.who, question, page.as_of));
        pb::ListHourBalancesResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(
            FillPage(page, answer.balances, response,
                     [&](const HourBalanceRow& row) -> absl::StatusOr<size_t> {
                       *response.add_balances() = HourBalanceToWire(row);
                       return response.balances().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
}

void RoomHandlers::RegisterHourMoves(MethodRegistry& methods) {
  const std::string service = kHours;
  methods.AddUnary<pb::BookHoursRequest, pb::BookHoursResponse>(
      service + "BookHours",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::BookHoursResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(answers_.CheckOwnerOfContract(
            call.who, request.contract(), request.owner()));
        ASSIGN_OR_RETURN(pb::BookHoursResponse response,
                         ToldHours<pb::BookHoursResponse>(
                             call, changes->hours.Book(
                                       call.who,
                                       MatterRequestOf(kHours, "BookHours",
                                                       request, answers_.Now()),
                                       {.provider = request.provider(),
                                        .contract = request.contract(),
                                        .component = request.component(),
                                        .day = request.day(),
                                        .hours = request.hours(),
                                        .factor = request.factor(),
                                        .document = request.document(),
                                        .content = request.document_content(),
                                        .remark = request.remark()},
                                       Today())));
        ASSIGN_OR_RETURN(const std::vector<Gap> notes,
                         HoursLike(call, response.hours()));
        GapsToWire(notes, response.mutable_gaps());
        return response;
      });
  methods.AddUnary<pb::AcceptHoursRequest, pb::AcceptHoursResponse>(
      service + "AcceptHours",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::AcceptHoursResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->hours));
        return ToldHours<pb::AcceptHoursResponse>(
            call,
            changes->hours.Decide(
                call.who,
                MatterRequestOf(kHours, "AcceptHours", request, answers_.Now()),
                {.id = request.id(),
                 .accepts = true,
                 .reason = request.reason(),
                 .on_behalf_of = request.on_behalf_of()}));
      });
  methods.AddUnary<pb::RefuseHoursRequest, pb::RefuseHoursResponse>(
      service + "RefuseHours",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::RefuseHoursResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->hours));
        return ToldHours<pb::RefuseHoursResponse>(
            call,
            changes->hours.Decide(
                call.who,
                MatterRequestOf(kHours, "RefuseHours", request, answers_.Now()),
                {.id = request.id(),
                 .accepts = false,
                 .reason = request.reason(),
                 .on_behalf_of = request.on_behalf_of()}));
      });
  methods.AddUnary<pb::WithdrawHoursRequest, pb::WithdrawHoursResponse>(
      service + "WithdrawHours",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::WithdrawHoursResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request, changes->hours));
        return ToldHours<pb::WithdrawHoursResponse>(
            call,
            changes->hours.Withdraw(call.who,
                                    MatterRequestOf(kHours, "WithdrawHours",
                                                    request, answers_.Now()),
                                    request.id(), request.reason()));
      });
}

void RoomHandlers::RegisterMandates(MethodRegistry& methods) {
  const std::string service = kMandates;
  methods.AddUnary<pb::ListMandatesRequest, pb::ListMandatesResponse>(
      service + "ListMandates",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListMandatesResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        RoomQuestion question = RoomOf(request);
        question.on = request.on();
        ASSIGN_OR_RETURN(const MandatesAnswer answer,
                         answers_.ListMandates(call.who, question, page.as_of));
        pb::ListMandatesResponse response;
        if (page.first()) {
          GapsToWire(answer.gaps, response.mutable_gaps());
          for (const InterventionRow& row : answer.interventions) {
            *response.add_interventions() = InterventionToWire(row);
          }
          for (const InterventionCount& row : answer.intervention_counts) {
            pb::InterventionCount* const count =
                response.add_intervention_counts();
            count->set_provider(row.provider);
            count->set_count(row.count);
            count->set_lately(row.lately);
          }
        }
        RETURN_IF_ERROR(
            FillPage(page, answer.bands, response,
                     [&](const MandateRow& row) -> absl::StatusOr<size_t> {
                       *response.add_bands() = MandateBandToWire(row);
                       return response.bands().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::RecordInterventionRequest,
                   pb::RecordInterventionResponse>(
      service + "RecordIntervention",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::RecordInterventionResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const std::string id,
                         changes->mandates.Note(
                             call.who,
                             MatterRequestOf(kMandates, "RecordIntervention",
                                             request, answers_.Now()),
                             {.contract = request.contract(),
                              .day = request.day(),
                              .reason = request.reason()},
                             Today()));
        ASSIGN_OR_RETURN(const Matter matter,
                         changes->mandates.Get(call.who, id));
        pb::RecordInterventionResponse response;
        *response.mutable_intervention() = InterventionToWire(
            {id, matter.subject.provider, matter.subject.contract,
             absl::ToCivilDay(matter.subject.range.from, absl::UTCTimeZone()),
             "noted", matter.steps.front().Text("reason")});
        return response;
      });
}

}  // namespace regisseur
