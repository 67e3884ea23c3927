#include "services/kpi/report_columns.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/kpi/report_figure.h"

namespace regisseur::kpi {
namespace {

constexpr size_t kHeaderLines = 50;

struct Heading {
  absl::string_view word;
  ReportColumn column;
};
using C = ReportColumn;
// Every word that is understood, Dutch and English, in lower case.
constexpr Heading kHeadings[] = {
    {"leverancier", C::kParty},
    {"provider", C::kParty},
    {"supplier", C::kParty},
    {"vendor", C::kParty},
    {"partij", C::kParty},
    {"partner", C::kParty},
    {"dienst", C::kService},
    {"dienstverlening", C::kService},
    {"service", C::kService},
    {"product", C::kService},
    {"indicator", C::kIndicator},
    {"kpi", C::kIndicator},
    {"pi", C::kIndicator},
    {"prestatie-indicator", C::kIndicator},
    {"prestatieindicator", C::kIndicator},
    {"kritieke prestatie-indicator", C::kIndicator},
    {"service level", C::kIndicator},
    {"servicelevel", C::kIndicator},
    {"metric", C::kIndicator},
    {"omschrijving", C::kIndicator},
    {"periode", C::kPeriod},
    {"period", C::kPeriod},
    {"maand", C::kPeriod},
    {"month", C::kPeriod},
    {"kwartaal", C::kPeriod},
    {"quarter", C::kPeriod},
    {"rapportageperiode", C::kPeriod},
    {"reporting period", C::kPeriod},
    {"verslagperiode", C::kPeriod},
    {"datum", C::kPeriod},
    {"date", C::kPeriod},
    {"van", C::kPeriodStart},
    {"vanaf", C::kPeriodStart},
    {"periode van", C::kPeriodStart},
    {"periode vanaf", C::kPeriodStart},
    {"begin", C::kPeriodStart},
    {"begindatum", C::kPeriodStart},
    {"startdatum", C::kPeriodStart},
    {"start", C::kPeriodStart},
    {"from", C::kPeriodStart},
    {"start date", C::kPeriodStart},
    {"t/m", C::kPeriodEnd},
    {"tot en met", C::kPeriodEnd},
    {"periode t/m", C::kPeriodEnd},
    {"einde", C::kPeriodEnd},
    {"einddatum", C::kPeriodEnd},
    {"end", C::kPeriodEnd},
    {"end date", C::kPeriodEnd},
    {"through", C::kPeriodEnd},
    {"tot", C::kPeriodEndBefore},
    {"periode tot", C::kPeriodEndBefore},
    {"until", C::kPeriodEndBefore},
    {"waarde", C::kValue},
    {"value", C::kValue},
    {"realisatie", C::kValue},
    {"gerealiseerd", C::kValue},
    {"resultaat", C::kValue},
    {"result", C::kValue},
    {"score", C::kValue},
    {"actual", C::kValue},
    {"behaald", C::kValue},
    {"meting", C::kValue},
    {"percentage", C::kValue},
    {"teller", C::kNumerator},
    {"numerator", C::kNumerator},
    {"aantal binnen norm", C::kNumerator},
    {"binnen norm", C::kNumerator},
    {"noemer", C::kDenominator},
    {"denominator", C::kDenominator},
    {"totaal", C::kDenominator},
    {"total", C::kDenominator},
    {"norm", C::kNorm},
    {"target", C::kNorm},
    {"doel", C::kNorm},
    {"doelstelling", C::kNorm},
    {"streefwaarde", C::kNorm},
    {"afspraak", C::kNorm},
    {"objective", C::kNorm},
    {"threshold", C::kNorm},
    {"eenheid", C::kUnit},
    {"unit", C::kUnit},
    {"opmerking", C::kRemark},
    {"opmerkingen", C::kRemark},
    {"toelichting", C::kRemark},
    {"remark", C::kRemark},
    {"remarks", C::kRemark},
    {"comment", C::kRemark},
    {"comments", C::kRemark},
    {"notitie", C::kRemark},
};

bool LooksLikeFigure(const ReportCell& cell) {
  if (cell.number) return true;
  const Figure figure = ParseFigure(cell.text, DecimalMark::kComma);
  return figure.kind == Figure::Kind::kNumber;
}

std::vector<std::optional<ReportColumn>> ColumnsOf(const ReportRow& row) {
  std::vector<std::optional<ReportColumn>> columns;
  for (const ReportCell& cell : row.cells) {
    columns.push_back(ColumnOfHeading(cell.text));
  }
  return columns;
}

bool IsHeader(const ReportRow& row) {
  std::set<ReportColumn> kinds;
  bool periods = false;
  for (const ReportCell& cell : row.cells) {
    if (const auto column = ColumnOfHeading(cell.text)) kinds.insert(*column);
    periods |= ParseReportPeriod(cell.text).has_value();
  }
  const bool subject = kinds.count(C::kIndicator) + kinds.count(C::kValue) +
                           kinds.count(C::kNumerator) >
                       0;
  return subject && kinds.size() + (periods ? 1 : 0) >= 2;
}

// True when the row below the header goes on naming columns: it names at least
// one, and holds no figure.
bool ContinuesHeader(const ReportRow& row) {
  bool names = false;
  for (const ReportCell& cell : row.cells) {
    if (LooksLikeFigure(cell) || IsNotApplicable(cell.text)) return false;
    if (ColumnOfHeading(cell.text).has_value()) names = true;
  }
  return names;
}

}  // namespace

absl::string_view ColumnWord(ReportColumn column) {
  switch (column) {
    case ReportColumn::kParty:
      return "provider";
    case ReportColumn::kService:
      return "service";
    case ReportColumn::kIndicator:
      return "indicator";
    case ReportColumn::kPeriod:
      return "period";
    case ReportColumn::kPeriodStart:
      return "period start";
    case ReportColumn::kPeriodEnd:
    case ReportColumn::kPeriodEndBefore:
      return "period end";
    case ReportColumn::kValue:
      return "value";
    case ReportColumn::kNumerator:
      return "numerator";
    case ReportColumn::kDenominator:
      return "denominator";
    case ReportColumn::kNorm:
      return "norm";
    case ReportColumn::kUnit:
      return "unit";
    case ReportColumn::kRemark:
      return "remark";
  }
  return "";
}

std::optional<ReportColumn> ColumnOfHeading(absl::string_view heading) {
  heading = TrimBlanks(heading);
  if (const size_t bracket = heading.find_first_of("([");
      bracket != absl::string_view::npos && bracket > 0) {
    heading = TrimBlanks(heading.substr(0, bracket));
  }
  while (!heading.empty() && (heading.back() == ':' || heading.back() == '.' ||
                              heading.back() == '*')) {
    heading.remove_suffix(1);
  }
  const std::string lower = absl::AsciiStrToLower(TrimBlanks(heading));
  for (const Heading& known : kHeadings) {
    if (known.word == lower) return known.column;
  }
  return std::nullopt;
}

std::string UnitOfHeading(absl::string_view heading) {
  const size_t open = heading.find_first_of("([");
  const size_t close = heading.find_first_of(")]");
  if (open == absl::string_view::npos || close == absl::string_view::npos ||
      close <= open) {
    return "";
  }
  return std::string(TrimBlanks(heading.substr(open + 1, close - open - 1)));
}

int ReportLayout::Find(ReportColumn column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == column) return static_cast<int>(i);
  }
  return -1;
}

