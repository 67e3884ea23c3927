#include "services/tickets/ticket_field.h"

#include "gtest/gtest.h"

namespace regisseur::tickets {
namespace {

TEST(TicketFieldTest, KnowsTheSpellings) {
  const struct {
    const char* heading;
    std::optional<TicketField> field;
  } kCases[] = {
      {"incident_state", TicketField::kState},
      {"ident_state", TicketField::kState},
      {"Status", TicketField::kState},
      {"Sub Status", TicketField::kSubState},
      {"sys_updated_at", TicketField::kUpdated},
      {"sys_updated_on", TicketField::kUpdated},
      {"Change Date+Time", TicketField::kUpdated},
      {"SR Number", TicketField::kId},
      {"Number", TicketField::kId},
      {"Assignment group", TicketField::kGroup},
      {"callDate", TicketField::kOpened},
      {"Datum aangemeld", TicketField::kOpened},
      {"made_sla", TicketField::kMadeSla},
      {"Leverancier", TicketField::kSupplier},
      {"short_description", TicketField::kTitle},
      {"assigned_to", std::nullopt},
      {"u_symptom", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FieldOfHeading(c.heading), c.field) << c.heading;
  }
  // What README.md calls the columns of our own CSV.
  for (int i = 0; i < kTicketFieldCount; ++i) {
    const auto field = static_cast<TicketField>(i);
    EXPECT_EQ(FieldOfHeading(FieldWord(field)), field) << FieldWord(field);
  }
}

TEST(TicketFieldTest, KnowsWherePersonsStand) {
  for (const char* heading :
       {"caller_id", "opened_by", "assigned_to", "sys_created_by",
        "resolved_by", "Owner First Name", "Aanmelder", "work_notes",
        "description", "comments_and_work_notes", "E-mail", "Behandelaar"}) {
    EXPECT_TRUE(IsPersonal(heading)) << heading;
    EXPECT_EQ(FieldOfHeading(heading), std::nullopt) << heading;
  }
  EXPECT_FALSE(IsPersonal("cmdb_ci"));
  EXPECT_FALSE(IsPersonal("location"));
}

}  // namespace
}  // namespace regisseur::tickets
