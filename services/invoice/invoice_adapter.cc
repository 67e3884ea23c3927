#include "services/invoice/invoice_adapter.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/einvoice/invoice_reader.h"
#include "services/invoice/invoice_options.h"
#include "services/invoice/invoice_scope.h"
#include "services/sdk/input_file.h"
#include "services/sdk/invoice_texts.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/sdk/whole_file_run.h"

namespace regisseur::invoice {
namespace {

constexpr char kKind[] = "invoice";
constexpr size_t kMostNamedRules = 20;

// A folder means every file in it.
absl::StatusOr<std::vector<sdk::InputFile>> FilesOf(
    const sdk::SourceSpec& source, const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole =
      std::filesystem::path(source.base_directory) / path;
  if (std::filesystem::is_directory(whole, error)) {
    return sdk::ExpandGlob(
        source,
        (std::filesystem::path(path) / "*").lexically_normal().string());
  }
  return sdk::ExpandGlob(source, path);
}

// False for a document that does not end with its own element: perhaps it is
// only half there.
bool EndsBehindItsElement(absl::string_view text) {
  size_t from = 0;
  while ((from = text.find('<', from)) != absl::string_view::npos &&
         from + 1 < text.size() && !absl::ascii_isalpha(text[from + 1])) {
    ++from;
  }
  // What has no element at all was never one.
  if (from == absl::string_view::npos || from + 1 >= text.size()) return true;
  const absl::string_view name =
      text.substr(from + 1, text.find_first_of(" \t\r\n/>", from) - from - 1);
  text = absl::StripTrailingAsciiWhitespace(text);
  return absl::EndsWith(text, absl::StrCat("</", name, ">")) ||
         absl::EndsWith(text, "/>");
}

// The invoices of one run, each told once.
class InvoiceRun {
 public:
  InvoiceRun(const sdk::SourceSpec& source, const InvoiceOptions& options)
      : source_(source),
        options_(options),
        run_({.kind = kKind,
              .name = "invoices",
              .when_changed = "an invoice was changed, added or removed",
              .keep_original = options.keep_original,
              .content_of = &ContentOf,
              .on_changed = &TellChanged}) {}

  absl::StatusOr<Checkpoint> Tell(const std::vector<sdk::InputFile>& files,
                                  absl::string_view cursor,
                                  sdk::FactSink& sink) {
    run_.ReadEach(files, sink,
                  [this](const sdk::InputFile& file, FindingList& findings) {
                    return Read(file, findings);
                  });
    return run_.Tell(source_, cursor, sink);
  }

 private:
  static std::string ContentOf(const sdk::FileScope& scope) {
    return scope.invoices.empty() ? "" : ContentText(scope.invoices.front());
  }
  static void TellChanged(const sdk::FileScope& scope, FindingList& findings) {
    const Invoice& invoice = scope.invoices.front();
    findings.Add(Severity::kWarning, "invoice-changed", "number",
                 scope.delivery.origin, invoice.file_line, invoice.number,
                 {{"number", invoice.number}, {"seller", invoice.seller.name}});
  }

  // Who told an invoice first, and what.
  struct Told {
    std::string file;
    std::string content;
  };

  absl::Status Read(const sdk::InputFile& file, FindingList& findings) {
    const absl::StatusOr<std::string> bytes =
        sdk::ReadInput(file, static_cast<int64_t>(options_.read.max_bytes));
    if (!bytes.ok()) {
      if (sdk::ProblemOf(bytes.status()).rule != "file-too-large") {
        return bytes.status();
      }
      Refuse(file,
             {"invoice-too-large",
              {{"bytes", absl::StrCat(file.size)},
               {"most", absl::StrCat(options_.read.max_bytes)}},
              0},
             findings);
      return absl::OkStatus();
    }
    std::variant<Invoice, RefusedDocument> read =
        ReadInvoice(*bytes, options_.read);
    if (const auto* refused = std::get_if<RefusedDocument>(&read)) {
      if (refused->rule == "invoice-not-xml" && !EndsBehindItsElement(*bytes) &&
          sdk::MayStillBeWritten(file)) {
        return sdk::FileIncomplete(file, "in the middle of an invoice");
      }
      Refuse(file, *refused, findings);
      return absl::OkStatus();
    }
    Add(file, std::get<Invoice>(std::move(read)), findings);
    return absl::OkStatus();
  }

  void Refuse(const sdk::InputFile& file, const RefusedDocument& refused,
              FindingList& findings) {
    findings.Add(Severity::kError, refused.rule, "", file.name, refused.line,
                 "", refused.arguments);
  }

