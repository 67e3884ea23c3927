#include "aggregator/app/kept_partner_archive.h"

#include "absl/strings/str_cat.h"
#include "aggregator/storage/original_rows.h"
#include "aggregator/storage/packed_file.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

std::string SpanWords(const CalendarSpan& span) {
  std::string text;
  if (span.months > 0 || span.length == absl::ZeroDuration()) {
    text = absl::StrCat(span.months, " months");
  }
  if (span.length > absl::ZeroDuration()) {
    absl::StrAppend(&text, text.empty() ? "" : " + ",
                    absl::FormatDuration(span.length));
  }
  return text;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> KeptPartnerArchive::Retention()
    const {
  const RetentionConfig kept = retention_();
  return {{"charges", SpanWords(kept.charges)},
          {"measurements", SpanWords(kept.measurements)},
          {"originals", SpanWords(kept.originals)},
          {"tickets", SpanWords(kept.tickets)},
          {"objectives", SpanWords(kept.objectives)},
          {"invoices", SpanWords(kept.invoices)},
          {"remarks", SpanWords(kept.remarks)}};
}

absl::StatusOr<std::vector<PartnerArchive::Document>> KeptPartnerArchive::List(
    const Principal& who, const std::vector<std::string>& sources) const {
  std::vector<Document> documents;
  for (const std::string& source : sources) {
    ASSIGN_OR_RETURN(const std::vector<KeptOriginal> originals,
                     ListOriginalsOf(database_, source));
    for (const KeptOriginal& original : originals) {
      documents.push_back(
          {source, original.name, original.sha256, original.bytes});
    }
  }
  return documents;
}

absl::Status KeptPartnerArchive::Read(
    const Principal& who, const Document& document,
    const std::function<absl::Status(absl::string_view piece)>& take) const {
  return ReadPackedContent(
      OriginalPath(absl::StrCat(data_dir_, "/originals"), document.sha256),
      take);
}

}  // namespace regisseur
