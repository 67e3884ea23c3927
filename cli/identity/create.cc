#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/identity/identity.h"
#include "cli/identity/identity_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/request_id.h"
#include "core/time/instant.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"

namespace regisseur {
namespace {

using identity::v1::CreateIdentityRequest;
using identity::v1::CreateIdentityResponse;
using identity::v1::IdentityService;

// A new file that only we can read; opened before anything is asked, so that
// a token is never made and then lost.
class TokenFile {
 public:
  static absl::StatusOr<TokenFile> Make(const std::string& path) {
    const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
    if (fd < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("--token-to ", path, ": ", std::strerror(errno),
                       "; name a file that is not there yet"));
    }
    return TokenFile(path, fd);
  }
  TokenFile(TokenFile&& other)
      : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
  ~TokenFile() {
    if (fd_ < 0) return;
    close(fd_);
    if (!written_) unlink(path_.c_str());
  }

  absl::Status Write(const std::string& token) {
    const std::string line = token + "\n";
    written_ = write(fd_, line.data(), line.size()) ==
                   static_cast<ssize_t>(line.size()) &&
               fsync(fd_) == 0;
    if (written_) return absl::OkStatus();
    return absl::InternalError(absl::StrCat(
        path_, ": ", std::strerror(errno),
        "; the token is lost: revoke the identity and make another"));
  }

 private:
  TokenFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
  bool written_ = false;
};

// `contract_manager` of ROLE_CONTRACT_MANAGER, also written contract-manager.
template <typename Enum>
absl::Status SetWord(const std::string& option, const std::string& word,
                     const std::string& prefix, Enum* value,
                     bool (*parse)(const std::string&, Enum*)) {
  const std::string name = absl::StrCat(
      prefix, absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}})));
  if (parse(name, value)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--", option, " is \"", word,
                   "\"; `regisseur identity create --help` "
                   "lists what it can be"));
}

absl::StatusOr<CreateIdentityRequest> MakeRequest(
    const std::vector<Parameter>& parameters, const Arguments& arguments,
    absl::Time now) {
  CreateIdentityRequest request;
  RETURN_IF_ERROR(FillRequest(parameters, arguments, now, &request));
  identity::v1::Role role = identity::v1::ROLE_UNSPECIFIED;
  RETURN_IF_ERROR(SetWord<identity::v1::Role>(
      "role", arguments.Text("role"), "ROLE_", &role,
      [](const std::string& name, identity::v1::Role* value) {
        return identity::v1::Role_Parse(name, value);
      }));
  request.set_role(role);
  identity::v1::IdentityKind kind = identity::v1::IDENTITY_KIND_MACHINE;
  if (arguments.Has("kind")) {
    RETURN_IF_ERROR(SetWord<identity::v1::IdentityKind>(
        "kind", arguments.Text("kind"), "IDENTITY_KIND_", &kind,
        [](const std::string& name, identity::v1::IdentityKind* value) {
          return identity::v1::IdentityKind_Parse(name, value);
        }));
  }
  request.set_kind(kind);
  if (arguments.Has("limit")) {
    const std::string limit = arguments.Text("limit");
    const size_t space = limit.find(' ');
    if (space == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("--limit is \"", limit,
                       "\"; write an amount and a currency, such as "
                       "\"5000.00 EUR\""));
    }
    request.set_limit(limit.substr(0, space));
    request.set_limit_currency(limit.substr(space + 1));
  }
  if (arguments.Has("expires")) {
    const std::string text = arguments.Text("expires");
    absl::StatusOr<absl::Time> end = ParseInstant(text);
    if (const auto day = ParseDay(text); day.ok()) {
      end = absl::FromCivil(*day + 1, absl::UTCTimeZone());
    }
    if (!end.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--expires is \"", text,
          "\"; write a time such as 2026-12-31T12:00:00Z, or the last day, "
          "2026-12-31"));
    }
    request.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(*end));
  }
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  return request;
}

