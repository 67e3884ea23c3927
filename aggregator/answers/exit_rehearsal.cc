#include "aggregator/answers/exit_rehearsal.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/hour_balances.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

class Rehearsal {
 public:
  Rehearsal(const KnownPortfolio& known, absl::CivilDay today,
            RehearsalAnswer& answer)
      : known_(known), today_(today), answer_(answer) {}

  void AddFunctions() {
    std::set<std::string> others;
    for (const FunctionConfig& function : known_.portfolio().functions) {
      TouchedFunction touched{.function = &function};
      std::set<std::string> beside;
      for (const auto& [provider, service] : function.needs) {
        const std::string id = known_.CurrentId(provider);
        if (id == answer_.provider) {
          touched.services.push_back(service);
        } else {
          beside.insert(id);
        }
      }
      if (touched.services.empty()) continue;
      others.insert(beside.begin(), beside.end());
      answer_.functions.push_back(std::move(touched));
    }
    answer_.other_providers.assign(others.begin(), others.end());
    std::stable_sort(answer_.functions.begin(), answer_.functions.end(),
                     [](const TouchedFunction& a, const TouchedFunction& b) {
                       return a.function->critical && !b.function->critical;
                     });
  }

  void AddContract(const LeavingContract& leaving) {
    const Contract& contract = leaving.answer.contract();
    const NoticeDates& dates = leaving.answer.dates;
    const std::string& id = contract.id;
    AddDeadline(dates.notice_received_by, "exit-notice", id);
    AddDeadline(dates.provider_notice_by, "exit-provider-notice", id);
    AddDeadline(dates.switch_notice_by, "exit-switch-notice", id);
    AddDeadline(dates.last_day, "exit-last-day", id);
    if (contract.term.switching_data_act) {
      AddReady(true, "exit-data-act", "", id);
    }
    const ExitTerms exit = contract.dossier.exit.value_or(ExitTerms());
    AddReady(exit.plan.has_value(), "exit-plan", "exit-plan-missing", id,
             exit.plan.has_value() ? FormatDay(*exit.plan) : "");
    AddReady(exit.tested.has_value(), "exit-test", "exit-test-missing", id,
             exit.tested.has_value() ? FormatDay(*exit.tested) : "");
    AddReady(exit.assistance_hours.has_value(), "exit-assistance",
             "exit-assistance-missing", id,
             exit.assistance_hours.has_value()
                 ? exit.assistance_hours->ToString()
                 : "");
    const bool data = !exit.data_format.empty() || exit.data_within.has_value();
    std::vector<std::string> how;
    if (!exit.data_format.empty()) how.push_back(exit.data_format);
    if (exit.data_within.has_value()) {
      how.push_back(
          absl::StrCat("within ", FormatCivilSpan(*exit.data_within)));
    }
    AddReady(data, "exit-data", "exit-data-missing", id,
             absl::StrJoin(how, ", "));
    AddReady(exit.data_erased_after.has_value(), "exit-erasure",
             "exit-erasure-missing", id,
             exit.data_erased_after.has_value()
                 ? FormatCivilSpan(*exit.data_erased_after)
                 : "");
  }

  void AddWithoutContract() {
    if (answer_.contracts.empty()) {
      AddReady(false, "", "exit-contract-missing", answer_.provider);
    }
    for (const TouchedFunction& touched : answer_.functions) {
      if (touched.function->critical && touched.function->rto.empty()) {
        AddReady(false, "", "exit-recovery-time-missing", touched.function->id);
      }
    }
  }

  void Finish() {
    std::stable_sort(answer_.deadlines.begin(), answer_.deadlines.end(),
                     [](const LeavingDeadline& a, const LeavingDeadline& b) {
                       return a.day < b.day;
                     });
  }

 private:
  void AddDeadline(const std::optional<absl::CivilDay>& day, const char* rule,
                   const std::string& contract) {
    if (!day.has_value()) return;
    answer_.deadlines.push_back(
        {*day, {rule, {{"contract", contract}}}, contract, *day < today_});
  }

