#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/contract/contract.h"
#include "cli/contract/flexibility_words.h"
#include "cli/contract/value_words.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;
using pb::ContractService;

std::string Amount(const std::string& amount, const std::string& currency) {
  return absl::StrCat(AmountWords(amount, currency), " ", currency);
}

// `2027-09-30 (a day late from 2027-10-01)`.
std::string DayWithBorder(const std::string& day, const std::string& border) {
  return absl::StrCat(day, " (a day late from ", border, ")");
}

void AddDates(const pb::Contract& contract, DetailSheet& sheet) {
  sheet.Add("if nobody acts", {contract.if_nobody_acts(), Style::kBold});
  if (contract.has_last_day()) sheet.Add("last day", contract.last_day());
  if (contract.has_notice_received_by()) {
    Cell notice =
        DayWithBorder(contract.notice_received_by(), contract.notice_by());
    if (contract.notice_missed()) {
      notice = {absl::StrCat(notice.text, ", missed"), Style::kWarning};
    }
    sheet.Add("notice received by", notice);
  }
  if (contract.has_internal_notice_by()) {
    // A border, which without a margin of ours is the day after the last one.
    sheet.Add("decided by", contract.has_notice_received_by()
                                ? std::min(contract.internal_notice_by(),
                                           contract.notice_received_by())
                                : contract.internal_notice_by());
  }
  if (contract.has_next_notice_received_by()) {
    sheet.Add("next notice", absl::StrCat(contract.next_notice_received_by(),
                                          ", for the term that ends before ",
                                          contract.next_term_end()));
  }
  if (contract.has_option()) {
    const pb::ExtensionOption& option = contract.option();
    sheet.Add("option",
              absl::StrCat(option.nth(), " of ", option.times(), ", by ",
                           EnumPhrase(option.by()), ": received by ",
                           option.received_by(), ", then ends before ",
                           option.extended_end()));
  }
  if (contract.option_missed()) {
    sheet.Add("option", {"not exercised in time", Style::kWarning});
  }
  if (contract.has_earliest_exit()) {
    sheet.Add("earliest exit", contract.earliest_exit());
  }
  if (contract.has_switch_exit()) {
    sheet.Add("switching (Data Act)",
              absl::StrCat("asked today, out on ", contract.switch_exit(),
                           contract.has_switch_notice_by()
                               ? absl::StrCat("; for the end of the term ask "
                                              "before ",
                                              contract.switch_notice_by())
                               : ""));
  }
  if (contract.has_last_possible_end()) {
    sheet.Add("last possible end", contract.last_possible_end());
  }
}

void AddValue(const pb::Contract& contract, DetailSheet& sheet) {
  if (!contract.has_value()) return;
  const pb::ValueCeiling& value = contract.value();
  const std::string& currency = contract.currency();
  sheet.Add("value ceiling", absl::StrCat(Amount(value.maximum(), currency),
                                          value.reference().empty() ? "" : ", ",
                                          value.reference()));
  if (value.has_used()) {
    const bool over = absl::StartsWith(value.left(), "-");
    sheet.Add("used",
              {absl::StrCat(Amount(value.used(), currency), " (",
                            value.used_percent(), " %), left ",
                            Amount(value.left(), currency),
                            value.used_months().empty()
                                ? ""
                                : absl::StrCat("; ", value.used_months(),
                                               " by ", value.used_basis())),
               over                  ? Style::kBad
               : value.has_warning() ? Style::kWarning
                                     : Style::kPlain});
  } else {
    sheet.Add("used", "–");
  }
  if (value.has_forecast_per_month()) {
    sheet.Add("from now on",
              absl::StrCat(Amount(value.forecast_per_month(), currency),
                           " a month, by the ",
                           value.forecast_basis() == "contract"
                               ? "contract's own price"
                               : "average of the last months"));
  }
  if (value.has_exhausted_on()) {
    sheet.Add("ceiling reached on", value.exhausted_on());
  }
  if (value.has_tender_start()) {
    sheet.Add("tender starts by",
              {absl::StrCat(value.tender_start(),
                            value.tender_late() ? ", late" : ""),
               value.tender_late() ? Style::kBad : Style::kPlain});
  }
}

