#include "aggregator/api/agenda_handlers.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_acts.h"
#include "aggregator/api/agenda_wire.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

constexpr char kService[] = "regisseur.agenda.v1.AgendaService.";

// What a step keeps of the item: by it the agenda tells later whether it became
// worse.
absl::StatusOr<DecisionChanges::Item> ForAct(
    const absl::StatusOr<AgendaItem>& found) {
  RETURN_IF_ERROR(found.status());
  const AgendaItem& item = *found;
  DecisionChanges::Item told;
  told.id = item.id;
  told.provider = item.provider;
  told.contract = item.contract;
  for (const AgendaChoice& choice : item.choices) {
    told.choices.push_back(choice.id);
  }
  told.decide_by = item.decide_by;
  told.is_open = item.state == AgendaState::kOpen;
  told.values.emplace_back(kDecisionItemKind, item.kind);
  if (const std::optional<Decimal> stake = item.AmountAtStake();
      stake.has_value()) {
    told.values.emplace_back(kDecisionAtStake, stake->ToString());
    told.values.emplace_back(kDecisionCurrency, item.currency);
  }
  if (item.decide_by.has_value()) {
    told.values.emplace_back(kDecisionDecideBy, FormatDay(*item.decide_by));
  }
  return told;
}

DecisionChanges::NewDecision Decision(
    const pb::DecideAgendaItemRequest& request) {
  return {.move = MatterMove::kDecided,
          .option = request.option(),
          .delegate = "",
          .until = "",
          .reason = request.reason()};
}

DecisionChanges::NewDecision Delegation(
    const pb::DelegateAgendaItemRequest& request) {
  return {.move = MatterMove::kDelegated,
          .option = "",
          .delegate = request.delegate(),
          .until = request.until(),
          .reason = request.reason()};
}

DecisionChanges::NewDecision Snooze(
    const pb::SnoozeAgendaItemRequest& request) {
  return {.move = MatterMove::kSnoozed,
          .option = "",
          .delegate = "",
          .until = request.until(),
          .reason = request.reason()};
}

DecisionChanges::NewDecision Reopening(
    const pb::ReopenAgendaItemRequest& request) {
  return {.move = MatterMove::kReopened,
          .option = "",
          .delegate = "",
          .until = "",
          .reason = request.reason()};
}

}  // namespace

template <typename Request, typename Response>
void AgendaHandlers::AddAct(
    MethodRegistry& methods, const char* method,
    DecisionChanges::NewDecision (*decision)(const Request&)) {
  methods.AddUnary<Request, Response>(
      absl::StrCat(kService, method),
      [this, method, decision](const CallContext& call, const Request& request)
          -> absl::StatusOr<Response> {
        if (settling_ == nullptr) {
          return absl::UnimplementedError(
              "on this server nothing can be decided");
        }
        const absl::StatusOr<AgendaItem> item =
            Find(call, request.id(), request.owner());
        const absl::StatusOr<DecisionChanges::Item> told = ForAct(item);
        ASSIGN_OR_RETURN(
            const std::string id,
            settling_->decisions.Do(
                call.who,
                MatterRequestOf(kService, method, request, answers_.Now()),
                decision(request),
                absl::ToCivilDay(answers_.Now(),
                                 answers_.PortfolioAt(AsOf{})->time_zone),
                told));
        Response response;
        // Of a request that came before the facts may be over.
        const absl::StatusOr<AgendaItem> now = Find(call, id, request.owner());
        if (now.ok()) {
          *response.mutable_item() = AgendaItemToWire(*now);
        } else if (absl::IsNotFound(now.status())) {
          response.mutable_item()->set_id(id);
        } else {
          return now.status();
        }
        return response;
      });
}

void AgendaHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListAgendaItemsRequest, pb::ListAgendaItemsResponse>(
      absl::StrCat(kService, "ListAgendaItems"),
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddUnary<pb::ListClosedAgendaItemsRequest,
                   pb::ListClosedAgendaItemsResponse>(
      absl::StrCat(kService, "ListClosedAgendaItems"),
      [this](const auto& call, const auto& request) {
        return ListClosed(call, request);
      });
  AddAct<pb::DecideAgendaItemRequest, pb::DecideAgendaItemResponse>(
      methods, "DecideAgendaItem", &Decision);
  AddAct<pb::DelegateAgendaItemRequest, pb::DelegateAgendaItemResponse>(
      methods, "DelegateAgendaItem", &Delegation);
  AddAct<pb::SnoozeAgendaItemRequest, pb::SnoozeAgendaItemResponse>(
      methods, "SnoozeAgendaItem", &Snooze);
  AddAct<pb::ReopenAgendaItemRequest, pb::ReopenAgendaItemResponse>(
      methods, "ReopenAgendaItem", &Reopening);
}

absl::StatusOr<AgendaItem> AgendaHandlers::Find(
    const CallContext& call, const std::string& id,
    const std::string& owner) const {
  if (id.empty()) {
    return absl::InvalidArgumentError("id: is missing; name which item");
  }
  ASSIGN_OR_RETURN(
      AgendaAnswer answer,
      answers_.ListAgendaItems(call.who, {.id = id, .owner = owner}, AsOf{}));
  if (answer.items.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "id: nothing on the agenda is called \"", id,
        "\"; `agenda list` has what waits, `agenda list --closed` what is "
        "over"));
  }
  return std::move(answer.items.front());
}

absl::StatusOr<pb::ListAgendaItemsResponse> AgendaHandlers::List(
    const CallContext& call, const pb::ListAgendaItemsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const AgendaAnswer answer,
                   answers_.ListAgendaItems(call.who,
                                            {.id = request.id(),
                                             .provider = request.provider(),
                                             .owner = request.owner(),
                                             .until = request.until()},
                                            page.as_of));
  pb::ListAgendaItemsResponse response;
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    AgendaCountsToWire(answer.items, response.mutable_counts());
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.items, response,
               [&](const AgendaItem& item) -> absl::StatusOr<size_t> {
                 *response.add_items() = AgendaItemToWire(item);
                 return response.items().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListClosedAgendaItemsResponse> AgendaHandlers::ListClosed(
    const CallContext& call,
    const pb::ListClosedAgendaItemsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const ClosedAgendaAnswer answer,
      answers_.ListClosedAgendaItems(call.who,
                                     {.provider = request.provider(),
                                      .owner = request.owner(),
                                      .since = request.since()},
                                     page.as_of));
  pb::ListClosedAgendaItemsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.items, response,
               [&](const ClosedAgendaItem& closed) -> absl::StatusOr<size_t> {
                 *response.add_items() = ClosedAgendaItemToWire(closed);
                 return response.items().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur
