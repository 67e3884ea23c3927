#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/outages.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

AgendaItem Begin(const AgendaDesk& desk, const OutageRow& outage,
                 const OutageReport& report, absl::string_view kind,
                 const char* rule) {
  const std::string regime(ReportRegimeWord(report.regime));
  const std::string stage(ReportStageWord(report.clock.stage));
  AgendaItem item;
  item.kind = std::string(kind);
  item.id = absl::StrCat(kind, ":", outage.id(), ":", regime, ":", stage);
  item.provider = outage.provider;
  item.owner = desk.known.OwnerOf(outage.provider);
  item.functions = desk.FunctionsOf(
      outage.provider, outage.story.service.empty()
                           ? std::vector<std::string>()
                           : std::vector<std::string>{outage.story.service});
  item.decide_by =
      absl::ToCivilDay(*report.clock.due, desk.known.portfolio().time_zone);
  item.title.rule = rule;
  item.title.arguments = {{"service", outage.story.service.empty()
                                          ? outage.provider
                                          : absl::StrCat(outage.provider, "/",
                                                         outage.story.service)},
                          {"regime", regime},
                          {"report", stage},
                          {"until", FormatForPeople(*report.clock.due)}};
  item.evidence = {"now",
                   absl::StrCat("outage list --provider ", outage.provider)};
  return item;
}

}  // namespace

absl::Status AddOutageItems(AgendaDesk& desk) {
  ASSIGN_OR_RETURN(const std::vector<OutageRow> outages,
                   ReadOutages(desk.context, desk.who, desk.known, desk.as_of));
  for (const OutageRow& outage : outages) {
    for (const OutageReport& report : outage.reports) {
      const ReportClock& clock = report.clock;
      if (!clock.due.has_value() || clock.filed.has_value()) continue;
      const std::string id = outage.id();
      const std::string regime(ReportRegimeWord(report.regime));
      if (!clock.conditional) {
        AgendaItem item = Begin(desk, outage, report, "incident_report_due",
                                "agenda-incident-report");
        item.if_nothing = {"agenda-incident-report-nothing", {}};
        item.AddChoice(
            "choice-incident-report",
            absl::StrCat("outage report ", ReportStageWord(clock.stage),
                         " --id ", id, " --regime ", regime));
        desk.items.push_back(std::move(item));
      } else if (clock.stage == ReportStage::kInitial) {
        AgendaItem item = Begin(desk, outage, report, "incident_to_classify",
                                "agenda-incident-classify");
        item.if_nothing = {"agenda-incident-classify-nothing", {}};
        const std::string classify =
            absl::StrCat("outage classify --id ", id, " --regime ", regime);
        item.AddChoice("choice-incident-major",
                       absl::StrCat(classify, " --as major"));
        item.AddChoice("choice-incident-minor",
                       absl::StrCat(classify, " --as not_major"));
        desk.items.push_back(std::move(item));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