absl::StatusOr<Answer> Create(const std::vector<Parameter>& parameters,
                              const Arguments& arguments, Session& session) {
  ASSIGN_OR_RETURN(const CreateIdentityRequest request,
                   MakeRequest(parameters, arguments, session.clock.Now()));
  std::unique_ptr<TokenFile> file;
  if (arguments.Has("token-to")) {
    ASSIGN_OR_RETURN(TokenFile made,
                     TokenFile::Make(arguments.Text("token-to")));
    file = std::make_unique<TokenFile>(std::move(made));
  }
  const auto stub = IdentityService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<CreateIdentityResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->CreateIdentity(&context, request, answer.get())));
  if (file != nullptr && !answer->token().empty()) {
    RETURN_IF_ERROR(file->Write(answer->token()));
    answer->clear_token();
  }
  return Answer(std::move(answer));
}

std::string Table(const CreateIdentityResponse& answer, const View& view) {
  DetailSheet sheet;
  AddIdentity(answer.identity(), sheet);
  std::string text;
  if (!answer.token().empty()) {
    sheet.Add("token", {answer.token(), Style::kBold});
    text =
        "\nThe token is shown once; keep it now, in a file that only its "
        "user can read.\n";
  } else if (const std::string path = view.arguments.Text("token-to");
             !path.empty() && access(path.c_str(), F_OK) == 0) {
    text = absl::StrCat("\nThe token is in ", path, ".\n");
  } else {
    // Without a token the file was taken away again.
    text =
        "\nIt exists already: the same request made it before. Its token was "
        "given only once,\nthen; if that is lost, revoke the identity and make "
        "another.\n";
  }
  if (answer.identity().state() == identity::v1::IDENTITY_STATE_PROPOSED) {
    absl::StrAppend(
        &text,
        "It cannot be used yet: another person approves it, whose own limit "
        "covers this one,\nwith `regisseur identity approve ",
        answer.identity().id(), "`.\n");
  }
  return sheet.Render(view.terminal) + text;
}

}  // namespace

Verb IdentityCreateVerb() {
  Verb verb{
      .noun = "identity",
      .name = "create",
      .summary = "Make an identity with a token, which is shown once",
      .details =
          "Roles: administrator, operator, cio, contract_manager, controller, "
          "owner, auditor, provider, end_user (docs/identity.md). Once there "
          "is an identity nobody is administrator just by being on the "
          "machine, so the first has to be one.",
      .examples =
          {"regisseur identity create --role administrator --kind person "
           "--name \"A. Person\" --token-to ~/regisseur.token",
           "regisseur identity create --role provider --provider cloudnine "
           "--name \"CloudNine agent\"",
           "regisseur identity create --role contract_manager --kind person "
           "--name \"B. Person\" --limit \"5000.00 EUR\""},
      .parameters = {{.name = "name",
                      .field = "name",
                      .help = "Its name, for people",
                      .required = true,
                      .value_name = "NAME"},
                     {.name = "role",
                      .help = "What it may do",
                      .required = true,
                      .value_name = "ROLE"},
                     {.name = "kind",
                      .help = "person or machine (default: machine)",
                      .value_name = "KIND"},
                     {.name = "provider",
                      .field = "provider",
                      .help = "Whose rows it sees; with --role provider",
                      .value_name = "ID"},
                     {.name = "owner",
                      .field = "owner",
                      .help = "Whose partners it sees; with --role owner",
                      .value_name = "NAME"},
                     {.name = "limit",
                      .help = "Up to how much the person may bind the "
                              "organisation, \"5000.00 EUR\"",
                      .value_name = "MONEY"},
                     {.name = "expires",
                      .help = "When it ends by itself: a time, or the last day "
                              "(default: in 90 days)",
                      .value_name = "TIME"},
                     {.name = "token-to",
                      .help = "Write the token to this new file instead of "
                              "showing it",
                      .value_name = "FILE"},
                     {.name = "request-id",
                      .field = "request_id",
                      .help = "The same id never makes a second identity",
                      .value_name = "ID"}},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Create(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur
