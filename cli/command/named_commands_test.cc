#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "cli/command/verb_table.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

namespace fs = std::filesystem;

// What stands in the product's own texts as something to type has to be there
// when somebody types it.

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

std::map<std::string, std::set<std::string>> NamesByNoun() {
  std::map<std::string, std::set<std::string>> names;
  for (const Verb& verb : Verbs()) names[verb.noun].insert(verb.name);
  return names;
}

// Every `pattern` in `text`, whose two groups are a noun and a verb.
void ExpectCommandsExist(const std::string& text, const std::regex& pattern,
                         const std::string& where, int& found) {
  static const auto names = NamesByNoun();
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end;
       at != end; ++at) {
    const auto noun = names.find((*at)[1]);
    if (noun == names.end() || noun->second.contains("")) continue;
    ++found;
    EXPECT_TRUE(noun->second.contains((*at)[2]))
        << where << " names " << at->str();
  }
}

// With the pieces of a text that stand below each other as one.
std::string JoinedLiterals(const std::string& source) {
  static const std::regex seam("\"\\s*\\n\\s*\"");
  return std::regex_replace(source, seam, "");
}

TEST(NamedCommandsTest, WhatDocumentationTellsToTypeIsThere) {
  const std::regex typed("(?:^|[`\\s])regisseur ([a-z]+) ([a-z][a-z-]*)");
  int found = 0;
  ExpectCommandsExist(Read("../../README.md"), typed, "README.md", found);
  for (const auto& page : fs::directory_iterator("../../docs")) {
    if (page.path().extension() != ".md") continue;
    ExpectCommandsExist(Read(page.path()), typed, page.path().string(), found);
  }
  EXPECT_GT(found, 100);
}

TEST(NamedCommandsTest, WhatSentencesTellToTypeIsThere) {
  const std::regex typed("`(?:regisseur )?([a-z]+) ([a-z][a-z-]*)");
  int found = 0;
  ExpectCommandsExist(Read("../../core/finding/sentences.json"), typed,
                      "sentences.json", found);
  for (const char* root : {"../../core", "../../aggregator", "../../cli"}) {
    for (const auto& file : fs::recursive_directory_iterator(root)) {
      const std::string path = file.path().string();
      if (file.path().extension() != ".cc" ||
          path.find("_test.cc") != std::string::npos) {
        continue;
      }
      ExpectCommandsExist(JoinedLiterals(Read(path)), typed, path, found);
    }
  }
  EXPECT_GT(found, 50);
}

// What the agenda and the changes offer: `credit file ID`.
TEST(NamedCommandsTest, WhatTheAgendaOffersIsThere) {
  const std::regex offered("\"([a-z]+) ([a-z][a-z-]*) \"");
  int found = 0;
  for (const auto& file : fs::directory_iterator("../../aggregator/answers")) {
    const std::string path = file.path().string();
    const std::string name = file.path().filename().string();
    if (file.path().extension() != ".cc" ||
        path.find("_test.cc") != std::string::npos ||
        (name.rfind("agenda_", 0) != 0 && name.rfind("digest", 0) != 0)) {
      continue;
    }
    ExpectCommandsExist(Read(path), offered, path, found);
  }
  EXPECT_GT(found, 20);
}

}  // namespace
}  // namespace regisseur
