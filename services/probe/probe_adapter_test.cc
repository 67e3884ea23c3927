#include "services/probe/probe_adapter.h"

#include <sys/socket.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/fake_clock.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/loopback_for_test.h"
#include "services/sdk/loopback_page_server.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class ProbeAdapterTest : public ::testing::Test {
 protected:
  ProbeAdapterTest() : clock_(ParseInstant("2026-10-05T08:00:00Z").value()) {
    page_.Serve("all is well");
    reference_.Serve("hello");
    source_.options = {
        {"targets", absl::StrCat("web (Website) ", page_.url(),
                                 "/health?key=hidden body=well\n")},
        {"references", absl::StrCat("r ", reference_.url())},
        {"pause", "0s"},
        {"allow_private", "true"}};
  }

  absl::StatusOr<Checkpoint> Collect(const std::string& cursor,
                                     sdk::FactSink& sink) {
    return MakeProbeAdapter(clock_)->Collect(source_, cursor, sink);
  }

  FakeClock clock_;
  sdk::LoopbackPageServer page_;
  sdk::LoopbackPageServer reference_;
  sdk::SourceSpec source_;
};

TEST_F(ProbeAdapterTest, ARoundIsAPollOfEveryTarget) {
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("", sink);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->data_until, clock_.Now());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  const FactBatch& batch = sink.batches()[0];
  EXPECT_FALSE(batch.deliveries.at(0).recorded);
  EXPECT_THAT(batch.deliveries[0].origin, HasSubstr("probe"));
  const StatusObservation& told = batch.observations.at(0);
  EXPECT_EQ(told.observed_time, clock_.Now());
  ASSERT_THAT(told.components, SizeIs(1));
  EXPECT_EQ(told.components[0].id, "web");
  EXPECT_EQ(told.components[0].name, "Website");
  EXPECT_EQ(told.components[0].state, OperationalState::kOperational);
  // What was seen is kept; no key stands in it.
  ASSERT_THAT(batch.originals, SizeIs(1));
  EXPECT_THAT(batch.originals[0].data,
              HasSubstr(R"("target":"web","address":"http://127.0.0.1:)"));
  EXPECT_THAT(batch.originals[0].data, Not(HasSubstr("hidden")));
}

TEST_F(ProbeAdapterTest, ARoundThatSeesTheSameConfirms) {
  sdk::RecordingSink first;
  const auto begun = Collect("", first);
  clock_.Advance(absl::Minutes(1));
  sdk::RecordingSink again;
  const auto same = Collect(begun->cursor, again);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_TRUE(same->unchanged);
  EXPECT_EQ(same->confirmed, clock_.Now());
  EXPECT_EQ(same->data_until, clock_.Now());
  EXPECT_EQ(same->cursor, begun->cursor);
  EXPECT_THAT(again.batches(), IsEmpty());

  page_.Serve("x", 500);
  sdk::RecordingSink sink;
  const auto down = Collect(same->cursor, sink);
  ASSERT_TRUE(down.ok());
  ASSERT_THAT(sink.batches(), SizeIs(1));
  EXPECT_EQ(sink.batches()[0].observations[0].components[0].state,
            OperationalState::kMajorOutage);
  ASSERT_THAT(sink.batches()[0].findings, SizeIs(1));
  EXPECT_EQ(sink.batches()[0].findings[0].rule, "probe-down");
  // Down for another reason is told anew, with that reason.
  page_.Serve("<h1>sorry</h1>");
  sdk::RecordingSink other;
  ASSERT_TRUE(Collect(down->cursor, other).ok());
  ASSERT_THAT(other.batches(), SizeIs(1));
  EXPECT_THAT(other.batches()[0].findings[0].examples[0].value,
              HasSubstr("does not hold"));
}

TEST_F(ProbeAdapterTest, OfflineNothingIsSaidAboutThePartner) {
  const LoopbackSocket closed(SOCK_STREAM);
  source_.options["targets"] =
      absl::StrCat("web http://127.0.0.1:", closed.port());
  source_.options["references"] =
      absl::StrCat("r tcp://127.0.0.1:", closed.port());
  sdk::RecordingSink sink;
  const auto checkpoint = Collect("", sink);
  ASSERT_FALSE(checkpoint.ok());
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).rule, "probe-offline");
  EXPECT_EQ(sdk::ProblemOf(checkpoint.status()).kind,
            sdk::ProblemKind::kTransient);
  EXPECT_THAT(sink.batches(), IsEmpty());
}

TEST_F(ProbeAdapterTest, RefusesOptionsThatCannotWork) {
  struct Case {
    std::string option;
    std::string value;
    std::string says;
  };
  std::string many;
  for (int i = 0; i < 33; ++i) absl::StrAppend(&many, "t", i, " tcp://a:1\n");
  for (const Case& c :
       {Case{"targets", "", "targets"}, Case{"targets", "# none", "one target"},
        Case{"targets", many, "at most 32"}, Case{"references", "x", "ADDRESS"},
        Case{"timeout", "0s", "timeout"}, Case{"timeout", "30s", "at most 45s"},
        Case{"retries", "4", "0 to 3"}, Case{"retries", "x", "0 to 3"},
        Case{"pause", "1h", "pause"},
        Case{"allow_private", "x", "true or false"}}) {
    sdk::SourceSpec source = source_;
    source.options[c.option] = c.value;
    const absl::Status status = MakeProbeAdapter(clock_)->Validate(source);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.option;
    EXPECT_THAT(sdk::ProblemOf(status).message, HasSubstr(c.says)) << status;
  }
}

}  // namespace
}  // namespace regisseur::probe
