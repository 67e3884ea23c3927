#include "services/kpi/kpi_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/measurement/lost_figure.h"
#include "core/measurement/share_of_time.h"
#include "services/kpi/report_columns.h"

namespace regisseur::kpi {
namespace {

// A report that cannot be read at all does not say so figure by figure.
constexpr size_t kMostLost = 100;

// Reads the rows of one table below its header.
class ReportReader {
 public:
  ReportReader(const ReportTable& table, const ReportLayout& layout,
               const KpiOptions& options, absl::string_view file,
               FindingList& findings)
      : table_(table),
        layout_(layout),
        options_(options),
        file_(file),
        findings_(findings),
        mark_(options.decimal != DecimalMark::kUnknown ? options.decimal
                                                       : MarkOfTable()) {}

  std::vector<ReportFigure> Read() {
    ReadAboveTheRows();
    for (size_t i = layout_.first_data_row; i < table_.size(); ++i) {
      ReadRow(table_[i]);
    }
    return std::move(figures_);
  }

 private:
  const ReportCell* Cell(const ReportRow& row, int column) const {
    if (column < 0 || column >= static_cast<int>(row.cells.size())) {
      return nullptr;
    }
    return &row.cells[column];
  }
  const ReportCell* Cell(const ReportRow& row, ReportColumn column) const {
    return Cell(row, layout_.Find(column));
  }
  absl::string_view Text(const ReportRow& row, ReportColumn column) const {
    const ReportCell* cell = Cell(row, column);
    return cell == nullptr ? absl::string_view() : TrimBlanks(cell->text);
  }
  // The column's heading, as the report calls it.
  std::string Heading(ReportColumn column) const {
    const int at = layout_.Find(column);
    return at < 0 ? std::string(ColumnWord(column)) : layout_.headings[at];
  }

  // One figure of the columns that hold figures tells the mark for all; two
  // that contradict each other tell nothing.
  DecimalMark MarkOfTable() const {
    bool comma = false;
    bool point = false;
    for (size_t i = layout_.first_data_row; i < table_.size(); ++i) {
      const ReportRow& row = table_[i];
      for (size_t at = 0; at < row.cells.size(); ++at) {
        if (row.cells[at].number || !HoldsFigures(at)) continue;
        const Norm norm = ParseNorm(row.cells[at].text, DecimalMark::kComma);
        if (norm.figure.kind != Figure::Kind::kNumber) continue;
        const DecimalMark mark = EvidenceOfNorm(row.cells[at].text);
        comma |= mark == DecimalMark::kComma;
        point |= mark == DecimalMark::kPoint;
      }
    }
    if (comma == point) return DecimalMark::kUnknown;
    return comma ? DecimalMark::kComma : DecimalMark::kPoint;
  }
  // The evidence of a cell with an operator before its number.
  static DecimalMark EvidenceOfNorm(absl::string_view cell) {
    const size_t digit = cell.find_first_of("0123456789");
    if (digit == absl::string_view::npos) return DecimalMark::kUnknown;
    return EvidenceOf(cell.substr(digit));
  }
  bool HoldsFigures(size_t at) const {
    if (at >= layout_.columns.size()) return false;
    if (layout_.period_columns[at].has_value()) return true;
    if (!layout_.columns[at].has_value()) return false;
    switch (*layout_.columns[at]) {
      case ReportColumn::kValue:
      case ReportColumn::kNumerator:
      case ReportColumn::kDenominator:
      case ReportColumn::kNorm:
        return true;
      case ReportColumn::kParty:
      case ReportColumn::kService:
      case ReportColumn::kIndicator:
      case ReportColumn::kPeriod:
      case ReportColumn::kPeriodStart:
      case ReportColumn::kPeriodEnd:
      case ReportColumn::kPeriodEndBefore:
      case ReportColumn::kUnit:
      case ReportColumn::kRemark:
        return false;
    }
    return false;
  }

