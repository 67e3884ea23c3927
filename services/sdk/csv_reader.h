#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/sdk/input_file.h"

namespace regisseur::sdk {

// How a CSV file is written.
struct CsvOptions {
  char separator = ',';
  int64_t max_record_bytes = 1 << 20;
  int max_fields = 2000;
  std::string origin;  // the file's name, for messages
};

// One record. Views are valid until the next call of the reader.
struct CsvRecord {
  int64_t line = 0;    // of its first byte, from 1
  int64_t offset = 0;  // of its first byte in the inflated file, BOM included
  absl::Span<const absl::string_view> fields;
  // quoted[i]: the field stood in quotes (an empty quoted field is not null).
  absl::Span<const uint8_t> quoted;
  absl::string_view raw;  // its bytes as they stand in the file
  bool at_end = false;    // the file ends behind it, without a line break
};

// A record that could not be read; reading goes on behind it.
struct CsvFault {
  std::string rule;     // csv-quote-not-closed, csv-quote, csv-nul,
                        // csv-field-too-many or csv-record-too-long
  int64_t line = 0;     // where it stands, or where its quote was opened
  std::string value;    // the first bytes of it, at most 200
  bool at_end = false;  // the file ends with its line, without a line break
  std::string limit;    // how much there may be of what is too much; or empty

  // What the rule's message names.
  std::map<std::string, std::string> ArgumentsIn(
      absl::string_view origin) const;
};

// Records that were read in one go, with the bytes that they are views of.
struct CsvBlock {
  struct Record {
    int64_t line = 0;
    int64_t offset = 0;
    int64_t next_offset = 0;
    int64_t next_line = 0;
    size_t first_field = 0;  // in `fields`
    size_t field_count = 0;
    bool at_end = false;
    int fault = -1;  // in `faults` and `faulty`: it could not be read
  };
  // A field whose doubled quotes were resolved, in `scratch`.
  struct Resolved {
    size_t field;
    size_t begin;
    size_t size;
  };

  std::vector<Record> records;
  std::vector<absl::string_view> fields;  // of records, and room for more
  std::vector<absl::Status> faults;
  std::vector<CsvFault> faulty;
  bool last = false;  // nothing follows
  absl::Status end;   // why, where it is not the end of the file

  // They do not move with the block.
  std::unique_ptr<std::string> bytes;
  std::unique_ptr<std::string> scratch;
  std::vector<Resolved> resolved;

  void Add(const Record& record) { records.push_back(record); }
  void Clear();
};

// Reads RFC 4180 in a stream: quoted fields with doubled quotes, commas and
// line breaks, LF, CRLF or a lone CR, a UTF-8 BOM at the start, blank lines
// skipped, a last line without a break. A quote inside a field that did not
// start with one is text. Memory is bounded by one record and 2 MiB. Not
// thread-safe.
class CsvReader {
 public:
  CsvReader(std::unique_ptr<InputStream> input, CsvOptions options);
  ~CsvReader();

  // The next record; nullptr at the end. A partner problem (csv-…) with the
  // line when a record cannot be read: a quote that is not closed or is
  // followed by text, a NUL byte, a record that is too long or has too many
  // fields.
  //
  // After such a problem fault() is set, and the next call continues with the
  // line after the one where the faulty field starts: one bad line spoils one
  // record. Any other problem (of the file itself) is final.
  absl::StatusOr<const CsvRecord*> Next();
  // The same in blocks, for one who reads ahead of who judges (csv_ahead.h).
  // Views are valid as long as the block. Not together with Next in one place
  // of the file.
  void NextBlock(CsvBlock& block);
  // What was wrong with one record when the last Next failed on it; nullopt
  // when it succeeded or the problem is final.
  const std::optional<CsvFault>& fault() const;
  // Continues at a record's border, as told by an earlier `next_offset`.
  absl::Status SkipTo(int64_t offset, int64_t line);
  // Where the record after the last one starts.
  int64_t next_offset() const;
  int64_t next_line() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The separator that the first line suggests: the most frequent of `,` `;` and
// tab outside quotes.
char GuessSeparator(absl::string_view first_line);

}  // namespace regisseur::sdk
