#include <algorithm>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/audit/audit.h"
#include "cli/output/display_text.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "core/evidence/evidence_verifier.h"
#include "regisseur/evidence/v1/evidence.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

constexpr absl::Duration kLimit = absl::Hours(6);
constexpr size_t kPieceBytes = 1 << 20;
// A key or a file of roots is small; an export given by mistake is not.
constexpr size_t kMostSmallBytes = 64 << 20;

absl::StatusOr<std::string> ReadSmallFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  std::string text(kMostSmallBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > kMostSmallBytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is too large"));
  }
  return text;
}

absl::StatusOr<KeptEvidence> ReadKept(const Arguments& arguments) {
  KeptEvidence kept;
  if (arguments.Has("public-key")) {
    const std::string path = arguments.Text("public-key");
    ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path));
    absl::StatusOr<VerifyingKey> key = VerifyingKey::Parse(text);
    if (!key.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", key.status().message()));
    }
    kept.key = *std::move(key);
  }
  for (const std::string& path : arguments.Texts("root")) {
    ASSIGN_OR_RETURN(const std::string text, ReadSmallFile(path));
    if (const absl::Status read = ReadKeptEvidence(text, kept); !read.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", read.message()));
    }
  }
  return kept;
}

pb::VerifyEvidenceResponse ToAnswer(const EvidenceReport& report,
                                    const std::optional<EvidenceBreak>& broken,
                                    bool root_given) {
  pb::VerifyEvidenceResponse answer;
  answer.set_sound(!broken.has_value());
  if (broken.has_value()) answer.add_broken(broken->ToString());
  for (const VerifiedChain& chain : report.chains) {
    pb::CheckedChain* const checked = answer.add_chains();
    checked->set_name(chain.name);
    checked->set_deliveries(chain.deliveries);
    checked->set_acts(chain.acts);
    checked->set_rows(chain.rows);
    checked->set_purged(chain.entries_purged);
    checked->set_without_root(chain.entries_unsigned);
    checked->set_broken(broken.has_value() && broken->chain == chain.name);
  }
  answer.set_roots(report.roots);
  if (report.last_root.has_value()) {
    const int64_t micros = absl::ToUnixMicros(report.last_root->made);
    answer.mutable_last_root_time()->set_seconds(micros / 1000000);
    answer.mutable_last_root_time()->set_nanos(
        static_cast<int32_t>(micros % 1000000 * 1000));
  }
  answer.set_key(report.key);
  for (const std::string& limit :
       WhatEvidenceDoesNotProve(report.key_given, root_given)) {
    answer.add_does_not_prove(limit);
  }
  return answer;
}

absl::StatusOr<Answer> VerifyFile(const Arguments& arguments) {
  ASSIGN_OR_RETURN(KeptEvidence kept, ReadKept(arguments));
  const bool root_given = !kept.roots.empty();
  const std::string path = arguments.Text("file");
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  EvidenceFileVerifier verifier(std::move(kept));
  std::string piece(kPieceBytes, '\0');
  bool holds = true;
  while (holds && in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    holds = verifier.Take(
        absl::string_view(piece.data(), static_cast<size_t>(in.gcount())));
  }
  if (in.bad()) {
    return absl::UnavailableError(absl::StrCat(path, " cannot be read whole"));
  }
  if (holds) holds = verifier.Finish();
  return Answer(std::make_unique<pb::VerifyEvidenceResponse>(
      ToAnswer(verifier.report(), verifier.broken(), root_given)));
}

absl::StatusOr<Answer> Verify(const Arguments& arguments, Session& session) {
  if (arguments.Has("file")) return VerifyFile(arguments);
  if (arguments.Has("public-key") || arguments.Has("root")) {
    return absl::InvalidArgumentError(
        "audit verify: --public-key and --root are for an export; name it with "
        "--file, or make one with `regisseur audit export`");
  }
  static const auto& ask =
      *new std::function<absl::StatusOr<Answer>(const Arguments&, Session&)>(
          Reading<pb::EvidenceService>(
              &pb::EvidenceService::Stub::VerifyEvidence, {}, kLimit));
  return ask(arguments, session);
}

std::string Table(const pb::VerifyEvidenceResponse& answer, const View& view) {
  TextTable table(
      {{.heading = "CHAIN", .cut_to = 16},
       {.heading = "STATE"},
       {.heading = "DELIVERIES", .right = true},
       {.heading = "ACTS", .right = true},
       {.heading = "ROWS", .right = true},
       {.heading = "PURGED", .priority = 1, .right = true},
       {.heading = "NOT UNDER A ROOT", .priority = 2, .right = true}});
  for (const pb::CheckedChain& chain : answer.chains()) {
    table.AddRow({{chain.name(), Style::kBold},
                  chain.broken() ? Cell("BROKEN", Style::kBad)
                                 : Cell("whole", Style::kGood),
                  CountWords(chain.deliveries()),
                  CountWords(chain.acts()),
                  CountWords(chain.rows()),
                  CountWords(chain.purged()),
                  CountWords(chain.without_root())});
  }
  std::string out = table.empty() ? "" : table.Render(view.terminal);
  absl::StrAppend(&out, "\n", CountWords(answer.roots()),
                  answer.roots() == 1 ? " signed root" : " signed roots");
  if (answer.has_last_root_time()) {
    absl::StrAppend(&out, ", the last of ",
                    MinuteWords(answer.last_root_time()));
  }
  if (answer.originals() > 0) {
    absl::StrAppend(&out, ", ", CountWords(answer.originals()),
                    " original documents");
  }
  absl::StrAppend(&out, ". Key ", answer.key().substr(0, 16), "…\n");
  if (answer.sound()) {
    absl::StrAppend(
        &out, Styled("Everything holds.", Style::kGood, view.terminal), "\n");
  } else {
    absl::StrAppend(
        &out, Styled("It does not hold:", Style::kBad, view.terminal), "\n");
    for (const std::string& broken : answer.broken()) {
      absl::StrAppend(&out, "- ", EscapeControls(broken), "\n");
    }
  }
  absl::StrAppend(&out, "\nThis does not prove:\n");
  for (const std::string& limit : answer.does_not_prove()) {
    bool first = true;
    for (const std::string& line :
         Wrapped(limit, std::max(view.terminal.width - 2, 30))) {
      absl::StrAppend(&out, first ? "- " : "  ", line, "\n");
      first = false;
    }
  }
  return out;
}

}  // namespace

Verb AuditVerifyVerb() {
  return {
      .noun = "audit",
      .name = "verify",
      .summary = "Check that nothing was changed, removed, added or swapped",
      .details =
          "Without --file the daemon checks all that it keeps: rows, chains, "
          "roots, originals. With --file an export is checked here, without a "
          "daemon. Ends with 7, naming the place, when something does not "
          "hold.",
      .examples = {"regisseur audit verify",
                   "regisseur audit verify --file all.jsonl --public-key "
                   "regisseur.pub --root root.jsonl"},
      .parameters = {{.name = "file",
                      .help = "An export, to be checked without a daemon",
                      .value_name = "EXPORT"},
                     {.name = "public-key",
                      .help = "The key, from somewhere else than the export",
                      .value_name = "FILE"},
                     {.name = "root",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Roots or receipts kept earlier, a line each",
                      .value_name = "FILE"}},
      .ask = Verify,
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer,
                    const Arguments& arguments) {
        return static_cast<const pb::VerifyEvidenceResponse&>(answer).sound()
                   ? ExitCode::kDone
                   : ExitCode::kCheckFailed;
      }};
}

}  // namespace regisseur
