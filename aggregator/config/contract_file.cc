#include "aggregator/config/contract_file.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "aggregator/config/contract_keys.h"
#include "aggregator/config/key_table.h"
#include "aggregator/config/yaml_reader.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Reads one file. Mistakes are gathered in the YamlFile, so every function
// returns what it could read.
class ContractReader : private KeyTable {
 public:
  explicit ContractReader(const ContractContext& context)
      : KeyTable(ContractKeys()), context_(context) {}

  Contract Read(const YamlValue& root, bool form_only) {
    CheckKeys(root, "");
    Contract contract;
    if (form_only) {
      contract.id = root.Get("id").Text();
      contract.provider = root.Get("provider").Text();
      contract.title = root.Get("title").Text();
      Required(root, "", "pricing");
    } else {
      contract.id = RequiredId(root, "", "id");
      contract.provider = RequiredId(root, "", "provider");
      contract.title = RequiredText(root, "", "title");
    }
    contract.currency = RequiredText(root, "", "currency");
    contract.version = root.Get("version").Text();
    contract.valid_from = OptionalDay(root.Get("valid_from"));
    contract.signed_reference = root.Get("signed").Text();
    contract.parent = root.Get("parent").Text();
    contract.owner = root.Get("owner").Text();
    contract.services = Texts(root.Get("services"));
    contract.holidays = root.Get("holidays").present()
                            ? ReadHolidays(root.Get("holidays"))
                            : HolidayCalendar::Dutch();
    ReadTerm(form_only ? root.Get("term") : Required(root, "", "term"),
             contract.term);
    ReadValue(root.Get("value"), contract);
    for (const YamlValue& value : root.Get("pricing").Elements()) {
      contract.pricing.push_back(ReadComponent(value));
    }
    for (const YamlValue& value : OneOrList(root.Get("indexation"))) {
      contract.indexation.push_back(ReadIndexation(value));
    }
    for (const YamlValue& value : root.Get("extras").Elements()) {
      CheckKeys(value, "extras[]");
      contract.extras.push_back({RequiredText(value, "extras[]", "name"),
                                 Amount(Required(value, "extras[]", "price")),
                                 value.Get("unit").Text(),
                                 Span(value.Get("lead_time"))});
    }
    for (const YamlValue& value : root.Get("objectives").Elements()) {
      contract.objectives.push_back(ReadObjective(value));
    }
    for (const YamlValue& value : OneOrList(root.Get("at_risk_cap"))) {
      CheckKeys(value, "at_risk_cap");
      contract.at_risk_caps.push_back(
          {Number(Required(value, "at_risk_cap", "percent")),
           OneOf<AtRiskCap::Per>(
               value.Get("per"), AtRiskCap::Per::kMonth,
               {{"month", AtRiskCap::Per::kMonth},
                {"year", AtRiskCap::Per::kContractYear},
                {"contract_year", AtRiskCap::Per::kContractYear},
                {"twelve_months", AtRiskCap::Per::kTwelveMonths}})});
    }
    ReadRemedy(root.Get("remedy"), contract.remedy);
    ReadMandate(root.Get("mandate"), contract.mandate);
    ReadPeople(root, contract);
    ReadDossier(root, contract.dossier);
    return contract;
  }

 private:
  // --- Scalars. --------------------------------------------------------------

  static Decimal Number(const YamlValue& value, const char* example = "1500") {
    if (!value.present()) return Decimal();
    const std::string text = value.Text();
    absl::StatusOr<Decimal> number = Decimal::Parse(text);
    if (number.ok()) return *number;
    value.Refuse(absl::StrCat("is '", text, "': write a number such as ",
                              example, ", with a point and no separators"));
    return Decimal();
  }
  static Decimal Amount(const YamlValue& value) {
    return Number(value, "9500.00");
  }
  static std::optional<Decimal> OptionalNumber(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    return Number(value);
  }

  // `10%`.
  static Decimal Percentage(const YamlValue& value) {
    if (!value.present()) return Decimal();
    std::string text = value.Text();
    if (absl::EndsWith(text, "%")) {
      absl::string_view number = absl::StripSuffix(text, "%");
      absl::StatusOr<Decimal> percent =
          Decimal::Parse(absl::StripAsciiWhitespace(number));
      if (percent.ok()) return *percent;
    }
    value.Refuse(absl::StrCat("is '", text,
                              "': write a percentage with its sign, such as "
                              "10%"));
    return Decimal();
  }
  static std::optional<Decimal> OptionalPercentage(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    return Percentage(value);
  }

