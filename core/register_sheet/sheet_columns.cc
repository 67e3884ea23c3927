#include "core/register_sheet/sheet_columns.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace regisseur {
namespace {

constexpr size_t kMostRowsAbove = 30;
constexpr size_t kFewestColumns = 3;

// Small letters and digits alone: `Contract-nr.` is `contractnr`.
std::string Plain(absl::string_view heading) {
  std::string plain;
  for (const char c : heading) {
    if (absl::ascii_isalnum(c)) plain.push_back(absl::ascii_tolower(c));
  }
  return plain;
}

// By the heading in plain letters.
const std::map<std::string, RegisterColumn>& Names() {
  using C = RegisterColumn;
  static const auto* const names = new std::map<std::string, RegisterColumn>{
      {"leverancier", C::kProvider},
      {"naamleverancier", C::kProvider},
      {"leveranciersnaam", C::kProvider},
      {"opdrachtnemer", C::kProvider},
      {"contractpartij", C::kProvider},
      {"contractpartner", C::kProvider},
      {"contractant", C::kProvider},
      {"wederpartij", C::kProvider},
      {"partij", C::kProvider},
      {"partner", C::kProvider},
      {"supplier", C::kProvider},
      {"suppliername", C::kProvider},
      {"vendor", C::kProvider},
      {"vendorname", C::kProvider},
      {"provider", C::kProvider},
      {"contractor", C::kProvider},
      {"counterparty", C::kProvider},

      {"contractnummer", C::kNumber},
      {"contractnr", C::kNumber},
      {"contractid", C::kNumber},
      {"contractreferentie", C::kNumber},
      {"contractcode", C::kNumber},
      {"nummer", C::kNumber},
      {"nr", C::kNumber},
      {"kenmerk", C::kNumber},
      {"referentie", C::kNumber},
      {"zaaknummer", C::kNumber},
      {"contractnumber", C::kNumber},
      {"contractno", C::kNumber},
      {"contractreference", C::kNumber},
      {"reference", C::kNumber},
      {"number", C::kNumber},
      {"id", C::kNumber},

      {"omschrijving", C::kTitle},
      {"contractomschrijving", C::kTitle},
      {"omschrijvingcontract", C::kTitle},
      {"onderwerp", C::kTitle},
      {"contractnaam", C::kTitle},
      {"naamcontract", C::kTitle},
      {"contracttitel", C::kTitle},
      {"titel", C::kTitle},
      {"contract", C::kTitle},
      {"naam", C::kTitle},
      {"description", C::kTitle},
      {"contractdescription", C::kTitle},
      {"subject", C::kTitle},
      {"title", C::kTitle},
      {"contracttitle", C::kTitle},
      {"contractname", C::kTitle},
      {"name", C::kTitle},

      {"ingangsdatum", C::kStart},
      {"datumingang", C::kStart},
      {"ingang", C::kStart},
      {"startdatum", C::kStart},
      {"datumstart", C::kStart},
      {"begindatum", C::kStart},
      {"aanvangsdatum", C::kStart},
      {"aanvang", C::kStart},
      {"startdate", C::kStart},
      {"start", C::kStart},
      {"begindate", C::kStart},
      {"effectivedate", C::kStart},
      {"commencementdate", C::kStart},
      {"commencement", C::kStart},

      {"einddatum", C::kEnd},
      {"datumeinde", C::kEnd},
      {"einde", C::kEnd},
      {"afloopdatum", C::kEnd},
      {"expiratiedatum", C::kEnd},
      {"vervaldatum", C::kEnd},
      {"looptijdtot", C::kEnd},
      {"looptijdtotenmet", C::kEnd},
      {"looptijdtm", C::kEnd},
      {"enddate", C::kEnd},
      {"end", C::kEnd},
      {"expirydate", C::kEnd},
      {"expirationdate", C::kEnd},
      {"expiry", C::kEnd},

      {"opzegtermijn", C::kNotice},
      {"opzegtermijnen", C::kNotice},
      {"opzegging", C::kNotice},
      {"noticeperiod", C::kNotice},
      {"notice", C::kNotice},
      {"terminationnotice", C::kNotice},

      {"verlenging", C::kRenewal},
      {"verlengingen", C::kRenewal},
      {"stilzwijgendeverlenging", C::kRenewal},
      {"automatischeverlenging", C::kRenewal},
      {"verlengingsoptie", C::kRenewal},
      {"verlengingsopties", C::kRenewal},
      {"verlengingsmogelijkheden", C::kRenewal},
      {"verlengingsmogelijkheid", C::kRenewal},
      {"optiejaren", C::kRenewal},
      {"opties", C::kRenewal},
      {"optie", C::kRenewal},
      {"renewal", C::kRenewal},
      {"renewalterm", C::kRenewal},
      {"autorenewal", C::kRenewal},
      {"automaticrenewal", C::kRenewal},
      {"tacitrenewal", C::kRenewal},
      {"extension", C::kRenewal},
      {"extensions", C::kRenewal},
      {"extensionoptions", C::kRenewal},
      {"options", C::kRenewal},

      {"contractwaarde", C::kValue},
      {"totalecontractwaarde", C::kValue},
      {"totaalwaarde", C::kValue},
      {"totalewaarde", C::kValue},
      {"waarde", C::kValue},
      {"maximalewaarde", C::kValue},
      {"maximumwaarde", C::kValue},
      {"plafond", C::kValue},
      {"plafondbedrag", C::kValue},
      {"contractvalue", C::kValue},
      {"totalcontractvalue", C::kValue},
      {"totalvalue", C::kValue},
      {"maximumvalue", C::kValue},
      {"value", C::kValue},
      {"ceiling", C::kValue},

      {"jaarbedrag", C::kYearlyCost},
      {"jaarkosten", C::kYearlyCost},
      {"jaarlijksekosten", C::kYearlyCost},
      {"jaarwaarde", C::kYearlyCost},
      {"kostenperjaar", C::kYearlyCost},
      {"bedragperjaar", C::kYearlyCost},
      {"annualcost", C::kYearlyCost},
      {"annualcosts", C::kYearlyCost},
      {"annualvalue", C::kYearlyCost},
      {"annualamount", C::kYearlyCost},
      {"yearlycost", C::kYearlyCost},
      {"costperyear", C::kYearlyCost},

      {"maandbedrag", C::kMonthlyCost},
      {"maandkosten", C::kMonthlyCost},
      {"maandelijksekosten", C::kMonthlyCost},
      {"kostenpermaand", C::kMonthlyCost},
      {"bedragpermaand", C::kMonthlyCost},
      {"monthlycost", C::kMonthlyCost},
      {"monthlycosts", C::kMonthlyCost},
      {"monthlyamount", C::kMonthlyCost},
      {"monthlyfee", C::kMonthlyCost},
      {"costpermonth", C::kMonthlyCost},

      {"valuta", C::kCurrency},
      {"munt", C::kCurrency},
      {"munteenheid", C::kCurrency},
      {"currency", C::kCurrency},

      {"contracteigenaar", C::kOwner},
      {"eigenaar", C::kOwner},
      {"contractbeheerder", C::kOwner},
      {"contractmanager", C::kOwner},
      {"contractverantwoordelijke", C::kOwner},
      {"verantwoordelijke", C::kOwner},
      {"budgethouder", C::kOwner},
      {"contractowner", C::kOwner},
      {"owner", C::kOwner},
      {"responsible", C::kOwner},

      {"raamovereenkomst", C::kParent},
      {"raamcontract", C::kParent},
      {"hoofdcontract", C::kParent},
      {"mantelovereenkomst", C::kParent},
      {"framework", C::kParent},
      {"frameworkagreement", C::kParent},
      {"parentcontract", C::kParent},
  };
  return *names;
}

// `Opzegtermijn (mnd)` is `Opzegtermijn ` and `mnd`; so is `Opzegtermijn in
// maanden`.
std::pair<std::string, std::string> SplitUnit(absl::string_view heading) {
  const size_t open = heading.find_first_of("([");
  if (open != absl::string_view::npos && open > 0) {
    const size_t close = heading.find_first_of(")]", open);
    return {
        std::string(heading.substr(0, open)),
        std::string(heading.substr(open + 1, close == absl::string_view::npos
                                                 ? absl::string_view::npos
                                                 : close - open - 1))};
  }
  const size_t in = heading.find(" in ");
  if (in != absl::string_view::npos) {
    return {std::string(heading.substr(0, in)),
            std::string(heading.substr(in + 4))};
  }
  return {std::string(heading), ""};
}

}  // namespace

