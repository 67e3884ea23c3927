#include "aggregator/config/objective_reader.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Mistakes are gathered in the YamlFile, so every function returns what it
// could read.
class ObjectiveReader : private ContractValues {
 public:
  explicit ObjectiveReader(const ContractContext& context)
      : ContractValues(context) {}

  Objective Read(const YamlValue& value) {
    constexpr char kCommon[] = "objectives[]";
    Objective objective;
    objective.id = RequiredId(value, kCommon, "id");
    objective.title = value.Get("title").Text();
    const YamlValue service = value.Get("service");
    objective.services = Texts(value.Get("services"));
    if (service.present()) {
      if (!objective.services.empty()) {
        service.Refuse("and services both name what it is about: keep one");
      }
      objective.services = {service.Text()};
    }
    const std::string kind = Required(value, kCommon, "kind").Text();
    const std::string section = ReadTerms(value, kind, objective);
    if (!section.empty()) CheckKeys(value, {kCommon, section});
    ReadWindow(value.Get("window"), objective);
    objective.holidays = ReadHolidays(value.Get("holidays"));
    if (value.Get("measured_by").present()) {
      objective.measured_by =
          OneOf<FigureOrigin>(value.Get("measured_by"), FigureOrigin::kReported,
                              {{"reported", FigureOrigin::kReported},
                               {"measured", FigureOrigin::kMeasured},
                               {"settled", FigureOrigin::kSettled}});
    }
    ReadEvidence(value.Get("evidence"), objective.evidence);
    if (value.Get("weight").present()) {
      objective.weight = Number(value.Get("weight"));
    }
    if (value.Get("not_accountable").present()) {
      objective.not_accountable.clear();
      for (const YamlValue& element : value.Get("not_accountable").Elements()) {
        objective.not_accountable.push_back(OneOf<Accountability>(
            element, Accountability::kCustomer,
            {{"subcontractor", Accountability::kSubcontractor},
             {"supplier", Accountability::kSubcontractor},
             {"customer", Accountability::kCustomer},
             {"third_party", Accountability::kThirdParty},
             {"force_majeure", Accountability::kForceMajeure},
             {"not_affected", Accountability::kNotAffected}}));
      }
    }
    ReadRemedies(value, objective.remedies);
    return objective;
  }

  Consequence ReadConsequence(const YamlValue& value) {
    constexpr char kSection[] = "consequences[]";
    CheckKeys(value, kSection);
    Consequence consequence;
    consequence.then = RequiredText(value, kSection, "then");
    const YamlValue when = Required(value, kSection, "when");
    const std::string text = when.Text();
    const std::vector<std::string> words =
        absl::StrSplit(text, ' ', absl::SkipEmpty());
    bool understood = !words.empty() && words[0] == "missed";
    if (understood && words.size() == 4 && words[2] == "of") {
      understood = absl::SimpleAtoi(words[1], &consequence.missed) &&
                   absl::SimpleAtoi(words[3], &consequence.of);
    } else if (understood && words.size() == 4 && words[2] == "in" &&
               words[3] == "a") {
      understood = false;
    } else if (understood && words.size() == 5 && words[2] == "in" &&
               words[3] == "a" && words[4] == "row") {
      understood = absl::SimpleAtoi(words[1], &consequence.missed);
      consequence.of = consequence.missed;
    } else if (words.size() != 1) {
      understood = false;
    }
    if (when.present() && !understood) {
      when.Refuse(absl::StrCat("is '", text,
                               "': write missed, missed 2 of 3 or missed 3 in "
                               "a row"));
    }
    const EvidenceTerms::Days within =
        ReadDays(value.Get("within"), &consequence.within);
    consequence.within_working_days = within.working;
    return consequence;
  }

