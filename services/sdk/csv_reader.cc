#include "services/sdk/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"
#include "services/sdk/field_ends.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

constexpr absl::string_view kBom = "\xEF\xBB\xBF";
constexpr size_t kShownBytes = 200;

// A quoted field whose doubled quotes were resolved into the scratch text.
struct Resolved {
  size_t field;
  size_t begin;
  size_t size;
};

}  // namespace

class CsvReader::Impl {
 public:
  Impl(std::unique_ptr<InputStream> input, CsvOptions options)
      : input_(std::move(input)),
        options_(options),
        buffer_(std::make_unique<std::string>()),
        ends_(options.separator),
        fields_(static_cast<size_t>(options.max_fields) + 1),
        quoted_(fields_.size()),
        out_(fields_.data()) {}

  absl::StatusOr<const CsvRecord*> Next() {
    if (!final_status_.ok()) return final_status_;
    fault_.reset();
    if (at_start_) {
      if (absl::Status status = Start(); !status.ok()) {
        return final_status_ = status;
      }
    }
    for (;;) {
      switch (Parse()) {
        case Outcome::kRecord:
          record_.fields = {fields_.data(), count_};
          record_.quoted = {quoted_.data(), count_};
          return &record_;
        case Outcome::kBlank:
          continue;
        case Outcome::kEnd:
          return nullptr;
        case Outcome::kFault:
          return SkipFault();
        case Outcome::kNeedsInput:
          if (absl::Status status = Fill(); !status.ok()) {
            return final_status_ = status;
          }
          continue;
      }
    }
  }

  void NextBlock(CsvBlock& block) {
    block.Clear();
    MakeRoom(block, 0);
    if (at_start_ && final_status_.ok()) final_status_ = Start();
    // Of the record that ended the block before.
    if (faulty_ && final_status_.ok()) {
      faulty_ = false;
      block.faults.push_back(SkipFault());
      if (final_status_.ok()) {
        block.faulty.push_back(*fault_);
        block.Add({.next_offset = next_offset(),
                   .next_line = next_line(),
                   .fault = 0});
      }
    }
    while (final_status_.ok()) {
      switch (Parse()) {
        case Outcome::kRecord:
          AddTo(block);
          continue;
        case Outcome::kBlank:
          continue;
        case Outcome::kEnd:
          return End(block, /*last=*/true);
        case Outcome::kFault:
          faulty_ = true;
          return End(block, /*last=*/false);
        case Outcome::kNeedsInput:
          if (!block.records.empty()) return End(block, /*last=*/false);
          final_status_ = Fill();
          continue;
      }
    }
    block.end = final_status_;
    End(block, /*last=*/true);
  }

  absl::Status SkipTo(int64_t offset, int64_t line) {
    if (absl::Status status = input_->SkipTo(offset); !status.ok()) {
      return status;
    }
    buffer_->clear();
    marked_ = false;
    begin_ = 0;
    buffer_offset_ = offset;
    line_ = line;
    at_start_ = offset == 0;
    ended_ = false;
    final_status_ = absl::OkStatus();
    fault_.reset();
    return absl::OkStatus();
  }

  const std::optional<CsvFault>& fault() const { return fault_; }
  int64_t next_offset() const {
    return buffer_offset_ + static_cast<int64_t>(begin_);
  }
  int64_t next_line() const { return line_; }

 private:
  enum class Outcome { kRecord, kBlank, kEnd, kFault, kNeedsInput };

  // Moves what is left to the front and appends the next piece.
  absl::Status Fill() {
    marked_ = false;
    buffer_->erase(0, begin_);
    buffer_offset_ += static_cast<int64_t>(begin_);
    begin_ = 0;
    const size_t old_size = buffer_->size();
    while (!ended_ && buffer_->size() == old_size) {
      absl::StatusOr<bool> more = input_->Read(*buffer_);
      if (!more.ok()) return more.status();
      if (!*more) ended_ = true;
    }
    return absl::OkStatus();
  }

