#include "aggregator/api/outage_handlers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/outage_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;

constexpr char kService[] = "regisseur.outage.v1.OutageService.";

}  // namespace

absl::StatusOr<absl::Time> OutageHandlers::MomentOf(
    absl::string_view field, const std::string& text) const {
  const absl::Time now = answers_.Now();
  if (text.empty()) return now;
  const absl::TimeZone zone = answers_.PortfolioAt(AsOf{})->time_zone;
  const absl::StatusOr<absl::Time> moment =
      ParseMoment(text, absl::ToCivilDay(now, zone), zone);
  if (moment.ok()) return moment;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": ", moment.status().message()));
}

absl::Status OutageHandlers::CheckService(const CallContext& call,
                                          std::string& provider,
                                          const std::string& service) const {
  if (provider.empty()) {
    return absl::InvalidArgumentError("provider: say which provider");
  }
  RETURN_IF_ERROR(answers_.CheckProvider(call.who, provider));
  const std::shared_ptr<const Portfolio> portfolio =
      answers_.PortfolioAt(AsOf{});
  const ProviderConfig* config = portfolio->FindProvider(provider);
  for (const ProviderConfig& one : portfolio->providers) {
    if (config == nullptr && std::find(one.formerly.begin(), one.formerly.end(),
                                       provider) != one.formerly.end()) {
      config = &one;
    }
  }
  if (config == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("provider: ", provider, " is not in the configuration"));
  }
  provider = config->id;
  if (service.empty()) return absl::OkStatus();
  std::vector<std::string> services;
  for (const ServiceConfig& one : config->services) {
    if (one.id == service) return absl::OkStatus();
    services.push_back(one.id);
  }
  return absl::NotFoundError(absl::StrCat(
      "service: ", provider, " has none that is called \"", service, "\"",
      services.empty()
          ? "; leave it out"
          : absl::StrCat("; it has ", absl::StrJoin(services, ", "))));
}

template <typename Request>
absl::StatusOr<OutageChanges::Which> OutageHandlers::WhichOf(
    const CallContext& call, const Request& request) const {
  OutageChanges::Which which{.id = request.id(),
                             .provider = request.provider(),
                             .service = request.service()};
  if (!which.id.empty()) return which;
  RETURN_IF_ERROR(CheckService(call, which.provider, which.service));
  return which;
}

template <typename Request>
absl::StatusOr<OutageChanges::When> OutageHandlers::WhenOf(
    const Request& request) const {
  ASSIGN_OR_RETURN(const absl::Time at, MomentOf("time", request.time()));
  return OutageChanges::When{.at = at, .now = answers_.Now()};
}

template <typename Request, typename Response>
void OutageHandlers::AddAct(MethodRegistry& methods, absl::string_view method,
                            std::function<absl::StatusOr<std::string>(
                                const CallContext&, const Request&)>
                                act) {
  methods.AddUnary<Request, Response>(
      absl::StrCat(kService, method),
      [this, act = std::move(act)](
          const CallContext& call,
          const Request& request) -> absl::StatusOr<Response> {
        if (settling_ == nullptr) {
          return absl::UnimplementedError(
              "on this server nothing can be recorded");
        }
        ASSIGN_OR_RETURN(const std::string id, act(call, request));
        ASSIGN_OR_RETURN(const OutagesAnswer answer,
                         answers_.ListOutages(call.who, {}, AsOf{}));
        Response response;
        for (const OutageRow& row : answer.outages) {
          if (row.id() != id) continue;
          *response.mutable_outage() = OutageToWire(row, answers_.Now());
        }
        return response;
      });
}

void OutageHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::GetNowRequest, pb::GetNowResponse>(
      absl::StrCat(kService, "GetNow"),
      [this](const auto& call, const auto& request) {
        return GetNow(call, request);
      });
  methods.AddUnary<pb::ListOutagesRequest, pb::ListOutagesResponse>(
      absl::StrCat(kService, "ListOutages"),
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  AddAct<pb::DeclareOutageRequest, pb::DeclareOutageResponse>(
      methods, "DeclareOutage", [this](const auto& call, const auto& request) {
        return Declare(call, request);
      });
  AddAct<pb::MarkAwareRequest, pb::MarkAwareResponse>(
      methods, "MarkAware", [this](const auto& call, const auto& request) {
        return MarkAware(call, request);
      });
  AddAct<pb::ClassifyOutageRequest, pb::ClassifyOutageResponse>(
      methods, "ClassifyOutage", [this](const auto& call, const auto& request) {
        return Classify(call, request);
      });
  AddAct<pb::FileOutageReportRequest, pb::FileOutageReportResponse>(
      methods, "FileOutageReport",
      [this](const auto& call, const auto& request) {
        return File(call, request);
      });
  RegisterActs(methods);
}

void OutageHandlers::RegisterActs(MethodRegistry& methods) {
  AddAct<pb::TellOutageRequest, pb::TellOutageResponse>(
      methods, "TellOutage",
      [this](const CallContext& call, const pb::TellOutageRequest& request)
          -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const OutageChanges::Which which,
                         WhichOf(call, request));
        ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
        return settling_->outages.Tell(
            call.who,
            MatterRequestOf(kService, "TellOutage", request, when.now), which,
            when, request.whom(), request.what());
      });
  AddAct<pb::HearOutageRequest, pb::HearOutageResponse>(
      methods, "HearOutage",
      [this](const CallContext& call, const pb::HearOutageRequest& request)
          -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const OutageChanges::Which which,
                         WhichOf(call, request));
        ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
        std::optional<absl::Time> next;
        if (!request.next_update().empty()) {
          ASSIGN_OR_RETURN(next,
                           MomentOf("next_update", request.next_update()));
        }
        return settling_->outages.Hear(
            call.who,
            MatterRequestOf(kService, "HearOutage", request, when.now), which,
            when, request.what(), next);
      });
  AddAct<pb::CloseOutageRequest, pb::CloseOutageResponse>(
      methods, "CloseOutage",
      [this](const CallContext& call, const pb::CloseOutageRequest& request)
          -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const OutageChanges::Which which,
                         WhichOf(call, request));
        ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
        return settling_->outages.Close(
            call.who,
            MatterRequestOf(kService, "CloseOutage", request, when.now), which,
            when, request.reason());
      });
}

absl::StatusOr<pb::GetNowResponse> OutageHandlers::GetNow(
    const CallContext& call, const pb::GetNowRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const NowAnswer answer,
      answers_.GetNow(
          call.who, {.provider = request.provider(), .owner = request.owner()},
          page.as_of));
  pb::GetNowResponse response;
  *response.mutable_as_of_time() = ToWire(answer.moment);
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    for (const FunctionHitRow& function : answer.functions) {
      *response.add_functions() = FunctionHitToWire(function);
    }
    for (const OutageRow& row : answer.reports_due) {
      *response.add_reports_due() = OutageToWire(row, answer.moment);
    }
  }
  RETURN_IF_ERROR(FillPage(page, answer.rows, response,
                           [&](const NowRow& row) -> absl::StatusOr<size_t> {
                             *response.add_outages() =
                                 OutageNowToWire(row, answer.moment);
                             return response.outages().rbegin()->ByteSizeLong();
                           }));
  return response;
}

absl::StatusOr<pb::ListOutagesResponse> OutageHandlers::List(
    const CallContext& call, const pb::ListOutagesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const OutagesAnswer answer,
                   answers_.ListOutages(call.who,
                                        {.provider = request.provider(),
                                         .owner = request.owner(),
                                         .open = request.open()},
                                        page.as_of));
  pb::ListOutagesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  const absl::Time now = page.as_of.IsNow() ? answers_.Now() : page.as_of.known;
  RETURN_IF_ERROR(FillPage(page, answer.outages, response,
                           [&](const OutageRow& row) -> absl::StatusOr<size_t> {
                             *response.add_outages() = OutageToWire(row, now);
                             return response.outages().rbegin()->ByteSizeLong();
                           }));
  return response;
}