 private:
  void ReadWindow(const YamlValue& value, Objective& objective) {
    constexpr char kSection[] = "objectives[].window";
    CheckKeys(value, kSection);
    MeasuringWindow& window = objective.window;
    objective.time_zone = value.Get("time_zone").present()
                              ? value.Get("time_zone").Text()
                              : context().time_zone;
    const absl::StatusOr<absl::TimeZone> zone = LoadZone(objective.time_zone);
    if (zone.ok()) {
      window.zone = *zone;
    } else {
      value.Get("time_zone")
          .Refuse(absl::StrCat("is '", objective.time_zone,
                               "': write an IANA name such as "
                               "Europe/Amsterdam"));
    }
    const YamlValue rolling = value.Get("rolling");
    if (rolling.present()) {
      window.kind = MeasuringWindow::Kind::kRolling;
      const CivilSpan span = Span(rolling);
      window.rolling_days = span.days;
      if (span.months != 0 || value.Get("calendar").present()) {
        rolling.Refuse(
            "must be whole days, such as 30 days, and stand without calendar");
      }
      return;
    }
    window.kind = OneOf<MeasuringWindow::Kind>(
        value.Get("calendar"), MeasuringWindow::Kind::kMonth,
        {{"month", MeasuringWindow::Kind::kMonth},
         {"quarter", MeasuringWindow::Kind::kQuarter},
         {"year", MeasuringWindow::Kind::kYear}});
    window.from_day = value.Get("from_day").Int(1, 1, 31);
  }

  // Reads what the kind is about; returns the section of its keys, empty for
  // an unknown kind.
  std::string ReadTerms(const YamlValue& value, const std::string& kind,
                        Objective& objective) {
    static const auto* const kClocks =
        new std::map<std::string, TicketTerms::Clock>{
            {"reaction_time", TicketTerms::Clock::kReaction},
            {"restore_time", TicketTerms::Clock::kRestore},
            {"resolution_time", TicketTerms::Clock::kResolution},
            {"answer_time", TicketTerms::Clock::kAnswer},
            {"delivery_time", TicketTerms::Clock::kDelivery},
            {"change_lead_time", TicketTerms::Clock::kChangeLead}};
    if (kind == "availability") {
      objective.terms = ReadAvailability(value);
      return "objectives[] kind: availability";
    }
    if (const auto clock = kClocks->find(kind); clock != kClocks->end()) {
      objective.terms = ReadTickets(value, clock->second);
      return "objectives[] kind: tickets";
    }
    if (kind == "indicator" || kind == "response_time") {
      constexpr char kSection[] = "objectives[] kind: indicator";
      IndicatorTerms terms;
      terms.indicator = value.Get("indicator").present()
                            ? value.Get("indicator").Text()
                            : kind;
      terms.target = Number(Required(value, kSection, "target"));
      terms.at_most =
          OneOf<bool>(value.Get("direction"), kind == "response_time",
                      {{"at_least", false}, {"at_most", true}});
      terms.unit = value.Get("unit").Text();
      objective.terms = terms;
      return kSection;
    }
    if (kind == "composite") {
      objective.terms = ReadComposite(value);
      return "objectives[] kind: composite";
    }
    if (kind == "recovery_time" || kind == "recovery_point") {
      constexpr char kSection[] = "objectives[] kind: recovery";
      RecoveryTerms terms;
      terms.kind = kind == "recovery_time" ? RecoveryTerms::Kind::kTime
                                           : RecoveryTerms::Kind::kPoint;
      terms.within = Length(Required(value, kSection, "within"));
      terms.tested_every = Span(value.Get("tested"));
      objective.terms = terms;
      return kSection;
    }
    if (kind == "score") {
      constexpr char kSection[] = "objectives[] kind: score";
      ScoreTerms terms;
      terms.target = Number(Required(value, kSection, "target"));
      if (const YamlValue scale = value.Get("scale"); scale.present()) {
        const std::vector<YamlValue> ends = scale.Elements();
        if (ends.size() == 2) {
          terms.scale_from = Number(ends[0]);
          terms.scale_to = Number(ends[1]);
        } else {
          scale.Refuse("must be two numbers, such as [1, 10]");
        }
      }
      terms.least_scores = value.Get("least_scores").Int(1, 1, 10000);
      objective.terms = terms;
      return kSection;
    }
    if (kind == "outcome") {
      constexpr char kSection[] = "objectives[] kind: outcome";
      objective.terms =
          OutcomeTerms{RequiredText(value, kSection, "indicator"),
                       Number(Required(value, kSection, "baseline")),
                       Number(Required(value, kSection, "target")),
                       value.Get("unit").Text(), OptionalDay(value.Get("by"))};
      return kSection;
    }
    const YamlValue word = value.Get("kind");
    if (word.present()) {
      word.Refuse(absl::StrCat(
          "is '", kind,
          "': write one of availability, reaction_time, restore_time, "
          "resolution_time, answer_time, delivery_time, change_lead_time, "
          "response_time, indicator, composite, recovery_time, "
          "recovery_point, score, outcome"));
    }
    return "";
  }