  void ReadAboveTheRows() {
    const ReportTitle title = ReadTitle(table_, layout_);
    party_ = title.party.empty() ? options_.provider : title.party;
    service_ = title.service.empty() ? options_.service : title.service;
    period_ = options_.period;
    if (!title.period.empty()) {
      if (const auto read = ParseReportPeriod(title.period)) {
        period_ = *read;
      } else {
        Warn("kpi-period-format", "", 0, title.period);
      }
    }
    if (title.lines > 0) {
      findings_.Add(Severity::kInfo, "kpi-title-lines", "", file_,
                    layout_.header_line, "",
                    {{"count", absl::StrCat(title.lines)},
                     {"line", absl::StrCat(layout_.header_line)}});
    }
    if (layout_.two_header_rows) {
      findings_.Add(Severity::kInfo, "kpi-two-header-rows", "", file_,
                    layout_.header_line, "");
    }
    for (size_t i = 0; i < layout_.columns.size(); ++i) {
      if (layout_.columns[i].has_value() ||
          layout_.period_columns[i].has_value() ||
          layout_.headings[i].empty()) {
        continue;
      }
      findings_.Add(Severity::kInfo, "kpi-column-unknown", layout_.headings[i],
                    file_, layout_.header_line, "");
    }
  }

  void Warn(absl::string_view rule, absl::string_view field, int64_t line,
            absl::string_view value) {
    findings_.Add(Severity::kWarning, rule, field, file_, line, value);
  }
  void Fail(absl::string_view rule, absl::string_view field, int64_t line,
            absl::string_view value,
            std::map<std::string, std::string> arguments = {}) {
    findings_.Add(Severity::kError, rule, field, file_, line, value,
                  std::move(arguments));
  }

  // The text of a column, or what stood in it above where the row has none: a
  // merged cell of a workbook is blank but for its first row.
  std::string OrAbove(const ReportRow& row, ReportColumn column,
                      const std::string& title, std::string& above) {
    if (layout_.Find(column) < 0) return title;
    const absl::string_view text = Text(row, column);
    if (!text.empty()) {
      above = std::string(text);
      return above;
    }
    if (above.empty()) return title;
    findings_.Add(Severity::kInfo, "kpi-merged-cell", Heading(column), file_,
                  row.line, above);
    return above;
  }

  // The period of a row that names one, or of the report.
  std::optional<ReportPeriod> PeriodOf(const ReportRow& row) {
    const absl::string_view start = Text(row, ReportColumn::kPeriodStart);
    if (!start.empty()) {
      const auto from = ParseReportDay(start);
      const bool before = layout_.Find(ReportColumn::kPeriodEndBefore) >= 0;
      const ReportColumn end_column =
          before ? ReportColumn::kPeriodEndBefore : ReportColumn::kPeriodEnd;
      const absl::string_view end = Text(row, end_column);
      const auto to = ParseReportDay(end);
      if (from.has_value() && to.has_value() &&
          *to + (before ? 0 : 1) > *from) {
        return ReportPeriod{*from, *to + (before ? 0 : 1), false};
      }
      Fail("kpi-date-format",
           Heading(from.has_value() ? end_column : ReportColumn::kPeriodStart),
           row.line, from.has_value() ? end : start);
      return std::nullopt;
    }
    if (layout_.Find(ReportColumn::kPeriod) >= 0) {
      const std::string text =
          OrAbove(row, ReportColumn::kPeriod, "", period_above_);
      if (!text.empty()) {
        const auto period = ParseReportPeriod(text);
        if (!period.has_value()) {
          Fail("kpi-period-format", Heading(ReportColumn::kPeriod), row.line,
               text);
          return std::nullopt;
        }
        if (period->from_one_day) {
          Warn("kpi-period-one-day", Heading(ReportColumn::kPeriod), row.line,
               text);
        }
        return period;
      }
    }
    if (!period_.has_value()) {
      Fail("kpi-period-missing", Heading(ReportColumn::kPeriod), row.line, "");
    }
    return period_;
  }

  // A figure of one cell; nothing, with a finding, when it cannot be read.
  std::optional<Figure> FigureOf(const ReportCell* cell,
                                 absl::string_view heading, int64_t line) {
    if (cell == nullptr) return Figure();
    Figure figure =
        ParseFigure(cell->text, cell->number ? DecimalMark::kPoint : mark_);
    switch (figure.kind) {
      case Figure::Kind::kNumber:
      case Figure::Kind::kEmpty:
      case Figure::Kind::kNotApplicable:
        return figure;
      case Figure::Kind::kAmbiguous:
        Fail("kpi-number-ambiguous", heading, line, cell->text);
        return std::nullopt;
      case Figure::Kind::kUnreadable:
        Fail("kpi-number-format", heading, line, cell->text,
             {{"expected", "99,7"}});
        return std::nullopt;
    }
    return std::nullopt;
  }