absl::StatusOr<std::string> OutageHandlers::Declare(
    const CallContext& call, const pb::DeclareOutageRequest& request) {
  std::string provider = request.provider();
  RETURN_IF_ERROR(CheckService(call, provider, request.service()));
  ASSIGN_OR_RETURN(const absl::Time since, MomentOf("since", request.since()));
  const OperationalState state =
      request.state() == type::v1::OPERATIONAL_STATE_UNSPECIFIED
          ? OperationalState::kMajorOutage
          : FromWire(request.state());
  return settling_->outages.Declare(
      call.who,
      MatterRequestOf(kService, "DeclareOutage", request, answers_.Now()),
      {.provider = provider,
       .service = request.service(),
       .component = request.component(),
       .since = since,
       .state = state,
       .person = request.person(),
       .reason = request.reason(),
       .priority = request.priority()},
      answers_.Now());
}

absl::StatusOr<std::string> OutageHandlers::MarkAware(
    const CallContext& call, const pb::MarkAwareRequest& request) {
  ASSIGN_OR_RETURN(const OutageChanges::Which which, WhichOf(call, request));
  ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
  // What only a feed told so far is out since that says so.
  absl::Time since = when.at;
  if (which.id.empty()) {
    ASSIGN_OR_RETURN(
        const NowAnswer now,
        answers_.GetNow(call.who, {.provider = which.provider}, AsOf{}));
    for (const NowRow& row : now.rows) {
      if (row.service == which.service && row.since.has_value()) {
        since = std::min(since, *row.since);
      }
    }
  }
  return settling_->outages.MarkAware(
      call.who, MatterRequestOf(kService, "MarkAware", request, when.now),
      which, when, since, request.reason());
}

absl::StatusOr<std::string> OutageHandlers::Classify(
    const CallContext& call, const pb::ClassifyOutageRequest& request) {
  ASSIGN_OR_RETURN(const OutageChanges::Which which, WhichOf(call, request));
  ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
  if (request.classification() != kMajor &&
      request.classification() != kNotMajor) {
    return absl::InvalidArgumentError(
        absl::StrCat("classification: \"", request.classification(),
                     "\" is neither major nor not_major"));
  }
  std::string word = request.regime();
  if (word.empty()) {
    const std::vector<std::string> clocks =
        answers_.PortfolioAt(AsOf{})->clocks;
    if (clocks.size() != 1) {
      return absl::InvalidArgumentError(
          "regime: say dora or nis2 (portfolio.clocks names none or both)");
    }
    word = clocks.front();
  }
  const std::optional<ReportRegime> regime = FindReportRegime(word);
  if (!regime.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("regime: \"", word, "\" is neither dora nor nis2"));
  }
  return settling_->outages.Classify(
      call.who, MatterRequestOf(kService, "ClassifyOutage", request, when.now),
      which, when, *regime, request.classification() == kMajor,
      request.reason());
}

absl::StatusOr<std::string> OutageHandlers::File(
    const CallContext& call, const pb::FileOutageReportRequest& request) {
  ASSIGN_OR_RETURN(const OutageChanges::Which which, WhichOf(call, request));
  ASSIGN_OR_RETURN(const OutageChanges::When when, WhenOf(request));
  const std::optional<ReportStage> stage = FindReportStage(request.report());
  if (!stage.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("report: \"", request.report(),
                     "\" is none of initial, intermediate, final"));
  }
  const std::optional<ReportRegime> regime = FindReportRegime(request.regime());
  if (!request.regime().empty() && !regime.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "regime: \"", request.regime(), "\" is neither dora nor nis2"));
  }
  return settling_->outages.FileReport(
      call.who,
      MatterRequestOf(kService, "FileOutageReport", request, when.now), which,
      when, regime, *stage, request.reference(), request.reason());
}

}  // namespace regisseur
