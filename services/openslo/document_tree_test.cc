#include "services/openslo/document_tree.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::openslo {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = TreeNode::Kind;

// A tree as one line, every scalar with the first letter of its kind.
std::string Flat(const TreeNode& node) {
  std::string inner;
  for (const TreeNode::Member& member : node.members) {
    absl::StrAppend(&inner, inner.empty() ? "" : " ",
                    member.key.empty() ? "" : absl::StrCat(member.key, "="),
                    Flat(*member.value));
  }
  switch (node.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return absl::StrCat("b:", node.text);
    case Kind::kNumber:
      return absl::StrCat("n:", node.text);
    case Kind::kText:
      return absl::StrCat("t:", node.text);
    case Kind::kSequence:
      return absl::StrCat("[", inner, "]");
    case Kind::kMapping:
      return absl::StrCat("{", inner, "}");
  }
  return "";
}

std::vector<std::string> Objects(const DocumentTree& tree) {
  std::vector<std::string> flat;
  for (const TreeObject& object : tree.objects) {
    flat.push_back(Flat(*object.node));
  }
  return flat;
}

TEST(DocumentTreeTest, ReadsDocumentsAndListsOfObjects) {
  const DocumentTree tree =
      ReadDocumentTree("a: 1\n---\n- b: x\n- c: [z, {d: }]\n---\n", "f");
  EXPECT_FALSE(tree.ended.has_value());
  EXPECT_THAT(Objects(tree),
              ElementsAre("{a=n:1}", "{b=t:x}", "{c=[t:z {d=null}]}"));
  EXPECT_EQ(tree.objects[1].node->line, 3);
  EXPECT_EQ(tree.objects[2].node->Find("c")->line, 4);
}

TEST(DocumentTreeTest, ReadsJsonWithItsLines) {
  const DocumentTree tree = ReadDocumentTree(
      "\xEF\xBB\xBF[{\"a\": 0.10,\n\"b\": \"\\ud83d\\ude00/\\/\"},\n{}]", "f");
  EXPECT_FALSE(tree.ended.has_value());
  EXPECT_THAT(Objects(tree),
              ElementsAre("{a=n:0.10 b=t:\xF0\x9F\x98\x80//}", "{}"));
  EXPECT_EQ(tree.objects[0].node->Find("b")->line, 2);
  EXPECT_EQ(tree.objects[1].node->line, 3);
}

TEST(DocumentTreeTest, ReadsAFlowMappingThatIsNoJson) {
  EXPECT_THAT(Objects(ReadDocumentTree("{a: 1, b: [x, 'y'],}", "f")),
              ElementsAre("{a=n:1 b=[t:x t:y]}"));
}

// YAML 1.1, https://yaml.org/type/: bool, int, float, null, str.
TEST(DocumentTreeTest, KnowsWhatAScalarIs) {
  for (const char* text : {"", "~", "null", "NULL"}) {
    EXPECT_EQ(PlainKind(text), Kind::kNull) << text;
  }
  for (const char* text : {"true", "False", "yes", "NO", "on", "Off", "y"}) {
    EXPECT_EQ(PlainKind(text), Kind::kBool) << text;
  }
  for (const char* text :
       {"0", "-1", "+2", "010", "0x1F", "0b11", "1_000", "1.5", ".5", "5.",
        "1e3", "1.2E-3", ".inf", "-.INF", ".nan"}) {
    EXPECT_EQ(PlainKind(text), Kind::kNumber) << text;
  }
  for (const char* text : {"x", "1w", "-", ".", "1.2.3", "2022-01-01", "e3",
                           "1e", "0x", "yess", "_1", "12:30"}) {
    EXPECT_EQ(PlainKind(text), Kind::kText) << text;
  }
  EXPECT_THAT(Objects(ReadDocumentTree("[\"1\"]\n", "f")), ElementsAre("t:1"));
  EXPECT_THAT(Objects(ReadDocumentTree("a: !!str 1\nb: ! 2\n", "f")),
              ElementsAre("{a=t:1 b=t:2}"));
}