  void ReadNorm(const ReportRow& row, Measurement& measurement) {
    const ReportCell* cell = Cell(row, ReportColumn::kNorm);
    if (cell == nullptr) return;
    const Norm norm =
        ParseNorm(cell->text, cell->number ? DecimalMark::kPoint : mark_);
    switch (norm.figure.kind) {
      case Figure::Kind::kNumber:
        measurement.norm = norm.figure.value;
        measurement.norm_operator = norm.op;
        if (measurement.unit.empty()) measurement.unit = norm.figure.unit;
        if (norm.strict) {
          Warn("kpi-norm-strict", Heading(ReportColumn::kNorm), row.line,
               cell->text);
        }
        return;
      case Figure::Kind::kEmpty:
      case Figure::Kind::kNotApplicable:
        return;
      case Figure::Kind::kAmbiguous:
      case Figure::Kind::kUnreadable:
        Warn("kpi-norm-format", Heading(ReportColumn::kNorm), row.line,
             cell->text);
        return;
    }
  }

  void ReadRow(const ReportRow& row) {
    const size_t filled = std::count_if(
        row.cells.begin(), row.cells.end(),
        [](const ReportCell& cell) { return !TrimBlanks(cell.text).empty(); });
    if (filled == 0) return;
    // Headings of a group, footnotes and totals have one cell.
    if (filled == 1 && layout_.columns.size() > 1) {
      findings_.Add(Severity::kInfo, "kpi-line-ignored", "", file_, row.line,
                    row.cells[0].text);
      return;
    }
    Measurement measurement;
    measurement.line = row.line;
    measurement.party =
        OrAbove(row, ReportColumn::kParty, party_, party_above_);
    measurement.service =
        OrAbove(row, ReportColumn::kService, service_, service_above_);
    measurement.indicator =
        layout_.Find(ReportColumn::kIndicator) >= 0
            ? std::string(Text(row, ReportColumn::kIndicator))
            : measurement.service;
    if (measurement.indicator.empty()) {
      Fail("kpi-indicator-missing", Heading(ReportColumn::kIndicator), row.line,
           "");
      return;
    }
    measurement.unit = std::string(Text(row, ReportColumn::kUnit));
    if (!Text(row, ReportColumn::kRemark).empty()) {
      if (options_.keep_remarks) {
        measurement.remark = std::string(Text(row, ReportColumn::kRemark));
      } else {
        findings_.Add(Severity::kInfo, "kpi-remark-dropped",
                      Heading(ReportColumn::kRemark), file_, row.line, "");
      }
    }
    const std::string own_unit = measurement.unit;
    if (layout_.HasPeriodColumns()) {
      for (size_t i = 0; i < layout_.period_columns.size(); ++i) {
        if (!layout_.period_columns[i].has_value()) continue;
        const ReportCell* cell = Cell(row, static_cast<int>(i));
        // A month that is still to come is blank.
        if (cell == nullptr || TrimBlanks(cell->text).empty()) continue;
        measurement.unit = own_unit;
        AddFigure(row, cell, layout_.headings[i], *layout_.period_columns[i],
                  measurement);
      }
      return;
    }
    const std::optional<ReportPeriod> period = PeriodOf(row);
    if (!period.has_value()) return;
    AddFigure(row, Cell(row, ReportColumn::kValue),
              Heading(ReportColumn::kValue), *period, measurement);
  }

  void AddFigure(const ReportRow& row, const ReportCell* value_cell,
                 const std::string& heading, const ReportPeriod& period,
                 Measurement measurement) {
    const std::optional<Figure> value = FigureOf(value_cell, heading, row.line);
    const std::optional<Figure> numerator =
        FigureOf(Cell(row, ReportColumn::kNumerator),
                 Heading(ReportColumn::kNumerator), row.line);
    const std::optional<Figure> denominator =
        FigureOf(Cell(row, ReportColumn::kDenominator),
                 Heading(ReportColumn::kDenominator), row.line);
    if (!value.has_value() || !numerator.has_value() ||
        !denominator.has_value()) {
      Lose(measurement, period);
      return;
    }
    using Kind = Figure::Kind;
    if (value->kind == Kind::kNumber) measurement.value = value->value;
    if (numerator->kind == Kind::kNumber &&
        denominator->kind == Kind::kNumber) {
      measurement.numerator = numerator->value;
      measurement.denominator = denominator->value;
    }
    if (!value->unit.empty()) measurement.unit = value->unit;
    if (measurement.unit.empty()) measurement.unit = UnitOfHeading(heading);
    if (!measurement.value.has_value() && !measurement.numerator.has_value()) {
      if (value->kind == Kind::kNotApplicable ||
          numerator->kind == Kind::kNotApplicable ||
          denominator->kind == Kind::kNotApplicable) {
        measurement.not_applicable = true;
      } else {
        Warn("kpi-value-missing", heading, row.line, measurement.indicator);
        Lose(measurement, period);
        return;
      }
    }
    if (!CanBe(measurement)) {
      Fail("kpi-value-impossible", heading, row.line,
           value_cell == nullptr ? absl::string_view() : value_cell->text);
      Lose(measurement, period);
      return;
    }
    ReadNorm(row, measurement);
    Keep({std::move(measurement), period});
  }

