#include "services/invoice/invoice_adapter.h"
#include "services/sdk/conformance/adapter_conformance.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Invoice, AdapterConformance,
    ::testing::Values(
        ConformanceCase{.name = "Ubl",
                        .make_adapter = invoice::MakeInvoiceAdapter,
                        .options = {{"path", "hosting.xml"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Cii",
                        .make_adapter = invoice::MakeInvoiceAdapter,
                        .options = {{"path", "licence_cii.xml"}},
                        .batch_rows = 1},
        ConformanceCase{
            .name = "Several",
            .make_adapter = invoice::MakeInvoiceAdapter,
            .options = {{"path", "*.xml"}, {"keep_original", "false"}},
            .batch_rows = 2}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