  // Goes on behind a record that cannot be read, and says what was wrong.
  absl::Status SkipFault() {
    if (absl::Status status = SkipLine(); !status.ok()) {
      return final_status_ = status;
    }
    return PartnerProblem(fault_->rule, {{"origin", options_.origin},
                                         {"line", absl::StrCat(fault_->line)},
                                         {"value", fault_->value},
                                         {"limit", fault_->limit}});
  }

  // Takes the record that was parsed last into the block.
  void AddTo(CsvBlock& block) {
    const size_t first = static_cast<size_t>(out_ - block.fields.data());
    for (const Resolved& r : resolved_) {
      block.resolved.push_back(
          {first + r.field, block.scratch->size(), r.size});
      block.scratch->append(scratch_, r.begin, r.size);
    }
    block.Add({.line = record_.line,
               .offset = record_.offset,
               .next_offset = next_offset(),
               .next_line = next_line(),
               .first_field = first,
               .field_count = count_,
               .at_end = record_.at_end});
    MakeRoom(block, first + count_);
  }

  // Lets the next record's fields stand in the block, behind `used` others.
  void MakeRoom(CsvBlock& block, size_t used) {
    if (block.fields.size() < used + fields_.size()) {
      block.fields.resize(2 * used + fields_.size());
    }
    out_ = block.fields.data() + used;
  }

  // Gives the bytes to the block, which has views of them; what is left of them
  // goes on in other memory.
  void End(CsvBlock& block, bool last) {
    for (const CsvBlock::Resolved& r : block.resolved) {
      block.fields[r.field] =
          absl::string_view(*block.scratch).substr(r.begin, r.size);
    }
    block.last = last;
    out_ = fields_.data();
    if (block.bytes == nullptr) block.bytes = std::make_unique<std::string>();
    block.bytes->assign(*buffer_, begin_, std::string::npos);
    buffer_offset_ += static_cast<int64_t>(begin_);
    begin_ = 0;
    std::swap(block.bytes, buffer_);
    marked_ = false;
  }

  absl::Status Start() {
    while (!ended_ && buffer_->size() < 4) {
      if (absl::Status status = Fill(); !status.ok()) return status;
    }
    at_start_ = false;
    const absl::string_view head = absl::string_view(*buffer_).substr(0, 3);
    if (head == kBom) {
      begin_ = kBom.size();
    } else if (head.substr(0, 2) == "\xFF\xFE" ||
               head.substr(0, 2) == "\xFE\xFF") {
      return PartnerProblem("csv-encoding",
                            {{"origin", options_.origin}, {"found", "UTF-16"}});
    }
    return absl::OkStatus();
  }

  // The record that holds [begin, end) cannot be read; what was looked at until
  // then is shown. Reading goes on behind the line of `skip_from`.
  Outcome Fault(absl::string_view rule, int64_t line, const char* begin,
                const char* end, const char* skip_from,
                std::string limit = "") {
    const absl::string_view looked_at(begin, static_cast<size_t>(end - begin));
    const absl::string_view first_line =
        looked_at.substr(0, looked_at.find_first_of("\r\n"));
    fault_ = CsvFault{.rule = std::string(rule),
                      .line = line,
                      .value = RepairUtf8(Utf8Prefix(first_line, kShownBytes)),
                      .limit = std::move(limit)};
    // Everything up to where the faulty field starts is read.
    begin_ = static_cast<size_t>(skip_from - buffer_->data());
    line_ = line;
    return Outcome::kFault;
  }

  // Goes to the start of the next line.
  absl::Status SkipLine() {
    for (;;) {
      const char* data = buffer_->data();
      const char* end = data + buffer_->size();
      const char* p = data + begin_;
      while (p < end && *p != '\n' && *p != '\r') ++p;
      if (p + 1 < end || (p < end && ended_)) {
        p += (*p == '\r' && p + 1 < end && p[1] == '\n') ? 2 : 1;
        begin_ = static_cast<size_t>(p - data);
        ++line_;
        return absl::OkStatus();
      }
      begin_ = static_cast<size_t>(p - data);
      if (ended_) {
        fault_->at_end = true;
        return absl::OkStatus();
      }
      if (absl::Status status = Fill(); !status.ok()) return status;
    }
  }

