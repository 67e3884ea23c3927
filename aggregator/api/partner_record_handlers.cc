#include "aggregator/api/partner_record_handlers.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/json_answer.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/contract/contract.h"
#include "core/finding/catalogue.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kService[] = "regisseur.partner.v1.PartnerService.";
using Arguments = std::map<std::string, std::string>;
using WritePiece =
    std::function<absl::Status(const pb::ExportProviderResponse&)>;

void Say(absl::string_view rule, Arguments arguments,
         type::v1::Sentence& sentence) {
  sentence.set_rule(std::string(rule));
  sentence.set_text(RenderMessage(rule, arguments));
  for (auto& [name, value] : arguments) {
    (*sentence.mutable_arguments())[name] = value;
  }
}

// Writes a section of the page.
class Section {
 public:
  Section(pb::ProviderPack& pack, absl::string_view title, Arguments arguments)
      : section_(*pack.add_sections()) {
    Say(title, std::move(arguments), *section_.mutable_title());
  }
  void Add(absl::string_view rule, Arguments arguments = {}) {
    Say(rule, std::move(arguments), *section_.add_sentences());
  }

 private:
  pb::PackSection& section_;
};

std::string DaysWords(const EvidenceTerms::Days& days) {
  return absl::StrCat(days.days, days.working ? " working days" : " days");
}

// Whom a partner is when it reads what it may read.
Principal AsPartner(const std::string& provider) {
  Principal partner = Principal::System("export");
  partner.role = Principal::Role::kProvider;
  partner.scope = provider;
  return partner;
}

// A list that a partner may read and that says whose it is asked about.
bool IsListOfPartner(const MethodRegistry::Method& method) {
  const google::protobuf::MethodDescriptor& descriptor = *method.descriptor;
  const MethodAccess* access = FindMethodAccess(descriptor.full_name());
  return access != nullptr && access->effect == MethodAccess::Effect::kReads &&
         access->Allows(Principal::Role::kProvider) &&
         !descriptor.server_streaming() &&
         descriptor.input_type()->FindFieldByName("provider") != nullptr &&
         descriptor.input_type()->FindFieldByName("page_token") != nullptr &&
         descriptor.output_type()->FindFieldByName("next_page_token") !=
             nullptr;
}

// `regisseur.claim.v1.ClaimService.ListClaims` -> `claims.json`.
std::string FileOfMethod(const std::string& name) {
  std::string file;
  absl::string_view word = absl::string_view(name).substr(name.rfind('.') + 1);
  absl::ConsumePrefix(&word, "List");
  for (const char c : word) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !file.empty()) {
      file.push_back('-');
    }
    file.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return absl::StrCat(file, ".json");
}

// Nothing of a name leads anywhere.
std::string SafeName(absl::string_view name) {
  std::string safe;
  for (const char c : name.substr(0, 100)) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                       c == '-' || (c == '.' && !safe.empty());
    safe.push_back(plain ? c : '-');
  }
  return safe.empty() ? "document" : safe;
}

class OneMessage final : public ResponseWriter {
 public:
  absl::Status Write(const Message& message) override {
    answer.reset(message.New());
    answer->CopyFrom(message);
    return absl::OkStatus();
  }
  std::unique_ptr<Message> answer;
};

// Hands out files in pieces below the limit of a message.
class FileWriter {
 public:
  FileWriter(std::string provider, const WritePiece& write)
      : provider_(std::move(provider)), write_(write) {}

  absl::Status Add(const std::string& file, absl::string_view bytes) {
    while (!bytes.empty()) {
      const absl::string_view part = bytes.substr(0, Page::kMostBytes / 2);
      bytes.remove_prefix(part.size());
      RETURN_IF_ERROR(Send(file, part, /*last=*/false));
    }
    return absl::OkStatus();
  }
  absl::Status End(const std::string& file) {
    return Send(file, "", /*last=*/true);
  }

