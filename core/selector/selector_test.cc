#include "core/selector/selector.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(MatchesGlobTest, MatchesTheWholeText) {
  const struct {
    const char* pattern;
    const char* text;
    bool matches;
  } kCases[] = {
      {"Web", "Web", true},
      {"Web", "Website", false},
      {"Web", "web", false},
      {"Web*", "Web", true},
      {"Web*", "Website", true},
      {"*site", "Website", true},
      {"*", "", true},
      {"", "", true},
      {"", "a", false},
      {"?", "", false},
      {"?", "a", true},
      {"?", "é", true},
      {"*??", "é", false},
      {"*?", "é", true},
      {"a*b*c", "axxbyyc", true},
      {"a*b*c", "axxbyy", false},
      {"*a*", "bab", true},
      {"a.b", "axb", false},
      {"[a]", "a", false},
      {"[a]", "[a]", true},
      {"**", "x", true},
      {"a*a", "a", false},
      {"Amazon*", "Amazon Web Services, Inc.", true},
      {"*ab", "aab", true},
      {"\\*", "*", false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(MatchesGlob(c.pattern, c.text), c.matches)
        << c.pattern << " on " << c.text;
  }
}

TEST(MatchesGlobTest, ManyStarsDoNotExplode) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(MatchesGlob(pattern + "b", std::string(20'000, 'a')));
}

TEST(SelectsComponentTest, PicksByNameIdOrGroup) {
  Component component;
  component.id = "abc123";
  component.name = "Website";
  component.group = "EU/Web";
  component.current_name = "Storefront";
  for (const char* selector :
       {"Website", "Web*", "*", "id:abc123", "group:EU/Web", "group:EU/*",
        "group:EU/Web/Website", "group:*/Website", "Store*"}) {
    EXPECT_TRUE(SelectsComponent(selector, component)) << selector;
  }
  for (const char* selector : {"", "website", "id:abc", "id:abc*", "id:",
                               "group:EU", "group:US/*", "abc123", "EU/Web"}) {
    EXPECT_FALSE(SelectsComponent(selector, component)) << selector;
  }
}

TEST(SelectsComponentTest, AGroupPatternPicksNoComponentWithoutGroup) {
  Component component;
  component.name = "Website";
  EXPECT_FALSE(SelectsComponent("group:*", component));
}

TEST(AssignPartyTest, TheFirstPatternWins) {
  AssignmentRule rule;
  rule.by = "supplier";
  rule.map = {{"Amazon*", "aws"}, {"A*", "other"}};
  EXPECT_EQ(AssignParty(rule, "Amazon Web Services"), "aws");
  EXPECT_EQ(AssignParty(rule, "Atlassian"), "other");
  EXPECT_EQ(AssignParty(rule, "Microsoft"), kUnassigned);
  EXPECT_EQ(AssignParty(rule, ""), kUnassigned);
}

TEST(SelectsTicketTest, PicksByWhatTheTicketSays) {
  Ticket ticket;
  ticket.kind = TicketKind::kRequest;
  ticket.assignment_group = "Hosting 2nd line";
  ticket.supplier = "CloudNine B.V.";
  ticket.service = "Mail";
  const struct {
    const char* selector;
    bool picks;
  } kCases[] = {
      {"assignment_group:Hosting*", true},
      {"assignment_group:hosting*", false},
      {"assignment_group:Mail", false},
      {"supplier:CloudNine*", true},
      {"kind:request", true},
      {"kind:incident", false},
      {"service:Mail", true},
      {"Mail", true},
      {"Ma?l", true},
      {"Hosting*", false},    // without a field it is the service
      {"category:*", false},  // none is told
      {"category:", false},
      {"", false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(SelectsTicket(c.selector, ticket), c.picks) << c.selector;
  }
}

}  // namespace
}  // namespace regisseur
