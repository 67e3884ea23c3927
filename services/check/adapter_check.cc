#include "services/check/adapter_check.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "services/sdk/batch_check.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

namespace pb = adapter::v1;
using Verdict = CheckedRule::Verdict;

constexpr int kContractVersion = 1;
constexpr int64_t kMostMessageBytes = 1 << 20;
// Cursors from which a run is continued, of a long one some.
constexpr size_t kMostContinued = 10;
constexpr char kNoSuchOption[] = "no_such_option_of_any_adapter";

// One stream as it came.
struct Run {
  grpc::Status status;
  std::vector<pb::Batch> batches;
  std::optional<pb::Checkpoint> checkpoint;
  std::string broken;  // what no reading could mend
};

std::optional<pb::Problem> ProblemIn(const grpc::Status& status) {
  pb::Problem problem;
  if (status.error_details().empty() ||
      !problem.ParseFromString(status.error_details())) {
    return std::nullopt;
  }
  return problem;
}

std::string Words(const grpc::Status& status) {
  const std::optional<pb::Problem> problem = ProblemIn(status);
  const std::string& text = problem.has_value() && !problem->message().empty()
                                ? problem->message()
                                : status.error_message();
  return absl::StrCat("code ", static_cast<int>(status.error_code()),
                      text.empty() ? "" : ", ", text);
}

// The same bytes for the same content: maps have no order of their own.
std::string BytesOf(const pb::Batch& batch) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream out(&bytes);
    google::protobuf::io::CodedOutputStream coded(&out);
    coded.SetSerializationDeterministic(true);
    batch.SerializeToCodedStream(&coded);
  }
  return bytes;
}

size_t MostRows(const FactBatch& batch) {
  return std::max({batch.charges.size(), batch.measurements.size(),
                   batch.tickets.size(), batch.objectives.size()});
}

std::set<pb::FactKind> KindsOf(const pb::Batch& batch) {
  std::set<pb::FactKind> kinds;
  if (batch.observations_size() > 0) kinds.insert(pb::FACT_KIND_STATUS);
  if (batch.charges().delivery_size() > 0) kinds.insert(pb::FACT_KIND_CHARGES);
  if (batch.measurements_size() > 0) {
    kinds.insert(pb::FACT_KIND_MEASUREMENTS);
  }
  if (batch.tickets_size() > 0) kinds.insert(pb::FACT_KIND_TICKETS);
  if (batch.objectives_size() > 0) kinds.insert(pb::FACT_KIND_OBJECTIVES);
  if (batch.invoices_size() > 0) kinds.insert(pb::FACT_KIND_INVOICES);
  if (batch.commitments_size() > 0) kinds.insert(pb::FACT_KIND_COMMITMENTS);
  return kinds;
}

class Check {
 public:
  Check(const std::shared_ptr<grpc::Channel>& channel,
        const AdapterCheckOptions& options)
      : channel_(channel),
        options_(options),
        stub_(pb::AdapterService::NewStub(channel)) {}

  AdapterReport Run() {
    if (!Reach()) return std::move(report_);
    Capabilities();
    Options();
    DryRun();
    const struct Run whole = Collect("", 0);
    if (!Stream(whole)) return std::move(report_);
    Batches(whole);
    AskedRows();
    Replay(whole);
    Continue(whole);
    CheckpointContinuesNothing(whole);
    StrangeCursor();
    WrongOptions();
    HangUp(whole);
    Deadline();
    return std::move(report_);
  }

 private:
  void Say(std::string id, Verdict verdict, std::string says) {
    report_.rules.push_back({std::move(id), verdict, std::move(says)});
  }
  // Broken for the first of the reasons that is not empty, else it holds.
  void Judge(std::string id, const std::string& broken, std::string holds) {
    const bool good = broken.empty();
    Say(std::move(id), good ? Verdict::kHolds : Verdict::kBroken,
        good ? std::move(holds) : broken);
  }