bool ReportLayout::HasPeriodColumns() const {
  return std::any_of(period_columns.begin(), period_columns.end(),
                     [](const auto& period) { return period.has_value(); });
}

std::optional<ReportLayout> FindLayout(const ReportTable& table) {
  for (size_t at = 0; at < std::min(table.size(), kHeaderLines); ++at) {
    if (!IsHeader(table[at])) continue;
    ReportLayout layout;
    layout.header_line = table[at].line;
    layout.first_data_row = at + 1;
    layout.columns = ColumnsOf(table[at]);
    for (const ReportCell& cell : table[at].cells) {
      layout.headings.push_back(std::string(TrimBlanks(cell.text)));
    }
    if (at + 1 < table.size() && ContinuesHeader(table[at + 1])) {
      const ReportRow& below = table[at + 1];
      layout.two_header_rows = true;
      ++layout.first_data_row;
      layout.columns.resize(
          std::max(layout.columns.size(), below.cells.size()));
      layout.headings.resize(layout.columns.size());
      for (size_t i = 0; i < below.cells.size(); ++i) {
        const auto column = ColumnOfHeading(below.cells[i].text);
        if (!column.has_value()) continue;
        layout.columns[i] = column;
        layout.headings[i] = std::string(TrimBlanks(below.cells[i].text));
      }
    }
    // One column of each kind: the first.
    for (size_t i = 0; i < layout.columns.size(); ++i) {
      if (layout.columns[i].has_value() &&
          layout.Find(*layout.columns[i]) != static_cast<int>(i)) {
        layout.columns[i] = std::nullopt;
      }
    }
    layout.period_columns.resize(layout.columns.size());
    for (size_t i = 0; i < layout.columns.size(); ++i) {
      if (!layout.columns[i].has_value()) {
        layout.period_columns[i] = ParseReportPeriod(layout.headings[i]);
      }
    }
    return layout;
  }
  return std::nullopt;
}

ReportTitle ReadTitle(const ReportTable& table, const ReportLayout& layout) {
  ReportTitle title;
  for (const ReportRow& row : table) {
    if (row.line >= layout.header_line) break;
    ++title.lines;
    for (size_t i = 0; i < row.cells.size(); ++i) {
      absl::string_view label = row.cells[i].text;
      absl::string_view value;
      const size_t colon = label.find(':');
      if (colon != absl::string_view::npos &&
          !TrimBlanks(label.substr(colon + 1)).empty()) {
        value = TrimBlanks(label.substr(colon + 1));
        label = label.substr(0, colon);
      } else {
        for (size_t next = i + 1; next < row.cells.size() && value.empty();
             ++next) {
          value = TrimBlanks(row.cells[next].text);
        }
      }
      const auto column = ColumnOfHeading(label);
      if (!column.has_value() || value.empty()) continue;
      std::string* target = nullptr;
      if (*column == ReportColumn::kParty) target = &title.party;
      if (*column == ReportColumn::kService) target = &title.service;
      if (*column == ReportColumn::kPeriod) target = &title.period;
      if (target != nullptr && target->empty()) *target = std::string(value);
    }
  }
  return title;
}

}  // namespace regisseur::kpi
