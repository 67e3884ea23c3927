#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/base/utf8.h"
#include "services/check/adapter_check.h"

namespace regisseur {
namespace {

using Verdict = CheckedRule::Verdict;

absl::string_view Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kBroken:
      return "broken";
    case Verdict::kNotTried:
      return "not tried";
  }
  return "not tried";
}

// What an adapter says is nobody's terminal command.
std::string Printable(absl::string_view text) {
  std::string out;
  for (const char c : RepairUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&out, "\\x%02x", byte);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string Json(absl::string_view text) {
  std::string out = "\"";
  for (const char c : RepairUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      absl::StrAppendFormat(&out, "\\u%04x", byte);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace

std::string RenderReportText(const AdapterReport& report) {
  std::string out;
  for (const CheckedRule& rule : report.rules) {
    absl::StrAppendFormat(&out, "%-9s  %-15s  %s\n", Word(rule.verdict),
                          rule.id, Printable(rule.says));
  }
  if (!report.coverage.empty()) {
    absl::StrAppend(&out, "\nHow well fields are filled:\n");
    for (const adapter::v1::FieldCoverage& field : report.coverage) {
      absl::StrAppendFormat(&out, "  %s: %d of %d%s\n",
                            Printable(field.field()), field.filled(),
                            field.total(),
                            field.mandatory() && field.filled() < field.total()
                                ? ", and the standard demands it"
                                : "");
    }
  }
  absl::StrAppend(&out, "\n",
                  report.Holds()
                      ? "The adapter keeps to the contract.\n"
                      : "The adapter does not keep to the contract yet.\n");
  return out;
}

std::string RenderReportJson(const AdapterReport& report) {
  std::string out =
      absl::StrCat("{\"holds\":", report.Holds() ? "true" : "false",
                   ",\"kind\":", Json(report.capabilities.kind()),
                   ",\"version\":", Json(report.capabilities.version()),
                   ",\"batches\":", report.batches, ",\"bytes\":", report.bytes,
                   ",\"checks\":[");
  const char* between = "";
  for (const CheckedRule& rule : report.rules) {
    absl::StrAppend(&out, between, "{\"id\":", Json(rule.id),
                    ",\"verdict\":", Json(Word(rule.verdict)),
                    ",\"message\":", Json(rule.says), "}");
    between = ",";
  }
  absl::StrAppend(&out, "],\"coverage\":[");
  between = "";
  for (const adapter::v1::FieldCoverage& field : report.coverage) {
    absl::StrAppend(
        &out, between, "{\"field\":", Json(field.field()),
        ",\"filled\":", field.filled(), ",\"total\":", field.total(),
        ",\"mandatory\":", field.mandatory() ? "true" : "false", "}");
    between = ",";
  }
  absl::StrAppend(&out, "]}\n");
  return out;
}

}  // namespace regisseur