  static absl::CivilDay Day(const YamlValue& value) {
    if (!value.present()) return absl::CivilDay();
    const absl::StatusOr<absl::CivilDay> day = ParseDay(value.Text());
    if (day.ok()) return *day;
    value.Refuse(absl::StrCat("is '", value.Text(),
                              "': write a day such as 2026-01-31"));
    return absl::CivilDay();
  }
  static std::optional<absl::CivilDay> OptionalDay(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    return Day(value);
  }
  static std::vector<absl::CivilDay> Days(const YamlValue& value) {
    std::vector<absl::CivilDay> days;
    for (const YamlValue& element : value.Elements()) {
      days.push_back(Day(element));
    }
    return days;
  }

  static CivilSpan Span(const YamlValue& value) {
    if (!value.present()) return {};
    const absl::StatusOr<CivilSpan> span = ParseCivilSpan(value.Text());
    if (span.ok()) return *span;
    value.Refuse(absl::StrCat("is '", value.Text(),
                              "': write a span such as 3 months or 21 days"));
    return {};
  }
  static std::optional<CivilSpan> OptionalSpan(const YamlValue& value) {
    if (!value.present()) return std::nullopt;
    return Span(value);
  }

  static absl::Duration Length(const YamlValue& value) {
    if (!value.present()) return absl::ZeroDuration();
    const absl::StatusOr<absl::Duration> length = ParseLength(value.Text());
    if (length.ok()) return *length;
    value.Refuse(absl::StrCat("is '", value.Text(),
                              "': write a length such as 5 minutes, 4 hours or "
                              "5 days"));
    return absl::ZeroDuration();
  }

  static Side ReadSide(const YamlValue& value, Side fallback) {
    return OneOf<Side>(
        value, fallback,
        {{"customer", Side::kCustomer}, {"provider", Side::kProvider}});
  }

  static PricePeriod Period(const YamlValue& value) {
    return OneOf<PricePeriod>(value, PricePeriod::kMonth,
                              {{"month", PricePeriod::kMonth},
                               {"quarter", PricePeriod::kQuarter},
                               {"year", PricePeriod::kContractYear},
                               {"contract_year", PricePeriod::kContractYear},
                               {"term", PricePeriod::kTerm}});
  }

  // A mapping alone or a list of them.
  static std::vector<YamlValue> OneOrList(const YamlValue& value) {
    if (!value.present()) return {};
    if (value.IsMapping()) return {value};
    return value.Elements();
  }

  // --- Calendars. ------------------------------------------------------------

  HolidayCalendar ReadHolidays(const YamlValue& value) {
    if (!value.present()) return {};
    if (!value.IsMapping()) {
      const bool dutch =
          OneOf<bool>(value, false, {{"nl", true}, {"none", false}});
      return dutch ? HolidayCalendar::Dutch() : HolidayCalendar();
    }
    CheckKeys(value, "holidays");
    const YamlValue days = value.Get("days");
    const YamlValue file = value.Get("file");
    if (days.present() || file.present()) {
      std::map<absl::CivilDay, std::string> listed;
      for (const absl::CivilDay day : Days(days)) listed[day] = "";
      if (file.present()) ReadHolidayFile(file, listed);
      return HolidayCalendar::OfDays(std::move(listed));
    }
    DutchHolidayRules rules;
    rules.liberation_day = OneOf<LiberationDay>(
        value.Get("liberation_day"), LiberationDay::kEveryYear,
        {{"every_year", LiberationDay::kEveryYear},
         {"every_five_years", LiberationDay::kEveryFiveYears},
         {"never", LiberationDay::kNever}});
    rules.good_friday = value.Get("good_friday").Bool(false);
    const bool dutch = OneOf<bool>(value.Get("calendar"), false,
                                   {{"nl", true}, {"none", false}});
    return dutch ? HolidayCalendar::Dutch(rules) : HolidayCalendar();
  }

