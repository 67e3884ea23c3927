#include "aggregator/gateway/page.h"

#include <zlib.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StrEq;

std::string Gzip(absl::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8,
                         Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string zipped(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(zipped.data());
  stream.avail_out = static_cast<uInt>(zipped.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  zipped.resize(stream.total_out);
  deflateEnd(&stream);
  return zipped;
}

class PageTest : public ::testing::Test {
 protected:
  const std::string script_ = std::string(100'000, 'x') + "end";
  const std::string index_zipped_ = Gzip("<!doctype html>");
  const std::string script_zipped_ = Gzip(script_);
  const PageFile files_[2] = {
      {"/assets/main-1a2b.js", "text/javascript", "1a2b", script_zipped_, true},
      {"/index.html", "text/html", "beef", index_zipped_, false}};
  const Page page_{files_};
};

TEST_F(PageTest, SendsWhatIsKeptCompressedToWhoTakesIt) {
  for (const char* takes : {"gzip", "deflate, gzip;q=0.5", "br, GZIP"}) {
    const Page::Answer answer =
        page_.Find({.path = "/assets/main-1a2b.js", .accept_encoding = takes});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, script_zipped_) << takes;
    EXPECT_THAT(answer.headers,
                Contains(Pair(StrEq("Content-Encoding"), "gzip")));
  }
}

TEST_F(PageTest, UnpacksItForOthers) {
  for (const char* takes : {"", "identity", "br", "gzip;q=0"}) {
    const Page::Answer answer =
        page_.Find({.path = "/assets/main-1a2b.js", .accept_encoding = takes});
    EXPECT_EQ(answer.body, script_) << takes;
    EXPECT_THAT(answer.headers, Not(Contains(Key(StrEq("Content-Encoding")))));
  }
}

TEST_F(PageTest, NamesThatChangeWithTheirBytesAreKeptForEver) {
  EXPECT_THAT(page_.Find({.path = "/assets/main-1a2b.js"}).headers,
              Contains(Pair(StrEq("Cache-Control"),
                            "public, max-age=31536000, immutable")));
  EXPECT_THAT(page_.Find({.path = "/", .accept = "text/html"}).headers,
              Contains(Pair(StrEq("Cache-Control"), "no-cache")));
}

TEST_F(PageTest, EachFormHasATagOfItsOwn) {
  EXPECT_EQ(page_
                .Find({.path = "/index.html",
                       .accept_encoding = "gzip",
                       .if_none_match = "\"beef-gzip\""})
                .status,
            304);
  EXPECT_EQ(
      page_.Find({.path = "/index.html", .if_none_match = "\"beef-gzip\""})
          .status,
      200);
}

TEST_F(PageTest, KnowsItsViewsFromTheRest) {
  for (const char* view : {"/", "/cost", "/partners/a.b%20c", "/x/y/z"}) {
    EXPECT_EQ(page_.Find({.path = view, .accept = "text/html"}).type,
              "text/html")
        << view;
  }
  for (const char* other :
       {"/healthz", "/metrics", "/assets/gone.js", "/../etc/passwd",
        "/regisseur.portfolio.v1.PortfolioService/GetOverview", "", "x",
        "/favicon.ico"}) {
    EXPECT_EQ(page_.Find({.path = other, .accept = "text/html"}).status, 404)
        << other;
  }
}

}  // namespace
}  // namespace regisseur
