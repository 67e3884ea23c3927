#include "aggregator/config/price_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/config/contract_keys.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Mistakes are gathered in the YamlFile, so every function returns what it
// could read.
class PriceReader : private ContractValues {
 public:
  explicit PriceReader(const ContractContext& context)
      : ContractValues(context) {}

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
    for (const YamlValue& letter : value.Get("announced").Elements()) {
      constexpr char kLetter[] = "indexation.announced[]";
      CheckKeys(letter, kLetter);
      clause.announced.push_back(
          {static_cast<int>(
               Required(letter, kLetter, "year").Int(0, 1990, 2200)),
           Day(Required(letter, kLetter, "received")),
           OptionalNumber(letter.Get("price"))});
    }
    return clause;
  }

  TermDiscount ReadDiscount(const YamlValue& value) {
    constexpr char kSection[] = "discounts[]";
    CheckKeys(value, kSection);
    TermDiscount discount;
    discount.term = OptionalSpan(value.Get("term"));
    discount.after = OptionalSpan(value.Get("after"));
    if (discount.term.has_value() == discount.after.has_value()) {
      value.Refuse("must say either term or after, such as term: 36 months");
    }
    discount.percent = Number(Required(value, kSection, "percent"));
    discount.components = Texts(value.Get("components"));
    return discount;
  }

 private:
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
    if (form == "percentage") {
      return PercentagePrice{Number(Required(value, section, "percent")),
                             Texts(Required(value, section, "of"))};
    }
    if (form == "bonus_malus") {
      return BonusMalusPrice{ReadSteps(Required(value, section, "steps")),
                             Texts(Required(value, section, "of"))};
    }
    const YamlValue word = value.Get("form");
    if (word.present()) {
      word.Refuse(absl::StrCat(
          "is '", form,
          "': write one of fixed, per_unit, graduated, volume, package, "
          "hour_bundle, baseline, minimum_commitment, prepaid, percentage, "
          "bonus_malus"));
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

  std::vector<BonusMalusPrice::Step> ReadSteps(const YamlValue& value) {
    constexpr char kSection[] = "pricing[].steps[]";
    std::vector<BonusMalusPrice::Step> steps;
    for (const YamlValue& element : value.Elements()) {
      CheckKeys(element, kSection);
      const std::optional<Decimal> above = OptionalNumber(element.Get("above"));
      const std::optional<Decimal> below = OptionalNumber(element.Get("below"));
      if (above.has_value() == below.has_value()) {
        element.Refuse("must say either above or below, such as above: 8.0");
      }
      steps.push_back({above.has_value(),
                       above.value_or(below.value_or(Decimal())),
                       Number(Required(element, kSection, "percent"))});
    }
    return steps;
  }

  // `2026-01: 400` of the contract, and of a file line by line.
  void ReadStated(const YamlValue& value, Meter& meter) {
    for (const auto& [month, quantity] : value.Get("quantities").Members()) {
      const absl::StatusOr<absl::CivilMonth> parsed = ParseMonth(month);
      if (!parsed.ok()) {
        quantity.Refuse(absl::StrCat("stands at '", month,
                                     "', which is no month such as 2026-01"));
        continue;
      }
      meter.stated[*parsed] = Number(quantity);
    }
    const YamlValue file = value.Get("file");
    if (!file.present()) return;
    if (context().read_file == nullptr) {
      file.Refuse("names a file, and none can be read here: write quantities");
      return;
    }
    const std::string path = file.Text();
    const absl::StatusOr<std::string> content = context().read_file(path);
    if (!content.ok()) {
      file.Refuse(absl::StrCat("cannot be used: ", content.status().message()));
      return;
    }
    int line = 0;
    for (absl::string_view text : absl::StrSplit(*content, '\n')) {
      ++line;
      text = absl::StripAsciiWhitespace(text.substr(0, text.find('#')));
      if (text.empty()) continue;
      const std::vector<absl::string_view> cells =
          absl::StrSplit(text, absl::ByAnyChar(" \t,;"), absl::SkipEmpty());
      const absl::StatusOr<absl::CivilMonth> month = ParseMonth(cells[0]);
      // Headings may stand above.
      if (!month.ok() && meter.stated.empty()) continue;
      const absl::StatusOr<Decimal> quantity =
          cells.size() == 2
              ? Decimal::Parse(cells[1])
              : absl::StatusOr<Decimal>(absl::InvalidArgumentError(""));
      if (!month.ok() || !quantity.ok()) {
        file.Refuse(absl::StrCat("names ", path, ", where line ", line,
                                 " has no month and quantity such as "
                                 "2026-01,400"));
        return;
      }
      meter.stated[*month] = *quantity;
    }
  }

  Meter ReadMeter(const YamlValue& value) {
    CheckKeys(value, "pricing[].meter");
    Meter meter;
    const bool stated =
        value.Get("quantities").present() || value.Get("file").present();
    meter.count =
        OneOf<MeterCount>(value.Get("count"),
                          stated ? MeterCount::kStated : MeterCount::kQuantity,
                          {{"quantity", MeterCount::kQuantity},
                           {"resources", MeterCount::kResources},
                           {"tickets", MeterCount::kTickets},
                           {"stated", MeterCount::kStated}});
    for (const auto& [name, tag] : value.Get("tags").Members()) {
      meter.tags[name] = tag.Text();
    }
    meter.ticket_kind = OneOf<std::string>(value.Get("ticket_kind"), "",
                                           {{"incident", "incident"},
                                            {"request", "request"},
                                            {"change", "change"},
                                            {"problem", "problem"}});
    meter.priority = value.Get("priority").Text();
    ReadStated(value, meter);
    meter.holds_on = value.Get("holds_on").Bool(false);
    meter.reduce_notice = OptionalSpan(value.Get("reduce_notice"));
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
};

}  // namespace

PriceComponent ReadPriceComponent(const YamlValue& value,
                                  const ContractContext& context) {
  return PriceReader(context).ReadComponent(value);
}

TermDiscount ReadTermDiscount(const YamlValue& value,
                              const ContractContext& context) {
  return PriceReader(context).ReadDiscount(value);
}

IndexationClause ReadIndexationClause(const YamlValue& value,
                                      const ContractContext& context) {
  return PriceReader(context).ReadIndexation(value);
}

}  // namespace regisseur
