#include "aggregator/api/kept_overview.h"

#include <cstdio>

#include "aggregator/api/json_answer.h"
#include "aggregator/api/overview_wire.h"
#include "gtest/gtest.h"
#include "wire/evidence_wire.h"
#include "wire/message_limits.h"

namespace regisseur {
namespace {

const absl::Time kAssembled = absl::FromUnixSeconds(1'790'000'000);

// Partners of 20 services each, in trouble of every kind.
Overview MakeOverview(int providers) {
  Overview overview;
  // A name that looks like the field that is put in afterwards.
  overview.portfolio = R"(Town "asOf":"then")";
  overview.as_of = kAssembled;
  overview.month = absl::CivilMonth(2026, 9);
  for (int p = 0; p < providers; ++p) {
    ProviderOverview row;
    row.id = absl::StrCat("provider-", p);
    row.name = absl::StrCat("Provider of services number ", p, " B.V.");
    row.state.joint = {OperationalState::kMajorOutage, kAssembled, {}};
    row.state.open_incidents = 2;
    for (int s = 0; s < 20; ++s) {
      ServiceStateRow& service = row.state.services.emplace_back();
      service.id = absl::StrCat("service-", s);
      service.name = absl::StrCat("Managed service number ", s);
      service.joint = {OperationalState::kUnknown, kAssembled, {}};
    }
    row.sources.push_back({.id = row.id + "-status", .adapter = "statuspage"});
    row.sources.push_back({.id = row.id + "-cost", .adapter = "focus"});
    const std::string title(120, 't');
    row.attention = {
        {"attention-major-outage", {{"since", "2026-09-21 14:13 UTC"}}},
        {"attention-open-incidents",
         {{"count", "2"}, {"titles", absl::StrCat(title, "; ", title)}}},
        {"attention-source-late",
         {{"source", row.id + "-cost"},
          {"data_until", "2026-08-01 00:00 UTC"},
          {"last_answer", "2026-09-21 14:13 UTC"}}}};
    for (int g = 0; g < 4; ++g) {
      Gap gap;
      gap.provider = row.id;
      gap.source = row.id + "-cost";
      gap.rule = "source-late";
      gap.arguments = {{"until", absl::StrCat("2026-08-0", g)},
                       {"every", "24h"}};
      gap.since = gap.last_good = kAssembled;
      overview.gaps.push_back(std::move(gap));
    }
    overview.providers.push_back(std::move(row));
  }
  return overview;
}

TEST(KeptOverviewTest, EveryFormSaysTheSameAtItsMoment) {
  const Overview overview = MakeOverview(2);
  const auto forms = OverviewForms::Make(overview);
  ASSERT_TRUE(forms.ok()) << forms.status();
  portfolio::v1::Overview expected = OverviewToWire(overview).value();
  for (const absl::Duration later :
       {absl::ZeroDuration(), absl::Milliseconds(20), absl::Microseconds(7)}) {
    const absl::Time moment = kAssembled + later;
    *expected.mutable_as_of() = ToWire(moment);
    const KeptOverview kept(*forms, moment);
    EXPECT_EQ(kept.Json().value(), RenderJson(expected).value());
    portfolio::v1::Overview read;
    ASSERT_TRUE(read.ParseFromString(kept.Bytes()));
    EXPECT_EQ(RenderBytes(read), RenderBytes(expected));
    EXPECT_EQ(RenderBytes(kept.message()), RenderBytes(expected));
  }
}

TEST(KeptOverviewTest, FiveHundredPartnersInTroubleFitInOneAnswer) {
  const auto forms = OverviewForms::Make(MakeOverview(500));
  ASSERT_TRUE(forms.ok()) << forms.status();
  const size_t bytes = (*forms)->BytesAt(kAssembled).size();
  std::printf("500 partners x 20 services with 4 gaps each: %zu bytes of %d\n",
              bytes, kMostAnswerBytes);
  EXPECT_LT(bytes, static_cast<size_t>(kMostAnswerBytes));
}

TEST(KeptOverviewTest, MoreThanFitsIsRefusedWithAWayOut) {
  const absl::Status refused = OverviewForms::Make(MakeOverview(5000)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(refused.message().find("one owner"), absl::string_view::npos);
}

}  // namespace
}  // namespace regisseur
