#include "aggregator/api/limited_scope.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/api_fixture.h"
#include "core/invoice/invoice_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "regisseur/evidence/v1/evidence.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/source/v1/source.pb.h"
#include "regisseur/status/v1/status.pb.h"
#include "regisseur/type/v1/audience.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Role = Principal::Role;

constexpr char kNothing[] = "there is nothing of that name for you to see";

struct Outcome {
  absl::Status status;
  std::vector<std::unique_ptr<Message>> answers;

  // Everything that the caller got to see.
  std::string Bytes() const {
    std::string bytes = status.ToString();
    for (const auto& answer : answers) {
      absl::StrAppend(&bytes, "\n", answer->DebugString());
    }
    return bytes;
  }
};

class Keeper final : public ResponseWriter {
 public:
  explicit Keeper(Outcome& outcome) : outcome_(outcome) {}
  absl::Status Write(const Message& message) override {
    outcome_.answers.emplace_back(message.New())->CopyFrom(message);
    return absl::OkStatus();
  }

 private:
  Outcome& outcome_;
};

Principal Somebody(Role role, const std::string& scope = "") {
  Principal who;
  who.role = role;
  who.kind = Principal::Kind::kPerson;
  who.name = absl::StrCat("a ", RoleWord(role));
  who.identity = absl::StrCat("id-", RoleWord(role));
  who.scope = scope;
  return who;
}

// What a test puts where a request names something.
struct Names {
  std::string provider;
  std::string source;
  std::string owner;
};
const Names kAlpha{"alpha", "alpha-page", "jansen"};
const Names kBeta{"beta", "beta-page", "devries"};
const Names kUnknown{"nobody", "no-source", "niemand"};
const Names kNone{};

class LimitedScopeTest : public ApiFixture {
 protected:
  // alpha is Jansen's, beta is De Vries's; a shared feed speaks about both.
  void SetUp() override {
    for (const Names& names : {kAlpha, kBeta}) {
      ProviderConfig& provider = AddProvider(names.provider);
      provider.owner = names.owner;
      provider.services = {{.id = names.provider + "-web",
                            .name = "Web of " + names.provider,
                            .components = {"Web*"}}};
      provider.sources = {
          MakeSource(names.source, names.provider, "statuspage"),
          MakeSource(names.provider + "-bills", names.provider, "focus",
                     absl::Hours(24))};
    }
    portfolio_.shared_sources = {MakeSource("ledger", "", "focus")};
    Configure();
    contracts_.Set(absl::UnixEpoch(), ContractRegister({MakeContract(kAlpha),
                                                        MakeContract(kBeta)}));
    for (const Names& names : {kAlpha, kBeta}) {
      StatusObservation seen =
          MakeObservation(clock_.Now() - absl::Minutes(1),
                          {MakeComponent("w", "Web " + names.provider,
                                         OperationalState::kMajorOutage),
                           MakeComponent("m", "Mail " + names.provider,
                                         OperationalState::kOperational)});
      for (const char* id : {"i1", "i2"}) {
        Incident incident;
        incident.id = absl::StrCat(names.provider, "-", id);
        incident.title = absl::StrCat("Trouble at ", names.provider, " ", id);
        incident.start_time = clock_.Now() - absl::Hours(2);
        incident.component_ids = {"w"};
        seen.incidents.push_back(incident);
      }
      Tell(names.source, seen);
      Charge(names.provider + "-bills", names.provider, "2026-09",
             {{.billed = "10.00"}});
      SendInvoice(names);
    }
  }

