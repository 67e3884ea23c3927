#include "services/kpi/kpi_adapter.h"
#include "services/sdk/conformance/adapter_conformance.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Kpi, AdapterConformance,
    ::testing::Values(ConformanceCase{.name = "AsReallySent",
                                      .make_adapter = kpi::MakeKpiAdapter,
                                      .options = {{"path",
                                                   "monthly_report.csv"}},
                                      .batch_rows = 1},
                      ConformanceCase{.name = "Workbook",
                                      .make_adapter = kpi::MakeKpiAdapter,
                                      .options = {{"path", "workbook.xlsx"}},
                                      .batch_rows = 1},
                      ConformanceCase{.name = "SeveralReports",
                                      .make_adapter = kpi::MakeKpiAdapter,
                                      .options = {{"path", "*"}},
                                      .batch_rows = 2}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