std::string MandateWords(const pb::Mandate& mandate) {
  std::vector<std::string> parts;
  if (mandate.has_cost_above_plan_percent()) {
    parts.push_back(
        absl::StrCat(mandate.cost_above_plan_percent(), " % above plan"));
  }
  if (mandate.has_hours()) {
    parts.push_back(
        absl::StrCat(mandate.hours(), " hours a ", mandate.hours_per()));
  }
  if (mandate.has_amount()) {
    parts.push_back(
        absl::StrCat(mandate.amount(), " a ", mandate.amount_per()));
  }
  if (mandate.has_change()) {
    parts.push_back(absl::StrCat(mandate.change(), " a change"));
  }
  if (mandate.has_level_below_target()) {
    parts.push_back(
        absl::StrCat(mandate.level_below_target(), " points below a target"));
  }
  return absl::StrJoin(parts, ", ");
}

std::string ExitWords(const pb::ExitTerms& exit) {
  std::vector<std::string> parts;
  parts.push_back(exit.has_plan() ? absl::StrCat("plan of ", exit.plan())
                                  : "no plan");
  parts.push_back(exit.has_tested() ? absl::StrCat("tested ", exit.tested())
                                    : "not tested");
  if (exit.has_assistance_hours()) {
    parts.push_back(absl::StrCat(exit.assistance_hours(), " hours of help"));
  }
  if (!exit.data_within().empty()) {
    parts.push_back(absl::StrCat("data within ", exit.data_within()));
  }
  if (!exit.escrow().empty()) {
    parts.push_back(absl::StrCat("escrow ", exit.escrow()));
  }
  return absl::StrJoin(parts, ", ");
}

std::string ProcessingWords(const pb::Processing& processing) {
  std::vector<std::string> parts;
  if (processing.has_agreement()) {
    parts.push_back(absl::StrCat("agreement of ", processing.agreement()));
  }
  if (processing.has_breach_notice_seconds()) {
    parts.push_back(
        absl::StrCat("breaches told within ",
                     SecondsWords(processing.breach_notice_seconds())));
  }
  for (const pb::Subprocessor& other : processing.subprocessors()) {
    parts.push_back(absl::StrCat(other.name(), " (", other.country(), ")"));
  }
  return absl::StrJoin(parts, ", ");
}

void AddRest(const pb::Contract& contract, DetailSheet& sheet) {
  std::vector<std::string> caps;
  for (const pb::AtRiskCap& cap : contract.at_risk_caps()) {
    caps.push_back(
        absl::StrCat(cap.percent(), " % a ", PhraseOfWord(cap.per())));
  }
  sheet.Add("credits capped at", absl::StrJoin(caps, ", "));
  sheet.Add("credits are",
            contract.objectives().empty()
                ? ""
                : absl::StrCat(contract.remedy().settle() == "automatic"
                                   ? "settled by the partner"
                                   : "to be claimed",
                               ", as ", PhraseOfWord(contract.remedy().kind()),
                               contract.remedy().exclusive()
                                   ? ", instead of other remedies"
                                   : ""));
  sheet.Add("mandate", MandateWords(contract.mandate()));
  sheet.Add("reviewed", contract.governance().review());
  sheet.Add("meetings", absl::StrJoin(contract.governance().meetings(), ", "));
  if (contract.governance().has_improvement_fund()) {
    const pb::ImprovementFund& fund = contract.governance().improvement_fund();
    sheet.Add("joint fund",
              absl::StrCat(fund.credits_percent(), " % of credits, ",
                           fund.gains_percent(), " % of savings (",
                           fund.gains_to_provider_percent(),
                           " % to the provider), in ", fund.currency()));
  }
  if (contract.has_processing()) {
    sheet.Add("personal data", ProcessingWords(contract.processing()));
  }
  for (const pb::Assurance& assurance : contract.assurance()) {
    sheet.Add("assurance",
              absl::StrCat(assurance.kind(),
                           assurance.has_valid_until() ? ", valid until " : "",
                           assurance.valid_until(),
                           assurance.period().empty() ? "" : ", over ",
                           assurance.period(),
                           assurance.has_due() ? ", next due " : "",
                           assurance.due()));
  }
  if (contract.has_exit()) sheet.Add("exit", ExitWords(contract.exit()));
}

void AppendPricing(const pb::Contract& contract, const View& view,
                   std::string* out) {
  if (contract.pricing().empty()) return;
  TextTable table({{.heading = "PRICE", .cut_to = 12}, {.heading = "FORM"}});
  for (const pb::PriceComponent& component : contract.pricing()) {
    table.AddRow({{component.component(), Style::kBold},
                  PhraseOfWord(component.form())});
    table.AddNote(component.in_words());
  }
  for (const pb::Extra& extra : contract.extras()) {
    table.AddRow({{extra.name(), Style::kBold}, "extra"});
    table.AddNote(absl::StrCat(
        PriceWords(extra.price(), contract.currency()), " ",
        contract.currency(), extra.unit().empty() ? "" : " a ", extra.unit(),
        extra.lead_time().empty() ? "" : ", within ", extra.lead_time(), "."));
  }
  absl::StrAppend(out, "\n", table.Render(view.terminal));
}

