#include "services/sdk/whole_file_run.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/batch_builder.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/invoice_texts.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::sdk {
namespace {

// Names that have room beside rows or originals; more go in a batch of their
// own, and those beyond its limit are not vouched for.
constexpr size_t kMaxNameBytesAlong = 64 << 10;
constexpr size_t kMaxNameBytes = 512 << 10;
// What a name costs beside its bytes.
constexpr size_t kNameHeadBytes = 4;

size_t NameBytes(const std::vector<std::string>& names) {
  size_t bytes = 0;
  for (const std::string& name : names) bytes += name.size() + kNameHeadBytes;
  return bytes;
}

// Of rows that can be large.
template <typename Row>
int64_t BytesOf(const Row&) {
  return 0;
}
int64_t BytesOf(const Invoice& invoice) { return WireBytes(invoice); }

bool IsEmpty(const FileScope& scope) {
  return scope.measurements.empty() && scope.tickets.empty() &&
         scope.objectives.empty() && scope.invoices.empty();
}

}  // namespace

// Where the run stands.
struct WholeFileRun::Position {
  int64_t batches = 0;
  int64_t rows = 0;
  OriginalPosition originals;
  bool done = false;
};

WholeFileRun::WholeFileRun(WholeFileRunOptions options)
    : options_(std::move(options)) {}

void WholeFileRun::ReadEach(
    const std::vector<InputFile>& files, const FactSink& sink,
    const std::function<absl::Status(const InputFile&, FindingList&)>& read) {
  for (const InputFile& file : files) {
    FindingList findings;
    const absl::Status status = sink.Cancelled()
                                    ? absl::CancelledError("the caller hung up")
                                    : read(file, findings);
    if (!status.ok()) {
      const Problem problem = ProblemOf(status);
      // Half of what is one edition would replace the whole; and a caller who
      // hung up asks for nothing more.
      if (options_.files == FilesOption::kParts || absl::IsCancelled(status) ||
          (problem.kind == ProblemKind::kTransient &&
           problem.rule != "file-incomplete")) {
        waits_ = true;
        problem_ = status;
        return;
      }
      problem_.Update(status);
      continue;
    }
    read_.push_back(file);
    for (const Finding& finding : findings.Take()) findings_.Merge(finding);
  }
}

FileScope* WholeFileRun::ScopeFor(const Delivery& delivery, int64_t line) {
  const auto [found, is_new] = scopes_.try_emplace(delivery.scope);
  FileScope& scope = found->second;
  const std::string other = scope.delivery.origin;
  if (!is_new && other != delivery.origin) {
    switch (options_.files) {
      case FilesOption::kSeparate:
        findings_.Add(Severity::kError, options_.two_files_rule, "",
                      delivery.origin, line, delivery.scope,
                      {{"origin", delivery.origin},
                       {"scope", delivery.scope},
                       {"other", other}});
        return nullptr;
      case FilesOption::kLatest:
        findings_.Add(Severity::kInfo, options_.file_replaced_rule, "", other,
                      0, delivery.scope,
                      {{"origin", other},
                       {"scope", delivery.scope},
                       {"other", delivery.origin}});
        scope = FileScope{delivery, {}, {}, {}};
        break;
      case FilesOption::kParts:
        break;
    }
  }
  if (is_new) scope.delivery = delivery;
  return &scope;
}

void WholeFileRun::Reach(absl::Time time) {
  data_until_ = std::max(data_until_.value_or(time), time);
}

void WholeFileRun::VouchFor(std::string origin) {
  if (whole_origins_.size() < kMaxWholeOrigins &&
      NameBytes(whole_origins_) + origin.size() < kMaxNameBytes) {
    whole_origins_.push_back(std::move(origin));
  }
}

std::string WholeFileRun::BasisOf(const SourceSpec& source) {
  std::string basis =
      absl::StrCat(kProgramVersion, "\n", source.time_zone.name(), "\n");
  for (const auto& [name, value] : source.options) {
    absl::StrAppend(&basis, name, "=", value, "\n");
  }
  return basis;
}

bool WholeFileRun::LeaveWhatIsNew(const SourceSpec& source,
                                  const Cursor& cursor) {
  after_.basis = Fingerprint(BasisOf(source));
  if (cursor.Get("basis") == after_.basis) {
    before_ = {after_.basis, ToldScopes::Parse(cursor.Get("told")),
               cursor.Get("findings")};
    after_.told = before_.told;
  }
  std::string said;
  std::set<std::string> needed;  // files
  const std::vector<Finding> findings = findings_.Take();
  for (const Finding& finding : findings) {
    absl::StrAppend(&said, finding.rule, "\n", finding.field, "\n",
                    finding.file, "\n", finding.first_line, "\n", finding.count,
                    "\n");
    if (finding.severity == Severity::kError) needed.insert(finding.file);
    findings_.Merge(finding);
  }
  after_.findings = Fingerprint(said);
  const bool other_findings = after_.findings != before_.findings;
  if (!other_findings) needed.clear();
  std::map<std::string, std::string> editions;
  for (const InputFile& file : read_) editions[file.name] = file.edition;
  std::erase_if(scopes_, [&](const auto& entry) {
    const auto& [text, scope] = entry;
    const std::string& file = scope.delivery.origin;
    ToldScopes::Told told = ToldScopes::MakeTold(
        absl::StrCat(file, "\n", editions[file]), options_.content_of(scope));
    const std::optional<ToldScopes::Told> earlier = before_.told.Find(text);
    if (earlier == told) return true;
    if (earlier.has_value() && earlier->content != told.content) {
      options_.on_changed(scope, findings_);
    }
    after_.told.Set(text, std::move(told));
    needed.insert(file);
    return false;
  });
  std::erase_if(read_, [&](const InputFile& file) {
    return !needed.contains(file.name);
  });
  return !scopes_.empty() || (other_findings && !after_.told.empty());
}