  // With a note that is ours alone.
  void ProposePlan(const Names& names) {
    const Principal who = Somebody(Role::kCio);
    const auto request = [&](const char* step) -> MatterRequest {
      return {.method = "regisseur.partnership.v1.PlanService.ProposePlan",
              .id = absl::StrCat(names.provider, step),
              .content = step,
              .new_id = names.provider + "-plan"};
    };
    PartnershipPlace place;
    place.provider = names.provider;
    place.today = absl::CivilDay(2026, 11, 1);
    const auto proposed =
        settling_.plans.Propose(who, request("plan"), place,
                                {.purpose = "Together with " + names.provider,
                                 .stage = RelationshipStage::kKnowledge,
                                 .objectives = {},
                                 .exit_strategy = ""},
                                "");
    ASSERT_TRUE(proposed.ok()) << proposed.status();
    const auto noted = settling_.plans.Comment(who, request("note"), *proposed,
                                               "only for jansen", true);
    ASSERT_TRUE(noted.ok()) << noted.status();
  }

  // With a note that is ours alone.
  void ProposeDeposit(const Names& names) {
    const Principal who = Somebody(Role::kCio);
    const auto request = [&](const char* step) -> MatterRequest {
      return {.method = "regisseur.partnership.v1.FundService.ProposeDeposit",
              .id = absl::StrCat(names.provider, step),
              .content = step,
              .new_id = names.provider + "-deposit"};
    };
    PartnershipPlace place;
    place.provider = names.provider;
    place.today = absl::CivilDay(2026, 11, 1);
    place.kept = contracts_.At(absl::InfiniteFuture());
    place.contracts = {
        place.kept->Find(names.provider + "-contract", place.today)};
    const auto proposed =
        settling_.funds.Propose(who, request("deposit"), place,
                                {.kind = TransferKind::kDeposit,
                                 .amount = "5.00",
                                 .currency = "",
                                 .idea = "",
                                 .contract = "",
                                 .text = "from us to " + names.provider});
    ASSERT_TRUE(proposed.ok()) << proposed.status();
    const auto noted = settling_.funds.Move(who, request("deposit note"), place,
                                            {.id = *proposed,
                                             .move = MatterMove::kCommented,
                                             .text = "only for jansen",
                                             .internal = true});
    ASSERT_TRUE(noted.ok()) << noted.status();
  }

  // With everything in it that is ours alone.
  void SendInvoice(const Names& names) {
    StagedBatch batch = MakeBatch(names.provider + "-bills", NextRun(), 1, true,
                                  names.provider);
    Invoice invoice = FullInvoice();
    invoice.number = names.provider + "-invoice";
    batch.facts.deliveries = {Head("invoice=" + invoice.number,
                                   "/home/jansen/" + invoice.number + ".xml")};
    batch.facts.invoices = {invoice};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
  }

  // With everything in it that is ours alone.
  static ContractRegister::Entry MakeContract(const Names& names) {
    Contract contract;
    contract.id = names.provider + "-contract";
    contract.provider = names.provider;
    contract.title = "Contract of " + names.provider;
    contract.currency = "EUR";
    contract.owner = names.owner;
    contract.parent = "framework";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {36, 0};
    contract.term.renewal = Renewal::kTacit;
    contract.term.renewal_term = {12, 0};
    contract.term.customer_notice = {3, 0};
    contract.term.internal_notice_days = 77;
    contract.mandate.hours = Decimal(16, 0);
    contract.governance.improvement_fund = FundTerms{.credits = Decimal(50, 0),
                                                     .gains = Decimal(50, 0),
                                                     .gains_to_provider = {},
                                                     .currency = "EUR"};
    contract.value = ValueCeiling{.maximum = Decimal(987654, 0),
                                  .used_elsewhere = Decimal(12345, 0),
                                  .warn_at = {},
                                  .procurement_lead = {},
                                  .procedure = "",
                                  .reference = ""};
    contract.dossier.exit = ExitTerms{};
    contract.dossier.exit->plan = absl::CivilDay(2026, 2, 3);
    contract.dossier.exit->escrow = "the escrow house";
    contract.dossier.clauses = {{"audit_right", "", true}};
    contract.contacts = {
        {.name = "Somebody of " + names.provider, .role = "escalation"}};
    return {names.provider + ".yaml", contract, "internal_notice: 77 days",
            "0123abcd"};
  }