  // Reads one record from begin_. Where the buffer ends first, nothing is
  // taken: it is read again from its start once there is more.
  Outcome Parse() {
    const char* const data = buffer_->data();
    const char* const start = data + begin_;
    if (!marked_) ends_.Mark(*buffer_);
    marked_ = true;
    // The longest record and its line break. Nothing behind it is looked at, so
    // that the outcome does not depend on how much happens to be in the buffer.
    const auto left = static_cast<int64_t>(buffer_->size() - begin_);
    const int64_t window = options_.max_record_bytes + 2;
    const char* const end = start + std::min(left, window);
    all_seen_ = ended_ && left < window;
    if (left == 0) return ended_ ? Outcome::kEnd : Outcome::kNeedsInput;
    count_ = 0;
    resolved_.clear();
    scratch_.clear();
    int64_t line = line_;
    const char* p = start;
    // Kept out of memory while fields follow each other.
    FieldEnds::Walk walk = ends_.WalkFrom(p);
    const char separator = options_.separator;
    const size_t most = fields_.size();
    absl::string_view* const out = out_;
    uint8_t* const quoted = quoted_.data();
    size_t count = 0;
    for (;;) {
      const char* const field = p;
      const int64_t field_line = line;
      if (p < end && *p == '"') {
        count_ = count;
        const Outcome outcome = Quoted(p, end, start, line);
        if (outcome != Outcome::kRecord) return outcome;
        count = count_;
        // `p` stands behind the closing quote.
        if (p == end && !all_seen_) return NeedsInput(start, end);
        if (p < end && *p != separator && *p != '\n' && *p != '\r') {
          return Fault(*p == '\0' ? "csv-nul" : "csv-quote", field_line, field,
                       p, field);
        }
        // Its end is where it stands.
        walk = ends_.WalkFrom(std::min(p + 1, end));
      } else {
        p = std::min(walk.Next(), end);
        if (p == end && !all_seen_) return NeedsInput(start, end);
        if (p < end && *p == '\0') {
          return Fault("csv-nul", field_line, field, p, field);
        }
        out[count] = {field, static_cast<size_t>(p - field)};
        quoted[count++] = 0;
      }
      if (count == most) {
        return Fault("csv-field-too-many", field_line, start, p, field,
                     absl::StrCat(options_.max_fields));
      }
      if (p < end && *p == separator) {
        ++p;
        continue;
      }
      break;
    }
    count_ = count;
    const char* const record_end = p;
    if (p < end) {
      if (*p == '\r') {
        if (p + 1 == end && !all_seen_) return NeedsInput(start, end);
        if (p + 1 < end && p[1] == '\n') ++p;
      }
      ++p;
      ++line;
    }
    if (record_end - start > options_.max_record_bytes) {
      return TooLong(start, record_end);
    }
    const bool blank = record_end == start;
    if (!blank) {
      for (const Resolved& r : resolved_) {
        out_[r.field] = absl::string_view(scratch_).substr(r.begin, r.size);
      }
      record_.line = line_;
      record_.offset = next_offset();
      record_.raw =
          absl::string_view(start, static_cast<size_t>(record_end - start));
      record_.at_end = p == record_end;
    }
    begin_ = static_cast<size_t>(p - data);
    line_ = line;
    return blank ? Outcome::kBlank : Outcome::kRecord;
  }

  // Reads the quoted field at `p` and moves `p` behind its closing quote.
  Outcome Quoted(const char*& p, const char* end, const char* start,
                 int64_t& line) {
    const char* const open = p;
    const char* run = ++p;
    bool doubled = false;
    size_t scratch_begin = 0;
    for (;;) {
      const char* const quote = ends_.QuoteFrom(p, end);
      if (quote == end || (quote + 1 == end && !all_seen_)) {
        if (!all_seen_) return NeedsInput(start, end, open, line);
        return Fault("csv-quote-not-closed", line, open, end, open);
      }
      if (quote + 1 < end && quote[1] == '"') {
        if (!doubled) {
          doubled = true;
          scratch_begin = scratch_.size();
        }
        scratch_.append(run, static_cast<size_t>(quote + 1 - run));
        run = p = quote + 2;
        continue;
      }
      const char* const content = open + 1;
      // Line breaks in it: LF, CRLF and lone CR each count once.
      int64_t breaks = 0;
      for (const char* at = ends_.EndFrom(content, quote); at < quote;
           at = ends_.EndFrom(at + 1, quote)) {
        if (*at == '\0') return Fault("csv-nul", line, open, quote, open);
        if (*at == '\n' ||
            (*at == '\r' && (at + 1 == quote || at[1] != '\n'))) {
          ++breaks;
        }
      }
      if (doubled) {
        scratch_.append(run, static_cast<size_t>(quote - run));
        resolved_.push_back(
            {count_, scratch_begin, scratch_.size() - scratch_begin});
      }
      // There is always room for one more than a record may have.
      out_[count_] = {content, static_cast<size_t>(quote - content)};
      quoted_[count_++] = 1;
      line += breaks;
      p = quote + 1;
      return Outcome::kRecord;
    }
  }

