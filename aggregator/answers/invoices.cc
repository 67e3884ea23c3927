#include "aggregator/answers/invoices.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/finding_gaps.h"
#include "aggregator/answers/service_level_facts.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/invoice/burden.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// The column in which a ledger says when an invoice was paid.
constexpr char kPaidColumn[] = "x_PaidOn";

// The providers' VAT terms, else the portfolio's.
const std::optional<VatTerms>& TermsOf(const KnownPortfolio& known,
                                       const std::string& provider) {
  const ProviderConfig* config = known.portfolio().FindProvider(provider);
  return config != nullptr && config->vat.has_value() ? config->vat
                                                      : known.portfolio().vat;
}

using PaidDays = std::map<std::pair<std::string, std::string>, absl::CivilDay>;

// When the ledger says that invoices were paid, by provider and number.
absl::StatusOr<PaidDays> ReadPaidDays(const AnswerContext& context,
                                      const Principal& who,
                                      const KnownPortfolio& known, AsOf as_of) {
  PaidDays paid;
  const bool any_ledger =
      std::any_of(known.sources().begin(), known.sources().end(),
                  [](const KnownSource& source) {
                    return source.config->basis == CostBasis::kLedger;
                  });
  if (!any_ledger) return paid;
  const absl::Status read = context.cost.ReadLines(
      who, CostFilter(), as_of, [&](const ChargeLine& line) -> absl::Status {
        const KnownSource* source = known.FindSource(line.source);
        if (source == nullptr || source->config->basis != CostBasis::kLedger) {
          return absl::OkStatus();
        }
        const std::string& number =
            (*line.dictionary)[line.charge.text(ChargeText::kInvoiceId)];
        if (number.empty() || line.other_columns == nullptr) {
          return absl::OkStatus();
        }
        for (const OtherColumn& column : *line.other_columns) {
          if (!absl::EqualsIgnoreCase(column.name, kPaidColumn)) continue;
          // The day of a moment.
          const absl::StatusOr<absl::CivilDay> day =
              ParseDay(line.Other(column).substr(0, 10));
          if (day.ok()) paid[{known.CurrentId(line.provider), number}] = *day;
        }
        return absl::OkStatus();
      });
  // What was paid is not known any more where lines were dropped.
  if (absl::IsFailedPrecondition(read)) return PaidDays();
  RETURN_IF_ERROR(read);
  return paid;
}

}  // namespace

bool InvoiceRow::IsOpen() const {
  const std::optional<Decimal>& payable = invoice().totals.payable;
  return !paid.has_value() && !(payable.has_value() && payable->IsZero());
}

absl::StatusOr<std::vector<InvoiceRow>> ReadInvoices(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::string& number, AsOf as_of) {
  std::vector<std::string> ids = {provider};
  if (!provider.empty()) {
    if (const auto config = FindConfig(known, provider)) {
      ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
    }
  }
  std::vector<InvoiceRow> rows;
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(std::vector<InvoiceRecord> records,
                     context.invoices.ListInvoices(
                         who, {.provider = id, .number = number}, as_of));
    for (InvoiceRecord& record : records) {
      InvoiceRow& row = rows.emplace_back();
      row.provider = known.CurrentId(record.provider);
      row.record = std::move(record);
    }
  }
  if (rows.empty()) return rows;
  if (ids.size() > 1) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const InvoiceRow& a, const InvoiceRow& b) {
                       return a.invoice().issue_day > b.invoice().issue_day;
                     });
  }
  ASSIGN_OR_RETURN(const PaidDays paid,
                   ReadPaidDays(context, who, known, as_of));
  const absl::CivilDay today =
      absl::ToCivilDay(known.moment(), known.portfolio().time_zone);
  for (InvoiceRow& row : rows) {
    const auto found = paid.find({row.provider, row.invoice().number});
    if (found != paid.end()) row.paid = found->second;
    row.overdue = row.IsOpen() && row.invoice().due_day.has_value() &&
                  *row.invoice().due_day < today;
    const std::optional<VatTerms>& terms = TermsOf(known, row.provider);
    if (terms.has_value()) {
      ASSIGN_OR_RETURN(row.burden, ComputeBurden(row.invoice(), *terms));
    }
  }
  return rows;
}

absl::Status AddInvoiceGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const std::string& provider, AsOf as_of,
                            std::vector<Gap>& gaps) {
  bool any_source = false;
  for (const KnownSource& source : known.sources()) {
    if (!provider.empty() &&
        (source.shared
             ? provider != kUnassigned && !known.SpeaksAbout(source, provider)
             : source.provider != provider)) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kInvoices)) continue;
    any_source = true;
    AddFreshnessGap(known, source, record, gaps);
    if (record.tells.contains(FactKind::kInvoices)) {
      RETURN_IF_ERROR(AddErrorsGap(context, who, source,
                                   "invoice-documents-broken", as_of, gaps));
    }
  }
  if (any_source) return absl::OkStatus();
  Gap gap;
  gap.provider = provider;
  gap.rule = "invoice-no-source";
  AddGap(std::move(gap), gaps);
  return absl::OkStatus();
}

absl::StatusOr<InvoicesAnswer> AnswerInvoices(const AnswerContext& context,
                                              const Principal& who,
                                              const InvoicesQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  std::string provider;
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    provider = known.CurrentId(question.provider);
  }
  InvoicesAnswer answer;
  ASSIGN_OR_RETURN(answer.invoices,
                   ReadInvoices(context, who, known, provider, "", as_of));
  const bool everything = question.from.empty() && question.to.empty();
  std::erase_if(answer.invoices, [&](const InvoiceRow& row) {
    const std::optional<absl::CivilDay>& issued = row.invoice().issue_day;
    const bool in_range =
        everything ||
        (issued.has_value() &&
         range.Contains(absl::FromCivil(*issued, absl::UTCTimeZone())));
    return !in_range || (question.open && !row.IsOpen()) ||
           (question.overdue && !row.overdue) ||
           (question.invalid && !IsInvalid(row.invoice())) ||
           (!question.owner.empty() &&
            known.OwnerOf(row.provider) != question.owner);
  });
  RETURN_IF_ERROR(
      AddInvoiceGaps(context, who, known, provider, as_of, answer.gaps));
  return answer;
}

absl::StatusOr<InvoiceRow> AnswerInvoice(const AnswerContext& context,
                                         const Principal& who,
                                         const InvoiceQuestion& question,
                                         AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  std::string provider;
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    provider = known.CurrentId(question.provider);
  }
  ASSIGN_OR_RETURN(
      std::vector<InvoiceRow> rows,
      ReadInvoices(context, who, known, provider, question.number, as_of));
  if (rows.empty()) {
    return absl::NotFoundError(
        absl::StrCat("number: no invoice is called \"", question.number, "\"",
                     question.provider.empty()
                         ? std::string()
                         : absl::StrCat(" of provider ", question.provider),
                     "; `invoice list` shows which there are"));
  }
  std::set<std::string> of;
  for (const InvoiceRow& row : rows) of.insert(row.provider);
  if (of.size() > 1) {
    return absl::FailedPreconditionError(
        absl::StrCat("provider: ", of.size(), " partners have an invoice \"",
                     question.number, "\": ", absl::StrJoin(of, ", "),
                     "; say whose with provider"));
  }
  return *std::max_element(rows.begin(), rows.end(),
                           [](const InvoiceRow& a, const InvoiceRow& b) {
                             return a.record.known_from < b.record.known_from;
                           });
}

}  // namespace regisseur
