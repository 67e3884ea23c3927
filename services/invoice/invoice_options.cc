#include "services/invoice/invoice_options.h"

#include "absl/strings/numbers.h"
#include "core/base/status_macros.h"
#include "services/sdk/source_options.h"

namespace regisseur::invoice {
namespace {

constexpr int64_t kMaxMaxBytes = 64 << 20;

}  // namespace

absl::StatusOr<InvoiceOptions> InvoiceOptions::Parse(
    const sdk::SourceSpec& source) {
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  InvoiceOptions options;
  options.path = source.Option("path");
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original", true));
  const std::string max_bytes = source.Option("max_bytes");
  if (!max_bytes.empty()) {
    int64_t bytes = 0;
    if (!absl::SimpleAtoi(max_bytes, &bytes) || bytes < 1 ||
        bytes > kMaxMaxBytes) {
      return sdk::RefuseOption("max_bytes", max_bytes,
                               "a number of bytes from 1 to 67108864");
    }
    options.read.max_bytes = static_cast<size_t>(bytes);
  }
  return options;
}

}  // namespace regisseur::invoice
