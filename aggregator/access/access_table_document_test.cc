#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/access/method_table.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr char kDocument[] = "../../docs/identity.md";
constexpr char kBegin[] = "<!-- access table -->\n";
constexpr char kEnd[] = "<!-- end of access table -->\n";

// The method table as docs/identity.md shows it.
std::string Rendered() {
  std::string text = "| method |";
  std::string line = "|---|";
  for (const Principal::Role role : AllRoles()) {
    if (role == Principal::Role::kSystem) continue;
    absl::StrAppend(&text, " ", RoleWord(role), " |");
    absl::StrAppend(&line, "---|");
  }
  absl::StrAppend(&text, " changes |\n", line, "---|\n");
  for (const MethodAccess& row : MethodTable()) {
    const std::vector<std::string> parts = absl::StrSplit(row.method, '.');
    absl::StrAppend(&text, "| ", parts[parts.size() - 2], ".", parts.back(),
                    " |");
    for (const Principal::Role role : AllRoles()) {
      if (role == Principal::Role::kSystem) continue;
      const bool limited =
          role == Principal::Role::kProvider || role == Principal::Role::kOwner;
      absl::StrAppend(&text, " ",
                      !row.Allows(role) ? ""
                      : limited         ? "own"
                                        : "yes",
                      " |");
    }
    absl::StrAppend(&text,
                    row.effect == MethodAccess::Effect::kChanges ? " yes" : " ",
                    " |\n");
  }
  return text;
}

TEST(AccessTableDocumentTest, ShowsTheMethodTable) {
  std::ifstream in(kDocument);
  ASSERT_TRUE(in.good()) << "run in the folder of the sources";
  std::stringstream read;
  read << in.rdbuf();
  const std::string text = read.str();
  const size_t begin = text.find(kBegin);
  const size_t end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const size_t start = begin + sizeof(kBegin) - 1;
  EXPECT_EQ(text.substr(start, end - start), Rendered())
      << "put the second text between the marks of " << kDocument;
}

}  // namespace
}  // namespace regisseur