  void Add(const sdk::InputFile& file, Invoice invoice, FindingList& findings) {
    const Delivery delivery = DeliveryOf(invoice, file.name, source_.time_zone);
    const auto [told, is_new] = told_.try_emplace(
        delivery.scope, Told{file.name, ContentText(invoice)});
    if (!is_new) {
      const bool same = told->second.content == ContentText(invoice);
      findings.Add(same ? Severity::kInfo : Severity::kError,
                   same ? "invoice-repeated" : "invoice-conflict", "number",
                   file.name, invoice.file_line, invoice.number,
                   {{"number", invoice.number},
                    {"seller", invoice.seller.name},
                    {"other", told->second.file}});
      return;
    }
    if (invoice.number.empty()) {
      findings.Add(Severity::kWarning, "invoice-no-number", "number", file.name,
                   invoice.file_line, "");
    }
    TellBrokenRules(file, invoice, findings);
    LeaveOutWhatDoesNotFit(file, invoice, findings);
    if (invoice.issue_day.has_value()) {
      run_.Reach(absl::FromCivil(*invoice.issue_day, source_.time_zone));
    }
    sdk::FileScope* scope = run_.ScopeFor(delivery, invoice.file_line);
    if (scope != nullptr) scope->invoices.push_back(std::move(invoice));
  }

  static void TellBrokenRules(const sdk::InputFile& file,
                              const Invoice& invoice, FindingList& findings) {
    std::vector<std::string> rules;
    int64_t count = 0;
    for (const InvoiceProblem& problem : invoice.problems) {
      if (problem.severity != ProblemSeverity::kFatal) continue;
      ++count;
      if (rules.size() < kMostNamedRules &&
          (rules.empty() || rules.back() != problem.rule)) {
        rules.push_back(problem.rule);
      }
    }
    if (count == 0) return;
    findings.Add(Severity::kWarning, "invoice-rule-broken", "number", file.name,
                 invoice.file_line, invoice.number,
                 {{"number", invoice.number},
                  {"count", absl::StrCat(count)},
                  {"rules", absl::StrJoin(rules, ", ")}});
  }

  // Free text of the lines goes first, then a tenth of them at a time.
  static void LeaveOutWhatDoesNotFit(const sdk::InputFile& file,
                                     Invoice& invoice, FindingList& findings) {
    if (sdk::FitsAMessage(invoice)) return;
    for (InvoiceLine& line : invoice.lines) {
      line.note.clear();
      line.description.clear();
    }
    const size_t count = invoice.lines.size();
    while (!invoice.lines.empty() && !sdk::FitsAMessage(invoice)) {
      invoice.lines.resize(invoice.lines.size() * 9 / 10);
    }
    if (invoice.lines.size() == count) return;
    findings.Add(Severity::kError, "invoice-lines-left-out", "lines", file.name,
                 invoice.file_line, invoice.number,
                 {{"number", invoice.number},
                  {"count", absl::StrCat(count)},
                  {"kept", absl::StrCat(invoice.lines.size())}});
  }

  const sdk::SourceSpec& source_;
  const InvoiceOptions& options_;
  sdk::WholeFileRun run_;
  std::map<std::string, Told> told_;  // by scope
};

}  // namespace

sdk::AdapterInfo InvoiceAdapter::Info() const {
  return {
      kKind,
      sdk::kProgramVersion,
      {FactKind::kInvoices},
      {
          {"path",
           "The invoices: a file, a folder or a glob such as "
           "invoices/*.xml, relative to the configuration file; UBL 2.1 or "
           "UN/CEFACT CII, also gzip.",
           true},
          {"max_bytes",
           "The largest invoice that is read, attachments included. Default: "
           "5242880; at most 67108864."},
          {"keep_original",
           "false keeps no copy of the invoices themselves. Default: true."},
      }};
}

absl::Status InvoiceAdapter::Validate(const sdk::SourceSpec& source) const {
  return InvoiceOptions::Parse(source).status();
}

absl::StatusOr<Checkpoint> InvoiceAdapter::Collect(
    const sdk::SourceSpec& source, absl::string_view cursor,
    sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const InvoiceOptions options, InvoiceOptions::Parse(source));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   FilesOf(source, options.path));
  return InvoiceRun(source, options).Tell(files, cursor, sink);
}

std::unique_ptr<sdk::Adapter> MakeInvoiceAdapter() {
  return std::make_unique<InvoiceAdapter>();
}

}  // namespace regisseur::invoice