  std::unique_ptr<grpc::ClientContext> Context(absl::Duration deadline) const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(absl::ToChronoTime(absl::Now() + deadline));
    return context;
  }

  bool Reach() {
    const auto context = Context(options_.patience);
    context->set_wait_for_ready(true);
    const grpc::Status status =
        stub_->GetCapabilities(context.get(), {}, &report_.capabilities);
    report_.reached =
        status.error_code() != grpc::StatusCode::UNAVAILABLE &&
        status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED;
    Judge("answers",
          status.ok()
              ? ""
              : absl::StrCat("GetCapabilities does not answer: ", Words(status),
                             ". Serve regisseur.adapter.v1."
                             "AdapterService at that address."),
          "GetCapabilities answers.");
    return status.ok();
  }

  void Capabilities() {
    const pb::GetCapabilitiesResponse& said = report_.capabilities;
    std::string broken;
    if (said.contract_version() != kContractVersion) {
      broken = absl::StrCat("contract_version is ", said.contract_version(),
                            "; this program speaks ", kContractVersion, ".");
    } else if (said.kind().empty() || said.version().empty()) {
      broken = "kind or version is empty; both are needed.";
    } else if (!std::all_of(said.kind().begin(), said.kind().end(), [](char c) {
                 return absl::ascii_islower(c) || absl::ascii_isdigit(c) ||
                        c == '-';
               })) {
      broken = absl::StrCat("kind is '", said.kind(),
                            "'; small letters, digits and hyphens are right.");
    } else if (said.facts().empty()) {
      broken =
          "facts is empty; name the kinds that it tells, or nobody misses "
          "them when they stay away.";
    }
    std::set<std::string> names;
    for (const pb::OptionSpec& option : said.options()) {
      if (!broken.empty()) break;
      if (!names.insert(option.name()).second) {
        broken = absl::StrCat("option '", option.name(), "' is named twice.");
      } else if (option.description().empty()) {
        broken = absl::StrCat("option '", option.name(),
                              "' has no description; one sentence with unit "
                              "and default is right.");
      }
    }
    Judge(
        "capabilities", broken,
        absl::StrCat(said.kind(), " ", said.version(), ", ", said.facts_size(),
                     " kinds of facts, ", said.options_size(), " options."));
  }

  void Options() {
    pb::CheckOptionsRequest request;
    *request.mutable_source() = options_.source;
    pb::CheckOptionsResponse response;
    const auto context = Context(options_.patience);
    const grpc::Status status =
        stub_->CheckOptions(context.get(), request, &response);
    if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
      Say("check-options", Verdict::kNotTried,
          "There is no CheckOptions: a mistake in the configuration is seen "
          "only when it is collected.");
      return;
    }
    std::string broken;
    if (!status.ok()) {
      broken = absl::StrCat("CheckOptions fails: ", Words(status),
                            ". It answers with a problem instead.");
    } else if (response.has_problem()) {
      broken = absl::StrCat("CheckOptions refuses the options given here: ",
                            response.problem().message());
    } else {
      (*request.mutable_source()->mutable_options())[kNoSuchOption] = "x";
      const auto second = Context(options_.patience);
      pb::CheckOptionsResponse refused;
      const grpc::Status again =
          stub_->CheckOptions(second.get(), request, &refused);
      if (again.ok() && !refused.has_problem()) {
        broken = absl::StrCat("CheckOptions lets the option '", kNoSuchOption,
                              "' pass; an unknown name is a problem.");
      }
    }
    Judge("check-options", broken,
          "CheckOptions judges options without reading the source.");
  }

  void DryRun() {
    pb::CheckRequest request;
    *request.mutable_source() = options_.source;
    pb::CheckResponse response;
    const auto context = Context(options_.deadline);
    const grpc::Status status = stub_->Check(context.get(), request, &response);
    std::string broken;
    if (!status.ok()) {
      broken = absl::StrCat("Check fails: ", Words(status),
                            ". A source that cannot be used is usable: false "
                            "with its problem.");
    } else if (!response.usable()) {
      broken = absl::StrCat("Check says that the source is not usable: ",
                            response.has_problem()
                                ? response.problem().message()
                                : "without a problem that says why");
    }
    for (const pb::FieldCoverage& field : response.coverage()) {
      report_.coverage.push_back(field);
      if (broken.empty() && (field.field().empty() || field.filled() < 0 ||
                             field.filled() > field.total())) {
        broken = absl::StrCat("the coverage of '", field.field(), "' says ",
                              field.filled(), " of ", field.total(), ".");
      }
    }
    Judge("dry-run", broken,
          absl::StrCat("Check reports ", response.coverage_size(),
                       " fields and ", response.findings_size(), " findings."));
  }

  struct Run Collect(const std::string& cursor, int rows,
                     absl::Duration deadline = absl::ZeroDuration(),
                     size_t hang_up_after = 0) {
    pb::CollectRequest request;
    *request.mutable_source() = options_.source;
    request.set_cursor(cursor);
    request.set_batch_rows(rows);
    return Collect(
        request, deadline > absl::ZeroDuration() ? deadline : options_.deadline,
        hang_up_after);
  }
  struct Run Collect(const pb::CollectRequest& request, absl::Duration deadline,
                     size_t hang_up_after = 0) {
    struct Run run;
    const auto context = Context(deadline);
    const auto stream = stub_->Collect(context.get(), request);
    pb::CollectResponse response;
    while (stream->Read(&response)) {
      if (run.checkpoint.has_value() && run.broken.empty()) {
        run.broken =
            "a message follows the checkpoint; the checkpoint is the "
            "last one.";
      }
      if (response.has_batch()) {
        run.batches.push_back(std::move(*response.mutable_batch()));
      } else if (response.has_checkpoint()) {
        run.checkpoint = response.checkpoint();
      } else if (run.broken.empty()) {
        run.broken = "a message is neither batch nor checkpoint.";
      }
      if (hang_up_after > 0 && run.batches.size() >= hang_up_after) {
        context->TryCancel();
        break;
      }
    }
    run.status = stream->Finish();
    return run;
  }

  // Whether there is something to go on with.
  bool Stream(const struct Run& run) {
    std::string broken = run.broken;
    if (!run.status.ok()) {
      broken = absl::StrCat("Collect fails: ", Words(run.status));
      if (!ProblemIn(run.status).has_value()) {
        absl::StrAppend(&broken,
                        "; and there is no Problem in grpc-status-details-bin "
                        "that says who has to act");
      }
    } else if (broken.empty() && !run.checkpoint.has_value()) {
      broken = "the stream ends without a checkpoint: it reads as broken off.";
    } else if (broken.empty() && run.checkpoint->cursor().empty()) {
      broken =
          "the checkpoint has no cursor; the next collection would begin "
          "anew.";
    } else if (broken.empty() && run.batches.empty()) {
      broken =
          "nothing is delivered from an empty cursor; give a source that "
          "holds something.";
    }
    report_.batches = static_cast<int64_t>(run.batches.size());
    for (const pb::Batch& batch : run.batches) {
      report_.bytes += static_cast<int64_t>(batch.ByteSizeLong());
    }
    Judge("stream", broken,
          absl::StrCat(run.batches.size(), " batches, ", report_.bytes,
                       " bytes, one checkpoint."));
    return run.status.ok() && run.checkpoint.has_value();
  }

  void Batches(const struct Run& run) {
    std::string broken, sequence, kinds, sizes;
    sdk::BatchCheck check;
    const std::set<int> told(report_.capabilities.facts().begin(),
                             report_.capabilities.facts().end());
    for (const pb::Batch& wire : run.batches) {
      const std::string where =
          absl::StrCat("batch ", wire.number(), " of run '", wire.run(), "': ");
      if (sizes.empty() &&
          static_cast<int64_t>(wire.ByteSizeLong()) > kMostMessageBytes) {
        sizes = absl::StrCat(where, wire.ByteSizeLong(),
                             " bytes; the most are 1 MiB.");
      }
      for (const pb::FactKind kind : KindsOf(wire)) {
        if (kinds.empty() && !told.contains(kind)) {
          kinds = absl::StrCat(where, "has ", pb::FactKind_Name(kind),
                               ", which the capabilities do not name.");
        }
      }
      absl::StatusOr<FactBatch> batch = FactBatchFromWire(wire);
      if (!batch.ok()) {
        if (broken.empty()) {
          broken = absl::StrCat(where, batch.status().message());
        }
        continue;
      }
      if (const absl::Status ordered = check.Check(*batch);
          !ordered.ok() && sequence.empty()) {
        sequence = absl::StrCat(where, ordered.message());
      }
    }
    if (broken.empty() && sequence.empty() && !run.batches.empty() &&
        !run.batches.back().last()) {
      sequence =
          "the last batch does not say `last`: nothing of the run comes "
          "into force.";
    }
    Judge("batches", broken, "Every index, length, time and text is sound.");
    Judge("numbers", sequence,
          "Runs are numbered from 1 without holes and end with `last`.");
    Judge("kinds", kinds, "It tells only what its capabilities name.");
    Judge("message-size", sizes, "Every message is below 1 MiB.");
  }

  void AskedRows() {
    const struct Run run = Collect("", 1);
    std::string broken;
    if (!run.status.ok()) {
      broken =
          absl::StrCat("Collect with batch_rows 1 fails: ", Words(run.status));
    }
    for (const pb::Batch& wire : run.batches) {
      const absl::StatusOr<FactBatch> batch = FactBatchFromWire(wire);
      if (broken.empty() && batch.ok() && MostRows(*batch) > 1) {
        broken = absl::StrCat("batch_rows was 1 and batch ", wire.number(),
                              " has ", MostRows(*batch),
                              " rows; it is the most that the caller takes.");
      }
    }
    Judge("batch-rows", broken, "Batches have no more rows than asked for.");
  }

  static std::string Differs(const std::vector<pb::Batch>& expected,
                             size_t skip, const std::vector<pb::Batch>& got) {
    if (got.size() + skip != expected.size()) {
      return absl::StrCat(got.size(), " batches instead of ",
                          expected.size() - skip);
    }
    for (size_t i = 0; i < got.size(); ++i) {
      if (BytesOf(got[i]) != BytesOf(expected[i + skip])) {
        return absl::StrCat("batch ", expected[i + skip].number(),
                            " is another one");
      }
    }
    return "";
  }

  void Replay(const struct Run& whole) {
    if (options_.live) {
      Say("cursor-replay", Verdict::kNotTried,
          "Not tried with --live: it shows only the present.");
      return;
    }
    const struct Run again = Collect("", 0);
    std::string broken;
    if (!again.status.ok()) {
      broken = absl::StrCat("the second time it fails: ", Words(again.status));
    } else if (const std::string other =
                   Differs(whole.batches, 0, again.batches);
               !other.empty()) {
      broken = absl::StrCat("the same empty cursor gives ", other,
                            "; an adapter has no memory, and what is read "
                            "twice must count once.");
    }
    Judge("cursor-replay", broken, "The same cursor gives the same answer.");
  }

  void Continue(const struct Run& whole) {
    if (options_.live) {
      Say("cursor-continue", Verdict::kNotTried,
          "Not tried with --live: it shows only the present.");
      return;
    }
    std::string broken;
    const size_t step =
        std::max<size_t>(1, whole.batches.size() / kMostContinued);
    for (size_t i = 0; i < whole.batches.size() && broken.empty(); i += step) {
      const struct Run rest = Collect(whole.batches[i].cursor(), 0);
      const std::string behind =
          absl::StrCat("behind batch ", whole.batches[i].number(), " ");
      if (!rest.status.ok()) {
        broken = absl::StrCat(behind, "it fails: ", Words(rest.status));
      } else if (const std::string other =
                     Differs(whole.batches, i + 1, rest.batches);
                 !other.empty()) {
        broken = absl::StrCat(behind, "come ", other,
                              "; each batch's cursor continues exactly behind "
                              "it, or rows are lost or counted twice.");
      }
    }
    Judge("cursor-continue", broken,
          "Behind each batch comes exactly the rest.");
  }

  void CheckpointContinuesNothing(const struct Run& whole) {
    if (options_.live) {
      Say("unchanged", Verdict::kNotTried,
          "Not tried with --live: it shows only the present.");
      return;
    }
    const struct Run again = Collect(whole.checkpoint->cursor(), 0);
    std::string broken;
    if (!again.status.ok()) {
      broken =
          absl::StrCat("behind the checkpoint it fails: ", Words(again.status));
    } else if (!again.batches.empty()) {
      broken = absl::StrCat("behind the checkpoint come ", again.batches.size(),
                            " batches although nothing changed; nothing new "
                            "is a checkpoint with `unchanged` alone.");
    } else if (again.checkpoint.has_value() && !again.checkpoint->unchanged()) {
      broken =
          "behind the checkpoint nothing comes, and `unchanged` is not "
          "set.";
    }
    Judge("unchanged", broken, "Behind the checkpoint nothing is told again.");
  }

  void StrangeCursor() {
    const struct Run run = Collect(std::string("\0\xFFgarbage", 9), 0);
    const std::optional<pb::Problem> problem = ProblemIn(run.status);
    std::string broken;
    if (run.status.ok()) {
      broken =
          "a cursor that it never gave is taken; it has to fail with "
          "FAILED_PRECONDITION and Problem.cursor_gone, so that the "
          "caller begins anew.";
    } else if (!problem.has_value() || !problem->cursor_gone()) {
      broken = absl::StrCat("a strange cursor fails with ", Words(run.status),
                            "; Problem.cursor_gone has to be set.");
    } else if (!run.batches.empty()) {
      broken = "batches come before it says that the cursor is gone.";
    }
    Judge("cursor-gone", broken, "A strange cursor is said to be gone.");
  }

  void WrongOptions() {
    pb::CollectRequest request;
    *request.mutable_source() = options_.source;
    (*request.mutable_source()->mutable_options())[kNoSuchOption] = "x";
    const struct Run run = Collect(request, options_.deadline);
    const std::optional<pb::Problem> problem = ProblemIn(run.status);
    std::string broken;
    if (run.status.ok()) {
      broken = absl::StrCat("the option '", kNoSuchOption,
                            "' is let pass; a misspelt one would be ignored "
                            "in silence.");
    } else if (!problem.has_value()) {
      broken = absl::StrCat("an unknown option fails with ", Words(run.status),
                            " and no Problem in grpc-status-details-bin.");
    } else if (problem->kind() != type::v1::PROBLEM_KIND_CONFIGURATION) {
      broken =
          "an unknown option is no configuration problem; the caller "
          "would try again by itself.";
    } else if (problem->message().empty()) {
      broken = "the problem of an unknown option has no message.";
    }
    Judge("problems", broken, "What fails says who has to act, and why.");
  }

  bool StillAnswers() {
    const auto context = Context(options_.patience);
    pb::GetCapabilitiesResponse response;
    return stub_->GetCapabilities(context.get(), {}, &response).ok();
  }

  void HangUp(const struct Run& whole) {
    if (whole.batches.empty()) return;
    Collect("", 1, options_.deadline, /*hang_up_after=*/1);
    const absl::Time asked = absl::Now();
    const struct Run again = Collect("", 0);
    std::string broken;
    if (!StillAnswers()) {
      broken = "after a caller hung up it does not answer any more.";
    } else if (!again.status.ok()) {
      broken = absl::StrCat("after a caller hung up a collection fails: ",
                            Words(again.status));
    } else if (absl::Now() - asked > options_.deadline) {
      broken = "after a caller hung up a collection hangs.";
    }
    Judge("hang-up", broken, "A caller that hangs up disturbs nobody.");
  }

  void Deadline() {
    Collect("", 1, absl::Milliseconds(1));
    Judge("deadline",
          StillAnswers() ? ""
                         : "after a deadline passed it does not answer any "
                           "more; stop reading when a deadline passes.",
          "A deadline that passes disturbs nobody.");
  }

  const std::shared_ptr<grpc::Channel> channel_;
  const AdapterCheckOptions& options_;
  const std::unique_ptr<pb::AdapterService::Stub> stub_;
  AdapterReport report_;
};

}  // namespace

bool AdapterReport::Holds() const {
  return std::none_of(rules.begin(), rules.end(), [](const CheckedRule& rule) {
    return rule.verdict == Verdict::kBroken;
  });
}

AdapterReport CheckAdapter(const std::shared_ptr<grpc::Channel>& channel,
                           const AdapterCheckOptions& options) {
  return Check(channel, options).Run();
}

}  // namespace regisseur
