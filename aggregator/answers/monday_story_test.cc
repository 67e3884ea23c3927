// USERS S1, as far as answers go: the numbers under the brief of a Monday.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/matter/figure_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::SizeIs;
using enum OperationalState;

class MondayStoryTest : public AnswersFixture {
 protected:
  static absl::Time Local(int month, int day, int hour = 0) {
    return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, 0, 0),
                           LoadZone("Europe/Amsterdam").value());
  }
  static Decimal Number(absl::string_view text) {
    return Decimal::Parse(text).value();
  }

  // 9,500.00 a month since January, without anything to decide.
  Contract& AddContract(const std::string& provider) {
    Contract& contract = all_.emplace_back();
    contract.id = provider + "-contract";
    contract.provider = provider;
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.pricing = {
        {.component = "platform", .form = FixedPrice{Number("9500.00")}}};
    return contract;
  }
  // 99.9 % a month; 10 % below, to be claimed within 30 days.
  static void Promise(Contract& contract) {
    Objective objective;
    objective.id = "availability";
    objective.services = {"service"};
    objective.time_zone = "Europe/Amsterdam";
    objective.window.zone = LoadZone("Europe/Amsterdam").value();
    AvailabilityTerms terms;
    terms.target = Number("99.9");
    terms.counts_as_down = {{kPartialOutage}, {kMajorOutage}};
    objective.terms = terms;
    objective.remedies.credits = {{Number("99.9"), Number("10")}};
    objective.remedies.credit_base = "platform";
    objective.remedies.claim_within = {ClaimRule::Kind::kDays, 30};
    contract.objectives = {objective};
  }
  ProviderConfig& AddServed(const std::string& id, Origin origin,
                            absl::Duration every = absl::Minutes(1)) {
    ProviderConfig& provider = AddProvider(id);
    provider.services = {
        {.id = "service", .name = "Service", .components = {"Web"}}};
    provider.sources = {MakeSource(id + "-feed", id, "probe", every)};
    provider.sources[0].origin = origin;
    return provider;
  }
  // Seen without a pause since the summer, down where `down` says so.
  void Watch(const std::string& provider, absl::Time until,
             std::optional<absl::Time> down = std::nullopt) {
    const std::string source = provider + "-feed";
    std::vector<std::pair<absl::Time, OperationalState>> seen = {
        {Local(8, 20), kOperational}};
    if (down.has_value()) {
      seen.emplace_back(*down, kMajorOutage);
      seen.emplace_back(*down + absl::Hours(2), kOperational);
    }
    for (size_t i = 0; i < seen.size(); ++i) {
      Tell(source,
           MakeObservation(seen[i].first,
                           {MakeComponent("web", "Web", seen[i].second)}),
           absl::ZeroDuration());
      Confirm(source, seen[i].first,
              i + 1 < seen.size() ? seen[i + 1].first : until,
              until == clock_.Now() && provider != "silent"
                  ? absl::Minutes(3)
                  : absl::ZeroDuration());
    }
  }
  // A figure of September that somebody entered from paper.
  void EnterFigure(const std::string& provider) {
    const NewMatterStep step{{.kind = MatterKind::kFigure,
                              .name = provider + "-figure",
                              .provider = provider,
                              .contract = provider + "-contract",
                              .objective = "availability",
                              .range = {Local(9, 1), Local(10, 1)}},
                             MatterMove::kEntered,
                             {{kFigureValue, "99.95"},
                              {kFigureUnit, ""},
                              {kFigureOrigin, "reported"},
                              {kFigurePeriod, "2026-09"},
                              {kFigureDocument, "september.pdf"},
                              {kFigureDocumentSha256, "ab12"},
                              {kFigureDocumentBytes, "4711"},
                              {kFigureExpires, "2027-10-01"}}};
    Act act;
    act.method = "test.Enter";
    act.provider = provider;
    act.subject = step.subject.name;
    act.rows = {step.Encode()};
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const auto told =
              ActStore(*database_, clock_).Append(transaction, cio_, act);
          if (!told.ok()) return told.status();
          return matter_store_.Insert(transaction, step, *told);
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }

  std::vector<Contract> all_;
};