 private:
  absl::Status Send(const std::string& file, absl::string_view bytes,
                    bool last) {
    pb::ExportProviderResponse piece;
    piece.set_provider(provider_);
    piece.set_file(file);
    piece.set_data(bytes.data(), bytes.size());
    piece.set_last(last);
    return write_(piece);
  }

  const std::string provider_;
  const WritePiece& write_;
};

// All pages of one list, as the partner sees them. False when it has to be
// asked for something in particular.
absl::StatusOr<bool> ExportList(const MethodRegistry& methods,
                                const MethodRegistry::Method& method,
                                const std::string& provider,
                                const absl::Notification& cancelled,
                                FileWriter& files) {
  const Principal partner = AsPartner(provider);
  const CallContext call{.who = partner, .cancelled = cancelled};
  const Descriptor& type = *method.descriptor->input_type();
  const std::string file = FileOfMethod(method.descriptor->full_name());
  std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(&type)
          ->New());
  const google::protobuf::Reflection& reflection = *request->GetReflection();
  reflection.SetString(request.get(), type.FindFieldByName("provider"),
                       provider);
  absl::string_view between = "[\n";
  while (true) {
    OneMessage page;
    const absl::Status read = methods.Call(method, call, *request, page);
    if (absl::IsInvalidArgument(read) || absl::IsUnimplemented(read)) {
      return false;
    }
    // Nothing was ever told: no chain, and so no receipts.
    if (absl::IsNotFound(read)) return true;
    RETURN_IF_ERROR(read);
    const FieldDescriptor* const next =
        page.answer->GetDescriptor()->FindFieldByName("next_page_token");
    const std::string token =
        page.answer->GetReflection()->GetString(*page.answer, next);
    page.answer->GetReflection()->ClearField(page.answer.get(), next);
    ASSIGN_OR_RETURN(const std::string json, RenderJson(*page.answer));
    RETURN_IF_ERROR(files.Add(file, absl::StrCat(between, json)));
    between = ",\n";
    if (token.empty()) break;
    reflection.SetString(request.get(), type.FindFieldByName("page_token"),
                         token);
  }
  RETURN_IF_ERROR(files.Add(file, "]\n"));
  RETURN_IF_ERROR(files.End(file));
  return true;
}

absl::Status RequireProvider(const std::string& provider) {
  if (!provider.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("provider: say which");
}

}  // namespace

void PartnerRecordHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::GetProviderPackRequest, pb::ProviderPack>(
      service + "GetProviderPack",
      [this](const auto& call, const auto& request) {
        return GetProviderPack(call, request);
      });
  methods
      .AddServerStream<pb::ExportProviderRequest, pb::ExportProviderResponse>(
          service + "ExportProvider",
          [this](const auto& call, const auto& request, const auto& write) {
            return ExportProvider(call, request, write);
          });
}

