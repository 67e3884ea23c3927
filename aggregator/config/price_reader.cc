#include "aggregator/config/price_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
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
    return clause;
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
};

}  // namespace

PriceComponent ReadPriceComponent(const YamlValue& value,
                                  const ContractContext& context) {
  return PriceReader(context).ReadComponent(value);
}

IndexationClause ReadIndexationClause(const YamlValue& value,
                                      const ContractContext& context) {
  return PriceReader(context).ReadIndexation(value);
}

}  // namespace regisseur
