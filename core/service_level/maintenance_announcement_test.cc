#include "core/service_level/maintenance_announcement.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Hour `n` of a small world.
absl::Time H(int n) { return absl::UnixEpoch() + absl::Hours(n); }

TEST(MaintenanceAnnouncementTest, ThePartnersWordCountsUnlessAPollContradicts) {
  PlannedMaintenance version{{H(100), H(104)}, H(20), H(15), H(10)};
  EXPECT_EQ(AnnounceTime(version), H(20));  // the poll at 15 did not show it
  version.last_poll_before = H(9);
  EXPECT_EQ(AnnounceTime(version), H(10));
  version.last_poll_before.reset();
  EXPECT_EQ(AnnounceTime(version), H(10));
  version.stated.reset();
  EXPECT_EQ(AnnounceTime(version), H(20));
}

TEST(MaintenanceAnnouncementTest, AnExtensionIsAnnouncedWhenItWasTold) {
  EXPECT_THAT(
      ComputeAnnouncements({{{H(100), H(104)}, H(10), {}, {}},
                            {{H(100), H(106)}, H(99), {}, {}}}),
      ElementsAre(AnnouncedMaintenance{{H(100), H(104)}, H(100), H(10)},
                  AnnouncedMaintenance{{H(104), H(106)}, H(100), H(99)}));
}

TEST(MaintenanceAnnouncementTest, AMoveIsAnnouncedAnew) {
  EXPECT_THAT(
      ComputeAnnouncements({{{H(100), H(104)}, H(10), {}, {}},
                            {{H(200), H(204)}, H(99), {}, {}}}),
      ElementsAre(AnnouncedMaintenance{{H(200), H(204)}, H(200), H(99)}));
}

TEST(MaintenanceAnnouncementTest, WhatIsWithdrawnCoversNothing) {
  EXPECT_THAT(ComputeAnnouncements({{{H(100), H(104)}, H(10), {}, {}},
                                    {{H(100), H(50)}, H(50), {}, {}}}),
              IsEmpty());
  EXPECT_THAT(ComputeAnnouncements({}), IsEmpty());
}

TEST(MaintenanceAnnouncementTest, ShorteningKeepsTheFirstAnnouncement) {
  EXPECT_THAT(
      ComputeAnnouncements({{{H(100), H(110)}, H(10), {}, {}},
                            {{H(102), H(104)}, H(99), {}, {}}}),
      ElementsAre(AnnouncedMaintenance{{H(102), H(104)}, H(102), H(10)}));
}

}  // namespace
}  // namespace regisseur