TEST(DocumentTreeTest, FollowsAnchorsAndMergeKeys) {
  const DocumentTree tree = ReadDocumentTree(
      "base: &b {x: 1, y: 2}\n"
      "more: &m {z: 3, y: 9}\n"
      "one: *b\n"
      "two: {<<: *b, y: 5}\n"
      "three: {<<: [*m, *b], x: 7}\n"
      "four: {'<<': 8}\n",
      "f");
  EXPECT_FALSE(tree.ended.has_value());
  EXPECT_THAT(Objects(tree),
              ElementsAre("{base={x=n:1 y=n:2} more={z=n:3 y=n:9} "
                          "one={x=n:1 y=n:2} two={y=n:5 x=n:1} "
                          "three={x=n:7 z=n:3 y=n:9} four={<<=n:8}}"));
}

TEST(DocumentTreeTest, AnchorsOfOneDocumentAreUnknownInTheNext) {
  const DocumentTree tree = ReadDocumentTree("a: &x 1\n---\nb: *x\n", "f");
  EXPECT_THAT(Objects(tree), ElementsAre("{a=n:1}"));
  ASSERT_TRUE(tree.ended.has_value());
  EXPECT_EQ(tree.ended->rule, "openslo-yaml");
  EXPECT_EQ(tree.ended->line, 3);
}

TEST(DocumentTreeTest, AKeyThatStandsTwiceBreaksItsObjectOnly) {
  for (const char* text :
       {"- a: {b: [{c: 1,\n  c: 2}]}\n- d: 1\n",
        "[{\"a\": {\"b\": [{\"c\": 1,\n\"c\": 2}]}}, {\"d\": 1}]"}) {
    const DocumentTree tree = ReadDocumentTree(text, "f");
    EXPECT_FALSE(tree.ended.has_value());
    ASSERT_EQ(tree.objects.size(), 2u) << text;
    ASSERT_EQ(tree.objects[0].faults.size(), 1u) << text;
    EXPECT_EQ(tree.objects[0].faults[0].rule, "openslo-duplicate-key");
    EXPECT_EQ(tree.objects[0].faults[0].field, "a.b[0].c") << text;
    EXPECT_EQ(tree.objects[0].faults[0].line, 2) << text;
    EXPECT_THAT(tree.objects[1].faults, IsEmpty());
  }
}

TEST(DocumentTreeTest, RefusesWhatItCannotFollow) {
  struct Case {
    std::string text;
    std::string rule;
    int64_t line;
    std::string detail;
  };
  for (const Case& c : std::vector<Case>{
           {"a: 1\nb: [\n", "openslo-yaml", 3, "did not find"},
           {"a: 1\n  b: 2\n", "openslo-yaml", 2, "mapping values"},
           {"a:\n\tb: 1\n", "openslo-yaml", 2, "cannot start any token"},
           {"a: 1\nb: \xFF\n", "openslo-yaml", 2, "invalid leading"},
           {"a: *nobody\n", "openslo-yaml", 1, "*nobody names no anchor"},
           {"a: &x\n  b: *x\n", "openslo-yaml", 2, "within what it repeats"},
           {"? [a, b]\n: 1\n", "openslo-yaml", 1, "write a word"}}) {
    const DocumentTree tree = ReadDocumentTree(c.text, "f.yaml");
    ASSERT_TRUE(tree.ended.has_value()) << c.text;
    EXPECT_THAT(tree.objects, IsEmpty()) << c.text;
    EXPECT_EQ(tree.ended->rule, c.rule) << c.text;
    EXPECT_EQ(tree.ended->line, c.line) << c.text;
    EXPECT_EQ(tree.ended->arguments.at("origin"), "f.yaml");
    EXPECT_THAT(tree.ended->arguments.at("detail"), HasSubstr(c.detail))
        << c.text;
  }
  const DocumentTree tagged =
      ReadDocumentTree("a: !!python/object:os.system x\n", "f");
  ASSERT_EQ(tagged.objects.size(), 1u);
  ASSERT_EQ(tagged.objects[0].faults.size(), 1u);
  EXPECT_EQ(tagged.objects[0].faults[0].rule, "openslo-tag");
  const DocumentTree merged = ReadDocumentTree("a: 1\n<<: 2\n", "f");
  ASSERT_EQ(merged.objects[0].faults.size(), 1u);
  EXPECT_EQ(merged.objects[0].faults[0].rule, "openslo-merge");
}

