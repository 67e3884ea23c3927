#include "core/contract/version_reader.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(InternalKeysTest, AreOursUnlessTheyAreKnownToBeShared) {
  for (const char* key :
       {"owner", "mandate", "mandate.hours", "value.maximum", "clauses.exit",
        "term.internal_notice", "invoicing.tolerance", "exit.plan",
        "documents[GIBIT 2023].link", "something_new"}) {
    EXPECT_TRUE(IsInternalKey(key)) << key;
  }
  for (const char* key : {"pricing[platform].amount", "term.notice", "title",
                          "extras[DDoS "
                          "test].price",
                          "objectives[availability].target", "exit.assistance",
                          "documents[GIBIT 2023].title", "valid_from"}) {
    EXPECT_FALSE(IsInternalKey(key)) << key;
  }
}

}  // namespace
}  // namespace regisseur