std::optional<RegisterColumn> FindRegisterColumn(absl::string_view heading) {
  const std::map<std::string, RegisterColumn>& names = Names();
  for (const std::string& form :
       {Plain(heading), Plain(SplitUnit(heading).first)}) {
    if (const auto found = names.find(form); found != names.end()) {
      return found->second;
    }
  }
  return std::nullopt;
}

std::optional<RegisterHeadings> FindRegisterHeadings(const Sheet& sheet) {
  for (size_t row = 0; row < std::min(sheet.size(), kMostRowsAbove); ++row) {
    RegisterHeadings headings;
    headings.row = row;
    for (size_t i = 0; i < sheet[row].cells.size(); ++i) {
      const std::string& text = sheet[row].cells[i].text;
      if (text.empty()) continue;
      const std::optional<RegisterColumn> column = FindRegisterColumn(text);
      // The first of two that tell the same counts.
      if (column.has_value() && headings.columns.emplace(*column, i).second) {
        const std::string unit = SplitUnit(text).second;
        if (!unit.empty()) headings.units[*column] = unit;
      } else {
        headings.others.emplace_back(i, text);
      }
    }
    const bool names = headings.columns.contains(RegisterColumn::kProvider) ||
                       headings.columns.contains(RegisterColumn::kTitle);
    if (names && headings.columns.size() >= kFewestColumns) return headings;
  }
  return std::nullopt;
}

std::string RegisterHeadingsExample() {
  return "leverancier, contractnummer, omschrijving, ingangsdatum, einddatum, "
         "opzegtermijn, verlenging, contractwaarde, contracteigenaar, or the "
         "same in English (supplier, contract number, description, start date, "
         "end date, notice period, renewal, contract value, owner)";
}

}  // namespace regisseur
