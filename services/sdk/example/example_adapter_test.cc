#include "services/sdk/example/example_adapter.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/conformance/adapter_conformance.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::example {
namespace {

sdk::SourceSpec Source() {
  sdk::SourceSpec source;
  source.options = {{"path", "availability.csv"}};
  source.base_directory = std::filesystem::absolute("testdata").string();
  return source;
}

TEST(ExampleAdapterTest, ReadsWhatCanBeReadAndNamesTheRest) {
  sdk::RecordingSink sink;
  const auto checkpoint = MakeExampleAdapter()->Collect(Source(), "", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  ASSERT_EQ(sink.batches().size(), 1u);
  const FactBatch& batch = sink.batches()[0];
  ASSERT_EQ(batch.measurements.size(), 6u);
  EXPECT_EQ(batch.measurements[1].service, "Search, new");
  EXPECT_EQ(batch.measurements[2].value, Decimal(975, 1));
  EXPECT_EQ(batch.measurements[5].line, 11);
  ASSERT_EQ(batch.findings.size(), 4u);
  EXPECT_EQ(batch.findings[0].rule, "kpi-number-format");
  EXPECT_EQ(batch.findings[0].first_line, 6);
  EXPECT_EQ(batch.findings[1].rule, "kpi-date-format");
  EXPECT_EQ(batch.findings[2].rule, "csv-quote");
  EXPECT_EQ(batch.findings[3].rule, "kpi-row-shape");
}

TEST(ExampleAdapterTest, RefusesASeparatorThatIsNone) {
  sdk::SourceSpec source = Source();
  source.options["separator"] = "::";
  EXPECT_EQ(sdk::ProblemOf(MakeExampleAdapter()->Validate(source)).rule,
            "option-value");
}

}  // namespace
}  // namespace regisseur::example

namespace regisseur::sdk {
namespace {

INSTANTIATE_TEST_SUITE_P(Example, AdapterConformance,
                         ::testing::Values(ConformanceCase{
                             .name = "OneFile",
                             .make_adapter = example::MakeExampleAdapter,
                             .options = {{"path", "availability.csv"}}}),
                         ConformanceName);

}  // namespace
}  // namespace regisseur::sdk
