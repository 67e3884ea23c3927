#include "aggregator/answers/cost_summary.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gather.h"
#include "aggregator/answers/cost_rows.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"

namespace regisseur {
namespace {

constexpr int kMostPeriodsOfLines = 13;

// Evidence of the same cost that does not count.
struct EvidenceBeside {
  ExactSum amount;
  std::set<std::string> months;

  std::string MonthsInWords() const {
    if (months.size() == 1) return *months.begin();
    return absl::StrCat(months.size(), " months from ", *months.begin(), " to ",
                        *months.rbegin());
  }
};

// Which evidence counts, for people.
std::string BasisInWords(bool charges, bool invoices, bool ledger) {
  std::string words = charges || (!invoices && !ledger) ? "charges" : "";
  if (invoices) {
    absl::StrAppend(&words, words.empty()
                                ? "invoices"
                                : "; invoices where no charges were delivered");
  }
  if (ledger) {
    absl::StrAppend(
        &words, words.empty() ? "ledger"
                : invoices ? "; ledger where neither charges nor invoices were "
                             "delivered"
                           : "; ledger where no charges were delivered");
  }
  return words;
}

absl::Status Merge(const Groups& from, Groups& into) {
  for (const auto& [keys, parts] : from) {
    for (const auto& [part, total] : parts) {
      RETURN_IF_ERROR(into[keys][part].Add(total));
    }
  }
  return absl::OkStatus();
}

// The keys that only single lines have, as a person writes them.
std::string LineKeysOf(const CostSummaryQuestion& question) {
  std::string keys;
  for (const std::string& key : question.by) {
    if (IsLineKey(key)) absl::StrAppend(&keys, keys.empty() ? "" : ", ", key);
  }
  return keys;
}

// Refuses lines of more than one provider or of too many billing periods.
absl::Status CheckLinesAllowed(const AnswerContext& context,
                               const Principal& who,
                               const std::vector<std::string>& ids,
                               const CostSummaryQuestion& question,
                               CostFilter filter, AsOf as_of) {
  const std::string keys = LineKeysOf(question);
  if (question.provider.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("by: ", keys,
                     " is answered from single lines of one provider and at "
                     "most 13 billing periods: add provider, and from and to"));
  }
  std::set<absl::Time> periods;
  for (const std::string& id : ids) {
    filter.provider = id;
    RETURN_IF_ERROR(context.cost.ReadTotals(
        who, filter, as_of, [&](const CostTotalRow& row) {
          periods.insert(row.billing_period_start);
          return absl::OkStatus();
        }));
  }
  if (periods.size() > kMostPeriodsOfLines) {
    return absl::InvalidArgumentError(absl::StrCat(
        "by: ", keys,
        " is answered from single lines of at most 13 billing "
        "periods, and these are ",
        periods.size(), ", from ", CostMonth(*periods.begin()), " to ",
        CostMonth(*periods.rbegin()), ": narrow from and to"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CostSummaryAnswer> AnswerCostSummary(
    const AnswerContext& context, const Principal& who,
    const CostSummaryQuestion& question, AsOf as_of) {
  RETURN_IF_ERROR(CheckCostKeys(question.by));
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  CostFilter filter;
  ASSIGN_OR_RETURN(
      filter.billing_period_start,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  CostSummaryQuestion asked = question;
  std::vector<std::string> ids;
  if (!question.provider.empty()) {
    asked.provider = known.CurrentId(question.provider);
    ids = IdsOf(known, asked.provider);
    // A provider that left the configuration may have left only its cost.
    if (!known.IsKnown(asked.provider)) {
      bool found = false;
      CostFilter any{.provider = asked.provider};
      RETURN_IF_ERROR(
          context.cost.ReadTotals(who, any, as_of, [&](const CostTotalRow&) {
            found = true;
            return absl::OkStatus();
          }));
      if (!found) return known.CheckProvider(asked.provider);
    }
  }

  const bool by_line =
      std::any_of(asked.by.begin(), asked.by.end(),
                  [](const std::string& key) { return IsLineKey(key); });
  if (by_line) {
    RETURN_IF_ERROR(CheckLinesAllowed(context, who, ids, asked, filter, as_of));
  }
  GatheredCost gathered;
  const auto gather = [&](const auto& from) -> absl::Status {
    if (ids.empty()) {
      return from(context, who, known, asked, filter, as_of, gathered);
    }
    for (const std::string& id : ids) {
      filter.provider = id;
      RETURN_IF_ERROR(
          from(context, who, known, asked, filter, as_of, gathered));
    }
    return absl::OkStatus();
  };
  CostSummaryAnswer answer;
  if (!by_line) {
    RETURN_IF_ERROR(gather(GatherTotals));
  } else if (const absl::Status lines = gather(GatherLines);
             absl::IsFailedPrecondition(lines)) {
    // Lines that were replaced are not kept for ever; their totals are.
    gathered = GatheredCost();
    RETURN_IF_ERROR(gather(GatherTotals));
    Gap gap;
    gap.provider = asked.provider;
    gap.rule = "cost-lines-dropped";
    gap.arguments = {{"keys", LineKeysOf(asked)}};
    answer.gaps.push_back(std::move(gap));
  } else {
    RETURN_IF_ERROR(lines);
  }

  // What counts is merged; what does not stands beside it.
  bool invoices_count = false;
  bool ledger_counts = false;
  const auto settle = [&](const auto& evidence, const char* rule, auto counts,
                          bool& any) -> absl::Status {
    // By provider, source and currency.
    std::map<std::array<std::string, 3>, EvidenceBeside> beside;
    for (const auto& [of, groups] : evidence) {
      const auto& [provider, period_start, source] = of;
      if (counts(provider, period_start)) {
        any = true;
        RETURN_IF_ERROR(Merge(groups, gathered.charges));
        continue;
      }
      for (const auto& [keys, parts] : groups) {
        for (const auto& [part, total] : parts) {
          EvidenceBeside& left = beside[{provider, source, part.currency}];
          left.months.insert(CostMonth(period_start));
          RETURN_IF_ERROR(left.amount.Add(total.billed));
        }
      }
    }
    for (const auto& [of, left] : beside) {
      const auto& [provider, source, currency] = of;
      Gap gap;
      gap.provider = provider;
      gap.source = source;
      gap.rule = rule;
      gap.arguments = {{"month", left.MonthsInWords()},
                       {"amount", AmountText(left.amount, currency)},
                       {"currency", currency}};
      gap.notice = true;  // the other evidence about the same cost
      answer.gaps.push_back(std::move(gap));
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(settle(
      gathered.invoices, "cost-invoices-not-counted",
      [&](const std::string& provider, absl::Time start) {
        return gathered.judge.InvoicesCount(provider, start);
      },
      invoices_count));
  RETURN_IF_ERROR(settle(
      gathered.ledger, "cost-ledger-not-counted",
      [&](const std::string& provider, absl::Time start) {
        return gathered.judge.Counts(provider, start, CostBasis::kLedger);
      },
      ledger_counts));
  answer.basis =
      BasisInWords(gathered.any_charges, invoices_count, ledger_counts);

  const CostConverter converter(context.rates.At(as_of.known), asked.in,
                                known.moment(), known.portfolio().conversion);
  if (!asked.in.empty()) {
    absl::StrAppend(&answer.basis, ", ", converter.InWords());
  }
  for (const auto& [values, parts] : gathered.charges) {
    if (asked.in.empty()) {
      RETURN_IF_ERROR(AddExactRows(asked, values, parts, answer.rows));
    } else {
      RETURN_IF_ERROR(AddConvertedRows(asked, converter, values, parts,
                                       answer.rows, answer.gaps));
    }
  }
  for (const std::string& source : gathered.region_left_out) {
    Gap gap;
    gap.provider = asked.provider;
    gap.source = source;
    gap.rule = "cost-region-left-out";
    gap.arguments = {{"limit", "20000"}};
    answer.gaps.push_back(std::move(gap));
  }
  RETURN_IF_ERROR(AddNullGaps(gathered.charges, asked.provider, answer.gaps));
  RETURN_IF_ERROR(AddSummaryGaps(context, who, known, asked,
                                 filter.billing_period_start, as_of, gathered,
                                 answer.gaps));
  return answer;
}

}  // namespace regisseur