  static NoData ReadNoData(const YamlValue& value) {
    return OneOf<NoData>(value, NoData::kBounds,
                         {{"bounds", NoData::kBounds},
                          {"exclude", NoData::kExclude},
                          {"ignore", NoData::kExclude},
                          {"up", NoData::kUp},
                          {"down", NoData::kDown}});
  }

  AvailabilityTerms ReadAvailability(const YamlValue& value) {
    constexpr char kSection[] = "objectives[] kind: availability";
    AvailabilityTerms terms;
    terms.target = Number(Required(value, kSection, "target"), "99.9");
    terms.service_hours = ReadHours(value.Get("service_hours"));
    const YamlValue down = value.Get("counts_as_down");
    if (!down.present()) {
      terms.counts_as_down = {{OperationalState::kPartialOutage},
                              {OperationalState::kMajorOutage}};
    } else if (down.IsMapping()) {
      for (const auto& [word, weight] : down.Members()) {
        if (const auto state = ReadState(weight, word)) {
          terms.counts_as_down.push_back({*state, Number(weight, "0.5")});
        }
      }
    } else {
      for (const YamlValue& element : down.Elements()) {
        if (const auto state = ReadState(element, element.Text())) {
          terms.counts_as_down.push_back({*state});
        }
      }
    }
    if (const YamlValue excluded = value.Get("excluded"); excluded.present()) {
      terms.excluded = ReadExclusions(excluded);
    }
    terms.minimum_outage = Length(value.Get("minimum_outage"));
    if (const YamlValue compare = value.Get("compare"); compare.present()) {
      if (compare.IsMapping()) {
        terms.compare_decimals = compare.Get("decimals").Int(1, 0, 8);
      } else if (compare.Text() != "exact") {
        compare.Refuse("must be exact or {decimals: 1}");
      }
    }
    terms.no_data = ReadNoData(value.Get("no_data"));
    return terms;
  }

  static std::optional<OperationalState> ReadState(const YamlValue& value,
                                                   const std::string& word) {
    const std::optional<OperationalState> state = FindOperationalState(word);
    if (!state.has_value()) {
      value.Refuse(absl::StrCat(
          "names '", word,
          "': states are degraded_performance, partial_outage, major_outage "
          "and under_maintenance"));
    }
    return state;
  }

  Exclusions ReadExclusions(const YamlValue& value) {
    CheckKeys(value, "objectives[].excluded");
    Exclusions exclusions;
    if (const YamlValue told = value.Get("maintenance"); told.present()) {
      CheckKeys(told, "objectives[].excluded.maintenance");
      MaintenanceAllowance allowance;
      allowance.announced = Length(told.Get("announced"));
      if (const YamlValue at_most = told.Get("at_most"); at_most.present()) {
        const std::string text = at_most.Text();
        absl::string_view length = text;
        allowance.per_month = absl::ConsumeSuffix(&length, " per month");
        const absl::StatusOr<absl::Duration> parsed = ParseLength(length);
        if (parsed.ok()) {
          allowance.at_most = *parsed;
        } else {
          at_most.Refuse(absl::StrCat("is '", text,
                                      "': write 4 hours or 4 hours per month"));
        }
      }
      exclusions.maintenance = allowance;
    }
    constexpr char kWindow[] = "objectives[].excluded.windows[]";
    for (const YamlValue& element : value.Get("windows").Elements()) {
      CheckKeys(element, kWindow);
      const YamlValue every = Required(element, kWindow, "every");
      const YamlValue at = Required(element, kWindow, "at");
      if (!every.present() || !at.present()) continue;
      const absl::StatusOr<RecurringWindow> window =
          ParseRecurringWindow(every.Text(), at.Text());
      if (window.ok()) {
        exclusions.windows.push_back(*window);
      } else {
        element.Refuse(absl::StrCat("is wrong: ", window.status().message()));
      }
    }
    return exclusions;
  }

