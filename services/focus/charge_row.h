#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/cost/charge.h"
#include "core/money/decimal.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_header.h"
#include "services/focus/row_mapper.h"
#include "services/focus/row_rules.h"
#include "services/focus/seen_texts.h"

namespace regisseur::focus {

// A text of a row: a view into the record or into the reader, valid until its
// next call; empty is null. `seen` is what the reader remembers of it, null
// when it does not; it stays as long as the reader.
struct RowText {
  absl::string_view text;
  SeenText* seen = nullptr;
};

// One line of cost as the file has it. Moments are seconds since 1970 UTC.
struct ChargeRow {
  // The text of a column that has no place of its own.
  struct Other {
    int column = 0;  // of the file, from 0
    RowText text;
  };

  std::array<RowText, kChargeTextCount> texts;
  std::vector<Other> others;
  std::array<std::optional<Decimal>, kChargeAmountCount> amounts;
  int64_t billing_period_start = 0;
  int64_t billing_period_end = 0;
  int64_t charge_period_start = 0;
  int64_t charge_period_end = 0;

  absl::string_view text(ChargeText column) const {
    return texts[static_cast<int>(column)].text;
  }
  const std::optional<Decimal>& amount(ChargeAmount column) const {
    return amounts[static_cast<int>(column)];
  }
};

// How rows are read, whatever the file's header says.
struct ChargeRowOptions {
  bool keep_personal_tags = false;
  MappingSettings mapping;
  bool keep_other_columns = true;  // else judged only
};

// Reads the rows of one cost file. Every column of a row is judged before it
// is given up. A row is in the totals only with BilledCost, BillingCurrency and
// a billing period that can be read; otherwise it is left out and counted
// (focus-row-not-counted), never taken as zero. Any other value that cannot be
// read is null, with a finding.
//
// Null is an empty field, `NULL` or `null`, in quotes or not: quotes mean
// nothing in CSV (RFC 4180). Not thread-safe.
class ChargeRowReader {
 public:
  // All must outlive the reader.
  ChargeRowReader(const FocusHeader& header, const ChargeRowOptions& options,
                  FindingTally& tally);

  // Reads the records that follow each other in `fields`, each as wide as the
  // header, of a file that is FOCUS; `lines` are theirs, at most kMostRows.
  // Column by column, which is faster than row by row and says the same.
  void ReadMany(const absl::string_view* fields,
                absl::Span<const int64_t> lines);
  static constexpr size_t kMostRows = SeenTexts::kMostAtOnce;
  // Of the records that ReadMany read: null for one that is left out. Valid
  // until the next one is read.
  const ChargeRow* RowAt(size_t index) const {
    return work_[index].counted ? &work_[index].row : nullptr;
  }

  // Reads one record. False when the row is left out.
  bool Read(absl::Span<const absl::string_view> fields, int64_t line,
            ChargeRow& row);
  // True where the record has a second charge.
  bool HasSecond(absl::Span<const absl::string_view> fields) const {
    return mapper_.has_value() && fields.size() == width_ &&
           mapper_->HasSecond(fields);
  }
  // Reads the second charge of the record that was read last (its VAT, in a
  // format that has it there). False when there is none or it is left out.
  bool ReadSecond(absl::Span<const absl::string_view> fields, int64_t line,
                  ChargeRow& row);

  // Rows read, and how many of them had a usable value in each column.
  int64_t rows() const { return rows_; }
  const std::vector<int64_t>& filled() const { return filled_; }

 private:
  // What to do with one column, worked out once.
  struct Step {
    int column = 0;
    ColumnType type = ColumnType::kText;
    bool nullable = true;
    bool of_focus = false;
    Target target = Target::kOtherColumns;
    int index = 0;
    int rank = 0;
    std::span<const absl::string_view> allowed;
    bool is_subcategory = false;
    bool shares_place = false;  // with a column of a lower rank
    SeenTexts seen;
  };

  // A row that is being read.
  struct Work {
    ChargeRow row;
    int64_t line = 0;
    int index = 0;  // among those that are read at once
    std::array<std::optional<int64_t>, 4> moments;
    bool currency_known = false;
    bool counted = false;
    RowText subcategory;

    void Start(int64_t its_line);
  };

  bool ReadCharge(absl::Span<const absl::string_view> fields, int64_t line,
                  ChargeRow& row);
  // Reads the cells of the first `count` rows of work_, which follow each other
  // in `fields` every `width` cells, and judges the rows.
  void ReadRows(const absl::string_view* fields, size_t width, size_t count);
  void ReadColumn(Step& step, const absl::string_view* cells, size_t width,
                  size_t count);
  void ReadText(Step& step, absl::string_view text, Work& work);
  void ReadNumber(Step& step, absl::string_view text, Work& work);
  void ReadMoment(Step& step, absl::string_view text, Work& work);
  void JudgeRow(Work& work);
  // `text`, or a repaired copy of it.
  absl::string_view ValidText(Step& step, absl::string_view text, int64_t line);
  void PutText(Step& step, RowText text, ChargeRow& row) {
    if (step.target == Target::kText &&
        (!step.shares_place || row.texts[step.index].text.empty())) {
      row.texts[step.index] = text;
    } else if (keep_other_columns_) {
      PutOther(step, text, row);
    }
  }
  void PutOther(const Step& step, RowText text, ChargeRow& row);
  // Tells what is wrong with a cell; of one that several columns are made of,
  // once.
  void Blame(FocusRule rule, const Step& step, int64_t line,
             absl::string_view text);
  void NoteFilled(const Step& step, const Work& work) {
    rules_.See(step.column, work.index);
  }
  void JudgeSubcategory(const Work& work);
  bool Complete(Work& work);

  const bool keep_personal_tags_;
  const bool keep_other_columns_;
  const FocusVersion version_;
  const size_t width_;
  FindingTally& tally_;
  RowRules rules_;
  std::optional<RowMapper> mapper_;  // of a format that is not FOCUS
  std::vector<Step> steps_;          // by rank, then as in the file
  int64_t rows_ = 0;
  std::vector<int64_t> filled_;

  std::array<int, 4> moment_columns_;  // -1: the file has none
  int billing_currency_column_ = -1;
  int subcategory_column_ = -1;
  // Of the rows at hand.
  std::vector<Work> work_;
  std::deque<std::string> repaired_;
  std::vector<const char*> blamed_;
};

}  // namespace regisseur::focus