  void AddReady(bool ready, const char* rule, const char* missing,
                const std::string& subject, const std::string& what = "") {
    Readiness row{{ready ? rule : missing, {{"subject", subject}}}, subject};
    if (ready) row.what.arguments["what"] = what;
    (ready ? answer_.prepared : answer_.missing).push_back(std::move(row));
  }

  const KnownPortfolio& known_;
  const absl::CivilDay today_;
  RehearsalAnswer& answer_;
};

// What it cost in the last whole month, in the portfolio's currency.
absl::Status AddCost(const AnswerContext& context, const Principal& who,
                     AsOf as_of, RehearsalAnswer& answer) {
  const std::string month = FormatMonth(answer.month);
  ASSIGN_OR_RETURN(CostSummaryAnswer summary,
                   AnswerCostSummary(context, who,
                                     {.from = month,
                                      .to = month,
                                      .provider = answer.provider,
                                      .in = answer.portfolio->currency,
                                      .without_tax = true},
                                     as_of));
  for (Gap& gap : summary.gaps) AddGap(std::move(gap), answer.gaps);
  if (summary.rows.size() == 1 &&
      summary.rows.front().currency == answer.portfolio->currency) {
    answer.month_cost = summary.rows.front().billed;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RehearsalAnswer> AnswerRehearsal(
    const AnswerContext& context, const Principal& who,
    const RehearsalQuestion& question, AsOf as_of) {
  if (question.provider.empty()) {
    return absl::InvalidArgumentError("provider: say which provider leaves");
  }
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  RETURN_IF_ERROR(known.CheckProvider(question.provider));
  RehearsalAnswer answer;
  answer.portfolio = known.shared_portfolio();
  answer.provider = known.CurrentId(question.provider);
  const absl::CivilDay today =
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  answer.on = today;
  if (!question.on.empty()) {
    const absl::StatusOr<absl::CivilDay> on = ParseDay(question.on);
    if (!on.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "on: \"", question.on, "\" is no day such as 2026-10-31"));
    }
    answer.on = *on;
  }
  answer.month =
      absl::CivilMonth(absl::ToCivilDay(known.moment(), absl::UTCTimeZone())) -
      1;
  if (const ProviderConfig* config =
          answer.portfolio->FindProvider(answer.provider)) {
    answer.name = config->name;
    for (const ServiceConfig& service : config->services) {
      answer.services.push_back(service.id);
    }
  }
  Rehearsal rehearsal(known, today, answer);
  rehearsal.AddFunctions();
  ASSIGN_OR_RETURN(
      ContractsAnswer contracts,
      AnswerContracts(context, who,
                      {.provider = answer.provider, .on = FormatDay(answer.on)},
                      as_of));
  for (Gap& gap : contracts.gaps) AddGap(std::move(gap), answer.gaps);
  ASSIGN_OR_RETURN(
      HourBalancesAnswer balances,
      AnswerHourBalances(
          context, who,
          {.provider = answer.provider, .on = FormatDay(answer.on)}, as_of));
  for (Gap& gap : balances.gaps) AddGap(std::move(gap), answer.gaps);
  for (ContractAnswer& contract : contracts.contracts) {
    if (contract.state != ContractState::kRunning) continue;
    LeavingContract leaving{.answer = std::move(contract)};
    for (const HourBalanceRow& row : balances.balances) {
      if (row.contract->id != leaving.answer.contract().id ||
          row.balance.left <= Decimal()) {
        continue;
      }
      leaving.unused.push_back({row.component->component,
                                row.balance.left.ToString(),
                                row.balance.left_amount.ToString()});
    }
    rehearsal.AddContract(leaving);
    answer.contracts.push_back(std::move(leaving));
  }
  rehearsal.AddWithoutContract();
  rehearsal.Finish();
  RETURN_IF_ERROR(AddCost(context, who, as_of, answer));
  return answer;
}

}  // namespace regisseur
