#include "services/focus/file_run.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/commitment/declared_period.h"
#include "services/focus/cost_file.h"
#include "services/sdk/batch_check.h"

namespace regisseur::focus {
namespace {

// Of the commitments of one file, so that they fit one batch.
constexpr size_t kMostCommitmentBytes = 600 << 10;
// Of one besides its texts.
constexpr size_t kCommitmentBytes = 160;
constexpr int64_t kRowsBetweenCancelChecks = 4096;
constexpr int64_t kCacheLine = 64;
// Of names of files: what goes along with anything, more travels alone; and
// what one message holds.
constexpr int64_t kMaxNameBytesAlong = 32 << 10;
constexpr int64_t kMaxNameBytes = 512 << 10;

// Cheap, and different for rows that differ in what they cost, when and for
// what. Account and billing period are left out.
void AddContent(const ChargeRow& row, ScopeContent& content) {
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15u;
  uint64_t hash = kOdd;
  const auto mix = [&hash](uint64_t value) {
    hash = (hash ^ value) * kOdd;
    hash ^= hash >> 32;
  };
  const auto mix_ends = [&mix](absl::string_view text) {
    uint64_t end = 0;
    const size_t size = std::min(text.size(), sizeof(end));
    if (size > 0) memcpy(&end, text.data() + text.size() - size, size);
    mix(end ^ text.size() << 56);
  };
  const Decimal& billed = *row.amount(ChargeAmount::kBilledCost);
  mix(static_cast<uint64_t>(billed.coefficient()));
  mix(static_cast<uint64_t>(billed.scale()));
  mix(static_cast<uint64_t>(row.charge_period_start));
  mix(static_cast<uint64_t>(row.charge_period_end));
  const absl::string_view resource = row.text(ChargeText::kResourceId);
  const absl::string_view invoice = row.text(ChargeText::kInvoiceId);
  mix_ends(resource);
  mix_ends(invoice);
  mix_ends(row.text(ChargeText::kSkuId));
  content.rows += hash << 1;
  content.named = content.named || !resource.empty() || !invoice.empty();
}

void Raise(std::optional<int64_t>& until, int64_t seconds) {
  until = std::max(until, std::optional<int64_t>(seconds));
}

// A later file about the same contract or billing period takes the place of an
// earlier one.
std::string ScopeOfRow(const ContractCommitment& row) {
  if (!IsDeclaredPeriod(row)) {
    return absl::StrCat("commitments contract=", row.contract_id);
  }
  return absl::StrCat(
      "billing period issuer=", row.description, " ",
      ScopeText(row.contract_id, absl::ToUnixSeconds(*row.start),
                absl::ToUnixSeconds(*row.end)));
}

}  // namespace

FileRun::FileRun(const FileGroup& group, const FocusOptions& options,
                 const std::set<ScopeId>& claimed, CursorMaker make_cursor,
                 sdk::FactSink& sink, ColumnCoverage* coverage)
    : group_(group),
      options_(options),
      claimed_(claimed),
      make_cursor_(std::move(make_cursor)),
      sink_(sink),
      coverage_(coverage) {}

absl::StatusOr<FileRecord> FileRun::Read(RunPosition position,
                                         FileRecord so_far) {
  position_ = std::move(position);
  record_ = std::move(so_far);
  const int first = position_.file;
  for (int i = first; i < static_cast<int>(group_.files.size()); ++i) {
    if (i > first) {
      position_.file = i;
      position_.offset = 0;
      position_.line = 0;
      position_.told = false;
    }
    RETURN_IF_ERROR(ReadFile(i));
    if (!position_.told) position_.silent.insert(i);
  }
  if (!batch_.charges.empty()) Hold();
  RETURN_IF_ERROR(SendOriginals());
  RETURN_IF_ERROR(VouchForFiles());
  if (held_.has_value()) {
    // What was found behind its last row goes with it.
    FindingList all;
    for (const Finding& finding : held_->findings) all.Merge(finding);
    for (const Finding& finding : findings_.Take()) all.Merge(finding);
    held_->findings = all.Take();
    RETURN_IF_ERROR(SendHeld(/*last=*/true));
  }
  return record_;
}

absl::Status FileRun::ReadFile(int index) {
  const sdk::InputFile& file = group_.files[index];
  ASSIGN_OR_RETURN(CostFile opened, OpenCostFile(file, options_));
  sdk::CsvReader reader(std::move(opened.input),
                        {.separator = opened.separator,
                         .max_record_bytes = kMaxRecordBytes,
                         .origin = file.name});
  ASSIGN_OR_RETURN(const sdk::CsvRecord* names, reader.Next());
  if (names == nullptr) {
    findings_.Add(Severity::kError, "csv-no-header", "", file.name, 0, "",
                  {{"origin", file.name}});
    return absl::OkStatus();
  }
  if (options_.formats.focus) {
    const Words header(names->fields.data(), names->fields.size());
    if (const DataSet* set = RecogniseDataSet(header)) {
      return ReadDataSet(*set, file, reader, header);
    }
  }
  const bool resumed = position_.offset > 0;
  FindingList told_before;
  ASSIGN_OR_RETURN(
      const FocusHeader header,
      FocusHeader::Parse(std::span(names->fields.data(), names->fields.size()),
                         file.name, resumed ? told_before : findings_,
                         options_.formats));
  if (resumed) {
    RETURN_IF_ERROR(reader.SkipTo(position_.offset, position_.line));
  }
  FindingTally tally(file.name, header.Names());
  ChargeRowReader rows(header, options_.rows, tally);
  FileRules rules(header, tally);
  rules_ = &rules;
  // Lines keep the caller busy, too: where there are only two processors the
  // other one is his.
  sdk::CsvAhead ahead(
      reader, !options_.keep_lines || std::thread::hardware_concurrency() > 2);
  reader_ = &ahead;
  header_ = &header;
  tally_ = &tally;
  other_of_column_.assign(header.columns().size(), -1);

  ChargeRow row;
  int64_t records = 0;
  int64_t next_check = 0;
  while (true) {
    if (records >= next_check) {
      if (sink_.Cancelled()) return absl::CancelledError("the caller hung up");
      next_check = records + kRowsBetweenCancelChecks;
    }
    if (header.mapping() == nullptr) {
      ASSIGN_OR_RETURN(const int64_t taken, TakeMany(ahead, rows));
      records += taken;
      if (taken > 0) continue;
    }
    ++records;
    const absl::StatusOr<const sdk::CsvRecord*> record = ahead.Next();
    if (!record.ok()) {
      const std::optional<sdk::CsvFault>& fault = ahead.fault();
      if (!fault.has_value()) return record.status();
      if (fault->at_end) {
        RETURN_IF_ERROR(CheckWhole(file, fault->line, header.columns().size()));
      }
      findings_.Add(Severity::kError, fault->rule, "", file.name, fault->line,
                    fault->value, fault->ArgumentsIn(file.name));
      tally.AddRow(FocusRule::kRowNotCounted, fault->line,
                   {{"field", "the line"}});
      continue;
    }
    if (*record == nullptr) break;
    const size_t fields = (*record)->fields.size();
    if ((*record)->at_end && fields < header.columns().size()) {
      RETURN_IF_ERROR(CheckWhole(file, (*record)->line, fields));
    }
    const int64_t line = (*record)->line;
    const absl::Span<const absl::string_view> cells = (*record)->fields;
    const bool only_second = std::exchange(position_.second, false);
    if (!only_second && rows.Read(cells, line, row)) {
      RETURN_IF_ERROR(TakeRow(row, line));
      if (BatchIsFull()) Hold(rows.HasSecond(cells) ? *record : nullptr);
    }
    if (rows.ReadSecond(cells, line, row)) {
      RETURN_IF_ERROR(TakeRow(row, line));
      if (BatchIsFull()) Hold();
    }
    position_.second = false;
  }
  if (records == 1 && !resumed) {
    findings_.Add(Severity::kWarning, "focus-file-empty", "", file.name, 1, "",
                  {{"origin", file.name}});
  }
  for (const Finding& finding : tally.Take()) findings_.Merge(finding);
  position_.offset = ahead.next_offset();
  position_.line = ahead.next_line();
  reader_ = nullptr;
  header_ = nullptr;
  tally_ = nullptr;
  rules_ = nullptr;
  if (coverage_ != nullptr) {
    const std::string format =
        header.mapping() != nullptr
            ? std::string(header.mapping()->table->description)
            : absl::StrCat("FOCUS ", VersionName(header.version()));
    findings_.Add(Severity::kInfo, "focus-format", "", file.name, 1, "",
                  {{"origin", file.name}, {"format", format}});
    for (size_t i = 0; i < header.columns().size(); ++i) {
      const HeaderColumn& column = header.columns()[i];
      sdk::FieldCoverage& field = (*coverage_)[column.name];
      field.field = column.name;
      field.total += rows.rows();
      field.filled += rows.filled()[i];
    }
    for (const FocusColumn& column : FocusColumns()) {
      if (column.level != FeatureLevel::kMandatory ||
          !column.InVersion(header.version())) {
        continue;
      }
      const std::string name(column.name);
      sdk::FieldCoverage& field = (*coverage_)[name];
      // A column that the file lacks.
      if (field.field.empty()) field.total += rows.rows();
      field.field = name;
      field.mandatory = true;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> FileRun::TakeMany(sdk::CsvAhead& ahead,
                                          ChargeRowReader& rows) {
  // Whether a batch is full is asked behind so many records and bytes, for
  // which there is room. They are counted from the batch's start, so that a run
  // that is continued behind a batch ends its batches in the same places.
  const auto peek = [&] {
    return ahead.Peek(header_->columns().size(),
                      std::min(MostRows() - batch_.charges.size(),
                               ChargeRowReader::kMostRows - unasked_rows_),
                      kMaxRecordBytes - unasked_bytes_,
                      /*any_first=*/unasked_rows_ == 0);
  };
  sdk::CsvAhead::Run run = peek();
  if (run.records.empty() && unasked_rows_ > 0) {
    HoldIfFull();
    run = peek();
  }
  const size_t count = run.records.size();
  if (count == 0) return 0;
  std::array<int64_t, ChargeRowReader::kMostRows> lines;
  for (size_t i = 0; i < count; ++i) {
    const sdk::CsvBlock::Record& record = run.records[i];
    lines[i] = record.line;
    // From its first to its last byte, before it is read by column.
    const char* const begin = run.fields[i * record.field_count].data();
    for (int64_t at = 0; at < record.next_offset - record.offset;
         at += kCacheLine) {
      __builtin_prefetch(begin + at);
    }
  }
  unasked_rows_ += count;
  unasked_bytes_ += run.records.back().next_offset - run.records.front().offset;
  rows.ReadMany(run.fields, absl::MakeConstSpan(lines.data(), count));
  for (size_t i = 0; i < count; ++i) {
    ahead.Take();
    const ChargeRow* const row = rows.RowAt(i);
    if (row != nullptr) RETURN_IF_ERROR(TakeRow(*row, lines[i]));
  }
  if (unasked_rows_ == ChargeRowReader::kMostRows ||
      unasked_bytes_ >= kMaxRecordBytes ||
      batch_.charges.size() >= MostRows()) {
    HoldIfFull();
  }
  return static_cast<int64_t>(count);
}

absl::Status FileRun::ReadDataSet(const DataSet& set,
                                  const sdk::InputFile& file,
                                  sdk::CsvReader& reader, Words header) {
  DataSetReader rows(
      set, absl::Span<const absl::string_view>(header.data(), header.size()),
      file.name);
  while (true) {
    const absl::StatusOr<const sdk::CsvRecord*> record = reader.Next();
    if (!record.ok()) {
      const std::optional<sdk::CsvFault>& fault = reader.fault();
      if (!fault.has_value()) return record.status();
      of_data_sets_.Add(Severity::kError, fault->rule, "", file.name,
                        fault->line, fault->value,
                        fault->ArgumentsIn(file.name));
      continue;
    }
    if (*record == nullptr) break;
    rows.Read((*record)->fields, (*record)->line);
  }
  for (const Finding& finding : rows.Take()) of_data_sets_.Merge(finding);
  has_data_set_ = true;
  return TellRows(rows.TakeRows(), file);
}

absl::Status FileRun::TellRows(std::vector<ContractCommitment> rows,
                               const sdk::InputFile& file) {
  if (rows.empty()) return absl::OkStatus();
  if (!batch_.charges.empty()) Hold();
  if (held_.has_value()) RETURN_IF_ERROR(SendHeld(/*last=*/false));
  size_t bytes = 0;
  size_t fitting = 0;
  for (const ContractCommitment& each : rows) {
    bytes += kCommitmentBytes + each.contract_id.size() + each.id.size() +
             each.category.size() + each.type.size() + each.description.size() +
             each.currency.size() + each.unit.size() + each.model.size() +
             each.lifecycle.size();
    if (bytes > kMostCommitmentBytes) break;
    ++fitting;
  }
  if (fitting < rows.size()) {
    of_data_sets_.Add(Severity::kError, "focus-commitments-many", "", file.name,
                      1, "",
                      {{"origin", file.name},
                       {"left_out", absl::StrCat(rows.size() - fitting)}});
    rows.resize(fitting);
  }
  std::map<std::string, int> deliveries;  // by scope
  for (ContractCommitment& row : rows) {
    std::string scope = ScopeOfRow(row);
    const auto [of, is_new] = deliveries.try_emplace(
        scope, static_cast<int>(batch_.deliveries.size()));
    if (is_new) {
      Delivery& delivery = batch_.deliveries.emplace_back();
      delivery.scope = std::move(scope);
      delivery.origin = file.name;
    }
    row.delivery = of->second;
    batch_.commitments.push_back(std::move(row));
  }
  record_.delivered = true;
  // All of it is in this batch: what comes next is the next file.
  ++position_.file;
  position_.told = false;
  Hold();
  --position_.file;
  position_.told = true;
  return absl::OkStatus();
}

absl::Status FileRun::CheckWhole(const sdk::InputFile& file, int64_t line,
                                 size_t fields) const {
  if (fields < 2 && !sdk::MayStillBeWritten(file)) return absl::OkStatus();
  return sdk::FileIncomplete(file,
                             absl::StrCat("in the middle of line ", line));
}

FileRun::Scope& FileRun::ScopeOf(const ChargeRow& row) {
  position_.told = true;
  const absl::string_view account = row.text(ChargeText::kBillingAccountId);
  if (last_scope_ != nullptr && row.billing_period_start == last_start_ &&
      row.billing_period_end == last_end_ && account == last_account_) {
    return *last_scope_;
  }
  scope_key_.assign(account.data(), account.size());
  scope_key_.append(reinterpret_cast<const char*>(&row.billing_period_start),
                    sizeof(row.billing_period_start));
  scope_key_.append(reinterpret_cast<const char*>(&row.billing_period_end),
                    sizeof(row.billing_period_end));
  std::unique_ptr<Scope>& scope = scopes_[scope_key_];
  if (scope == nullptr) {
    std::string text =
        ScopeText(account, row.billing_period_start, row.billing_period_end);
    scope = std::make_unique<Scope>();
    scope->id = IdOf(text);
    scope->claimed = claimed_.count(scope->id) > 0;
    record_.scopes.insert(scope->id);
    if (scope->claimed) record_.skipped.insert(scope->id);
    // A run that is continued goes on with the sums that it had.
    scope->content =
        &record_.contents
             .try_emplace(scope->id,
                          ContentOf(account, row.billing_period_start,
                                    row.billing_period_end))
             .first->second;
    scope->delivery.scope = std::move(text);
    scope->delivery.completeness = Completeness::kComplete;
    scope->delivery.period_start =
        absl::FromUnixSeconds(row.billing_period_start);
    scope->delivery.period_end = absl::FromUnixSeconds(row.billing_period_end);
    scope->delivery.billing_account_id = std::string(account);
  }
  last_scope_ = scope.get();
  last_account_.assign(account.data(), account.size());
  last_start_ = row.billing_period_start;
  last_end_ = row.billing_period_end;
  return *scope;
}

absl::Status FileRun::TakeRow(const ChargeRow& row, int64_t line) {
  rules_->See(row, line);
  Scope& scope = ScopeOf(row);
  AddContent(row, *scope.content);
  if (scope.claimed) {
    if (record_.skipped_rows++ == 0) {
      record_.skipped_line = line;
      record_.skipped_scope = scope.delivery.scope;
    }
    return absl::OkStatus();
  }
  if (held_.has_value()) RETURN_IF_ERROR(SendHeld(/*last=*/false));
  if (options_.keep_lines) {
    Append(row, line, scope);
  } else {
    Sum(row, line, scope);
  }
  record_.delivered = true;
  if (row.text(ChargeText::kChargeCategory) == "Usage") {
    Raise(record_.usage_until, row.charge_period_end);
  } else {
    Raise(record_.other_until,
          std::min(row.charge_period_end, row.billing_period_end));
  }
  return absl::OkStatus();
}

void FileRun::Hold(const sdk::CsvRecord* unfinished) {
  ++position_.batches;
  if (reader_ != nullptr) {
    position_.second = unfinished != nullptr;
    position_.offset =
        unfinished != nullptr ? unfinished->offset : reader_->next_offset();
    position_.line =
        unfinished != nullptr ? unfinished->line : reader_->next_line();
    for (const Finding& finding : tally_->Take()) findings_.Merge(finding);
  }
  batch_.run = position_.run;
  batch_.number = position_.batches;
  if (batch_.dictionary.empty()) batch_.dictionary.emplace_back();
  for (OtherColumn& column : batch_.other_columns) {
    column.texts.resize(batch_.charges.size());
  }
  // So that a row says the same in whatever batch it stands.
  std::sort(batch_.other_columns.begin(), batch_.other_columns.end(),
            [](const OtherColumn& a, const OtherColumn& b) {
              return a.name < b.name;
            });
  batch_.findings = findings_.Take();
  batch_.cursor = make_cursor_(&position_, record_);
  held_ = std::move(batch_);
  batch_ = FactBatch();
  size_ = BatchSize();
  unasked_rows_ = 0;
  unasked_bytes_ = 0;
  sums_.Clear();
  not_seen_.clear();
  std::fill(other_of_column_.begin(), other_of_column_.end(), -1);
}

absl::Status FileRun::SendOriginals() {
  // A run without a counted row sends nothing, but for a data set that is no
  // charges.
  if (!options_.keep_original || (position_.batches == 0 && !has_data_set_)) {
    return absl::OkStatus();
  }
  sdk::OriginalSender originals(group_.files, position_.originals);
  while (!originals.done()) {
    if (held_.has_value()) RETURN_IF_ERROR(SendHeld(/*last=*/false));
    RETURN_IF_ERROR(originals.FillUp(batch_));
    position_.originals = originals.position();
    Hold();
  }
  return absl::OkStatus();
}

absl::Status FileRun::VouchForFiles() {
  std::vector<std::string> names;
  int64_t bytes = 0;
  for (size_t i = 0; i < group_.files.size(); ++i) {
    if (position_.silent.contains(static_cast<int>(i))) continue;
    names.push_back(group_.files[i].name);
    bytes += static_cast<int64_t>(names.back().size());
  }
  if (names.empty()) return absl::OkStatus();
  for (const std::string& name : succeeded_) {
    names.push_back(name);
    bytes += static_cast<int64_t>(name.size());
  }
  if (names.size() > sdk::kMaxWholeOrigins || bytes > kMaxNameBytes) {
    findings_.Add(
        Severity::kWarning, "focus-parts-many", "", group_.name, 0, "",
        {{"origin", group_.name}, {"files", absl::StrCat(names.size())}});
    return absl::OkStatus();
  }
  // A run whose rows are all left to other files has nothing but its word.
  if (!held_.has_value() || bytes > kMaxNameBytesAlong) {
    if (held_.has_value()) RETURN_IF_ERROR(SendHeld(/*last=*/false));
    Hold();
  }
  held_->whole_origins = std::move(names);
  return absl::OkStatus();
}

absl::Status FileRun::SendHeld(bool last) {
  FactBatch batch = *std::move(held_);
  held_.reset();
  if (last) {
    batch.last = true;
    batch.cursor = make_cursor_(nullptr, record_);
  }
  sent_ = true;
  return sink_.Send(std::move(batch));
}

std::vector<Finding> FileRun::TakeFindings() {
  for (const Finding& finding : findings_.Take()) of_data_sets_.Merge(finding);
  return of_data_sets_.Take();
}

}  // namespace regisseur::focus
