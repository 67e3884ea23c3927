#include "services/kpi/kpi_report.h"
#include "services/kpi/report_table.h"
#include "tests/fuzz/fuzz_input.h"

// A service report in CSV.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  FindingList findings;
  const auto table = kpi::ReadCsvTable(fuzz::TextOf(data, size), std::nullopt,
                                       "r.csv", findings);
  if (!table.ok()) return 0;
  kpi::KpiOptions options;
  options.keep_remarks = true;
  FactBatch batch;
  for (kpi::ReportFigure& figure :
       kpi::ReadReport(table->rows, options, "r.csv", findings)) {
    fuzz::Require(figure.period.start < figure.period.end);
    Measurement& measurement =
        batch.measurements.emplace_back(std::move(figure.measurement));
    measurement.delivery = 0;
    measurement.period_start =
        absl::FromCivil(figure.period.start, absl::UTCTimeZone());
    measurement.period_end =
        absl::FromCivil(figure.period.end, absl::UTCTimeZone());
  }
  if (batch.measurements.size() > 10000) return 0;
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}
