#include "services/focus/data_set.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/utf8.h"
#include "core/money/currency.h"
#include "core/money/decimal.h"
#include "services/focus/focus_date_time.h"

namespace regisseur::focus {
namespace {

using S = absl::string_view;
using T = ColumnType;

constexpr S kCommitmentId = "ContractCommitmentId";
constexpr S kPeriodStatusColumn = "BillingPeriodStatus";
constexpr size_t kMostTextBytes = 1000;

constexpr S kPeriodStatus[] = {"Open", "Closed"};
constexpr DataSet::Column kBillingPeriod[] = {
    {"BillingPeriodStart", T::kDateTime},
    {"BillingPeriodEnd", T::kDateTime},
    {"BillingPeriodStatus", T::kText, true, kPeriodStatus},
    {"BillingPeriodCreated", T::kDateTime, false},
    {"BillingPeriodLastUpdated", T::kDateTime, false},
    {"InvoiceIssuerName", T::kText},
};

constexpr S kModel[] = {"Continuous", "Discontinuous"};
constexpr S kLifecycle[] = {"Proposed", "Pending",  "Active",    "Exhausted",
                            "Expired",  "Canceled", "Superseded"};
constexpr DataSet::Column kContractCommitment[] = {
    {"BillingCurrency", T::kCurrency},
    {"ContractId", T::kText},
    {"ContractPeriodStart", T::kDateTime},
    {"ContractPeriodEnd", T::kDateTime},
    {"ContractCommitmentId", T::kText},
    {"ContractCommitmentCategory", T::kText},
    {"ContractCommitmentType", T::kText},
    {"ContractCommitmentDescription", T::kText},
    {"ContractCommitmentPeriodStart", T::kDateTime},
    {"ContractCommitmentPeriodEnd", T::kDateTime},
    {"ContractCommitmentCost", T::kDecimal},
    {"ContractCommitmentQuantity", T::kDecimal},
    {"ContractCommitmentUnit", T::kText},
    {"ContractCommitmentModel", T::kText, false, kModel},
    {"ContractCommitmentLifecycleStatus", T::kText, false, kLifecycle},
};

constexpr S kIssueStatus[] = {"Open", "Issued", "Voided"};
constexpr DataSet::Column kInvoiceDetail[] = {
    {"BilledCost", T::kDecimal},
    {"BillingAccountId", T::kText},
    {"BillingCurrency", T::kCurrency},
    {"BillingPeriodStart", T::kDateTime},
    {"BillingPeriodEnd", T::kDateTime},
    {"ChargeCategory", T::kText},
    {"InvoiceId", T::kText},
    {"InvoiceDetailId", T::kText},
    {"InvoiceDetailDescription", T::kText, false},
    {"InvoiceDetailGrain", T::kText, false},
    {"InvoiceDetailCreated", T::kDateTime, false},
    {"InvoiceDetailLastUpdated", T::kDateTime, false},
    {"InvoiceIssueDate", T::kDateTime, false},
    {"InvoiceIssueStatus", T::kText, true, kIssueStatus},
    {"PaymentCurrency", T::kCurrency, false},
    {"PaymentCurrencyBilledCost", T::kDecimal, false},
    {"PaymentDueDate", T::kDateTime, false},
};

constexpr S kBillingPeriodMarks[] = {"BillingPeriodStatus"};
constexpr S kCommitmentMarks[] = {"ContractCommitmentId", "ContractId"};
constexpr S kInvoiceMarks[] = {"InvoiceDetailId", "InvoiceIssueStatus"};
constexpr S kBillingPeriodShown[] = {"InvoiceIssuerName", "BillingPeriodStart",
                                     "BillingPeriodEnd", "BillingPeriodStatus"};
constexpr S kCommitmentShown[] = {"ContractId",
                                  "ContractCommitmentId",
                                  "ContractCommitmentCost",
                                  "BillingCurrency",
                                  "ContractCommitmentQuantity",
                                  "ContractCommitmentUnit",
                                  "ContractCommitmentPeriodStart",
                                  "ContractCommitmentPeriodEnd",
                                  "ContractCommitmentLifecycleStatus"};
constexpr S kInvoiceShown[] = {"InvoiceId", "InvoiceDetailId", "BilledCost",
                               "BillingCurrency", "InvoiceIssueStatus"};

constexpr DataSet kDataSets[] = {
    {"Billing Period", FocusVersion::k1_4, kBillingPeriodMarks, kBillingPeriod,
     "BillingPeriodStatus", kBillingPeriodShown},
    {"Contract Commitment", FocusVersion::k1_3, kCommitmentMarks,
     kContractCommitment, "ContractCommitmentLifecycleStatus",
     kCommitmentShown},
    {"Invoice Detail", FocusVersion::k1_4, kInvoiceMarks, kInvoiceDetail,
     "InvoiceIssueStatus", kInvoiceShown},
};

int Find(std::span<const absl::string_view> header, absl::string_view name) {
  for (size_t i = 0; i < header.size(); ++i) {
    // The texts of the specification spell both ContractId and ContractID.
    if (absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(header[i]), name)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

std::vector<std::string> Names(absl::Span<const absl::string_view> header) {
  std::vector<std::string> names;
  for (const absl::string_view name : header) {
    names.push_back(RepairUtf8(absl::StripAsciiWhitespace(name)));
  }
  return names;
}

bool IsNull(absl::string_view text) {
  return text.empty() || absl::EqualsIgnoreCase(text, "null");
}

}  // namespace

const DataSet* RecogniseDataSet(std::span<const absl::string_view> header) {
  // Every row of Cost and Usage has a charge period; none of these has.
  if (Find(header, "ChargePeriodStart") >= 0) return nullptr;
  for (const DataSet& set : kDataSets) {
    if (std::all_of(set.marks.begin(), set.marks.end(),
                    [header](auto mark) { return Find(header, mark) >= 0; })) {
      return &set;
    }
  }
  return nullptr;
}

DataSetReader::DataSetReader(const DataSet& set,
                             absl::Span<const absl::string_view> header,
                             std::string file)
    : set_(set),
      file_(std::move(file)),
      width_(header.size()),
      tally_(file_, Names(header)) {
  const std::span<const absl::string_view> names(header.data(), header.size());
  for (const DataSet::Column& column : set.columns) {
    const int at = Find(names, column.name);
    if (at >= 0) {
      steps_.push_back({at, &column});
      for (const FocusRule rule :
           {FocusRule::kNumericFormat, FocusRule::kDateTimeFormat,
            FocusRule::kCurrency, FocusRule::kValueNotAllowed}) {
        tally_.SetArgument(rule, at, "by", absl::StrCat("FOCUS ", set.name));
      }
      if (!column.allowed.empty()) {
        tally_.SetArgument(FocusRule::kValueNotAllowed, at, "allowed",
                           absl::StrJoin(column.allowed, ", "));
      }
      continue;
    }
    if (!column.mandatory) continue;
    Finding finding;
    finding.severity = Severity::kWarning;
    finding.rule = "focus-column-missing";
    finding.field = std::string(column.name);
    finding.file = file_;
    finding.first_line = 1;
    finding.count = 1;
    finding.arguments = {
        {"field", finding.field},
        {"by", "FOCUS"},
        {"version", absl::StrCat(VersionName(set.introduced), " ", set.name)}};
    missing_.push_back(std::move(finding));
  }
  for (const absl::string_view name : set.shown) {
    if (const int at = Find(names, name); at >= 0) shown_.push_back(at);
  }
  status_ = Find(names, set.status);
  const auto has_mark = [&set](S mark) {
    return std::find(set.marks.begin(), set.marks.end(), mark) !=
           set.marks.end();
  };
  is_commitment_ = has_mark(kCommitmentId);
  is_period_ = has_mark(kPeriodStatusColumn);
  if (!is_commitment_ && !is_period_) return;
  names_ = Names(header);
  for (size_t i = 0; i < header.size(); ++i) {
    tally_.SetArgument(FocusRule::kNull, static_cast<int>(i), "by",
                       absl::StrCat("FOCUS ", set.name));
  }
}

std::string DataSetReader::TextOf(absl::Span<const absl::string_view> fields,
                                  absl::string_view column) const {
  for (size_t i = 0; i < names_.size(); ++i) {
    if (!absl::EqualsIgnoreCase(names_[i], column)) continue;
    return IsNull(fields[i])
               ? ""
               : RepairUtf8(Utf8Prefix(fields[i], kMostTextBytes));
  }
  return "";
}

std::optional<absl::Time> DataSetReader::MomentOf(
    absl::Span<const absl::string_view> fields,
    absl::string_view column) const {
  const auto parsed = ParseFocusDateTime(TextOf(fields, column));
  if (!parsed.has_value()) return std::nullopt;
  return absl::FromUnixSeconds(parsed->unix_seconds);
}

void DataSetReader::AddNull(absl::string_view column, int64_t line) {
  for (size_t i = 0; i < names_.size(); ++i) {
    if (absl::EqualsIgnoreCase(names_[i], column)) {
      tally_.Add(FocusRule::kNull, static_cast<int>(i), line, "");
    }
  }
}

void DataSetReader::ReadBillingPeriod(
    absl::Span<const absl::string_view> fields, int64_t line) {
  DeclaredPeriod period;
  period.status = TextOf(fields, kPeriodStatusColumn);
  for (const S column :
       {S("BillingPeriodStart"), S("BillingPeriodEnd"), kPeriodStatusColumn}) {
    if (TextOf(fields, column).empty()) AddNull(column, line);
  }
  const auto start = MomentOf(fields, "BillingPeriodStart");
  const auto end = MomentOf(fields, "BillingPeriodEnd");
  if (period.status.empty() || !start.has_value() || !end.has_value()) return;
  period.start = *start;
  period.end = *end;
  // No column of the data set; some partners add it.
  period.account = TextOf(fields, "BillingAccountId");
  period.issuer = TextOf(fields, "InvoiceIssuerName");
  period.created = MomentOf(fields, "BillingPeriodCreated");
  period.last_updated = MomentOf(fields, "BillingPeriodLastUpdated");
  ContractCommitment row = RowOf(period);
  row.line = line;
  delivered_.push_back(std::move(row));
}

void DataSetReader::ReadCommitment(absl::Span<const absl::string_view> fields,
                                   int64_t line) {
  ContractCommitment commitment;
  commitment.line = line;
  commitment.id = TextOf(fields, kCommitmentId);
  if (commitment.id.empty()) {
    AddNull(kCommitmentId, line);
    return;
  }
  commitment.contract_id = TextOf(fields, "ContractId");
  commitment.category = TextOf(fields, "ContractCommitmentCategory");
  commitment.type = TextOf(fields, "ContractCommitmentType");
  commitment.description = TextOf(fields, "ContractCommitmentDescription");
  commitment.currency = TextOf(fields, "BillingCurrency");
  commitment.unit = TextOf(fields, "ContractCommitmentUnit");
  commitment.model = TextOf(fields, "ContractCommitmentModel");
  commitment.lifecycle = TextOf(fields, "ContractCommitmentLifecycleStatus");
  const auto number = [&](absl::string_view column) -> std::optional<Decimal> {
    const absl::StatusOr<Decimal> parsed =
        Decimal::Parse(TextOf(fields, column));
    if (!parsed.ok()) return std::nullopt;
    return *parsed;
  };
  commitment.cost = number("ContractCommitmentCost");
  commitment.quantity = number("ContractCommitmentQuantity");
  commitment.start = MomentOf(fields, "ContractCommitmentPeriodStart");
  commitment.end = MomentOf(fields, "ContractCommitmentPeriodEnd");
  commitment.contract_start = MomentOf(fields, "ContractPeriodStart");
  commitment.contract_end = MomentOf(fields, "ContractPeriodEnd");
  delivered_.push_back(std::move(commitment));
}

void DataSetReader::Read(absl::Span<const absl::string_view> fields,
                         int64_t line) {
  if (fields.size() != width_) {
    tally_.AddRow(FocusRule::kRowShape, line,
                  {{"found", absl::StrCat(fields.size())},
                   {"expected", absl::StrCat(width_)}});
    return;
  }
  if (rows_++ == 0) first_line_ = line;
  for (const Step& step : steps_) {
    const absl::string_view text = fields[step.column];
    if (IsNull(text)) continue;
    switch (step.of->type) {
      case T::kDecimal:
      case T::kNonNegativeDecimal:
        if (!Decimal::Parse(text).ok()) {
          tally_.Add(FocusRule::kNumericFormat, step.column, line, text);
        }
        break;
      case T::kDateTime:
        if (!ParseFocusDateTime(text).has_value()) {
          tally_.Add(FocusRule::kDateTimeFormat, step.column, line, text);
        }
        break;
      case T::kCurrency:
        if (!IsCurrencyCode(text)) {
          tally_.Add(FocusRule::kCurrency, step.column, line, text);
        }
        break;
      case T::kText:
      case T::kKeyValues:
      case T::kJson:
        if (!step.of->allowed.empty() &&
            std::find(step.of->allowed.begin(), step.of->allowed.end(), text) ==
                step.of->allowed.end()) {
          tally_.Add(FocusRule::kValueNotAllowed, step.column, line, text);
        }
        break;
    }
  }
  if (is_commitment_) ReadCommitment(fields, line);
  if (is_period_) ReadBillingPeriod(fields, line);
  if (status_ >= 0) {
    ++by_status_[RepairUtf8(
        Utf8Prefix(IsNull(fields[status_]) ? "null" : fields[status_], 50))];
  }
  if (examples_.size() < Finding::kMaxExamples) {
    std::vector<absl::string_view> said;
    for (const int column : shown_) {
      if (!IsNull(fields[column])) said.push_back(fields[column]);
    }
    const std::string text = RepairUtf8(absl::StrJoin(said, " "));
    examples_.push_back({line, std::string(Utf8Prefix(text, 200))});
  }
}

std::vector<Finding> DataSetReader::Take() {
  std::vector<Finding> findings = std::move(missing_);
  for (Finding& finding : tally_.Take()) {
    findings.push_back(std::move(finding));
  }
  std::vector<std::string> counts;
  for (const auto& [status, count] : by_status_) {
    counts.push_back(absl::StrCat(status, " ", count));
  }
  Finding holds;
  holds.severity = Severity::kInfo;
  holds.rule = "focus-data-set";
  holds.file = file_;
  holds.first_line = std::max<int64_t>(first_line_, 1);
  holds.count = std::max<int64_t>(rows_, 1);
  holds.arguments = {
      {"origin", file_},
      {"set", std::string(set_.name)},
      {"rows", absl::StrCat(rows_)},
      {"states", counts.empty() ? "" : absl::StrJoin(counts, ", ")}};
  holds.examples = std::move(examples_);
  findings.push_back(std::move(holds));
  return findings;
}

}  // namespace regisseur::focus
