#include "services/charges/charges_adapter.h"
#include "services/sdk/conformance/adapter_conformance.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Charges, AdapterConformance,
    ::testing::Values(
        ConformanceCase{.name = "AsReallySent",
                        .make_adapter = charges::MakeChargesAdapter,
                        .options = {{"path", "*.csv"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Yaml",
                        .make_adapter = charges::MakeChargesAdapter,
                        .options = {{"path", "fees.yaml"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Parts",
                        .make_adapter = charges::MakeChargesAdapter,
                        .options = {{"path", "*.csv"}, {"files", "parts"}},
                        .batch_rows = 2}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
