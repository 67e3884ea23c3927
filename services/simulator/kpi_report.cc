#include "services/simulator/kpi_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/decimal_text.h"

namespace regisseur::simulator {
namespace {

std::string DutchDay(absl::CivilDay day) {
  return absl::StrFormat("%02d-%02d-%04d", day.day(), day.month(), day.year());
}

// Writes the rows of one report.
class Report {
 public:
  Report(const Partner& partner, absl::CivilMonth month, uint64_t seed)
      : partner_(partner),
        month_(month),
        dice_(seed, absl::StrCat(partner.id, "/kpi")),
        text_(
            "\xEF\xBB\xBF"
            "Leverancier;Dienst;Indicator;Periode van;Periode t/m;Realisatie;"
            "Teller;Noemer;Norm;Eenheid;Opmerking\r\n") {}

  // A value of hundredths between `low` and `high`.
  void Value(absl::string_view service, absl::string_view indicator,
             int64_t low, int64_t high, absl::string_view norm,
             absl::string_view unit) {
    const int64_t value = dice_.Between(Day(), indicator, low, high);
    Row(service, indicator, DutchDecimalText(value, 2), "", "", norm, unit, "");
  }

  // So many of so many, `low` to `high` thousandths of them in time.
  void Share(absl::string_view service, absl::string_view indicator,
             int64_t fewest, int64_t most, int64_t low, int64_t high,
             absl::string_view norm) {
    const int64_t all =
        dice_.Between(Day(), absl::StrCat(indicator, "/all"), fewest, most);
    if (all <= 0) {
      Row(service, indicator, "n.v.t.", "", "", norm, "%",
          "geen meldingen in deze maand");
      return;
    }
    const int64_t good =
        DivideRounded(all * dice_.Between(Day(), indicator, low, high), 1000);
    Row(service, indicator,
        DutchDecimalText(DivideRounded(good * 10000, all), 2),
        absl::StrCat(good), absl::StrCat(all), norm, "%", "");
  }

  const std::string& text() const { return text_; }

 private:
  absl::CivilDay Day() const { return absl::CivilDay(month_); }

  void Row(absl::string_view service, absl::string_view indicator,
           absl::string_view value, absl::string_view numerator,
           absl::string_view denominator, absl::string_view norm,
           absl::string_view unit, absl::string_view remark) {
    absl::StrAppend(&text_, partner_.name, ";", service, ";", indicator, ";",
                    DutchDay(Day()), ";",
                    DutchDay(absl::CivilDay(month_ + 1) - 1));
    for (absl::string_view field :
         {value, numerator, denominator, norm, unit, remark}) {
      absl::StrAppend(&text_, ";", field);
    }
    text_ += "\r\n";
  }

  const Partner& partner_;
  const absl::CivilMonth month_;
  const DayDice dice_;
  std::string text_;
};

}  // namespace

bool SendsKpiReport(PartnerRole role) {
  return role == PartnerRole::kWorkplace || role == PartnerRole::kSmall;
}

std::string RenderKpiReport(PartnerRole role, absl::CivilMonth month,
                            uint64_t seed) {
  Report report(PartnerOf(role), month, seed);
  if (role == PartnerRole::kWorkplace) {
    report.Value("Werkplek", "Beschikbaarheid virtuele werkplek", 9940, 9999,
                 ">= 99,50", "%");
    report.Share("Servicedesk", "P1 binnen 4 uur opgelost", -1, 6, 800, 1000,
                 ">= 90,00");
    report.Share("Servicedesk", "P2 binnen 8 uur opgelost", 14, 40, 860, 1000,
                 ">= 90,00");
    report.Share("Servicedesk", "Telefoon binnen 60 seconden opgenomen", 700,
                 1100, 760, 930, ">= 80,00");
    report.Value("Servicedesk", "Klanttevredenheid", 690, 840, ">= 7,50",
                 "cijfer");
  } else {
    report.Share("Archiefscanning", "Opgeleverd binnen 5 werkdagen", 40, 75,
                 900, 1000, ">= 95,00");
    report.Value("Archiefscanning", "Leesbaarheid steekproef", 9870, 9998,
                 ">= 99,00", "%");
    report.Value("Archiefscanning", "Gemiddelde doorlooptijd", 250, 540,
                 "<= 5,00", "werkdagen");
    report.Share("Archiefscanning", "Spoedaanvragen binnen 4 uur", -2, 4, 700,
                 1000, ">= 95,00");
  }
  return report.text();
}

absl::CivilDay KpiReportDay(absl::CivilMonth month) {
  return absl::CivilDay(month + 1) + 6;
}

}  // namespace regisseur::simulator
