#include "aggregator/api/calendar_handlers.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/access/method_table.h"
#include "aggregator/access/token.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = calendar::v1;

constexpr char kService[] = "regisseur.calendar.v1.CalendarService.";
// Of a report that comes each day as many as are worth a line.
constexpr int kNextReports = 6;

template <typename Request>
CalendarLinks::Request RequestOf(absl::string_view method,
                                 const Request& request) {
  return {.method = absl::StrCat(kService, method),
          .id = request.request_id(),
          .content = ActContent(request)};
}

}  // namespace

absl::StatusOr<CalendarLinks*> CalendarHandlers::Links() const {
  if (links_ != nullptr) return links_;
  return absl::UnimplementedError("this server makes no calendar addresses");
}

pb::CalendarLink CalendarHandlers::LinkToWire(const CalendarLink& link) const {
  pb::CalendarLink wire;
  wire.set_id(link.id);
  wire.set_name(link.name);
  wire.set_identity(link.identity);
  wire.set_role(std::string(RoleWord(link.role)));
  SetTime(link.created, &wire, &pb::CalendarLink::mutable_create_time);
  SetTime(link.expires, &wire, &pb::CalendarLink::mutable_expire_time);
  SetTime(link.revoked, &wire, &pb::CalendarLink::mutable_revoke_time);
  wire.set_state(std::string(CalendarLinkStateWord(links_->StateOf(link))));
  return wire;
}

void CalendarHandlers::AddReports(const CallContext& call,
                                  const pb::ListDatesRequest& request,
                                  std::vector<DateRow>& dates) const {
  if (reporting_ == nullptr || request.has_as_known_on() ||
      !request.provider().empty() || !request.owner().empty() ||
      !call.who.scope.empty()) {
    return;
  }
  // What cannot be read was refused before.
  const absl::CivilDay from =
      ParseDay(request.from()).value_or(absl::CivilDay());
  const absl::CivilDay to =
      ParseDay(request.to()).value_or(absl::CivilDay(9999, 12, 31));
  for (const ReportPlan& plan : reporting_->engine.plans()->plans) {
    if (!plan.schedule.has_value()) continue;
    absl::Time due = answers_.Now();
    for (int i = 0; i < kNextReports; ++i) {
      due = plan.schedule->Next(due, plan.time_zone, plan.holidays);
      if (due == absl::InfiniteFuture()) break;
      const absl::CivilDay day = absl::ToCivilDay(due, plan.time_zone);
      if (day < from || day > to) continue;
      dates.push_back(
          {.uid = absl::StrCat("own_report:", plan.id, ":", FormatInstant(due)),
           .day = day,
           .kind = "own_report",
           .title = {
               "date-own-report",
               {{"report", plan.id},
                {"time", absl::FormatTime("%H:%M", due, plan.time_zone)}}}});
    }
  }
  std::stable_sort(
      dates.begin(), dates.end(),
      [](const DateRow& a, const DateRow& b) { return a.day < b.day; });
}

absl::StatusOr<pb::ListDatesResponse> CalendarHandlers::ListDates(
    const CallContext& call, const pb::ListDatesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(DatesAnswer answer,
                   answers_.ListDates(call.who,
                                      {.provider = request.provider(),
                                       .owner = request.owner(),
                                       .from = request.from(),
                                       .to = request.to()},
                                      page.as_of));
  AddReports(call, request, answer.dates);
  pb::ListDatesResponse response;
  response.set_portfolio(answer.portfolio);
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(page, answer.dates, response,
                           [&](const DateRow& row) -> absl::StatusOr<size_t> {
                             pb::CalendarDate& date = *response.add_dates();
                             date.set_uid(row.uid);
                             date.set_day(FormatDay(row.day));
                             date.set_kind(row.kind);
                             *date.mutable_title() = SentenceToWire(row.title);
                             date.set_provider(row.provider);
                             date.set_contract(row.contract);
                             date.set_subject(row.subject);
                             return date.ByteSizeLong();
                           }));
  return response;
}

void CalendarHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListDatesRequest, pb::ListDatesResponse>(
      service + "ListDates", [this](const auto& call, const auto& request) {
        return ListDates(call, request);
      });
  methods.AddUnary<pb::CreateLinkRequest, pb::CreateLinkResponse>(
      service + "CreateLink",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::CreateLinkResponse> {
        ASSIGN_OR_RETURN(CalendarLinks* const links, Links());
        // An address that could read nothing would only look broken.
        RETURN_IF_ERROR(
            CheckAccess(call.who, absl::StrCat(kService, "ListDates")));
        const Token token = MakeToken();
        CalendarLink link;
        link.id = MakeRandomId(absl::ToUnixMillis(answers_.Now()));
        link.name = request.name();
        link.token_sha256 = token.sha256;
        ASSIGN_OR_RETURN(
            const CalendarLinks::Created created,
            links->Create(call.who, RequestOf("CreateLink", request),
                          std::move(link), request.days()));
        pb::CreateLinkResponse response;
        *response.mutable_link() = LinkToWire(created.link);
        if (!created.repeated) {
          response.set_path(absl::StrCat("/calendar/", token.text, ".ics"));
        }
        return response;
      });
  methods.AddUnary<pb::ListLinksRequest, pb::ListLinksResponse>(
      service + "ListLinks",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListLinksResponse> {
        ASSIGN_OR_RETURN(CalendarLinks* const links, Links());
        ASSIGN_OR_RETURN(const std::vector<CalendarLink> known,
                         links->List(call.who));
        pb::ListLinksResponse response;
        for (const CalendarLink& link : known) {
          *response.add_links() = LinkToWire(link);
        }
        return response;
      });
  methods.AddUnary<pb::RevokeLinkRequest, pb::RevokeLinkResponse>(
      service + "RevokeLink",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::RevokeLinkResponse> {
        ASSIGN_OR_RETURN(CalendarLinks* const links, Links());
        if (request.id().empty()) {
          return absl::InvalidArgumentError("id: is missing; name which one");
        }
        ASSIGN_OR_RETURN(
            const CalendarLink link,
            links->Revoke(call.who, RequestOf("RevokeLink", request),
                          request.id()));
        pb::RevokeLinkResponse response;
        *response.mutable_link() = LinkToWire(link);
        return response;
      });
}

}  // namespace regisseur