  TicketTerms ReadTickets(const YamlValue& value, TicketTerms::Clock clock) {
    constexpr char kSection[] = "objectives[] kind: tickets";
    constexpr char kLevel[] = "objectives[].levels[]";
    TicketTerms terms;
    terms.clock = clock;
    terms.support_hours = ReadHours(value.Get("support_hours"));
    for (const YamlValue& element :
         Required(value, kSection, "levels").Elements()) {
      CheckKeys(element, kLevel);
      PriorityLevel level;
      level.priority = RequiredText(element, kLevel, "priority");
      level.within = ReadClockLength(Required(element, kLevel, "within"));
      if (element.Get("share").present()) {
        level.share = Number(element.Get("share"), "90");
      }
      terms.levels.push_back(std::move(level));
    }
    terms.counted_in = OneOf<TicketTerms::CountedIn>(
        value.Get("counted_in"), TicketTerms::CountedIn::kClosed,
        {{"opened", TicketTerms::CountedIn::kOpened},
         {"due", TicketTerms::CountedIn::kDue},
         {"closed", TicketTerms::CountedIn::kClosed}});
    terms.priority_from = OneOf<TicketTerms::PriorityFrom>(
        value.Get("priority_from"), TicketTerms::PriorityFrom::kFirst,
        {{"first", TicketTerms::PriorityFrom::kFirst},
         {"last", TicketTerms::PriorityFrom::kLast},
         {"highest", TicketTerms::PriorityFrom::kHighest}});
    terms.clock_stops = Texts(value.Get("clock_stops"));
    if (const YamlValue small = value.Get("small_number"); small.present()) {
      constexpr char kSmall[] = "objectives[].small_number";
      CheckKeys(small, kSmall);
      terms.small_number = TicketTerms::SmallNumber{
          Required(small, kSmall, "below").Int(0, 0, 10000),
          Required(small, kSmall, "allowed_misses").Int(0, 0, 10000)};
    }
    return terms;
  }

  // `4 hours` runs on the support clock, `3 days` and `3 working days` do not.
  static ClockLength ReadClockLength(const YamlValue& value) {
    ClockLength length;
    if (!value.present()) return length;
    const std::string text = value.Text();
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(text, absl::MaxSplits(' ', 1));
    int count = 0;
    if (absl::SimpleAtoi(parts.first, &count) && count > 0) {
      if (parts.second == "working days" || parts.second == "working day") {
        length.working_days = count;
        return length;
      }
      if (parts.second == "days" || parts.second == "day") {
        length.days = count;
        return length;
      }
    }
    const absl::StatusOr<absl::Duration> hours = ParseLength(text);
    if (hours.ok() && *hours > absl::ZeroDuration()) {
      length.hours = *hours;
      return length;
    }
    value.Refuse(absl::StrCat("is '", text,
                              "': write 4 hours, 3 days or 3 working days"));
    return length;
  }

  CompositeTerms ReadComposite(const YamlValue& value) {
    constexpr char kSection[] = "objectives[] kind: composite";
    constexpr char kMember[] = "objectives[].of[]";
    CompositeTerms terms;
    terms.target = Number(Required(value, kSection, "target"), "99.5");
    terms.combine = OneOf<CompositeTerms::Combine>(
        value.Get("combine"), CompositeTerms::Combine::kWorst,
        {{"worst", CompositeTerms::Combine::kWorst},
         {"product", CompositeTerms::Combine::kProduct},
         {"weighted", CompositeTerms::Combine::kWeighted}});
    for (const YamlValue& element :
         Required(value, kSection, "of").Elements()) {
      CheckKeys(element, kMember);
      CompositeTerms::Member member;
      member.contract = element.Get("contract").Text();
      member.objective = RequiredText(element, kMember, "objective");
      if (element.Get("weight").present()) {
        member.weight = Number(element.Get("weight"));
      }
      terms.of.push_back(std::move(member));
    }
    terms.no_data = ReadNoData(value.Get("no_data"));
    return terms;
  }