  // One day a line, `2026-07-21 Nationale feestdag`; `#` begins a remark.
  void ReadHolidayFile(const YamlValue& value,
                       std::map<absl::CivilDay, std::string>& days) {
    const std::string path = value.Text();
    if (context_.read_file == nullptr) {
      value.Refuse("names a file, and none can be read here: list the days");
      return;
    }
    const absl::StatusOr<std::string> content = context_.read_file(path);
    if (!content.ok()) {
      value.Refuse(
          absl::StrCat("cannot be used: ", content.status().message()));
      return;
    }
    int line = 0;
    for (absl::string_view text : absl::StrSplit(*content, '\n')) {
      ++line;
      text = absl::StripAsciiWhitespace(text.substr(0, text.find('#')));
      if (text.empty()) continue;
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(text, absl::MaxSplits(absl::ByAnyChar(" \t,;"), 1));
      const absl::StatusOr<absl::CivilDay> day = ParseDay(parts.first);
      if (!day.ok()) {
        value.Refuse(absl::StrCat("names ", path, ", where line ", line,
                                  " has no day such as 2026-07-21"));
        return;
      }
      days[*day] = std::string(absl::StripAsciiWhitespace(parts.second));
    }
  }

  static WeeklyHours ReadHours(const YamlValue& value) {
    if (!value.present()) return WeeklyHours::Always();
    if (!value.IsMapping()) {
      if (value.Text() != "always") {
        value.Refuse(
            "must be 'always' or a mapping such as {mon-fri: \"07:00-19:00\"}");
      }
      return WeeklyHours::Always();
    }
    WeeklyHours hours;
    for (const auto& [days, range] : value.Members()) {
      const absl::Status added = hours.Add(days, range.Text());
      if (!added.ok())
        range.Refuse(absl::StrCat("is wrong: ", added.message()));
    }
    return hours;
  }