  // Says what now has no figure; an earlier one that was told goes with it.
  void Lose(const Measurement& measurement, const ReportPeriod& period) {
    if (++lost_ > kMostLost) return;
    LostFigure{.party = measurement.party,
               .service = measurement.service,
               .indicator = measurement.indicator,
               .first_day = period.start,
               .last_day = period.end - 1,
               .line = measurement.line,
               .file = std::string(file_)}
        .AddTo(findings_);
  }

  // The later of two lines about the same thing counts.
  void Keep(ReportFigure figure) {
    const auto key = std::make_tuple(
        figure.measurement.party, figure.measurement.service,
        figure.measurement.indicator, figure.period.start, figure.period.end);
    const auto [found, is_new] = index_.try_emplace(key, figures_.size());
    if (is_new) {
      figures_.push_back(std::move(figure));
      return;
    }
    Warn("kpi-duplicate", Heading(ReportColumn::kIndicator),
         figure.measurement.line, figure.measurement.indicator);
    figures_[found->second] = std::move(figure);
  }

  const ReportTable& table_;
  const ReportLayout& layout_;
  const KpiOptions& options_;
  const absl::string_view file_;
  FindingList& findings_;
  const DecimalMark mark_;

  // Of the report as a whole, and of the rows above.
  std::string party_;
  std::string service_;
  std::optional<ReportPeriod> period_;
  std::string party_above_;
  std::string service_above_;
  std::string period_above_;

  size_t lost_ = 0;
  std::vector<ReportFigure> figures_;
  std::map<std::tuple<std::string, std::string, std::string, absl::CivilDay,
                      absl::CivilDay>,
           size_t>
      index_;
};

}  // namespace

std::vector<ReportFigure> ReadReport(const ReportTable& table,
                                     const KpiOptions& options,
                                     absl::string_view file,
                                     FindingList& findings) {
  const std::map<std::string, std::string> origin = {
      {"origin", std::string(file)}};
  if (table.empty()) {
    findings.Add(Severity::kWarning, "kpi-file-empty", "", file, 0, "", origin);
    return {};
  }
  const std::optional<ReportLayout> layout = FindLayout(table);
  if (!layout.has_value()) {
    findings.Add(Severity::kError, "kpi-column-missing", "indicator", file, 0,
                 "", {{"expected", "Indicator; Periode; Realisatie; Norm"}});
    return {};
  }
  const bool has_value = layout->Find(ReportColumn::kValue) >= 0 ||
                         layout->HasPeriodColumns() ||
                         (layout->Find(ReportColumn::kNumerator) >= 0 &&
                          layout->Find(ReportColumn::kDenominator) >= 0);
  if (!has_value) {
    findings.Add(Severity::kError, "kpi-column-missing", "value", file,
                 layout->header_line, "",
                 {{"expected", "Realisatie, or Teller and Noemer"}});
    return {};
  }
  if (layout->Find(ReportColumn::kIndicator) < 0 &&
      layout->Find(ReportColumn::kService) < 0) {
    findings.Add(Severity::kError, "kpi-column-missing", "indicator", file,
                 layout->header_line, "", {{"expected", "Indicator"}});
    return {};
  }
  std::vector<ReportFigure> figures =
      ReportReader(table, *layout, options, file, findings).Read();
  if (figures.empty()) {
    findings.Add(Severity::kWarning, "kpi-file-empty", "", file, 0, "", origin);
  }
  return figures;
}

}  // namespace regisseur::kpi