TEST_F(MondayStoryTest, FortyPartnersOnAMondayMorning) {
  const absl::Time now = Local(10, 5, 7);
  // One has a credit of 950.00 to claim by 30 October: two of September's 720
  // hours were down, 99.72 %; its last day and thirty more.
  AddServed("down", Origin::kMeasured);
  Promise(AddContract("down"));
  // One has an option to receive by Thursday 8 October: three months before
  // 9 January are a border on 9 October.
  AddServed("option", Origin::kMeasured);
  Contract& option = AddContract("option");
  option.term.start = absl::CivilDay(2026, 1, 9);
  option.term.initial = {.months = 12};
  option.term.options = ExtensionOption{.extend = {.months = 12},
                                        .times = 1,
                                        .by = Side::kCustomer,
                                        .exercise = {.months = 3}};
  // One feed is silent since Friday 18:00.
  AddServed("silent", Origin::kReported);
  // Four renew by themselves, with notice within half a year.
  for (int i = 0; i < 4; ++i) {
    const std::string id = absl::StrCat("renews", i);
    AddServed(id, Origin::kMeasured);
    Contract& contract = AddContract(id);
    contract.term.initial = {.months = 12};
    contract.term.renewal = Renewal::kTacit;
    contract.term.renewal_term = {.months = 12};
    contract.term.customer_notice = {.months = 1};
  }
  // The rest is quiet: 21 that we measure, 12 of whom only paper tells.
  for (int i = 0; i < 21; ++i) {
    const std::string id = absl::StrCat("measured", i);
    AddServed(id, Origin::kMeasured);
    Promise(AddContract(id));
  }
  for (int i = 0; i < 12; ++i) {
    const std::string id = absl::StrCat("paper", i);
    AddProvider(id).services = {{.id = "service", .name = "Service"}};
    Promise(AddContract(id));
    all_.back().objectives[0].remedies = {};
  }
  Configure();
  std::vector<ContractRegister::Entry> entries;
  for (const Contract& contract : all_) {
    entries.push_back({contract.id + ".yaml", contract});
  }
  contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  clock_.Set(Local(10, 2, 18));
  Watch("silent", Local(10, 2, 18));
  clock_.Set(now);
  Watch("down", now, Local(9, 7, 10));
  Watch("option", now);
  for (int i = 0; i < 4; ++i) Watch(absl::StrCat("renews", i), now);
  for (int i = 0; i < 21; ++i) Watch(absl::StrCat("measured", i), now);
  for (int i = 0; i < 12; ++i) EnterFigure(absl::StrCat("paper", i));

  const auto agenda = AnswerAgenda(context(), cio_, {}, {});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  std::vector<std::string> ids;
  for (const AgendaItem& item : agenda->items) ids.push_back(item.id);
  ASSERT_THAT(agenda->items, SizeIs(7)) << ::testing::PrintToString(ids);
  // 950.00 in 25 days are 38.00 a day; the option has no loss, only a sum.
  const AgendaItem& first = agenda->items.front();
  EXPECT_EQ(first.id, "claim:down-contract/availability/2026-09-30");
  EXPECT_EQ(first.certain->ToString(), "950.00");
  EXPECT_EQ(first.decide_by, absl::CivilDay(2026, 10, 30));
  EXPECT_TRUE(std::all_of(agenda->items.begin(), agenda->items.end(),
                          [](const AgendaItem& item) { return item.first; }));
  EXPECT_THAT(ids, ::testing::Contains("option:option-contract:1:2026-10-08"));
  EXPECT_THAT(ids, ::testing::Contains("source_silent:silent-feed"));

  const auto overview = answers().GetOverview(cio_, {.with_agenda = true}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  int measured = 0;
  int by_hand = 0;
  int waiting = 0;
  for (const ProviderOverview& row : (*overview)->providers) {
    waiting += row.agenda_items.value_or(0);
    if (row.id == "silent") {
      EXPECT_EQ(row.state.joint.state, kUnknown);
      EXPECT_EQ(row.state.joint.since, Local(10, 2, 18));
      EXPECT_FALSE(row.attention.empty()) << "not among the quiet";
    }
    // That nothing but paper tells of a partner is no news on a Monday.
    const bool is_quiet =
        row.agenda_items.value_or(0) == 0 &&
        std::all_of(row.attention.begin(), row.attention.end(),
                    [](const AttentionReason& reason) {
                      return reason.rule == "attention-without-source";
                    });
    if (!is_quiet) continue;
    switch (std::max(row.coverage.status, row.coverage.service_level)) {
      case CoverageKind::kMeasured:
        ++measured;
        break;
      case CoverageKind::kByHand:
        ++by_hand;
        break;
      default:
        ADD_FAILURE() << row.id << " is quiet by nobody's word";
    }
  }
  EXPECT_EQ(measured, 21);
  EXPECT_EQ(by_hand, 12);
  // The same numbers as the agenda's.
  EXPECT_EQ(waiting, 7);
}

}  // namespace
}  // namespace regisseur
