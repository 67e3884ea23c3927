#include "services/sdk/conformance/adapter_conformance.h"
#include "services/tickets/tickets_adapter.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Tickets, AdapterConformance,
    ::testing::Values(
        ConformanceCase{.name = "EventLog",
                        .make_adapter = tickets::MakeTicketsAdapter,
                        .options = {{"path", "event_log.csv"}},
                        .batch_rows = 1},
        ConformanceCase{
            .name = "WithItsOriginal",
            .make_adapter = tickets::MakeTicketsAdapter,
            .options = {{"path", "rest_export.csv"}, {"keep_original", "true"}},
            .batch_rows = 2},
        ConformanceCase{.name = "Json",
                        .make_adapter = tickets::MakeTicketsAdapter,
                        .options = {{"path", "*.json"}},
                        .batch_rows = 1},
        ConformanceCase{.name = "AllAtOnce",
                        .make_adapter = tickets::MakeTicketsAdapter,
                        .options = {{"path", "*"}, {"files", "parts"}},
                        .batch_rows = 2},
        ConformanceCase{.name = "Changes",
                        .make_adapter = tickets::MakeTicketsAdapter,
                        .options = {{"path", "*"}, {"export", "changes"}},
                        .batch_rows = 2}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