  std::vector<const MethodRegistry::Method*> Methods() {
    std::vector<const MethodRegistry::Method*> all;
    for (const auto& [name, method] : methods().methods()) {
      all.push_back(&method);
    }
    return all;
  }

  static std::unique_ptr<Message> RequestOf(
      const MethodRegistry::Method& method) {
    std::unique_ptr<Message> request(
        MessageFactory::generated_factory()
            ->GetPrototype(method.descriptor->input_type())
            ->New());
    if (method.descriptor->full_name() ==
        "regisseur.contract.v1.ContractService.GetContract") {
      const FieldDescriptor* id =
          request->GetDescriptor()->FindFieldByName("id");
      request->GetReflection()->SetString(request.get(), id, "alpha-contract");
    }
    if (method.descriptor->full_name() ==
        "regisseur.invoice.v1.InvoiceService.GetInvoice") {
      const FieldDescriptor* number =
          request->GetDescriptor()->FindFieldByName("number");
      request->GetReflection()->SetString(request.get(), number,
                                          "alpha-invoice");
    }
    // The first of a provider's chain, which every provider here has.
    if (const FieldDescriptor* number =
            request->GetDescriptor()->FindFieldByName("number");
        number != nullptr &&
        number->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      request->GetReflection()->SetInt64(request.get(), number, 1);
    }
    // What watches would wait for more.
    if (const FieldDescriptor* only_now =
            request->GetDescriptor()->FindFieldByName("only_now")) {
      request->GetReflection()->SetBool(request.get(), only_now, true);
    }
    return request;
  }

  // Fills in what the request can name; false when it can name nothing.
  static bool Name(const Names& names, bool owner_too, Message& request) {
    bool named = false;
    for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = request.GetDescriptor()->field(i);
      std::string value;
      switch (field->options().GetExtension(type::v1::names)) {
        case type::v1::SCOPE_PROVIDER:
          value = names.provider;
          break;
        case type::v1::SCOPE_SOURCE:
          value = names.source;
          break;
        case type::v1::SCOPE_OWNER:
          if (owner_too) value = names.owner;
          break;
        default:
          continue;
      }
      if (value.empty()) continue;
      named = true;
      if (field->is_repeated()) {
        request.GetReflection()->AddString(&request, field, value);
      } else {
        request.GetReflection()->SetString(&request, field, value);
      }
    }
    return named;
  }

  Outcome Call(const Principal& who, const MethodRegistry::Method& method,
               const Message& request) {
    Outcome outcome;
    Keeper keeper(outcome);
    const absl::Notification never;
    outcome.status = methods().Call(
        method, CallContext{.who = who, .cancelled = never}, request, keeper);
    return outcome;
  }

  Outcome Call(const Principal& who, const MethodRegistry::Method& method,
               const Names& names, bool owner_too = false) {
    const std::unique_ptr<Message> request = RequestOf(method);
    Name(names, owner_too, *request);
    return Call(who, method, *request);
  }

  const Principal alpha_ = Somebody(Role::kProvider, "alpha");
  const Principal jansen_ = Somebody(Role::kOwner, "jansen");
};

// No field of an answer that is set is internal.
void ExpectOnlyShared(const Message& message) {
  if (!absl::StartsWith(message.GetDescriptor()->file()->package(),
                        "regisseur.")) {
    return;
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    EXPECT_TRUE(field->containing_type()->options().map_entry() ||
                IsShared(*field))
        << field->full_name();
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      ExpectOnlyShared(message.GetReflection()->GetMessage(message, field));
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field);
         ++i) {
      ExpectOnlyShared(
          message.GetReflection()->GetRepeatedMessage(message, field, i));
    }
  }
}

