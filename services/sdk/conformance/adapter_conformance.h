#pragma once

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>

#include "gtest/gtest.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// One adapter with one source of its testdata, as the suite drives it.
struct ConformanceCase {
  std::string name;  // letters and digits; names the test
  std::function<std::unique_ptr<Adapter>()> make_adapter;
  std::map<std::string, std::string> options;
  std::string base_directory = "testdata";  // relative to the test's folder
  // The same cursor gives the same answer, batch by batch. False for a source
  // that shows only the present.
  bool repeatable = true;
  // The source delivers facts; false for one that is empty on purpose.
  bool delivers = true;
  // An option that names a file or pattern; with another value that matches
  // nothing, the call fails as a configuration problem. Empty: not tried.
  std::string path_option = "path";
  // Batches are asked for with so few rows, so that there are several.
  int batch_rows = 3;
};

inline void PrintTo(const ConformanceCase& c, std::ostream* out) {
  *out << c.name;
}

// What every adapter has to hold; docs/writing-an-adapter.md explains each. In
// an adapter's test:
//
//   INSTANTIATE_TEST_SUITE_P(
//       Shop, AdapterConformance,
//       ::testing::Values(ConformanceCase{
//           .name = "TwoFiles",
//           .make_adapter = MakeShopAdapter,
//           .options = {{"path", "orders-*.csv"}}}),
//       ConformanceName);
class AdapterConformance : public ::testing::TestWithParam<ConformanceCase> {
 protected:
  AdapterConformance();

  std::unique_ptr<Adapter> adapter_;
  SourceSpec source_;
};

// The name of a case. Not inline: naming it makes the linker take the suite.
std::string ConformanceName(
    const ::testing::TestParamInfo<ConformanceCase>& info);

}  // namespace regisseur::sdk