TEST(DocumentTreeTest, WhatStandsBeforeAnErrorCounts) {
  const DocumentTree tree =
      ReadDocumentTree("a: 1\n---\nb: 2\n---\nc: [\n", "f");
  EXPECT_THAT(Objects(tree), ElementsAre("{a=n:1}", "{b=n:2}"));
  EXPECT_TRUE(tree.ended.has_value());
}

// Nine levels that each repeat the one before nine times: 9^9 values of 350
// bytes.
TEST(DocumentTreeTest, RefusesAnAliasBombWithoutWritingItOut) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    absl::StrAppend(&bomb, "a", i, ": &a", i, " [");
    for (int j = 0; j < 9; ++j)
      absl::StrAppend(&bomb, j ? ", *a" : "*a", i - 1);
    bomb += "]\n";
  }
  const DocumentTree tree = ReadDocumentTree(bomb, "f");
  ASSERT_TRUE(tree.ended.has_value());
  EXPECT_EQ(tree.ended->rule, "openslo-limit");
  EXPECT_EQ(tree.ended->arguments.at("what"), "values");
  EXPECT_LT(tree.nodes.size(), 100u);
}

TEST(DocumentTreeTest, BoundsMergedMappingsToo) {
  std::string bomb = "m0: &m0 {";
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&bomb, "k", i, ": 1, ");
  bomb += "}\n";
  for (int i = 1; i < 400; ++i) {
    absl::StrAppend(&bomb, "m", i, ": {<<: *m0}\n");
  }
  const DocumentTree tree = ReadDocumentTree(bomb, "f");
  ASSERT_TRUE(tree.ended.has_value());
  EXPECT_EQ(tree.ended->rule, "openslo-limit");
}

TEST(DocumentTreeTest, BoundsDepthValuesAndBytes) {
  const auto what = [](const std::string& text) {
    const DocumentTree tree = ReadDocumentTree(text, "f");
    return tree.ended.has_value() && tree.ended->rule == "openslo-limit"
               ? tree.ended->arguments.at("what")
               : "";
  };
  EXPECT_EQ(what(std::string(64, '[') + std::string(64, ']')), "");
  EXPECT_EQ(what(std::string(65, '[') + std::string(65, ']')), "levels");
  // A million levels, opened and not closed.
  EXPECT_EQ(what(std::string(1000000, '[')), "levels");
  std::string blocks;
  for (int i = 0; i < 70; ++i) {
    absl::StrAppend(&blocks, std::string(i, ' '), "a:\n");
  }
  EXPECT_EQ(what(blocks), "levels");
  std::string many = "[";
  for (int i = 0; i < 200001; ++i) many += "1,";
  EXPECT_EQ(what(many + "1]"), "values");
  EXPECT_EQ(what("a: " + many + "1]"), "values");
  EXPECT_EQ(what(std::string((4 << 20) + 1, ' ')), "bytes");
  std::string directives;
  for (int i = 0; i < 101; ++i) {
    absl::StrAppend(&directives, "%TAG !t", i, "! x\n");
  }
  EXPECT_EQ(what(directives + "---\na: 1\n"), "directives");
}

}  // namespace
}  // namespace regisseur::openslo
