#include "services/focus/focus_adapter.h"
#include "services/sdk/conformance/adapter_conformance.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Focus, AdapterConformance,
    ::testing::Values(
        ConformanceCase{.name = "OneFile",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "two_accounts.csv"}},
                        .batch_rows = 2},
        ConformanceCase{.name = "BrokenRows",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "broken_rows.csv"}}},
        ConformanceCase{.name = "SeveralFiles",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "*.csv"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Parts",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "*.csv"}, {"files", "parts"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "CloudExports",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "clouds/*.csv"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Latest",
                        .make_adapter = focus::MakeFocusAdapter,
                        .options = {{"path", "*.csv"}, {"files", "latest"}},
                        .batch_rows = 1}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
