#include "core/base/failpoint.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::vector<std::string>& Reached() {
  static auto* const reached = new std::vector<std::string>;
  return *reached;
}

TEST(FailpointTest, TellsItsNameToTheHookAndOtherwiseNothing) {
  Failpoint("nobody:listens");
  SetFailpointHook([](const char* name) { Reached().push_back(name); });
  Failpoint("somebody:listens");
  SetFailpointHook(nullptr);
  Failpoint("nobody:listens");
  EXPECT_THAT(Reached(), ::testing::ElementsAre("somebody:listens"));
}

}  // namespace
}  // namespace regisseur