std::string WindowWords(const pb::MeasuringWindow& window) {
  if (window.rolling_days() > 0) {
    return absl::StrCat(window.rolling_days(), " days");
  }
  return window.from_day() > 1
             ? absl::StrCat(window.calendar(), " from ", window.from_day())
             : window.calendar();
}

void AppendObjectives(const pb::Contract& contract, const View& view,
                      std::string* out) {
  if (contract.objectives().empty()) return;
  TextTable table({{.heading = "PROMISE", .cut_to = 12},
                   {.heading = "KIND"},
                   {.heading = "SERVICE", .priority = 1, .cut_to = 10},
                   {.heading = "TARGET", .right = true},
                   {.heading = "EACH", .priority = 2}});
  for (const pb::Objective& objective : contract.objectives()) {
    table.AddRow({{objective.id(), Style::kBold},
                  PhraseOfWord(objective.kind()),
                  absl::StrJoin(objective.services(), ", "),
                  objective.has_target()
                      ? absl::StrCat(objective.at_most() ? "<= " : "",
                                     objective.target(),
                                     objective.unit().empty() ? "" : " ",
                                     objective.unit())
                      : "–",
                  WindowWords(objective.window())});
    table.AddNote(absl::StrJoin(objective.in_words(), " "));
    if (!objective.remedies_in_words().empty()) {
      table.AddNote(absl::StrJoin(objective.remedies_in_words(), " "));
    }
  }
  absl::StrAppend(out, "\n", table.Render(view.terminal));
}

void AppendPeople(const pb::Contract& contract, const View& view,
                  std::string* out) {
  if (contract.contacts().empty()) return;
  TextTable table({{.heading = "SIDE"},
                   {.heading = "LEVEL", .right = true},
                   {.heading = "NAME", .cut_to = 14},
                   {.heading = "ROLE", .priority = 1, .cut_to = 10},
                   {.heading = "PHONE", .priority = 2},
                   {.heading = "EMAIL", .priority = 3},
                   {.heading = "MAY", .priority = 4, .only_if_filled = true}});
  for (const pb::Contact& contact : contract.contacts()) {
    std::vector<std::string> may;
    if (contact.may_accept_figures()) may.push_back("accept figures");
    if (contact.has_may_order_up_to()) {
      may.push_back(
          absl::StrCat("order up to ",
                       Amount(contact.may_order_up_to(), contract.currency())));
    }
    if (contact.may_sign()) may.push_back("sign");
    table.AddRow({EnumPhrase(contact.side()),
                  contact.level() == 0 ? "–" : absl::StrCat(contact.level()),
                  {contact.name(), Style::kBold},
                  PhraseOfWord(contact.role()),
                  contact.phone(),
                  contact.email(),
                  absl::StrJoin(may, ", ")});
  }
  absl::StrAppend(out, "\n", table.Render(view.terminal));
}

void AppendDossier(const pb::Contract& contract, const View& view,
                   std::string* out) {
  if (!contract.documents().empty()) {
    TextTable table(
        {{.heading = "DOCUMENT", .cut_to = 16},
         {.heading = "KIND"},
         {.heading = "VERSION", .priority = 2, .only_if_filled = true},
         {.heading = "SIGNED", .priority = 3, .only_if_filled = true},
         {.heading = "GOES",
          .priority = 1,
          .right = true,
          .only_if_filled = true},
         {.heading = "LINK",
          .priority = 4,
          .cut_to = 20,
          .only_if_filled = true}});
    for (const pb::Document& document : contract.documents()) {
      table.AddRow({document.title(), document.kind(), document.version(),
                    document.signed_on(),
                    document.precedence() == 0
                        ? ""
                        : absl::StrCat(document.precedence()),
                    document.link()});
    }
    absl::StrAppend(out, "\n", table.Render(view.terminal));
  }
  if (!contract.clause_gaps().empty()) {
    TextTable table({{.heading = "CLAUSE MISSING", .cut_to = 16},
                     {.heading = "CHECKLIST"},
                     {.heading = "KNOWN", .priority = 1},
                     {.heading = "ASKED FOR IN", .priority = 2, .cut_to = 20}});
    for (const pb::ClauseGap& gap : contract.clause_gaps()) {
      table.AddRow({{PhraseOfWord(gap.clause()), Style::kWarning},
                    gap.checklist(),
                    gap.known_absent() ? "absent" : "not told",
                    gap.source()});
    }
    absl::StrAppend(out, "\n", table.Render(view.terminal));
  }
  if (contract.versions_size() > 1) {
    TextTable table({{.heading = "VERSION"},
                     {.heading = "FROM"},
                     {.heading = "UNTIL"},
                     {.heading = "SIGNED", .priority = 1, .cut_to = 12},
                     {.heading = "FILE", .priority = 2, .cut_to = 20}});
    for (const pb::ContractVersion& version : contract.versions()) {
      table.AddRow({{version.version().empty() ? "–" : version.version(),
                     version.in_force() ? Style::kBold : Style::kPlain},
                    version.valid_from(),
                    version.has_valid_until() ? version.valid_until() : "–",
                    version.signed_(),
                    version.file()});
    }
    absl::StrAppend(out, "\n", table.Render(view.terminal));
  }
}

// What an index made of prices since.
void AppendIndexed(const pb::Contract& contract, const View& view,
                   std::string* out) {
  if (contract.indexed().empty()) return;
  TextTable table({{.heading = "INDEXED FROM"},
                   {.heading = "COMPONENT"},
                   {.heading = "PRICE", .cut_to = 20}});
  for (const pb::IndexedPricing& step : contract.indexed()) {
    for (const pb::PriceComponent& component : step.pricing()) {
      table.AddRow({{absl::StrCat(step.from(),
                                  step.provisional() ? " (provisional)" : ""),
                     Style::kBold},
                    component.component(),
                    component.in_words()});
    }
  }
  absl::StrAppend(out, "\n", table.Render(view.terminal));
}

std::string Table(const pb::Contract& contract, const View& view) {
  DetailSheet sheet;
  sheet.Add("contract", {absl::StrCat(contract.id(), "  ", contract.title()),
                         Style::kBold});
  sheet.Add("with", contract.provider());
  sheet.Add("state",
            absl::StrCat(EnumPhrase(contract.state()), " on ", contract.on()));
  if (!contract.version().empty()) {
    sheet.Add("version", absl::StrCat(contract.version(), ", from ",
                                      contract.valid_from()));
  }
  sheet.Add("under", contract.parent());
  std::vector<std::string> children;
  for (const pb::ContractName& child : contract.children()) {
    children.push_back(child.id());
  }
  sheet.Add("call-offs", absl::StrJoin(children, ", "));
  sheet.Add("owner", contract.owner());
  sheet.Add("services", absl::StrJoin(contract.services(), ", "));
  AddDates(contract, sheet);
  AddValue(contract, sheet);
  AddRest(contract, sheet);
  if (contract.has_rigidity()) {
    const pb::Rigidity& rigidity = contract.rigidity();
    sheet.Add("binds", absl::StrCat(ShareWords(rigidity.has_fixed_share(),
                                               rigidity.fixed_share()),
                                    " does not follow use; exit in ",
                                    ExitInWords(rigidity), "; change ",
                                    ChangeWords(rigidity), "; room ",
                                    RoomWords(rigidity)));
  }
  std::string out = sheet.Render(view.terminal);
  AppendPricing(contract, view, &out);
  AppendIndexed(contract, view, &out);
  AppendObjectives(contract, view, &out);
  AppendPeople(contract, view, &out);
  AppendDossier(contract, view, &out);
  return out;
}

}  // namespace

Verb ContractShowVerb() {
  Verb verb{
      .noun = "contract",
      .name = "show",
      .summary = "One contract: dates, prices, promises, people, dossier",
      .details =
          "As it holds on a day: the version of that day, and the dates as "
          "they "
          "stand then.",
      .examples = {"regisseur contract show cloudnine-hosting",
                   "regisseur contract show cloudnine-hosting --on 2027-11-01",
                   "regisseur contract show cloudnine-hosting -o json "
                   "--as-known-on 2026-10-05"},
      .parameters = {{.name = "CONTRACT",
                      .field = "id",
                      .help = "The contract, by its id",
                      .required = true},
                     {.name = "on",
                      .field = "on",
                      .help = "The day that it is asked about (today)",
                      .value_name = "DAY"},
                     AsKnownOnOption()},
      .table = TableOf(&Table)};
  verb.ask = Reading<ContractService>(&ContractService::Stub::GetContract,
                                      verb.parameters);
  return verb;
}

}  // namespace regisseur