  // The record goes on behind what was looked at.
  Outcome NeedsInput(const char* start, const char* end) {
    return IsTooLong(start, end) ? TooLong(start, end) : Outcome::kNeedsInput;
  }
  // The same within a quoted field, which then was probably never closed.
  Outcome NeedsInput(const char* start, const char* end, const char* open,
                     int64_t line) {
    if (!IsTooLong(start, end)) return Outcome::kNeedsInput;
    return Fault("csv-record-too-long", line, open, end, open,
                 absl::StrCat(options_.max_record_bytes));
  }
  bool IsTooLong(const char* start, const char* end) const {
    return end - start >= options_.max_record_bytes + 2;
  }
  Outcome TooLong(const char* start, const char* end) {
    return Fault("csv-record-too-long", line_, start, end, start,
                 absl::StrCat(options_.max_record_bytes));
  }

  const std::unique_ptr<InputStream> input_;
  const CsvOptions options_;
  std::unique_ptr<std::string> buffer_;
  FieldEnds ends_;  // of buffer_, once marked_
  bool marked_ = false;
  size_t begin_ = 0;           // of the next record in buffer_
  int64_t buffer_offset_ = 0;  // of buffer_ in the inflated file
  int64_t line_ = 1;           // of the next record
  bool at_start_ = true;
  bool ended_ = false;
  bool all_seen_ = false;  // the last Parse saw all that is left of the file
  absl::Status final_status_;
  std::optional<CsvFault> fault_;
  bool faulty_ = false;  // the record behind the last block is
  CsvRecord record_;
  // Of the record at hand, the first count_; one more than may be.
  std::vector<absl::string_view> fields_;
  std::vector<uint8_t> quoted_;
  absl::string_view* out_ = nullptr;  // where they stand
  size_t count_ = 0;
  std::vector<Resolved> resolved_;
  std::string scratch_;
};

void CsvBlock::Clear() {
  if (scratch == nullptr) scratch = std::make_unique<std::string>();
  scratch->clear();
  resolved.clear();
  records.clear();
  faulty.clear();
  faults.clear();
  last = false;
  end = absl::OkStatus();
}

CsvReader::CsvReader(std::unique_ptr<InputStream> input, CsvOptions options)
    : impl_(std::make_unique<Impl>(std::move(input), options)) {}
CsvReader::~CsvReader() = default;

absl::StatusOr<const CsvRecord*> CsvReader::Next() { return impl_->Next(); }
void CsvReader::NextBlock(CsvBlock& block) { impl_->NextBlock(block); }
absl::Status CsvReader::SkipTo(int64_t offset, int64_t line) {
  return impl_->SkipTo(offset, line);
}
std::map<std::string, std::string> CsvFault::ArgumentsIn(
    absl::string_view origin) const {
  return {{"origin", std::string(origin)}, {"value", value}, {"limit", limit}};
}

const std::optional<CsvFault>& CsvReader::fault() const {
  return impl_->fault();
}
int64_t CsvReader::next_offset() const { return impl_->next_offset(); }
int64_t CsvReader::next_line() const { return impl_->next_line(); }

char GuessSeparator(absl::string_view first_line) {
  int64_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (char c : first_line) {
    if (c == '\n' || c == '\r') break;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

}  // namespace regisseur::sdk