  void ReadRemedies(const YamlValue& value, Remedies& remedies) {
    for (const YamlValue& element : value.Get("credits").Elements()) {
      constexpr char kSection[] = "objectives[].credits[]";
      CheckKeys(element, kSection);
      const YamlValue below = element.Get("below");
      const YamlValue above = element.Get("above");
      if (below.present() == above.present()) {
        element.Refuse("needs either below or above: where the step begins");
      }
      remedies.credits.push_back(
          {Number(below.present() ? below : above, "99.9"),
           Number(Required(element, kSection, "percent"), "10")});
    }
    for (const YamlValue& element : value.Get("bonus").Elements()) {
      constexpr char kSection[] = "objectives[].bonus[]";
      CheckKeys(element, kSection);
      remedies.bonus.push_back(
          {Number(Required(element, kSection, "above"), "99.95"),
           Number(Required(element, kSection, "percent"), "1")});
    }
    remedies.credit_base = value.Get("credit_base").Text();
    ReadClaimRule(value.Get("claim_within"), remedies);
    for (const YamlValue& element : value.Get("penalties").Elements()) {
      constexpr char kSection[] = "objectives[].penalties[]";
      CheckKeys(element, kSection);
      remedies.penalties.push_back(
          {Amount(Required(element, kSection, "amount")),
           OneOf<UnitPenalty::Per>(Required(element, kSection, "per"),
                                   UnitPenalty::Per::kHour,
                                   {{"hour", UnitPenalty::Per::kHour},
                                    {"day", UnitPenalty::Per::kDay},
                                    {"ticket", UnitPenalty::Per::kTicket},
                                    {"point", UnitPenalty::Per::kPoint}}),
           Number(element.Get("free")),
           OptionalNumber(element.Get("at_most"))});
    }
    if (const YamlValue earn = value.Get("earn_back"); earn.present()) {
      constexpr char kSection[] = "objectives[].earn_back";
      CheckKeys(earn, kSection);
      remedies.earn_back =
          EarnBack{Required(earn, kSection, "windows").Int(1, 1, 60),
                   Number(Required(earn, kSection, "attained"), "99.95")};
    }
    for (const YamlValue& element : value.Get("consequences").Elements()) {
      remedies.consequences.push_back(ReadConsequence(element));
    }
  }

  void ReadClaimRule(const YamlValue& value, Remedies& remedies) {
    if (!value.present()) return;
    CheckKeys(value, "objectives[].claim_within");
    static const auto* const kKinds =
        new std::vector<std::pair<std::string, ClaimRule::Kind>>{
            {"days", ClaimRule::Kind::kDays},
            {"months", ClaimRule::Kind::kMonths},
            {"end_of_month_after", ClaimRule::Kind::kEndOfMonthAfter},
            {"end_of_billing_cycle", ClaimRule::Kind::kEndOfBillingCycle}};
    std::vector<std::string> given;
    for (const auto& [key, kind] : *kKinds) {
      const YamlValue n = value.Get(key);
      if (!n.present()) continue;
      given.push_back(key);
      remedies.claim_within = ClaimRule{
          kind, n.Int(0, 0, kind == ClaimRule::Kind::kDays ? 3660 : 120)};
    }
    if (given.empty()) {
      value.Refuse(
          "needs one of days, months, end_of_month_after or "
          "end_of_billing_cycle");
    } else if (given.size() > 1) {
      value.Refuse(absl::StrCat("gives ", absl::StrJoin(given, " and "),
                                ", and each says by when: keep one"));
    }
  }

  // `10 working days`, or a span.
  static EvidenceTerms::Days ReadDays(const YamlValue& value,
                                      CivilSpan* span = nullptr) {
    EvidenceTerms::Days days;
    if (!value.present()) return days;
    const std::string text = value.Text();
    absl::string_view count = text;
    if (absl::ConsumeSuffix(&count, " working days") ||
        absl::ConsumeSuffix(&count, " working day")) {
      days.working = true;
      if (absl::SimpleAtoi(count, &days.days) && days.days >= 0 &&
          days.days <= 366) {
        if (span != nullptr) *span = {0, days.days};
        return days;
      }
    } else {
      const absl::StatusOr<CivilSpan> parsed = ParseCivilSpan(text);
      if (parsed.ok() && (span != nullptr || parsed->months == 0)) {
        if (span != nullptr) *span = *parsed;
        days.days = parsed->days;
        return days;
      }
    }
    value.Refuse(
        absl::StrCat("is '", text, "': write 10 working days or 14 days"));
    return days;
  }

  void ReadEvidence(const YamlValue& value, EvidenceTerms& evidence) {
    if (!value.present()) return;
    CheckKeys(value, "objectives[].evidence");
    if (value.Get("leading").present()) {
      evidence.leading = ReadSide(value.Get("leading"), Side::kProvider);
    }
    if (value.Get("report_due").present()) {
      evidence.report_due = ReadDays(value.Get("report_due"));
    }
    if (value.Get("object_within").present()) {
      evidence.object_within = ReadDays(value.Get("object_within"));
    }
  }
};

}  // namespace

Objective ReadObjective(const YamlValue& value,
                        const ContractContext& context) {
  return ObjectiveReader(context).Read(value);
}

Consequence ReadConsequence(const YamlValue& value,
                            const ContractContext& context) {
  return ObjectiveReader(context).ReadConsequence(value);
}

}  // namespace regisseur
