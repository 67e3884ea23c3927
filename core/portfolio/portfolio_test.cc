#include "core/portfolio/portfolio.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

Portfolio MakePortfolio() {
  Portfolio portfolio;
  for (const char* id : {"hosting", "telecom"}) {
    ProviderConfig provider;
    provider.id = id;
    SourceConfig source;
    source.id = std::string(id) + "-status";
    source.provider = id;
    provider.sources.push_back(source);
    portfolio.providers.push_back(provider);
  }
  SourceConfig shared;
  shared.id = "finance";
  portfolio.shared_sources.push_back(shared);
  return portfolio;
}

TEST(PortfolioTest, FindsProvidersById) {
  const Portfolio portfolio = MakePortfolio();
  ASSERT_NE(portfolio.FindProvider("telecom"), nullptr);
  EXPECT_EQ(portfolio.FindProvider("telecom")->id, "telecom");
  EXPECT_EQ(portfolio.FindProvider("nobody"), nullptr);
  EXPECT_EQ(portfolio.FindProvider(kUnassigned), nullptr);
}

TEST(PortfolioTest, FindsOwnAndSharedSources) {
  const Portfolio portfolio = MakePortfolio();
  ASSERT_NE(portfolio.FindSource("telecom-status"), nullptr);
  EXPECT_EQ(portfolio.FindSource("telecom-status")->provider, "telecom");
  ASSERT_NE(portfolio.FindSource("finance"), nullptr);
  EXPECT_EQ(portfolio.FindSource("nothing"), nullptr);
}

TEST(PortfolioTest, ListsSharedSourcesLast) {
  const Portfolio portfolio = MakePortfolio();
  const auto sources = portfolio.AllSources();
  ASSERT_EQ(sources.size(), 3u);
  EXPECT_EQ(sources[0]->id, "hosting-status");
  EXPECT_EQ(sources[1]->id, "telecom-status");
  EXPECT_EQ(sources[2]->id, "finance");
}

}  // namespace
}  // namespace regisseur