absl::StatusOr<pb::ProviderPack> PartnerRecordHandlers::GetProviderPack(
    const CallContext& call, const pb::GetProviderPackRequest& request) const {
  if (archive_ == nullptr) {
    return absl::UnimplementedError("this server keeps no archive");
  }
  RETURN_IF_ERROR(RequireProvider(request.provider()));
  ASSIGN_OR_RETURN(
      const SourcesAnswer sources,
      answers_.ListSources(call.who, {.provider = request.provider()}, AsOf{}));
  ASSIGN_OR_RETURN(const ContractsAnswer contracts,
                   answers_.ListContracts(
                       call.who, {.provider = request.provider()}, AsOf{}));
  const std::shared_ptr<const Portfolio> portfolio =
      answers_.PortfolioAt(AsOf{});
  const ProviderConfig* const provider =
      portfolio->FindProvider(request.provider());
  if (provider == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("there is no provider '", request.provider(), "'"));
  }
  const Arguments names = {{"provider", provider->name},
                           {"customer", portfolio->name}};
  pb::ProviderPack pack;
  pack.set_provider(provider->id);
  pack.set_name(provider->name);
  pack.set_customer(portfolio->name);
  SetTime(answers_.Now(), &pack, &pb::ProviderPack::mutable_time);

  Section held(pack, "pack-held", names);
  for (const SourceAnswer& answer : sources.sources) {
    const SourceConfig& source = *answer.source.config;
    held.Add(source.push                          ? "pack-source-pushed"
             : source.origin == Origin::kMeasured ? "pack-source-measured"
                                                  : "pack-source-collected",
             {{"source", source.id},
              {"deliveries", absl::StrCat(answer.record.deliveries_in_force)}});
  }
  if (sources.sources.empty()) held.Add("pack-source-none");
  held.Add("pack-acts");
  held.Add("pack-persons");

  Section seen(pack, "pack-seen", names);
  seen.Add("pack-seen-by-customer", names);
  seen.Add("pack-seen-by-provider", names);
  seen.Add("pack-seen-by-others", names);
  seen.Add("pack-not-shown", names);

  Section kept(pack, "pack-kept", {});
  for (const auto& [kind, span] : archive_->Retention()) {
    kept.Add("pack-kept-kind", {{"kind", kind}, {"span", span}});
  }
  kept.Add("pack-kept-chain");

  Section follows(pack, "pack-follows", {});
  for (const ContractAnswer& answer : contracts.contracts) {
    follows.Add("pack-contract", {{"contract", answer.contract().id}});
  }
  if (contracts.contracts.empty()) follows.Add("pack-contract-none");
  follows.Add("pack-no-admission", names);

  Section object(pack, "pack-object", {});
  object.Add("pack-how-to-object");
  for (const ContractAnswer& answer : contracts.contracts) {
    for (const Objective& objective : answer.contract().objectives) {
      const std::optional<EvidenceTerms::Days>& within =
          objective.evidence.object_within;
      if (!within.has_value()) continue;
      object.Add("pack-object-within", {{"contract", answer.contract().id},
                                        {"objective", objective.id},
                                        {"within", DaysWords(*within)}});
    }
  }

  Section leaving(pack, "pack-check", {});
  leaving.Add("pack-receipts");
  leaving.Add("pack-export");
  return pack;
}

absl::Status PartnerRecordHandlers::ExportProvider(
    const CallContext& call, const pb::ExportProviderRequest& request,
    const std::function<absl::Status(const pb::ExportProviderResponse&)>& write)
    const {
  if (archive_ == nullptr) {
    return absl::UnimplementedError("this server keeps no archive");
  }
  const std::string& provider = request.provider();
  RETURN_IF_ERROR(RequireProvider(provider));
  RETURN_IF_ERROR(answers_.CheckProvider(call.who, provider));
  FileWriter files(provider, write);
  std::string left_out;
  for (const auto& [name, method] : methods_.methods()) {
    if (!IsListOfPartner(method)) continue;
    ASSIGN_OR_RETURN(const bool told, ExportList(methods_, method, provider,
                                                 call.cancelled, files));
    if (!told) absl::StrAppend(&left_out, name, "\n");
  }
  // The same lists answer these, asked for a period or a part.
  if (!left_out.empty()) {
    RETURN_IF_ERROR(files.Add("to-be-asked-for.txt", left_out));
    RETURN_IF_ERROR(files.End("to-be-asked-for.txt"));
  }
  ASSIGN_OR_RETURN(
      const SourcesAnswer sources,
      answers_.ListSources(call.who, {.provider = provider}, AsOf{}));
  std::vector<std::string> ids;
  for (const SourceAnswer& answer : sources.sources) {
    ids.push_back(answer.source.config->id);
  }
  ASSIGN_OR_RETURN(const std::vector<PartnerArchive::Document> documents,
                   archive_->List(call.who, ids));
  for (const PartnerArchive::Document& document : documents) {
    const std::string file =
        absl::StrCat("documents/", document.sha256.substr(0, 16), "-",
                     SafeName(document.name));
    RETURN_IF_ERROR(archive_->Read(
        call.who, document,
        [&](absl::string_view piece) { return files.Add(file, piece); }));
    RETURN_IF_ERROR(files.End(file));
  }
  return absl::OkStatus();
}

}  // namespace regisseur