// Names the edition of everything that was read, and by which options.
std::string WholeFileRun::RunName(const SourceSpec& source) const {
  std::string all = BasisOf(source);
  absl::StrAppend(&all, after_.findings);
  for (const InputFile& file : read_) {
    absl::StrAppend(&all, file.name, "\n", file.edition, "\n");
  }
  return absl::StrCat(options_.name, "@", Fingerprint(all));
}

std::string WholeFileRun::CursorAt(absl::string_view run,
                                   const Position& position) const {
  Cursor cursor(options_.kind, kProgramVersion);
  cursor.Set("run", run);
  cursor.SetInt("batches", position.batches);
  cursor.SetInt("rows", position.rows);
  cursor.Set("originals", position.originals.ToString());
  cursor.SetInt("done", position.done ? 1 : 0);
  const Memory& memory = position.done ? after_ : before_;
  cursor.Set("basis", memory.basis);
  cursor.Set("told", memory.told.ToString());
  cursor.Set("findings", memory.findings);
  return cursor.ToString();
}

// The rows first, then the files themselves where they are to be kept. The last
// batch vouches.
absl::Status WholeFileRun::Send(const std::string& run, Position& position,
                                FactSink& sink) {
  OriginalSender documents(
      options_.keep_original ? read_ : std::vector<InputFile>(),
      position.originals);
  const bool names_alone = NameBytes(whole_origins_) > kMaxNameBytesAlong;
  BatchBuilder builder(run, position.batches, sink);
  const auto flush = [&](bool last) {
    ++position.batches;
    position.done = last;
    std::string cursor = CursorAt(run, position);
    return last ? builder.Finish(std::move(cursor), whole_origins_)
                : builder.Flush(std::move(cursor));
  };
  const bool starts = position.batches == 0;
  bool gathered = starts;
  if (starts) {
    for (const Finding& finding : findings_.Take()) {
      builder.findings().Merge(finding);
    }
    // One without a row replaces what was told all the same.
    for (const auto& [text, scope] : scopes_) {
      if (IsEmpty(scope)) builder.AddDelivery(scope.delivery);
    }
  }
  int64_t row = 0;
  const auto add = [&](const FileScope& scope, const auto& rows,
                       auto to_batch) -> absl::Status {
    for (const auto& told : rows) {
      if (row++ < position.rows) continue;
      if (builder.FullFor(BytesOf(told))) {
        RETURN_IF_ERROR(flush(/*last=*/false));
      }
      auto added = told;
      added.delivery = builder.AddDelivery(scope.delivery);
      (builder.*to_batch)(std::move(added));
      position.rows = row;
      gathered = true;
    }
    return absl::OkStatus();
  };
  for (const auto& [text, scope] : scopes_) {
    RETURN_IF_ERROR(
        add(scope, scope.measurements, &BatchBuilder::AddMeasurement));
    RETURN_IF_ERROR(add(scope, scope.tickets, &BatchBuilder::AddTicket));
    RETURN_IF_ERROR(add(scope, scope.objectives, &BatchBuilder::AddObjective));
    RETURN_IF_ERROR(add(scope, scope.invoices, &BatchBuilder::AddInvoice));
  }
  if (documents.done() && !names_alone) return flush(/*last=*/true);
  if (gathered) RETURN_IF_ERROR(flush(/*last=*/false));
  while (!position.done) {
    FactBatch batch;
    batch.dictionary = {""};
    const bool only_names = documents.done();
    RETURN_IF_ERROR(documents.FillUp(batch));
    position.originals = documents.position();
    position.done = documents.done() && (only_names || !names_alone);
    batch.run = run;
    batch.number = ++position.batches;
    batch.last = position.done;
    if (batch.last) batch.whole_origins = whole_origins_;
    batch.cursor = CursorAt(run, position);
    RETURN_IF_ERROR(sink.Send(std::move(batch)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Checkpoint> WholeFileRun::Tell(const SourceSpec& source,
                                              absl::string_view cursor_text,
                                              FactSink& sink) {
  ASSIGN_OR_RETURN(const Cursor cursor,
                   Cursor::Parse(cursor_text, options_.kind, kProgramVersion));
  if (waits_) return problem_;
  const bool remembers = options_.content_of != nullptr;
  const bool any_scope = !scopes_.empty();
  const bool any_new = remembers ? LeaveWhatIsNew(source, cursor) : any_scope;
  const std::string run = RunName(source);
  Position position;
  if (cursor.Get("run") == run) {
    position = {cursor.GetInt("batches"), cursor.GetInt("rows"),
                OriginalPosition::Parse(cursor.Get("originals")),
                cursor.GetInt("done") != 0};
  } else if (!cursor.empty() && cursor.GetInt("done") == 0) {
    return CursorGone(options_.when_changed);
  }
  const bool told_before =
      position.done || (remembers && any_scope && !any_new);
  if (!told_before && any_new) RETURN_IF_ERROR(Send(run, position, sink));
  if (!problem_.ok()) return problem_;
  position.done = true;
  Checkpoint checkpoint;
  checkpoint.cursor = remembers && told_before && !cursor.empty()
                          ? std::string(cursor_text)
                          : CursorAt(run, position);
  checkpoint.data_until = data_until_;
  // Without a scope there is no delivery that keeps the findings.
  if (!any_scope) checkpoint.findings = findings_.Take();
  checkpoint.unchanged = told_before;
  return checkpoint;
}

}  // namespace regisseur::sdk
