#include "aggregator/api/page.h"

#include <string>
#include <vector>

#include "core/time/instant.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {
namespace {

using portfolio::v1::ListProvidersRequest;
using portfolio::v1::ListProvidersResponse;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

std::vector<std::string> Names(int count, size_t bytes = 3) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(std::string(bytes, 'x'));
  return names;
}

// Follows the pages of `names` and returns their sizes.
std::vector<int> PageSizes(const std::vector<std::string>& names,
                           ListProvidersRequest request) {
  std::vector<int> sizes;
  while (true) {
    const Page page = PageOf(request, kNow).value();
    ListProvidersResponse response;
    EXPECT_TRUE(
        FillPage(page, names, response,
                 [&](const std::string& name) -> absl::StatusOr<size_t> {
                   response.add_providers()->set_name(name);
                   return response.providers().rbegin()->ByteSizeLong();
                 })
            .ok());
    EXPECT_LE(response.ByteSizeLong(), size_t{1} << 20);
    sizes.push_back(response.providers_size());
    if (response.next_page_token().empty()) return sizes;
    request.set_page_token(response.next_page_token());
  }
}

TEST(PageTest, HoldsAThousandRowsAtMost) {
  EXPECT_EQ(PageSizes(Names(2500), {}), (std::vector<int>{1000, 1000, 500}));
  ListProvidersRequest request;
  request.set_page_size(5000);
  EXPECT_EQ(PageSizes(Names(1500), request), (std::vector<int>{1000, 500}));
  request.set_page_size(2);
  EXPECT_EQ(PageSizes(Names(4), request), (std::vector<int>{2, 2}));
  EXPECT_EQ(PageSizes({}, request), (std::vector<int>{0}));
}

TEST(PageTest, EndsEarlierWhereTheMessageWouldBecomeTooLong) {
  EXPECT_EQ(PageSizes(Names(3, 500'000), {}), (std::vector<int>{2, 1}));
}

TEST(PageTest, LaterPagesSpeakAboutTheSameMoment) {
  const Page first = PageOf(ListProvidersRequest(), kNow).value();
  EXPECT_TRUE(first.as_of.IsNow());
  ListProvidersRequest next;
  next.set_page_token(first.NextToken(1000));
  const Page second = PageOf(next, kNow + absl::Seconds(5)).value();
  EXPECT_EQ(second.offset, 1000);
  EXPECT_EQ(second.as_of.known, kNow);
}

TEST(PageTest, RefusesATokenThatIsNotOfThisQuestion) {
  const std::string token =
      PageOf(ListProvidersRequest(), kNow)->NextToken(1000);
  ListProvidersRequest request;
  request.set_owner("m.visser");
  for (const std::string& wrong :
       {token, std::string("x"), std::string("AAAA"), token + "A"}) {
    request.set_page_token(wrong);
    EXPECT_EQ(PageOf(request, kNow).status().code(),
              absl::StatusCode::kInvalidArgument)
        << wrong;
  }
}

TEST(PageTest, RefusesANegativeSizeAndTheFuture) {
  ListProvidersRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(PageOf(request, kNow).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.clear_page_size();
  request.mutable_as_known_on()->set_seconds(absl::ToUnixSeconds(kNow) + 1);
  EXPECT_EQ(PageOf(request, kNow).status().code(),
            absl::StatusCode::kInvalidArgument);
  request.mutable_as_known_on()->set_seconds(absl::ToUnixSeconds(kNow) - 1);
  EXPECT_EQ(PageOf(request, kNow)->as_of.known, kNow - absl::Seconds(1));
}

}  // namespace
}  // namespace regisseur
