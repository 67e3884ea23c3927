#include "aggregator/api/portfolio_handlers.h"

#include <utility>

#include "absl/status/status.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/objective_wire.h"
#include "aggregator/api/overview_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = portfolio::v1;

pb::MeasurementRow MeasurementToWire(const MeasurementRow& row) {
  const Measurement& measurement = row.record.measurement;
  pb::MeasurementRow wire;
  wire.set_provider(row.provider);
  wire.set_source(row.record.source);
  wire.set_party(measurement.party);
  wire.set_service(measurement.service);
  wire.set_indicator(measurement.indicator);
  wire.set_period(row.period);
  if (measurement.value) wire.set_value(measurement.value->ToString());
  if (measurement.norm) wire.set_norm(measurement.norm->ToString());
  if (measurement.numerator) {
    wire.set_numerator(measurement.numerator->ToString());
  }
  if (measurement.denominator) {
    wire.set_denominator(measurement.denominator->ToString());
  }
  wire.set_norm_operator(measurement.norm_operator);
  wire.set_unit(measurement.unit);
  wire.set_origin(OriginToWire(row.origin));
  wire.set_file(row.record.file);
  wire.set_line(measurement.line);
  wire.set_not_applicable(measurement.not_applicable);
  wire.set_remark(measurement.remark);
  if (row.entered.has_value()) {
    *wire.mutable_entered() = EnteredFigureToWire(*row.entered, row.expired);
  }
  return wire;
}

bool MaySeeAgenda(const Principal& who) {
  return CheckAccess(who, "regisseur.agenda.v1.AgendaService.ListAgendaItems")
      .ok();
}

}  // namespace

void PortfolioHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.portfolio.v1.PortfolioService.";
  methods.AddKept<pb::GetOverviewRequest, KeptOverview>(
      service + "GetOverview", [this](const auto& call, const auto& request) {
        return GetOverview(call, request);
      });
  methods.AddUnary<pb::ListProvidersRequest, pb::ListProvidersResponse>(
      service + "ListProviders", [this](const auto& call, const auto& request) {
        return ListProviders(call, request);
      });
  methods.AddUnary<pb::GetProviderRequest, pb::Provider>(
      service + "GetProvider", [this](const auto& call, const auto& request) {
        return GetProvider(call, request);
      });
  methods.AddUnary<pb::ListMeasurementsRequest, pb::ListMeasurementsResponse>(
      service + "ListMeasurements",
      [this](const auto& call, const auto& request) {
        return ListMeasurements(call, request);
      });
}

absl::StatusOr<KeptOverview> PortfolioHandlers::GetOverview(
    const CallContext& call, const pb::GetOverviewRequest& request) {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Overview> overview,
                   answers_.GetOverview(call.who,
                                        {.owner = request.owner(),
                                         .with_agenda = MaySeeAgenda(call.who)},
                                        as_of));
  const bool kept = as_of.IsNow() && request.owner().empty();
  if (!kept) {
    ASSIGN_OR_RETURN(std::shared_ptr<const OverviewForms> forms,
                     OverviewForms::Make(*overview));
    return KeptOverview(std::move(forms), overview->as_of);
  }
  std::shared_ptr<const OverviewForms> forms;
  {
    absl::MutexLock lock(&mutex_);
    const Rendered& last = rendered_[call.who.role];
    if (last.overview == overview) forms = last.forms;
  }
  if (forms == nullptr) {
    ASSIGN_OR_RETURN(forms, OverviewForms::Make(*overview));
    absl::MutexLock lock(&mutex_);
    rendered_[call.who.role] = {overview, forms};
  }
  // A kept answer still holds now.
  return KeptOverview(std::move(forms), answers_.Now());
}

absl::StatusOr<pb::ListProvidersResponse> PortfolioHandlers::ListProviders(
    const CallContext& call, const pb::ListProvidersRequest& request) {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const ProvidersAnswer answer,
      answers_.ListProviders(
          call.who,
          {.owner = request.owner(), .with_agenda = MaySeeAgenda(call.who)},
          page.as_of));
  pb::ListProvidersResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(
      page, answer.providers, response,
      [&](const ProviderAnswer& provider) -> absl::StatusOr<size_t> {
        ASSIGN_OR_RETURN(*response.add_providers(), ProviderToWire(provider));
        return response.providers().rbegin()->ByteSizeLong();
      }));
  return response;
}

absl::StatusOr<pb::Provider> PortfolioHandlers::GetProvider(
    const CallContext& call, const pb::GetProviderRequest& request) {
  if (request.id().empty()) {
    return absl::InvalidArgumentError("id: say which provider");
  }
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const ProviderAnswer answer,
      answers_.GetProvider(
          call.who, {.id = request.id(), .with_agenda = MaySeeAgenda(call.who)},
          as_of));
  return ProviderToWire(answer);
}

absl::StatusOr<pb::ListMeasurementsResponse>
PortfolioHandlers::ListMeasurements(
    const CallContext& call, const pb::ListMeasurementsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const MeasurementsAnswer answer,
                   answers_.ListMeasurements(call.who,
                                             {.provider = request.provider(),
                                              .from = request.from(),
                                              .to = request.to()},
                                             page.as_of));
  pb::ListMeasurementsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.measurements, response,
               [&](const MeasurementRow& row) -> absl::StatusOr<size_t> {
                 *response.add_measurements() = MeasurementToWire(row);
                 return response.measurements().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur
