#include <set>
#include <string>
#include <vector>

#include "aggregator/access/method_table.h"
#include "aggregator/api/api_fixture.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "regisseur/agenda/v1/agenda.pb.h"
#include "regisseur/budget/v1/budget.pb.h"
#include "regisseur/calendar/v1/calendar.pb.h"
#include "regisseur/claim/v1/claim.pb.h"
#include "regisseur/contract/v1/contract.pb.h"
#include "regisseur/contract/v1/flexibility.pb.h"
#include "regisseur/cost/v1/cost.pb.h"
#include "regisseur/cost/v1/cost_plan.pb.h"
#include "regisseur/digest/v1/digest.pb.h"
#include "regisseur/evidence/v1/evidence.pb.h"
#include "regisseur/identity/v1/identity.pb.h"
#include "regisseur/information_register/v1/information_register.pb.h"
#include "regisseur/invoice/v1/invoice.pb.h"
#include "regisseur/negotiation/v1/negotiation.pb.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/operation/v1/operation.pb.h"
#include "regisseur/outage/v1/outage.pb.h"
#include "regisseur/partner/v1/partner.pb.h"
#include "regisseur/partner/v1/webhook.pb.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/partnership/v1/fund.pb.h"
#include "regisseur/partnership/v1/idea.pb.h"
#include "regisseur/partnership/v1/obligation.pb.h"
#include "regisseur/partnership/v1/plan.pb.h"
#include "regisseur/partnership/v1/pulse.pb.h"
#include "regisseur/partnership/v1/review.pb.h"
#include "regisseur/partnership/v1/sign_off.pb.h"
#include "regisseur/period/v1/period.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/report/v1/report.pb.h"
#include "regisseur/resilience/v1/resilience.pb.h"
#include "regisseur/room/v1/room.pb.h"
#include "regisseur/service_level/v1/service_level.pb.h"
#include "regisseur/slo/v1/slo.pb.h"
#include "regisseur/source/v1/source.pb.h"
#include "regisseur/status/v1/status.pb.h"
#include "regisseur/ticket/v1/ticket.pb.h"
#include "regisseur/type/v1/audience.pb.h"

namespace regisseur {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// A file here is a domain whose methods people and programs call.
std::vector<const FileDescriptor*> Files() {
  return {agenda::v1::AgendaItem::descriptor()->file(),
          budget::v1::Budget::descriptor()->file(),
          calendar::v1::CalendarDate::descriptor()->file(),
          claim::v1::Claim::descriptor()->file(),
          contract::v1::Contract::descriptor()->file(),
          contract::v1::RigidityTrend::descriptor()->file(),
          cost::v1::CostRow::descriptor()->file(),
          cost::v1::OutlookRow::descriptor()->file(),
          digest::v1::Change::descriptor()->file(),
          evidence::v1::Act::descriptor()->file(),
          identity::v1::Identity::descriptor()->file(),
          information_register::v1::GetInformationRegisterRequest::descriptor()
              ->file(),
          invoice::v1::Invoice::descriptor()->file(),
          negotiation::v1::Comment::descriptor()->file(),
          objective::v1::Exclusion::descriptor()->file(),
          operation::v1::Backup::descriptor()->file(),
          outage::v1::Saying::descriptor()->file(),
          partner::v1::PushFileRequest::descriptor()->file(),
          partner::v1::Webhook::descriptor()->file(),
          partnership::v1::Escalation::descriptor()->file(),
          partnership::v1::Fund::descriptor()->file(),
          partnership::v1::Idea::descriptor()->file(),
          partnership::v1::Obligation::descriptor()->file(),
          partnership::v1::Plan::descriptor()->file(),
          partnership::v1::Pulse::descriptor()->file(),
          partnership::v1::Review::descriptor()->file(),
          partnership::v1::SignOff::descriptor()->file(),
          period::v1::Period::descriptor()->file(),
          portfolio::v1::Overview::descriptor()->file(),
          report::v1::Report::descriptor()->file(),
          resilience::v1::ConcentrationRow::descriptor()->file(),
          room::v1::Extra::descriptor()->file(),
          service_level::v1::ServiceLevel::descriptor()->file(),
          slo::v1::Slo::descriptor()->file(),
          source::v1::Source::descriptor()->file(),
          status::v1::Component::descriptor()->file(),
          ticket::v1::ListTicketsResponse::descriptor()->file()};
}

std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : Files()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const ServiceDescriptor* service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        methods.push_back(service->method(m));
      }
    }
  }
  return methods;
}

