#include "services/focus/charge_row.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_header.h"
#include "services/focus/format_table.h"
#include "services/sdk/csv_reader.h"
#include "tests/fuzz/fuzz_input.h"

// A file of charges, of FOCUS or of a cloud: a row is read or left out with a
// finding.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  sdk::CsvReader reader(
      std::make_unique<fuzz::TextInput>(fuzz::TextOf(data, size), size + 1),
      {.origin = "f.csv"});
  const auto names = reader.Next();
  if (!names.ok() || *names == nullptr) return 0;
  FindingList findings;
  const auto header = focus::FocusHeader::Parse(
      std::span((*names)->fields.data(), (*names)->fields.size()), "f.csv",
      findings, {.focus = true, .tables = focus::CloudFormats()});
  if (!header.ok()) return 0;
  focus::FindingTally tally("f.csv", header->Names());
  focus::ChargeRowOptions options;
  options.keep_personal_tags = size % 2 == 0;
  options.mapping.currency = "EUR";
  focus::ChargeRowReader rows(*header, options, tally);
  focus::ChargeRow row;
  for (;;) {
    const auto record = reader.Next();
    if (!record.ok() && reader.fault().has_value()) continue;
    if (!record.ok() || *record == nullptr) break;
    if (rows.Read((*record)->fields, (*record)->line, row)) {
      fuzz::Require(row.amount(ChargeAmount::kBilledCost).has_value());
      fuzz::Require(row.billing_period_start < row.billing_period_end);
    } else {
      fuzz::Require(!tally.empty());
    }
    (void)rows.ReadSecond((*record)->fields, (*record)->line, row);
  }
  for (const Finding& finding : tally.Take()) findings.Merge(finding);
  fuzz::RequireAcceptable(FactBatch(), findings);
  return 0;
}
