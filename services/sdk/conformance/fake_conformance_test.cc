#include "gtest/gtest.h"
#include "services/sdk/conformance/adapter_conformance.h"
#include "services/sdk/fake/fake_adapter.h"

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Fake, AdapterConformance,
    ::testing::Values(ConformanceCase{.name = "ThreeBatches",
                                      .make_adapter = MakeFakeAdapter,
                                      .options = {{"rows", "1"}}},
                      ConformanceCase{
                          .name = "WithAnOriginal",
                          .make_adapter = MakeFakeAdapter,
                          .options = {{"rows", "1"}, {"original", "2000"}}},
                      ConformanceCase{.name = "Empty",
                                      .make_adapter = MakeFakeAdapter,
                                      .options = {{"batches", "0"}},
                                      .delivers = false}),
    ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