// Every message that can be reached from `type`, itself included.
void Reach(const Descriptor* type, std::set<const Descriptor*>& reached) {
  if (!reached.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (const Descriptor* inner = type->field(i)->message_type()) {
      Reach(inner, reached);
    }
  }
}

std::set<const Descriptor*> AllMessages() {
  std::set<const Descriptor*> reached;
  for (const MethodDescriptor* method : Methods()) {
    Reach(method->input_type(), reached);
    Reach(method->output_type(), reached);
  }
  return reached;
}

TEST(ContractTest, EveryMethodHasARowInTheAccessTable) {
  std::set<std::string> rows;
  for (const MethodAccess& row : MethodTable()) {
    rows.insert(std::string(row.method));
  }
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_EQ(rows.erase(method->full_name()), 1u)
        << method->full_name()
        << " has no row in aggregator/access/method_table.cc";
  }
  for (const std::string& row : rows) {
    ADD_FAILURE() << row << " has a row in the table and is no method";
  }
}

TEST(ContractTest, EveryFieldIsMarkedSharedOrInternal) {
  for (const Descriptor* message : AllMessages()) {
    if (message->file()->package().rfind("regisseur.", 0) != 0) continue;
    if (message->options().map_entry()) continue;
    const type::v1::Audience all =
        message->options().GetExtension(type::v1::fields_audience);
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      const type::v1::Audience own =
          field->options().GetExtension(type::v1::audience);
      EXPECT_NE(own == type::v1::AUDIENCE_UNSPECIFIED ? all : own,
                type::v1::AUDIENCE_UNSPECIFIED)
          << field->full_name() << " is neither shared nor internal";
    }
  }
}

// A field that names somebody whom a caller can be held to, and does not say
// so, would be a way around it.
TEST(ContractTest, EveryFieldThatNamesAProviderOrOwnerSaysSo) {
  for (const Descriptor* message : AllMessages()) {
    if (message->file()->package().rfind("regisseur.", 0) != 0) continue;
    for (int i = 0; i < message->field_count(); ++i) {
      const FieldDescriptor* field = message->field(i);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
      const type::v1::Scope names =
          field->options().GetExtension(type::v1::names);
      if (field->name() == "provider") {
        EXPECT_EQ(names, type::v1::SCOPE_PROVIDER) << field->full_name();
      }
      const bool asks = message->name().find("Request") != std::string::npos;
      if (asks && field->name() == "owner") {
        EXPECT_EQ(names, type::v1::SCOPE_OWNER) << field->full_name();
      }
      if (asks && (field->name() == "source" || field->name() == "sources")) {
        EXPECT_EQ(names, type::v1::SCOPE_SOURCE) << field->full_name();
      }
    }
  }
}

TEST(ContractTest, EveryMethodThatChangesSomethingHasARequestId) {
  for (const MethodDescriptor* method : Methods()) {
    const MethodAccess* row = FindMethodAccess(method->full_name());
    ASSERT_NE(row, nullptr) << method->full_name();
    const FieldDescriptor* id =
        method->input_type()->FindFieldByName("request_id");
    EXPECT_EQ(row->effect == MethodAccess::Effect::kChanges, id != nullptr)
        << method->full_name();
  }
}

// json_util is quadratic on them (DECISIONS 27).
TEST(ContractTest, NoRequestHoldsAnythingWithoutAType) {
  std::set<const Descriptor*> reached;
  for (const MethodDescriptor* method : Methods()) {
    Reach(method->input_type(), reached);
  }
  for (const Descriptor* message : reached) {
    const std::string& name = message->full_name();
    EXPECT_TRUE(
        name != "google.protobuf.Any" && name != "google.protobuf.Struct" &&
        name != "google.protobuf.Value" && name != "google.protobuf.ListValue")
        << name;
  }
}

class RegistryTest : public ApiFixture {};

TEST_F(RegistryTest, EveryMethodIsHandled) {
  Configure();
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_NE(methods().Find(method->full_name()), nullptr)
        << method->full_name();
  }
}

TEST_F(RegistryTest, FindsByPathAndNothingElse) {
  Configure();
  EXPECT_NE(methods().FindByPath(
                "/regisseur.portfolio.v1.PortfolioService/GetOverview"),
            nullptr);
  for (const char* path :
       {"", "/", "regisseur.portfolio.v1.PortfolioService/GetOverview",
        "/regisseur.portfolio.v1.PortfolioService.GetOverview",
        "/regisseur.portfolio.v1.PortfolioService/GetOverview/",
        "/regisseur.portfolio.v1.PortfolioService/getoverview", "//"}) {
    EXPECT_EQ(methods().FindByPath(path), nullptr) << path;
  }
}

}  // namespace
}  // namespace regisseur
