#include "services/openslo/openslo_adapter.h"
#include "services/sdk/conformance/adapter_conformance.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Openslo, AdapterConformance,
    ::testing::Values(
        ConformanceCase{.name = "EveryKindOfObject",
                        .make_adapter = openslo::MakeOpensloAdapter,
                        .options = {{"path", "web-shop.yaml"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "Json",
                        .make_adapter = openslo::MakeOpensloAdapter,
                        .options = {{"path", "backup.json"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "SeveralFiles",
                        .make_adapter = openslo::MakeOpensloAdapter,
                        .options = {{"path", "*"}, {"keep_original", "false"}},
                        .batch_rows = 2}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
