#include "cli/output/terminal.h"

#include <map>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

ReadEnvironment With(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](
             absl::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

struct WidthCase {
  StreamKind stream;
  std::map<std::string, std::string> variables;
  int width;
};

TEST(ChooseTerminalTest, WidthIsOfTheTerminalThenColumnsThenUsual) {
  const WidthCase cases[] = {
      {{.is_tty = true, .columns = 132}, {{"COLUMNS", "90"}}, 132},
      {{.is_tty = true}, {{"COLUMNS", "90"}}, 90},
      {{.is_tty = true}, {}, 80},
      {{.is_tty = false}, {}, 160},
      {{.is_tty = false}, {{"COLUMNS", "100"}}, 100},
      {{.is_tty = false}, {{"COLUMNS", "wide"}}, 160},
      {{.is_tty = true, .columns = 12}, {}, 40},
  };
  for (const WidthCase& c : cases) {
    EXPECT_EQ(ChooseTerminal(c.stream, With(c.variables), false).width,
              c.width);
  }
}

TEST(ChooseTerminalTest, ColourOnlyWhereAPersonWantsIt) {
  const StreamKind tty{.is_tty = true, .columns = 80};
  EXPECT_TRUE(ChooseTerminal(tty, With({{"TERM", "xterm"}}), false).colour);
  EXPECT_TRUE(ChooseTerminal(tty, With({{"NO_COLOR", ""}}), false).colour);
  EXPECT_FALSE(ChooseTerminal(tty, With({{"NO_COLOR", "1"}}), false).colour);
  EXPECT_FALSE(ChooseTerminal(tty, With({{"TERM", "dumb"}}), false).colour);
  EXPECT_FALSE(ChooseTerminal(tty, With({}), true).colour);
  EXPECT_FALSE(ChooseTerminal({}, With({}), false).colour);
}

}  // namespace
}  // namespace regisseur
