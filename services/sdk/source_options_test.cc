#include "services/sdk/source_options.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;

SourceSpec With(const std::string& option, const std::string& value) {
  SourceSpec source;
  source.options[option] = value;
  return source;
}

void ExpectRefused(const absl::Status& status, const std::string& option) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(ProblemOf(status).kind, ProblemKind::kConfiguration);
  EXPECT_THAT(ProblemOf(status).message, HasSubstr(option));
}

TEST(SourceOptionsTest, WhatIsNotSetHasItsDefault) {
  const SourceSpec source;
  EXPECT_EQ(*ReadFilesOption(source), FilesOption::kSeparate);
  EXPECT_EQ(*ReadSeparatorOption(source), std::nullopt);
  EXPECT_FALSE(*ReadSwitch(source, "keep"));
  EXPECT_TRUE(*ReadSwitch(source, "keep", /*fallback=*/true));
  EXPECT_EQ(*ReadTimeout(source), absl::Seconds(30));
  EXPECT_EQ(*ReadUrl(source, "/x"), "");
  ExpectRefused(RequireOption(source, "path"), "path");
}

TEST(SourceOptionsTest, ReadsWhatCanBe) {
  EXPECT_EQ(*ReadFilesOption(With("files", "parts")), FilesOption::kParts);
  EXPECT_EQ(*ReadFilesOption(With("files", "latest")), FilesOption::kLatest);
  EXPECT_EQ(*ReadSeparatorOption(With("separator", "tab")), '\t');
  EXPECT_EQ(*ReadSeparatorOption(With("separator", ";")), ';');
  EXPECT_TRUE(*ReadSwitch(With("keep", "true"), "keep"));
  EXPECT_EQ(*ReadTimeout(With("timeout", "2m")), absl::Minutes(2));
  EXPECT_EQ(RequireOption(With("path", "a"), "path"), absl::OkStatus());
}

TEST(SourceOptionsTest, RefusesWhatCannotBe) {
  ExpectRefused(ReadFilesOption(With("files", "both")).status(), "files");
  for (const char* separator : {"::", "x", " "}) {
    ExpectRefused(ReadSeparatorOption(With("separator", separator)).status(),
                  "separator");
  }
  ExpectRefused(ReadSwitch(With("keep", "yes"), "keep").status(), "keep");
  for (const char* timeout : {"soon", "0s", "11m", "-1s"}) {
    ExpectRefused(ReadTimeout(With("timeout", timeout)).status(), "timeout");
  }
  for (const char* url : {"status.example", "ftp://x", "file:///etc/passwd"}) {
    ExpectRefused(ReadUrl(With("url", url), "/x").status(), "url");
  }
}

TEST(SourceOptionsTest, AnAddressWithoutPathMeansTheDefaultOne) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://a.example", "https://a.example/x"},
      {"https://a.example/", "https://a.example/x"},
      {"http://a.example:8443", "http://a.example:8443/x"},
      {"https://a.example/y", "https://a.example/y"},
      {"https://a.example?q=1", "https://a.example?q=1"},
  };
  for (const auto& [url, want] : cases) {
    EXPECT_EQ(*ReadUrl(With("url", url), "/x"), want);
  }
}

TEST(SourceOptionsTest, AFileOfAuthoritiesHasToBeThere) {
  SourceSpec source;
  source.base_directory = ::testing::TempDir();
  EXPECT_EQ(ReadCa(source).value(), "");
  source.options["ca"] = "no-such-ca.pem";
  const auto missing = ReadCa(source);
  EXPECT_EQ(ProblemOf(missing.status()).kind, ProblemKind::kConfiguration);
  EXPECT_THAT(ProblemOf(missing.status()).message,
              ::testing::HasSubstr("no-such-ca.pem"));
}

}  // namespace
}  // namespace regisseur::sdk
