#include "aggregator/gateway/page.h"

#include <zlib.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace regisseur {
namespace {

constexpr char kIndex[] = "/index.html";

// Only our own files, and calls to ourselves; nothing inline, no frames, no
// forms that leave the page.
constexpr char kContentPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

// For clients that do not take compressed answers, for instance curl.
std::string Inflate(absl::string_view gzipped) {
  z_stream stream{};
  constexpr int kGzip = 16;
  if (inflateInit2(&stream, MAX_WBITS + kGzip) != Z_OK) return "";
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzipped.data()));
  stream.avail_in = static_cast<uInt>(gzipped.size());
  std::string text;
  char piece[16 << 10];
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof(piece);
    outcome = inflate(&stream, Z_NO_FLUSH);
    text.append(piece, sizeof(piece) - stream.avail_out);
  }
  inflateEnd(&stream);
  return text;
}

// A path of the page's own views: methods have a dot in their first part.
bool IsView(absl::string_view path) {
  if (!absl::StartsWith(path, "/")) return false;
  const absl::string_view first = path.substr(1, path.find('/', 1) - 1);
  return !absl::StrContains(first, '.') && first != "assets" &&
         first != "healthz" && first != "metrics";
}

bool TakesGzip(absl::string_view accept_encoding) {
  for (absl::string_view coding : absl::StrSplit(accept_encoding, ',')) {
    while (absl::StartsWith(coding, " ")) coding.remove_prefix(1);
    if (!absl::StartsWithIgnoreCase(coding, "gzip")) continue;
    return !absl::StrContains(coding, "q=0") ||
           absl::StrContains(coding, "q=0.");
  }
  return false;
}

}  // namespace

Page::Page(absl::Span<const PageFile> files) {
  for (const PageFile& file : files) files_.emplace(file.path, &file);
}

Page::Answer Page::Find(const Request& request) const {
  auto found = files_.find(request.path);
  if (found == files_.end() && IsView(request.path) &&
      absl::StrContains(request.accept, "text/html")) {
    found = files_.find(kIndex);
  }
  Answer answer;
  if (found == files_.end()) return answer;
  const PageFile& file = *found->second;
  const bool gzip = TakesGzip(request.accept_encoding);
  const std::string tag =
      absl::StrCat("\"", file.hash, gzip ? "-gzip" : "", "\"");
  answer.headers = {
      {"ETag", tag},
      {"Vary", "Accept, Accept-Encoding"},
      {"Cache-Control",
       file.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"Content-Security-Policy", kContentPolicy},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Frame-Options", "DENY"},
  };
  if (absl::StrContains(request.if_none_match, tag)) {
    answer.status = 304;
    return answer;
  }
  answer.status = 200;
  answer.type = std::string(file.type);
  if (gzip) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    answer.body = std::string(file.gzipped);
  } else {
    answer.body = Inflate(file.gzipped);
  }
  return answer;
}

}  // namespace regisseur
