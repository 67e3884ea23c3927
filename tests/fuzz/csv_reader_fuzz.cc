#include "absl/strings/str_cat.h"
#include "services/sdk/csv_reader.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace regisseur;

// Everything that the reader tells of a text that arrives in such pieces.
std::string Told(absl::string_view text, size_t piece) {
  sdk::CsvReader reader(std::make_unique<fuzz::TextInput>(text, piece),
                        {.max_record_bytes = 200, .max_fields = 20});
  std::string told;
  int64_t offset = 0;
  for (;;) {
    const auto record = reader.Next();
    fuzz::Require(reader.next_offset() >= offset);
    offset = reader.next_offset();
    if (record.ok() && *record == nullptr) return told;
    if (record.ok()) {
      absl::StrAppend(&told, (*record)->line, "@", (*record)->offset);
      for (const absl::string_view field : (*record)->fields) {
        absl::StrAppend(&told, "|", field);
      }
    } else {
      absl::StrAppend(&told, record.status().message());
      if (!reader.fault().has_value()) return told;
    }
    absl::StrAppend(&told, "\n");
  }
}

}  // namespace

// What is read does not depend on how the bytes arrive.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text = fuzz::TextOf(data, size);
  const std::string whole = Told(text, size + 1);
  fuzz::Require(Told(text, 1) == whole);
  fuzz::Require(Told(text, 7) == whole);
  return 0;
}
