#include "cli/connection/paging.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Message;
using source::v1::ListSourcesRequest;
using source::v1::ListSourcesResponse;
using ::testing::ElementsAre;

TEST(CallAllPagesTest, FollowsPagesInOrderAndKeepsEachGapOnce) {
  std::vector<std::string> tokens;
  ListSourcesRequest request;
  request.set_provider("cloudnine");
  ListSourcesResponse answer;
  ASSERT_TRUE(CallAllPages(
                  [&](const Message& asked, Message* page) {
                    const auto& list =
                        static_cast<const ListSourcesRequest&>(asked);
                    EXPECT_EQ(list.provider(), "cloudnine");
                    EXPECT_EQ(list.page_size(), 1000);
                    tokens.push_back(list.page_token());
                    auto* out = static_cast<ListSourcesResponse*>(page);
                    out->add_sources()->set_id("s" + list.page_token());
                    out->add_gaps()->set_provider("kantoor");
                    if (list.page_token().size() < 2) {
                      out->set_next_page_token(list.page_token() + "x");
                    } else {
                      out->add_gaps()->set_provider("other");
                    }
                    return absl::OkStatus();
                  },
                  &request, &answer)
                  .ok());
  EXPECT_THAT(tokens, ElementsAre("", "x", "xx"));
  ASSERT_EQ(answer.sources_size(), 3);
  EXPECT_EQ(answer.sources(2).id(), "sxx");
  ASSERT_EQ(answer.gaps_size(), 2);
  EXPECT_EQ(answer.gaps(1).provider(), "other");
  EXPECT_EQ(answer.next_page_token(), "");
}

TEST(CallAllPagesTest, AsksForFewerRowsWhenAPageIsTooLarge) {
  std::vector<int> sizes;
  ListSourcesRequest request;
  ListSourcesResponse answer;
  ASSERT_TRUE(
      CallAllPages(
          [&](const Message& asked, Message* page) -> absl::Status {
            sizes.push_back(
                static_cast<const ListSourcesRequest&>(asked).page_size());
            if (sizes.back() > 100) {
              return absl::ResourceExhaustedError("message too large");
            }
            static_cast<ListSourcesResponse*>(page)->add_sources();
            return absl::OkStatus();
          },
          &request, &answer)
          .ok());
  EXPECT_THAT(sizes, ElementsAre(1000, 250, 62));
  EXPECT_EQ(answer.sources_size(), 1);
}

TEST(CallAllPagesTest, RefusesAPageThatNamesItself) {
  ListSourcesRequest request;
  ListSourcesResponse answer;
  const absl::Status status = CallAllPages(
      [](const Message&, Message* page) {
        static_cast<ListSourcesResponse*>(page)->set_next_page_token("again");
        return absl::OkStatus();
      },
      &request, &answer);
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

TEST(CallAllPagesTest, CallsOnceWhereThereAreNoPages) {
  int calls = 0;
  portfolio::v1::GetOverviewRequest request;
  portfolio::v1::Overview answer;
  ASSERT_TRUE(CallAllPages(
                  [&calls](const Message&, Message*) {
                    ++calls;
                    return absl::OkStatus();
                  },
                  &request, &answer)
                  .ok());
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace regisseur
