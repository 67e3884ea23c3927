#include "cli/overview/overview.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "cli/output/display_text.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "core/portfolio/portfolio.h"
#include "core/time/instant.h"
#include "regisseur/portfolio/v1/portfolio.grpc.pb.h"

namespace regisseur {
namespace {

using portfolio::v1::FunctionOverview;
using portfolio::v1::Overview;
using portfolio::v1::PortfolioService;
using portfolio::v1::ProviderCost;
using portfolio::v1::ProviderOverview;

constexpr size_t kReasonsShown = 3;
constexpr size_t kGapsShown = 6;

bool IsQuiet(const ProviderOverview& row) {
  return row.attention().empty() &&
         row.state() == type::v1::OPERATIONAL_STATE_OPERATIONAL &&
         row.freshness() == type::v1::FRESHNESS_FRESH &&
         row.open_incidents() == 0;
}

// Nobody tells its state: neither well nor ill, and nothing to act on today.
bool IsUnwatched(const ProviderOverview& row) {
  return row.attention().empty() && row.open_incidents() == 0 &&
         row.freshness() == type::v1::FRESHNESS_FRESH &&
         (row.state() == type::v1::OPERATIONAL_STATE_UNKNOWN ||
          row.state() == type::v1::OPERATIONAL_STATE_UNSPECIFIED) &&
         row.coverage().status() <= portfolio::v1::COVERAGE_KIND_BY_HAND;
}

std::string NameOf(const ProviderOverview& row) {
  return row.name().empty() ? row.id() : row.name();
}

// `2026-11` as NOV 2026 SO FAR and OCT 2026.
std::string MonthHeading(const std::string& month, int shift,
                         absl::string_view otherwise) {
  const absl::StatusOr<absl::CivilMonth> parsed = ParseMonth(month);
  if (!parsed.ok()) return std::string(otherwise);
  static constexpr absl::string_view kMonths[] = {"JAN", "FEB", "MAR", "APR",
                                                  "MAY", "JUN", "JUL", "AUG",
                                                  "SEP", "OCT", "NOV", "DEC"};
  return std::string(kMonths[(*parsed + shift).month() - 1]);
}

// One of the two amounts of a cost.
struct Figure {
  bool known;
  const std::string& text;
  bool provisional;
};
Figure MonthToDate(const ProviderCost& cost) {
  return {cost.has_month_to_date(), cost.month_to_date(),
          cost.month_to_date_provisional()};
}
Figure LastMonth(const ProviderCost& cost) {
  return {cost.has_last_month(), cost.last_month(),
          cost.last_month_provisional()};
}

Cell Amount(const Figure& figure, const ProviderCost& cost,
            const std::string& usual_currency) {
  if (!figure.known) return {"–"};
  std::string words = AmountWords(figure.text, cost.currency());
  if (cost.currency() != usual_currency) {
    absl::StrAppend(&words, " ", cost.currency());
  }
  return {absl::StrCat(figure.provisional ? "~" : "", words)};
}

// What the whole month will probably cost, or may. Empty where nobody knows, so
// that a portfolio without budgets has no such column.
Cell Ahead(bool known, const std::string& text, const ProviderCost& cost) {
  return known ? Cell(AmountWords(text, cost.currency())) : Cell();
}

// The worst source decides the word, so its age stands beside it: of its data,
// where those are what is late or stale.
std::optional<absl::Duration> AgeOfWorst(const ProviderOverview& row,
                                         absl::Time now) {
  std::optional<absl::Duration> oldest;
  for (const portfolio::v1::SourceFreshness& source : row.sources()) {
    if (source.freshness() != row.freshness() ||
        !source.has_last_answer_time()) {
      continue;
    }
    absl::Time reaches = ToTime(source.last_answer_time());
    if (source.has_data_until_time() &&
        (row.freshness() == type::v1::FRESHNESS_LATE ||
         row.freshness() == type::v1::FRESHNESS_STALE)) {
      reaches = std::min(reaches, ToTime(source.data_until_time()));
    }
    const absl::Duration age = now - reaches;
    if (!oldest || age > *oldest) oldest = age;
  }
  return oldest;
}

std::string ServiceLevels(const ProviderOverview& row) {
  if (!row.has_sla()) return "–";
  std::vector<std::string> words;
  if (row.sla().breached() > 0) {
    words.push_back(absl::StrCat(row.sla().breached(), " breached"));
  }
  if (row.sla().at_risk() > 0) {
    words.push_back(absl::StrCat(row.sla().at_risk(), " at risk"));
  }
  if (row.sla().unknown() > 0) {
    words.push_back(absl::StrCat(row.sla().unknown(), " unknown"));
  }
  if (words.empty() && row.sla().met() > 0) {
    words.push_back(absl::StrCat(row.sla().met(), " met"));
  }
  if (words.empty()) {
    words.push_back(absl::StrCat(row.sla().on_track(), " on track"));
  }
  if (row.sla().disputed() > 0) {
    words.push_back(absl::StrCat(row.sla().disputed(), " disputed"));
  }
  if (row.sla().told_otherwise() > 0) {
    words.push_back(
        absl::StrCat(row.sla().told_otherwise(), " told otherwise"));
  }
  return absl::StrJoin(words, ", ");
}

// For its own trend: it ranks nobody. Empty without a running contract.
std::string RigidityWords(bool has_contract,
                          const contract::v1::RigidityMean& mean) {
  if (!has_contract) return "";
  if (mean.has_figure()) return mean.figure();
  if (!mean.has_figure_at_least()) return "–";
  return absl::StrCat(mean.figure_at_least(), "–", mean.figure_at_most());
}

std::vector<Cell> Cells(const ProviderOverview& row,
                        const std::string& currency, absl::Time now) {
  // No partner: neither a state nor data of its own.
  const bool unassigned = row.id() == kUnassigned;
  const Cell state = unassigned ? Cell("–") : StateCell(row.state());
  const ProviderCost& cost = row.cost();
  return {
      {NameOf(row), Style::kBold},
      state,
      {row.has_open_incidents() ? absl::StrCat(row.open_incidents()) : "–",
       row.open_incidents() > 0 ? Style::kBad : Style::kPlain},
      Amount(MonthToDate(cost), cost, currency),
      Amount(LastMonth(cost), cost, currency),
      Ahead(cost.has_forecast(), cost.forecast(), cost),
      Ahead(cost.has_budget(), cost.budget(), cost),
      ServiceLevels(row),
      row.has_agenda_items() ? absl::StrCat(row.agenda_items()) : "",
      RigidityWords(row.has_rigidity(), row.rigidity()),
      unassigned ? Cell("–")
                 : FreshnessCell(row.freshness(), AgeOfWorst(row, now)),
      row.has_state_since_time() ? MinuteWords(row.state_since_time()) : "–",
      cost.has_month_to_date_until_time()
          ? FormatDay(absl::ToCivilDay(ToTime(cost.month_to_date_until_time()),
                                       absl::UTCTimeZone()))
          : "–",
      EnumPhrase(row.tier()),
      row.owner()};
}

void AddReasons(const ProviderOverview& row, bool all, TextTable* table) {
  const size_t size = row.attention_size();
  const size_t shown = all ? size : std::min(size, kReasonsShown);
  for (size_t i = 0; i < shown; ++i) {
    const portfolio::v1::AttentionReason& reason = row.attention(i);
    table->AddNote(
        {reason.message().empty() ? reason.rule() : reason.message()}, "└ ");
  }
  if (shown < size) {
    table->AddNote({absl::StrCat("and ", size - shown,
                                 " more: regisseur provider show ", row.id()),
                    Style::kFaint},
                   "└ ");
  }
}

// A paragraph, its first line with a symbol in front, the rest indented.
std::string Paragraph(absl::string_view text, Style style,
                      const Terminal& terminal) {
  std::string out;
  bool first = true;
  for (const std::string& piece :
       Wrapped(EscapeControls(text), terminal.width - 2)) {
    absl::StrAppend(&out, first ? "" : "  ", Styled(piece, style, terminal),
                    "\n");
    first = false;
  }
  return out;
}

std::string Names(const std::vector<const ProviderOverview*>& rows) {
  std::vector<std::string> names;
  for (const ProviderOverview* row : rows) names.push_back(NameOf(*row));
  return absl::StrJoin(names, ", ");
}

std::string Functions(const Overview& overview, const View& view) {
  std::vector<std::string> well;
  TextTable table({{.heading = "FUNCTIONS AFFECTED", .cut_to = 22},
                   {.heading = "STATE"},
                   {.heading = "SINCE", .priority = 1},
                   {.heading = "PARTNERS IT NEEDS", .cut_to = 14},
                   {.heading = "OWNER",
                    .priority = 2,
                    .cut_to = 8,
                    .only_if_filled = true,
                    .extra = true}});
  for (const FunctionOverview& function : overview.functions()) {
    const std::string name =
        function.name().empty() ? function.id() : function.name();
    if (function.state() == type::v1::OPERATIONAL_STATE_OPERATIONAL) {
      well.push_back(name);
      continue;
    }
    table.AddRow(
        {{absl::StrCat(name, function.critical() ? " (critical)" : ""),
          Style::kBold},
         StateCell(function.state()),
         function.has_since_time() ? MinuteWords(function.since_time()) : "–",
         absl::StrJoin(function.providers(), ", "),
         function.owner()});
  }
  std::string out;
  if (!table.empty()) absl::StrAppend(&out, "\n", table.Render(view.terminal));
  if (!well.empty()) {
    absl::StrAppend(
        &out, table.empty() ? "\n" : "",
        Paragraph(absl::StrCat("✓ Functions unaffected (", well.size(),
                               "): ", absl::StrJoin(well, ", ")),
                  Style::kPlain, view.terminal));
  }
  return out;
}

// Its services are disturbed, whatever else there is.
bool IsDisturbed(const ProviderOverview& row) {
  return row.open_incidents() > 0 ||
         row.state() == type::v1::OPERATIONAL_STATE_MAJOR_OUTAGE ||
         row.state() == type::v1::OPERATIONAL_STATE_PARTIAL_OUTAGE ||
         row.state() == type::v1::OPERATIONAL_STATE_DEGRADED_PERFORMANCE;
}

// Why they need attention: `: 2 disturbed, 1 with data missing or late`.
std::string AttentionKinds(const Overview& overview) {
  const int attention = overview.totals().providers_attention();
  const int disturbed = static_cast<int>(std::count_if(
      overview.providers().begin(), overview.providers().end(),
      [](const ProviderOverview& row) {
        return !row.former() && !row.attention().empty() && IsDisturbed(row);
      }));
  if (disturbed > attention || attention == 0) return "";
  std::vector<std::string> kinds;
  if (disturbed > 0) kinds.push_back(absl::StrCat(disturbed, " disturbed"));
  if (disturbed < attention) {
    kinds.push_back(
        absl::StrCat(attention - disturbed, " with data missing or late"));
  }
  return absl::StrCat(": ", absl::StrJoin(kinds, ", "));
}

// Quiet partners are folded, and what waits about them is not.
std::string Decisions(const Overview& overview) {
  int waiting = 0;
  for (const ProviderOverview& row : overview.providers()) {
    waiting += row.agenda_items();
  }
  if (waiting == 0) return "";
  return absl::StrCat(" · ", waiting,
                      waiting == 1 ? " decision waits" : " decisions wait",
                      " (regisseur agenda)");
}

std::string Heading(const Overview& overview, const View& view) {
  const portfolio::v1::OverviewTotals& totals = overview.totals();
  std::string title = overview.portfolio();
  if (overview.has_as_of()) {
    absl::StrAppend(&title, " · as of ", MinuteWords(overview.as_of()));
  }
  absl::StrAppend(&title, " · cost month ", overview.month());
  std::string out = Paragraph(title, Style::kBold, view.terminal);
  const int attention = totals.providers_attention();
  const absl::string_view of_all =
      totals.providers() == 1 ? " partner" : " partners";
  const std::string verdict =
      attention == 0 ? absl::StrCat("✓ None of ", totals.providers(), of_all,
                                    " needs attention")
                     : absl::StrCat("● ", attention, " of ", totals.providers(),
                                    of_all, attention == 1 ? " needs" : " need",
                                    " attention", AttentionKinds(overview));
  absl::StrAppend(
      &out,
      Paragraph(verdict, attention == 0 ? Style::kGood : Style::kBad,
                view.terminal),
      "  ",
      Paragraph(absl::StrCat(
                    totals.open_incidents(),
                    totals.open_incidents() == 1 ? " incident" : " incidents",
                    " open · ", totals.sources_fresh(), " of ",
                    totals.sources(), " sources fresh", Decisions(overview)),
                Style::kPlain, view.terminal),
      "\n");
  return out;
}

void AddTotals(const Overview& overview, TextTable* table) {
  const portfolio::v1::OverviewTotals& totals = overview.totals();
  const ProviderCost& cost = totals.cost();
  table->AddRule();
  const auto amount = [&cost](const Figure& figure) {
    Cell cell = Amount(figure, cost, cost.currency());
    cell.style = Style::kBold;
    return cell;
  };
  // Those that left the configuration are rows while they still cost.
  const int former = static_cast<int>(
      std::count_if(overview.providers().begin(), overview.providers().end(),
                    [](const ProviderOverview& row) { return row.former(); }));
  const int partners = totals.providers() + former;
  table->AddRow({{partners == 1 ? "The one partner"
                                : absl::StrCat("All ", partners, " partners"),
                  Style::kBold},
                 "",
                 absl::StrCat(totals.open_incidents()),
                 amount(MonthToDate(cost)),
                 amount(LastMonth(cost)),
                 Ahead(cost.has_forecast(), cost.forecast(), cost),
                 Ahead(cost.has_budget(), cost.budget(), cost),
                 "",
                 "",
                 RigidityWords(totals.has_rigidity(), totals.rigidity())});
  if (former > 0) {
    table->AddNote({absl::StrCat(former, " of them left the configuration")});
  }
  const auto leaves_out = [table](absl::string_view what,
                                  const auto& providers) {
    if (providers.empty()) return;
    table->AddNote({absl::StrCat(what, " leaves out all or part of ",
                                 absl::StrJoin(providers, ", "),
                                 " (not delivered or not convertible)"),
                    Style::kWarning});
  };
  leaves_out("the month so far", totals.month_to_date_leaves_out());
  leaves_out("the last month", totals.last_month_leaves_out());
}

std::string Table(const Overview& overview, const View& view) {
  const std::string owner = view.arguments.Text("owner");
  if (overview.providers().empty() && !owner.empty()) {
    return absl::StrCat("No partner has the owner \"", EscapeControls(owner),
                        "\": regisseur provider list shows who answers for "
                        "which.\n");
  }
  if (overview.providers().empty()) {
    return "No partners are configured: add one under providers: in the "
           "configuration.\n";
  }
  const bool all = view.arguments.Has("all");
  const absl::Time now =
      overview.has_as_of() ? ToTime(overview.as_of()) : view.now;
  const std::string currency = overview.totals().cost().currency();
  std::vector<const ProviderOverview*> quiet;
  std::vector<const ProviderOverview*> unwatched;
  bool any_provisional = overview.totals().cost().provisional();
  bool any_sla = false;
  for (const ProviderOverview& row : overview.providers()) {
    any_provisional = any_provisional || row.cost().provisional();
    any_sla = any_sla || row.has_sla();
    if (!all && IsQuiet(row)) quiet.push_back(&row);
    if (!all && IsUnwatched(row)) unwatched.push_back(&row);
  }

  TextTable table({{.heading = "PARTNER", .cut_to = 14},
                   {.heading = "STATE"},
                   {.heading = "OPEN", .right = true},
                   {.heading = absl::StrCat(
                        MonthHeading(overview.month(), 0, "MONTH"), " SO FAR"),
                    .right = true},
                   {.heading = MonthHeading(overview.month(), -1, "LAST MONTH"),
                    .right = true},
                   {.heading = "FORECAST",
                    .priority = 2,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "BUDGET",
                    .priority = 2,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "SLA", .priority = 1, .extra = !any_sla},
                   {.heading = "AGENDA",
                    .priority = 2,
                    .right = true,
                    .only_if_filled = true},
                   {.heading = "RIGIDITY",
                    .priority = 3,
                    .right = true,
                    .only_if_filled = true,
                    .extra = true},
                   {.heading = "DATA"},
                   {.heading = "STATE SINCE", .priority = 3, .extra = true},
                   {.heading = "COST UNTIL", .priority = 4, .extra = true},
                   {.heading = "TIER",
                    .priority = 5,
                    .only_if_filled = true,
                    .extra = true},
                   {.heading = "OWNER",
                    .priority = 6,
                    .cut_to = 8,
                    .only_if_filled = true,
                    .extra = true}});
  for (const ProviderOverview& row : overview.providers()) {
    if (!all && (IsQuiet(row) || IsUnwatched(row))) continue;
    table.AddRow(Cells(row, currency, now));
    AddReasons(row, all, &table);
  }
  AddTotals(overview, &table);

  std::string out = Heading(overview, view);
  absl::StrAppend(&out, table.Render(view.terminal));
  if (!quiet.empty()) {
    absl::StrAppend(
        &out, Paragraph(absl::StrCat("✓ ", quiet.size(),
                                     " quiet (operational, fresh, nothing "
                                     "open): ",
                                     Names(quiet)),
                        Style::kGood, view.terminal));
  }
  if (!unwatched.empty()) {
    absl::StrAppend(
        &out, Paragraph(absl::StrCat("? ", unwatched.size(),
                                     " unwatched (nobody tells their state): ",
                                     Names(unwatched)),
                        Style::kWarning, view.terminal));
  }
  absl::StrAppend(&out, Functions(overview, view));

  std::string legend = absl::StrCat("Amounts", currency.empty() ? "" : " in ",
                                    currency, ", excluding tax");
  if (any_provisional) {
    absl::StrAppend(&legend, "; ~ at a rate that can still change");
  }
  absl::StrAppend(&legend, "; – not known");
  if (!any_sla) absl::StrAppend(&legend, "; SLA: no contract");
  absl::StrAppend(&out, "\n", Paragraph(legend, Style::kFaint, view.terminal));
  if (overview.has_coverage()) {
    absl::StrAppend(
        &out, Paragraph(CoverageLine(overview.coverage(), overview.month()),
                        Style::kPlain, view.terminal));
  }
  return out;
}

}  // namespace

Verb OverviewVerb() {
  Verb verb{
      .noun = "overview",
      .summary = "Which partners need attention, and why",
      .details =
          "Partners that need attention come first, each with its reasons. "
          "Those that are quiet, and those whose state nobody tells, are "
          "folded into a line each; --all shows every row and every gap.",
      .examples = {"regisseur overview", "regisseur overview --all",
                   "regisseur overview --as-known-on 2026-10-05",
                   "regisseur -o json overview"},
      .parameters = {{.name = "all",
                      .kind = Parameter::Kind::kFlag,
                      .help = "Every partner, reason and gap"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "providers"},
      .table = TableOf(&Table),
      .gap_limit = [](const Arguments& arguments) {
        return arguments.Has("all") ? size_t{0} : kGapsShown;
      }};
  verb.ask = Reading<PortfolioService>(&PortfolioService::Stub::GetOverview,
                                       verb.parameters);
  return verb;
}

}  // namespace regisseur
