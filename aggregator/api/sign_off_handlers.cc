#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/sign_offs.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "regisseur/partnership/v1/sign_off.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.SignOffService.";

pb::SignOffState StateToWire(SignOffState state) {
  switch (state) {
    case SignOffState::kOneSide:
      return pb::SIGN_OFF_STATE_ONE_SIDE;
    case SignOffState::kFrozen:
      return pb::SIGN_OFF_STATE_FROZEN;
    case SignOffState::kDifferent:
      return pb::SIGN_OFF_STATE_DIFFERENT;
  }
  return pb::SIGN_OFF_STATE_UNSPECIFIED;
}

std::pair<std::string, std::string> Parts(const std::string& text, char at) {
  return absl::StrSplit(text, absl::MaxSplits(at, 1));
}

pb::SignOff SignOffToWire(const SignOffRow& row, const Principal& reader) {
  pb::SignOff wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_contract(row.matter.subject.contract);
  wire.set_period(row.period);
  wire.set_state(StateToWire(row.state));
  for (const auto& [name, figure] : row.figures) {
    pb::SignedFigure& told = *wire.add_figures();
    std::tie(*told.mutable_objective(), *told.mutable_window_end()) =
        Parts(name, '@');
    std::tie(*told.mutable_attained(), *told.mutable_verdict()) =
        Parts(figure, ' ');
    const auto now = row.now.find(name);
    if (now != row.now.end()) told.set_now(now->second);
  }
  wire.set_customer_name(row.customer_name);
  wire.set_provider_name(row.provider_name);
  SetTime(row.customer_time, &wire, &pb::SignOff::mutable_customer_time);
  SetTime(row.provider_time, &wire, &pb::SignOff::mutable_provider_time);
  google::protobuf::RepeatedPtrField<pb::Entry> notes;
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                &notes);
  return wire;
}

}  // namespace

void PartnershipHandlers::RegisterSignOffs(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListSignOffsRequest, pb::ListSignOffsResponse>(
      service + "ListSignOffs",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListSignOffsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const SignOffsAnswer answer,
                         AnswerSignOffs(context(), call.who,
                                        {.provider = request.provider(),
                                         .owner = request.owner(),
                                         .contract = request.contract(),
                                         .period = request.period()},
                                        page.as_of));
        pb::ListSignOffsResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(
            FillPage(page, answer.rows, response,
                     [&](const SignOffRow& row) -> absl::StatusOr<size_t> {
                       *response.add_sign_offs() = SignOffToWire(row, call.who);
                       return response.sign_offs().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::SignPeriodRequest, pb::SignPeriodResponse>(
      service + "SignPeriod",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::SignPeriodResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        // Only of the provider and the owner that the request names.
        ASSIGN_OR_RETURN(const PeriodFigures figures,
                         ReadFiguresToSign(context(), call.who,
                                           {.period = request.period(),
                                            .provider = request.provider(),
                                            .contract = request.contract(),
                                            .owner = request.owner()}));
        ASSIGN_OR_RETURN(const std::string id,
                         changes->reviews.SignPeriod(
                             call.who,
                             MatterRequestOf(kService, "SignPeriod", request,
                                             answers_.Now()),
                             {.provider = figures.provider,
                              .contract = request.contract(),
                              .period = figures.period,
                              .range = figures.range,
                              .figures = figures.figures,
                              .text = request.text()}));
        ASSIGN_OR_RETURN(
            const SignOffsAnswer answer,
            AnswerSignOffs(context(), call.who, {.id = id}, AsOf{}));
        pb::SignPeriodResponse response;
        *response.mutable_sign_off() =
            SignOffToWire(answer.rows.front(), call.who);
        response.set_provider(response.sign_off().provider());
        return response;
      });
}

}  // namespace regisseur
