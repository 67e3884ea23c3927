#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/focus/finding_tally.h"
#include "services/focus/format_table.h"
#include "services/focus/local_value.h"

namespace regisseur::focus {

// A FormatTable held against the header of one file: which column of FOCUS
// comes from which of the file's. Immutable.
struct ColumnMapping {
  // Columns of the file, from 0.
  using Columns = std::vector<int>;
  struct When {
    Columns columns;
    Words values;
  };
  struct Rule {
    const MappingRow* row = nullptr;  // null: kept by its own name
    Columns columns;
    std::vector<std::string> keys;  // of kTagColumns, by column
    std::vector<When> when;
  };
  // One column of what is mapped.
  struct Target {
    std::string name;     // of FOCUS, else the file's own
    std::string in_file;  // where it mostly comes from
    bool amount = false;
    std::vector<Rule> rules;
    std::vector<Rule> second_rules;  // of a second charge; empty: as the first
  };
  struct Remark {
    Columns columns;
    const FileRemark* remark = nullptr;
  };

  const FormatTable* table = nullptr;
  size_t width = 0;  // of the file's records
  std::vector<Target> targets;
  std::vector<Remark> remarks;
  int billed_cost = -1;  // its place among the targets

  static ColumnMapping Make(const FormatTable& table,
                            absl::Span<const absl::string_view> header);
};

// What a mapping needs to know besides the file.
struct MappingSettings {
  std::string currency;  // the portfolio's
  DecimalMark decimal = DecimalMark::kAuto;
};

// Makes records of FOCUS out of those of another format. Not thread-safe.
class RowMapper {
 public:
  // All must outlive the mapper.
  RowMapper(const ColumnMapping& mapping, const MappingSettings& settings,
            FindingTally& tally);

  // The charge of a record that has the file's width; valid until the next
  // call. `second` asks for the record's second charge.
  absl::Span<const absl::string_view> Map(
      absl::Span<const absl::string_view> record, int64_t line, bool second);
  // True where the record has a second charge.
  bool HasSecond(absl::Span<const absl::string_view> record) const;

 private:
  struct Last {
    const ColumnMapping::Rule* rule = nullptr;
    std::string text;
    std::string mapped;
  };

  // The record in UTF-8. What people export is often Windows-1252.
  absl::Span<const absl::string_view> Decoded(
      absl::Span<const absl::string_view> record, int64_t line);
  absl::string_view Value(const ColumnMapping::Rule& rule,
                          absl::Span<const absl::string_view> record,
                          int target, int64_t line);
  absl::string_view Moment(const ColumnMapping::Rule& rule,
                           absl::string_view text, int target, int64_t line);
  absl::string_view Amount(absl::string_view text, int target, int64_t line);

  const ColumnMapping& mapping_;
  const MappingSettings& settings_;
  FindingTally& tally_;
  std::vector<absl::string_view> values_;  // by target
  std::vector<std::string> scratch_;
  std::vector<absl::string_view> decoded_;
  std::deque<std::string> decoded_texts_;
  std::vector<const char*> blamed_;  // cells of the record at hand
  std::vector<Last> last_;           // of moments: days repeat
};

}  // namespace regisseur::focus