// The matrix: every method x every role x its own, another's, nothing.
TEST_F(LimitedScopeTest, EveryMethodAnswersEveryRoleAsTheTableSays) {
  for (const Names& names : {kAlpha, kBeta}) {
    ProposePlan(names);
    ProposeDeposit(names);
  }
  int cells = 0;
  for (const MethodRegistry::Method* method : Methods()) {
    const MethodAccess* row = FindMethodAccess(method->descriptor->full_name());
    ASSERT_NE(row, nullptr) << method->descriptor->full_name();
    for (const Role role : AllRoles()) {
      const bool limited = role == Role::kProvider || role == Role::kOwner;
      const Principal who = Somebody(role, role == Role::kProvider ? "alpha"
                                           : role == Role::kOwner  ? "jansen"
                                                                   : "");
      for (const Names& names : {kAlpha, kBeta, kUnknown, kNone}) {
        ++cells;
        const std::string where =
            absl::StrCat(row->method, " ", RoleWord(role), " ", names.provider);
        const Outcome outcome = Call(who, *method, names);
        const absl::StatusCode code = outcome.status.code();
        if (!row->Allows(role)) {
          EXPECT_EQ(code, absl::StatusCode::kPermissionDenied) << where;
          EXPECT_TRUE(outcome.answers.empty()) << where;
          continue;
        }
        EXPECT_NE(code, absl::StatusCode::kPermissionDenied) << where;
        if (!limited) continue;
        const bool names_any = Name(names, false, *RequestOf(*method));
        const bool own = names.provider == "alpha" || !names_any;
        if (own) {
          EXPECT_NE(code, absl::StatusCode::kNotFound) << where;
        } else {
          EXPECT_EQ(outcome.status, absl::NotFoundError(kNothing)) << where;
          EXPECT_TRUE(outcome.answers.empty()) << where;
        }
        EXPECT_THAT(outcome.Bytes(), Not(HasSubstr("beta"))) << where;
        if (role != Role::kProvider) continue;
        EXPECT_THAT(outcome.Bytes(), Not(HasSubstr("jansen"))) << where;
        EXPECT_THAT(outcome.Bytes(), Not(HasSubstr("ledger"))) << where;
        for (const auto& answer : outcome.answers) ExpectOnlyShared(*answer);
      }
    }
  }
  EXPECT_GE(cells, 14 * 10 * 4);
}

TEST_F(LimitedScopeTest, EveryMethodOfALimitedRoleCanBeHeldToIt) {
  for (const MethodAccess& row : MethodTable()) {
    const auto* method =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
            std::string(row.method));
    ASSERT_NE(method, nullptr) << row.method;
    for (const Role role : {Role::kProvider, Role::kOwner}) {
      if (row.Allows(role)) {
        EXPECT_TRUE(CanBeHeldToScope(*method, role)) << row.method;
      }
    }
  }
}