  void ReadWindow(const YamlValue& value, Objective& objective) {
    constexpr char kSection[] = "objectives[].window";
    CheckKeys(value, kSection);
    MeasuringWindow& window = objective.window;
    objective.time_zone = value.Get("time_zone").present()
                              ? value.Get("time_zone").Text()
                              : context_.time_zone;
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

  // --- Term and value. -------------------------------------------------------

  void ReadTerm(const YamlValue& value, Term& term) {
    if (!value.present()) return;
    CheckKeys(value, "term");
    term.start = Day(Required(value, "term", "start"));
    const YamlValue initial = value.Get("initial");
    const YamlValue last_day = value.Get("last_day");
    if (initial.present() && last_day.present()) {
      last_day.Refuse("and initial both say how long it runs: keep one");
    } else if (last_day.present()) {
      term.initial = SpanUntil(last_day, term.start);
    } else if (initial.present() && initial.Text() != "none") {
      term.initial = Span(initial);
    }
    const YamlValue renewal = value.Get("renewal");
    if (renewal.present()) {
      const std::string word = renewal.Text();
      if (word == "indefinite") {
        term.renewal = Renewal::kIndefinite;
      } else if (word != "none") {
        term.renewal = Renewal::kTacit;
        term.renewal_term = Span(renewal);
      }
    }
    ReadNotice(value.Get("notice"), term);
    const YamlValue internal = value.Get("internal_notice");
    const CivilSpan before = Span(internal);
    if (before.months != 0) {
      internal.Refuse("must be days, such as 21 days");
    }
    term.internal_notice_days = before.days;
    if (const YamlValue options = value.Get("options"); options.present()) {
      constexpr char kSection[] = "term.options";
      CheckKeys(options, kSection);
      term.options = ExtensionOption{
          Span(Required(options, kSection, "extend")),
          options.Get("times").Int(1, 1, 99),
          ReadSide(options.Get("by"), Side::kCustomer),
          Span(options.Get("exercise")), Days(options.Get("exercised"))};
    }
    if (const YamlValue ended = value.Get("terminated"); ended.present()) {
      constexpr char kSection[] = "term.terminated";
      CheckKeys(ended, kSection);
      term.terminated = Termination{Day(Required(ended, kSection, "last_day")),
                                    ReadSide(ended.Get("by"), Side::kCustomer)};
    }
    term.switching_data_act =
        OneOf<bool>(value.Get("switching"), false, {{"data_act", true}});
  }

  // The initial term that ends with `last_day`, in months where it is whole
  // ones.
  static CivilSpan SpanUntil(const YamlValue& last_day, absl::CivilDay start) {
    const absl::CivilDay end = Day(last_day) + 1;
    if (end <= start) {
      last_day.Refuse("must come after the start");
      return {};
    }
    const int months =
        static_cast<int>(absl::CivilMonth(end) - absl::CivilMonth(start));
    if (AddMonths(start, months) == end) return {months, 0};
    return {0, static_cast<int>(end - start)};
  }

  void ReadNotice(const YamlValue& value, Term& term) {
    if (!value.present()) return;
    if (!value.IsMapping()) {
      term.customer_notice = term.provider_notice = Span(value);
      return;
    }
    CheckKeys(value, "term.notice");
    term.customer_notice = Span(value.Get("customer"));
    term.provider_notice = Span(value.Get("provider"));
    term.notice_to =
        OneOf<NoticeTo>(value.Get("to"), NoticeTo::kEndOfTerm,
                        {{"end_of_term", NoticeTo::kEndOfTerm},
                         {"end_of_month", NoticeTo::kEndOfMonth},
                         {"end_of_quarter", NoticeTo::kEndOfQuarter},
                         {"any_day", NoticeTo::kAnyDay}});
  }

  void ReadValue(const YamlValue& value, Contract& contract) {
    if (!value.present()) return;
    CheckKeys(value, "value");
    ValueCeiling ceiling;
    ceiling.maximum = Amount(Required(value, "value", "maximum"));
    ceiling.used_elsewhere = Amount(value.Get("used_elsewhere"));
    for (const YamlValue& share : value.Get("warn_at").Elements()) {
      ceiling.warn_at.push_back(Number(share, "0.9"));
    }
    ceiling.procurement_lead = Span(value.Get("procurement_lead"));
    ceiling.procedure = value.Get("procedure").Text();
    ceiling.reference = value.Get("reference").Text();
    contract.value = std::move(ceiling);
  }

  // --- Prices. ---------------------------------------------------------------

  PriceComponent ReadComponent(const YamlValue& value) {
    constexpr char kCommon[] = "pricing[]";
    PriceComponent component;
    component.component = RequiredText(value, kCommon, "component");
    const std::string form = Required(value, kCommon, "form").Text();
    const std::string section = absl::StrCat("pricing[] form: ", form);
    component.form = ReadForm(value, form, section);
    if (IsKnownForm(form)) CheckKeys(value, {kCommon, section});
    if (value.Get("meter").present()) {
      component.meter = ReadMeter(value.Get("meter"));
    }
    return component;
  }

  static bool IsKnownForm(const std::string& form) {
    const std::string section = absl::StrCat("pricing[] form: ", form);
    const absl::Span<const ConfigKey> keys = ContractKeys();
    return std::any_of(keys.begin(), keys.end(), [&](const ConfigKey& key) {
      return section == key.section;
    });
  }

  PriceForm ReadForm(const YamlValue& value, const std::string& form,
                     const std::string& section) {
    const auto amount = [&](const char* key) {
      return Amount(Required(value, section, key));
    };
    if (form == "fixed") {
      return FixedPrice{amount("amount"), Period(value.Get("per")),
                        value.Get("in_advance").Bool(false)};
    }
    if (form == "per_unit") return PerUnitPrice{amount("price")};
    if (form == "graduated") {
      return GraduatedPrice{ReadTiers(Required(value, section, "tiers"))};
    }
    if (form == "volume") {
      return VolumePrice{ReadTiers(Required(value, section, "tiers"))};
    }
    if (form == "package") {
      return PackagePrice{amount("size"), amount("price"),
                          Number(value.Get("free_units"))};
    }
    if (form == "hour_bundle") {
      const YamlValue carry_over = value.Get("carry_over");
      const CivilSpan carried = Span(carry_over);
      if (carried.days != 0) {
        carry_over.Refuse("must be whole months, such as 3 months");
      }
      if (Period(value.Get("per")) != PricePeriod::kMonth) {
        value.Get("per").Refuse("must be month: a bundle is bought each month");
      }
      return HourBundlePrice{amount("hours"), amount("price"),
                             amount("overage"), carried.months,
                             Number(value.Get("opening"))};
    }
    if (form == "baseline") {
      return BaselinePrice{
          amount("units"), amount("amount"), Percentage(value.Get("dead_band")),
          amount("arc"),   amount("rrc"),    Amount(value.Get("floor"))};
    }
    if (form == "minimum_commitment") {
      return MinimumCommitment{amount("amount"), Period(value.Get("per")),
                               Texts(Required(value, section, "of"))};
    }
    if (form == "prepaid") return ReadPrepaid(value, section);
    const YamlValue word = value.Get("form");
    if (word.present()) {
      word.Refuse(absl::StrCat(
          "is '", form,
          "': write one of fixed, per_unit, graduated, volume, package, "
          "hour_bundle, baseline, minimum_commitment, prepaid"));
    }
    return FixedPrice{};
  }

  PriceForm ReadPrepaid(const YamlValue& value, const std::string& section) {
    PrepaidPrice prepaid;
    prepaid.units = Number(Required(value, section, "units"));
    prepaid.price = Amount(Required(value, section, "price"));
    prepaid.valid = Span(Required(value, section, "valid"));
    if (const YamlValue step = value.Get("step"); step.present()) {
      const absl::StatusOr<absl::Duration> length = ParseLength(step.Text());
      if (length.ok()) {
        // Minutes as hours, to twelve decimals: 15 minutes are 0.25.
        const auto hours =
            Decimal::MultiplyDivide(Decimal(absl::ToInt64Seconds(*length), 0),
                                    Decimal(1, 0), Decimal(3600, 0), {12, 12});
        if (hours.ok()) prepaid.step = hours->rounded.Normalized();
      } else {
        prepaid.step = Number(step, "0.25, or a length such as 15 minutes");
      }
    }
    for (const auto& [name, factor] : value.Get("factors").Members()) {
      prepaid.factors.push_back({name, Number(factor, "1.5")});
    }
    prepaid.renews = OneOf<PrepaidPrice::Renews>(
        value.Get("renews"), PrepaidPrice::Renews::kOnOrder,
        {{"on_order", PrepaidPrice::Renews::kOnOrder},
         {"automatic", PrepaidPrice::Renews::kAutomatic}});
    prepaid.ordered = Days(value.Get("ordered"));
    return prepaid;
  }

  std::vector<PriceTier> ReadTiers(const YamlValue& value) {
    constexpr char kSection[] = "pricing[].tiers[]";
    std::vector<PriceTier> tiers;
    for (const YamlValue& element : value.Elements()) {
      CheckKeys(element, kSection);
      tiers.push_back({OptionalNumber(element.Get("up_to")),
                       Amount(Required(element, kSection, "price")),
                       Amount(element.Get("flat"))});
    }
    return tiers;
  }

  Meter ReadMeter(const YamlValue& value) {
    CheckKeys(value, "pricing[].meter");
    Meter meter;
    meter.service_name = value.Get("service_name").Text();
    meter.service = value.Get("service").Text();
    meter.sku = value.Get("sku").Text();
    meter.unit = value.Get("unit").Text();
    meter.period = Period(value.Get("period"));
    meter.take = OneOf<MeterTake>(value.Get("take"), MeterTake::kSum,
                                  {{"sum", MeterTake::kSum},
                                   {"max", MeterTake::kMax},
                                   {"average", MeterTake::kAverage},
                                   {"last", MeterTake::kLast},
                                   {"p95", MeterTake::kP95},
                                   {"peak_to_date", MeterTake::kPeakToDate}});
    meter.beyond = Number(value.Get("beyond"));
    return meter;
  }

  IndexationClause ReadIndexation(const YamlValue& value) {
    constexpr char kSection[] = "indexation";
    CheckKeys(value, kSection);
    IndexationClause clause;
    clause.series = RequiredText(value, kSection, "series");
    const YamlValue yearly = Required(value, kSection, "yearly");
    const absl::StatusOr<absl::CivilDay> day =
        ParseDay(absl::StrCat("2023-", yearly.Text()));
    if (day.ok()) {
      clause.month = day->month();
      clause.day = day->day();
    } else if (yearly.present()) {
      yearly.Refuse(absl::StrCat("is '", yearly.Text(),
                                 "': write month and day, such as 01-01"));
    }
    clause.first_year = value.Get("first").Int(0, 1990, 2200);
    if (const YamlValue compare = value.Get("compare"); compare.present()) {
      const std::vector<std::string> periods = Texts(compare);
      if (periods.size() == 2) {
        clause.compare_from = periods[0];
        clause.compare_to = periods[1];
      } else {
        compare.Refuse("must be two periods, such as [Q3, Q3]");
      }
    }
    clause.measure = OneOf<IndexationClause::Measure>(
        value.Get("measure"), IndexationClause::Measure::kPublishedChange,
        {{"published_change", IndexationClause::Measure::kPublishedChange},
         {"ratio", IndexationClause::Measure::kRatio}});
    clause.cap_percent = OptionalPercentage(value.Get("cap"));
    clause.floor_percent = OptionalPercentage(value.Get("floor"));
    clause.announce = Span(value.Get("announce"));
    clause.correct_provisional_later =
        OneOf<bool>(value.Get("provisional"), true,
                    {{"correct_later", true}, {"keep", false}});
    clause.components = Texts(value.Get("components"));
    return clause;
  }

  // --- Objectives. -----------------------------------------------------------

  Objective ReadObjective(const YamlValue& value) {
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
    const YamlValue window = Required(value, kCommon, "window");
    if (window.present()) ReadWindow(window, objective);
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

  // --- Remedies. -------------------------------------------------------------

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
    int given = 0;
    for (const auto& [key, kind] : *kKinds) {
      const YamlValue n = value.Get(key);
      if (!n.present()) continue;
      ++given;
      remedies.claim_within = ClaimRule{
          kind, n.Int(0, 0, kind == ClaimRule::Kind::kDays ? 3660 : 120)};
    }
    if (given != 1) {
      value.Refuse(
          "needs one of days, months, end_of_month_after or "
          "end_of_billing_cycle");
    }
  }

  Consequence ReadConsequence(const YamlValue& value) {
    constexpr char kSection[] = "objectives[].consequences[]";
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

  void ReadRemedy(const YamlValue& value, RemedyTerms& remedy) {
    if (!value.present()) return;
    CheckKeys(value, "remedy");
    remedy.settle = OneOf<RemedyTerms::Settle>(
        value.Get("settle"), RemedyTerms::Settle::kClaim,
        {{"claim", RemedyTerms::Settle::kClaim},
         {"automatic", RemedyTerms::Settle::kAutomatic}});
    remedy.kind = OneOf<RemedyTerms::Kind>(
        value.Get("kind"), RemedyTerms::Kind::kPriceReduction,
        {{"price_reduction", RemedyTerms::Kind::kPriceReduction},
         {"penalty", RemedyTerms::Kind::kPenalty}});
    if (value.Get("vat").present()) {
      remedy.vat_reduces_price =
          OneOf<bool>(value.Get("vat"), false,
                      {{"reduces_price", true}, {"outside", false}});
    }
    remedy.exclusive = value.Get("exclusive").Bool(false);
  }

  // --- People and papers. ----------------------------------------------------

  // `16 per month`.
  static std::optional<Decimal> PerPeriod(const YamlValue& value,
                                          PricePeriod& period) {
    if (!value.present()) return std::nullopt;
    const std::string text = value.Text();
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(text, absl::MaxSplits(" per ", 1));
    const absl::StatusOr<Decimal> number = Decimal::Parse(parts.first);
    static const auto* const kPeriods = new std::map<std::string, PricePeriod>{
        {"month", PricePeriod::kMonth},
        {"quarter", PricePeriod::kQuarter},
        {"year", PricePeriod::kContractYear},
        {"contract_year", PricePeriod::kContractYear}};
    const auto found = kPeriods->find(parts.second);
    if (!number.ok() || found == kPeriods->end()) {
      value.Refuse(
          absl::StrCat("is '", text, "': write for instance 16 per month"));
      return std::nullopt;
    }
    period = found->second;
    return *number;
  }

  void ReadMandate(const YamlValue& value, Mandate& mandate) {
    if (!value.present()) return;
    CheckKeys(value, "mandate");
    mandate.cost_above_plan_percent =
        OptionalPercentage(value.Get("cost_above_plan"));
    mandate.hours = PerPeriod(value.Get("hours"), mandate.hours_per);
    mandate.amount = PerPeriod(value.Get("amount"), mandate.amount_per);
  }

  void ReadPeople(const YamlValue& root, Contract& contract) {
    for (const YamlValue& value : root.Get("parties").Elements()) {
      CheckKeys(value, "parties[]");
      contract.parties.push_back(
          {ReadSide(Required(value, "parties[]", "side"), Side::kProvider),
           RequiredText(value, "parties[]", "name"),
           value.Get("registration").Text()});
    }
    for (const YamlValue& value : root.Get("contacts").Elements()) {
      CheckKeys(value, "contacts[]");
      Contact contact;
      contact.name = RequiredText(value, "contacts[]", "name");
      contact.role = RequiredText(value, "contacts[]", "role");
      contact.level = value.Get("level").Int(0, 0, 9);
      contact.side = ReadSide(value.Get("side"), Side::kProvider);
      if (const YamlValue reach = value.Get("reach"); reach.present()) {
        CheckKeys(reach, "contacts[].reach");
        contact.reach = {reach.Get("phone").Text(), reach.Get("email").Text()};
      }
      if (const YamlValue may = value.Get("authority"); may.present()) {
        CheckKeys(may, "contacts[].authority");
        contact.authority.figures = may.Get("figures").Bool(false);
        contact.authority.extras_up_to =
            OptionalNumber(may.Get("extras_up_to"));
        contact.authority.contract = may.Get("contract").Bool(false);
      }
      contract.contacts.push_back(std::move(contact));
    }
    if (const YamlValue value = root.Get("governance"); value.present()) {
      CheckKeys(value, "governance");
      contract.governance.review =
          OneOf<std::string>(value.Get("review"), "",
                             {{"weekly", "weekly"},
                              {"monthly", "monthly"},
                              {"quarterly", "quarterly"},
                              {"yearly", "yearly"}});
      contract.governance.meetings = Texts(value.Get("meetings"));
    }
  }

  void ReadDossier(const YamlValue& root, Dossier& dossier) {
    constexpr char kDocument[] = "documents[]";
    for (const YamlValue& value : root.Get("documents").Elements()) {
      CheckKeys(value, kDocument);
      std::vector<std::pair<std::string, std::string>> kinds;
      for (const char* kind : {"framework", "agreement", "sla", "dap", "dpa",
                               "terms", "amendment", "quote", "minutes"}) {
        kinds.emplace_back(kind, kind);
      }
      dossier.documents.push_back(
          {OneOf<std::string>(Required(value, kDocument, "kind"), "agreement",
                              kinds),
           RequiredText(value, kDocument, "title"), value.Get("link").Text(),
           value.Get("version").Text(), value.Get("precedence").Int(0, 0, 99),
           OptionalDay(value.Get("signed"))});
    }
    const YamlValue clauses = root.Get("clauses");
    if (clauses.present()) {
      for (const auto& [name, place] : clauses.Members()) {
        if (name == "checklists") {
          dossier.checklists = Texts(place);
          continue;
        }
        const std::string text = place.Text();
        const bool absent = text == "absent";
        dossier.clauses.push_back({name, absent ? "" : text, absent});
      }
    }
    ReadProcessing(root.Get("processing"), dossier);
    for (const YamlValue& value : root.Get("assurance").Elements()) {
      CheckKeys(value, "assurance[]");
      dossier.assurance.push_back({RequiredText(value, "assurance[]", "kind"),
                                   OptionalDay(value.Get("valid_until")),
                                   value.Get("period").Text(),
                                   OptionalDay(value.Get("due"))});
    }
    ReadExit(root.Get("exit"), dossier);
  }

  void ReadProcessing(const YamlValue& value, Dossier& dossier) {
    if (!value.present()) return;
    CheckKeys(value, "processing");
    Processing processing;
    processing.agreement = OptionalDay(value.Get("agreement"));
    if (value.Get("breach_notice").present()) {
      processing.breach_notice = Length(value.Get("breach_notice"));
    }
    constexpr char kSection[] = "processing.subprocessors[]";
    for (const YamlValue& element : value.Get("subprocessors").Elements()) {
      CheckKeys(element, kSection);
      const YamlValue country = Required(element, kSection, "country");
      if (country.present() && country.Text().size() != 2) {
        country.Refuse(absl::StrCat("is '", country.Text(),
                                    "': write two letters such as IE"));
      }
      processing.subprocessors.push_back(
          {RequiredText(element, kSection, "name"), country.Text()});
    }
    processing.objection = OptionalSpan(value.Get("objection"));
    dossier.processing = std::move(processing);
  }

  void ReadExit(const YamlValue& value, Dossier& dossier) {
    if (!value.present()) return;
    CheckKeys(value, "exit");
    ExitTerms exit;
    exit.plan = OptionalDay(value.Get("plan"));
    exit.tested = OptionalDay(value.Get("tested"));
    if (const YamlValue help = value.Get("assistance"); help.present()) {
      CheckKeys(help, "exit.assistance");
      exit.assistance_hours =
          Number(Required(help, "exit.assistance", "hours"));
    }
    if (const YamlValue data = value.Get("data"); data.present()) {
      CheckKeys(data, "exit.data");
      exit.data_format = data.Get("format").Text();
      exit.data_within = OptionalSpan(data.Get("within"));
      exit.data_erased_after = OptionalSpan(data.Get("erased_after"));
    }
    exit.escrow = value.Get("escrow").Text();
    dossier.exit = std::move(exit);
  }

  const ContractContext& context_;
};

// The value at a key path such as `pricing[2].tiers[1].up_to`, or the nearest
// one above it that is there.
YamlValue ValueAt(const YamlValue& root, absl::string_view place) {
  YamlValue value = root;
  for (absl::string_view step : absl::StrSplit(place, '.', absl::SkipEmpty())) {
    const size_t bracket = step.find('[');
    YamlValue next = value.Get(step.substr(0, bracket));
    if (!next.present()) return value;
    value = next;
    int index = 0;
    if (bracket == absl::string_view::npos ||
        !absl::SimpleAtoi(step.substr(bracket + 1, step.size() - bracket - 2),
                          &index)) {
      continue;
    }
    const std::vector<YamlValue> elements = value.Elements();
    if (index < 0 || index >= static_cast<int>(elements.size())) return value;
    value = elements[index];
  }
  return value;
}

// Says in the file what is wrong between its parts; returns the warnings.
std::vector<ContractProblem> Tell(const std::vector<ContractProblem>& problems,
                                  YamlFile& yaml) {
  std::vector<ContractProblem> warnings;
  for (const ContractProblem& problem : problems) {
    if (problem.severity != Severity::kError) {
      warnings.push_back(problem);
      continue;
    }
    const YamlValue value = ValueAt(yaml.root(), problem.place);
    yaml.Refuse(value.line(), problem.place,
                absl::StrCat("is wrong: ",
                             RenderMessage(problem.rule, problem.arguments)));
  }
  return warnings;
}

}  // namespace

absl::StatusOr<ContractFile> ParseContractFile(absl::string_view name,
                                               absl::string_view content,
                                               const ContractContext& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  ContractFile file;
  file.contract = ContractReader(context).Read(yaml->root(), false);
  // What could not be read would only be refused a second time.
  RETURN_IF_ERROR(yaml->status());
  file.warnings = Tell(CheckContract(file.contract), *yaml);
  RETURN_IF_ERROR(yaml->status());
  return file;
}

absl::StatusOr<Contract> ParsePricingForm(absl::string_view name,
                                          absl::string_view content,
                                          const ContractContext& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  Contract form = ContractReader(context).Read(yaml->root(), true);
  RETURN_IF_ERROR(yaml->status());
  Tell(CheckPricing(form), *yaml);
  RETURN_IF_ERROR(yaml->status());
  return form;
}

absl::StatusOr<ClauseChecklist> ParseClauseChecklist(
    absl::string_view name, absl::string_view content) {
  static constexpr ConfigKey kKeys[] = {
      {"", "id", "id", nullptr, "How contracts name it."},
      {"", "title", "text", nullptr, "What it is."},
      {"", "clauses", "list", nullptr, "What a contract should have."},
      {"clauses[]", "clause", "word", nullptr, "As contracts name it."},
      {"clauses[]", "source", "text", "", "Where that is said."},
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> yaml,
                   YamlFile::Parse(name, content));
  const KeyTable table(kKeys);
  const YamlValue root = yaml->root();
  table.CheckKeys(root, "");
  ClauseChecklist checklist;
  checklist.id = table.RequiredId(root, "", "id");
  checklist.title = table.RequiredText(root, "", "title");
  for (const YamlValue& element :
       table.Required(root, "", "clauses").Elements()) {
    table.CheckKeys(element, "clauses[]");
    checklist.items.push_back(
        {table.RequiredText(element, "clauses[]", "clause"),
         element.Get("source").Text()});
  }
  RETURN_IF_ERROR(yaml->status());
  return checklist;
}

}  // namespace regisseur