TEST_F(LimitedScopeTest, ARenamedProviderKeepsTheReceiptsOfBefore) {
  Charge("alpha-bills", "alpha", "2026-08", {{.billed = "5.00"}});
  // alpha became gamma, and told something under the new id too.
  portfolio_.providers[0].id = "gamma";
  portfolio_.providers[0].formerly = {"alpha", "never-told-anything"};
  for (SourceConfig& source : portfolio_.providers[0].sources) {
    source.provider = "gamma";
  }
  Configure();
  Charge("alpha-bills", "gamma", "2026-10", {{.billed = "20.00"}});
  const Principal gamma = Somebody(Role::kProvider, "gamma");
  const auto list = [&](const std::string& provider) {
    evidence::v1::ListReceiptsRequest request;
    request.set_provider(provider);
    request.set_page_size(1);
    std::vector<std::string> seen;
    do {
      const Outcome outcome = Call(
          gamma,
          *methods().Find("regisseur.evidence.v1.EvidenceService.ListReceipts"),
          request);
      EXPECT_TRUE(outcome.status.ok()) << outcome.status;
      if (!outcome.status.ok()) break;
      const auto& page = static_cast<const evidence::v1::ListReceiptsResponse&>(
          *outcome.answers.back());
      for (const evidence::v1::Receipt& receipt : page.receipts()) {
        seen.push_back(absl::StrCat(receipt.provider(), " ", receipt.number()));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return seen;
  };
  const std::vector<std::string> all = list("gamma");
  // An invoice and two bills under the old id, then a bill under the new.
  EXPECT_THAT(all, ElementsAre("alpha 1", "alpha 2", "alpha 3", "gamma 1"));
  EXPECT_EQ(list(""), all);
  EXPECT_THAT(list("alpha"), ElementsAre("alpha 1", "alpha 2", "alpha 3"));

  const auto get = [&](const Principal& who, const std::string& provider,
                       int64_t number) {
    evidence::v1::GetReceiptRequest request;
    request.set_provider(provider);
    request.set_number(number);
    return Call(
        who,
        *methods().Find("regisseur.evidence.v1.EvidenceService.GetReceipt"),
        request);
  };
  EXPECT_TRUE(get(gamma, "alpha", 1).status.ok());
  EXPECT_TRUE(get(gamma, "gamma", 1).status.ok());
  EXPECT_EQ(get(gamma, "beta", 1).status, absl::NotFoundError(kNothing));
  EXPECT_THAT(
      std::string(
          get(Somebody(Role::kAdministrator), "gamma", 2).status.message()),
      HasSubstr("stands under alpha, never-told-anything"));
  // An old id that another provider has now is that one's.
  portfolio_.providers[0].formerly = {"beta"};
  Configure();
  EXPECT_EQ(get(gamma, "beta", 1).status, absl::NotFoundError(kNothing));
  EXPECT_THAT(list("gamma"), ElementsAre("gamma 1"));
}

TEST_F(LimitedScopeTest, AProviderSeesItsOwnRows) {
  const auto call = [&](const char* name) {
    return Call(alpha_, *methods().Find(name), kNone).Bytes();
  };
  EXPECT_THAT(call("regisseur.status.v1.StatusService.ListComponents"),
              HasSubstr("name: \"Web alpha\""));
  EXPECT_THAT(call("regisseur.status.v1.StatusService.ListIncidents"),
              HasSubstr("Trouble at alpha"));
  EXPECT_THAT(call("regisseur.source.v1.SourceService.ListSources"),
              HasSubstr("id: \"alpha-page\""));
  const std::string own =
      call("regisseur.portfolio.v1.PortfolioService.GetProvider");
  EXPECT_THAT(own, HasSubstr("state: OPERATIONAL_STATE_MAJOR_OUTAGE"));
  EXPECT_THAT(own, HasSubstr("open_incidents: 2"));
  EXPECT_THAT(own, Not(HasSubstr("cost")));
  EXPECT_THAT(own, Not(HasSubstr("tier")));
}

// USERS U18: it reads the contract and finds no internal notice, no owner, no
// ceiling, and nothing by which a guess could be proven.
TEST_F(LimitedScopeTest, AProviderReadsItsContractAndNotWhatIsOursAlone) {
  for (const char* name : {"GetContract", "ListContracts"}) {
    const std::string bytes =
        Call(alpha_,
             *methods().Find(
                 absl::StrCat("regisseur.contract.v1.ContractService.", name)),
             kNone)
            .Bytes();
    EXPECT_THAT(bytes, HasSubstr("title: \"Contract of alpha\""));
    EXPECT_THAT(bytes, HasSubstr("notice_received_by: \"2028-09-29\""));
    for (const char* ours :
         {"internal", "77", "jansen", "987654", "12345", "0123abcd", "yaml",
          "2026-02-03", "mandate", "audit_right", "beta"}) {
      EXPECT_THAT(bytes, Not(HasSubstr(ours))) << name;
    }
  }
  EXPECT_THAT(
      Call(alpha_,
           *methods().Find("regisseur.contract.v1.ContractService.GetContract"),
           kNone)
          .Bytes(),
      AllOf(HasSubstr("Somebody of alpha"), HasSubstr("the escrow house")));
}

TEST_F(LimitedScopeTest, AProviderCannotAskByOwner) {
  // Not even its own: who answers for it is internal.
  for (const MethodRegistry::Method* method : Methods()) {
    const MethodAccess* row = FindMethodAccess(method->descriptor->full_name());
    if (!row->Allows(Role::kProvider)) continue;
    const std::unique_ptr<Message> request = RequestOf(*method);
    if (!Name({"", "", "jansen"}, true, *request)) continue;
    EXPECT_EQ(Call(alpha_, *method, *request).status,
              absl::NotFoundError(kNothing))
        << row->method;
  }
}

TEST_F(LimitedScopeTest, AnOwnerSeesThePartnersThatItAnswersFor) {
  const Outcome overview = Call(
      jansen_,
      *methods().Find("regisseur.portfolio.v1.PortfolioService.GetOverview"),
      kNone);
  ASSERT_TRUE(overview.status.ok()) << overview.status;
  EXPECT_THAT(overview.Bytes(), HasSubstr("alpha B.V."));
  EXPECT_THAT(overview.Bytes(), HasSubstr("cost"));  // one of our own people
  const Outcome unsaid =
      Call(jansen_,
           *methods().Find("regisseur.status.v1.StatusService."
                           "ListComponents"),
           kNone);
  EXPECT_EQ(unsaid.status.code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(LimitedScopeTest, WithoutAScopeALimitedRoleSeesNothing) {
  for (const MethodRegistry::Method* method : Methods()) {
    for (const Role role : {Role::kProvider, Role::kOwner}) {
      EXPECT_EQ(Call(Somebody(role), *method, kAlpha).status.code(),
                absl::StatusCode::kPermissionDenied)
          << method->descriptor->full_name();
    }
  }
}

// What a partner can tell from all answers that it may have: every method, for
// its own, page by page, now and as known before.
class NonInterferenceTest : public LimitedScopeTest {
 protected:
  std::string EverythingAlphaSees() {
    std::string all;
    for (const MethodRegistry::Method* method : Methods()) {
      if (!FindMethodAccess(method->descriptor->full_name())
               ->Allows(Role::kProvider)) {
        continue;
      }
      for (const std::string& source :
           {std::string("alpha-page"), std::string("alpha-bills"),
            std::string("beta-page"), std::string("ledger"),
            std::string("gamma-page")}) {
        const std::unique_ptr<Message> request = RequestOf(*method);
        Name({"", source, ""}, false, *request);
        const Descriptor& type = *request->GetDescriptor();
        if (const FieldDescriptor* size = type.FindFieldByName("page_size")) {
          request->GetReflection()->SetInt32(request.get(), size, 1);
        }
        std::string token;
        int pages = 0;
        do {
          if (const FieldDescriptor* field =
                  type.FindFieldByName("page_token")) {
            request->GetReflection()->SetString(request.get(), field, token);
          }
          const Outcome outcome = Call(alpha_, *method, *request);
          absl::StrAppend(&all, method->descriptor->full_name(), " ", source,
                          ": ", outcome.Bytes(), "\n");
          token.clear();
          if (outcome.answers.empty()) break;
          const Message& answer = *outcome.answers.back();
          if (const FieldDescriptor* next =
                  answer.GetDescriptor()->FindFieldByName("next_page_token")) {
            token = answer.GetReflection()->GetString(answer, next);
          }
        } while (!token.empty() && ++pages < 10);
        if (!Name({"", source, ""}, false, *RequestOf(*method))) break;
      }
    }
    return all;
  }
};

TEST_F(NonInterferenceTest, AnotherProvidersDataChangesNoByte) {
  const std::string before = EverythingAlphaSees();
  EXPECT_THAT(before, HasSubstr("Trouble at alpha"));
  EXPECT_THAT(before, Not(HasSubstr("beta-web")));

  // Another name, a new provider, other states and incidents, other cost,
  // failures, charges of the shared feed that nobody claims.
  portfolio_.providers[1].name = "Renamed N.V.";
  portfolio_.providers[1].owner = "jansen";
  portfolio_.providers[1].services.push_back(
      {.id = "mail", .name = "Mail", .components = {"Mail*", "Nothing*"}});
  ProviderConfig& gamma = AddProvider("gamma", Tier::kStrategic);
  gamma.sources = {MakeSource("gamma-page", "gamma", "statuspage")};
  portfolio_.functions.push_back(
      {.id = "desk", .name = "Desk", .owner = "jansen"});
  Configure();
  ContractRegister::Entry framework = MakeContract(kBeta);
  framework.contract.id = "framework";
  framework.contract.title = "Framework of beta";
  contracts_.Set(absl::UnixEpoch(), ContractRegister({MakeContract(kAlpha),
                                                      std::move(framework)}));
  contracts_.refused = {{"beta.yaml", "beta.yaml:1: is wrong", false},
                        {"alpha.yaml", "alpha.yaml:1: is wrong", true}};
  StatusObservation seen = MakeObservation(
      clock_.Now() - absl::Seconds(30),
      {MakeComponent("w", "Web beta", OperationalState::kOperational),
       MakeComponent("x", "New of beta", OperationalState::kPartialOutage)});
  for (int i = 0; i < 7; ++i) {
    Incident incident;
    incident.id = absl::StrCat("beta-new-", i);
    incident.title = "More trouble at beta";
    incident.start_time = clock_.Now() - absl::Hours(i);
    seen.incidents.push_back(incident);
  }
  Tell("beta-page", seen);
  Tell("gamma-page",
       MakeObservation(
           clock_.Now(),
           {MakeComponent("g", "G", OperationalState::kMajorOutage)}));
  Charge("beta-bills", "beta", "2026-09",
         {{.billed = "999999.99"}, {.billed = "1", .currency = "USD"}});
  Charge("ledger", "beta", "2026-09",
         {{.billed = "5.00", .party = "Somebody Ltd."}});
  RecordTry("beta-bills", {.time = clock_.Now(),
                           .outcome = TryOutcome::kPartner,
                           .rule = "http-status",
                           .message = "beta answers 500"});

  EXPECT_EQ(EverythingAlphaSees(), before);
}

TEST_F(NonInterferenceTest, NoPathOrAddressOfOursReachesAPartner) {
  for (const char* source : {"alpha-page", "alpha-bills"}) {
    RecordTry(source,
              {.time = clock_.Now(),
               .outcome = TryOutcome::kConfiguration,
               .rule = "files-none",
               .message = "No file matches /srv/premises/*.csv and "
                          "https://proxy.premises.example:3128 is off."});
  }
  const std::string all = EverythingAlphaSees();
  EXPECT_THAT(all, HasSubstr("rule: \"source-failed"));
  EXPECT_THAT(all, HasSubstr("can see why"));
  EXPECT_THAT(all, Not(HasSubstr("premises")));
  EXPECT_THAT(all, Not(HasSubstr("/srv")));
  EXPECT_THAT(all, Not(HasSubstr("://")));
}

TEST_F(NonInterferenceTest, ItsOwnDataDoes) {
  const std::string before = EverythingAlphaSees();
  Tell("alpha-page",
       MakeObservation(
           clock_.Now(),
           {MakeComponent("w", "Web alpha", OperationalState::kOperational)}));
  EXPECT_NE(EverythingAlphaSees(), before);
}

}  // namespace
}  // namespace regisseur
