#include "aggregator/api/operation_handlers.h"

#include "absl/synchronization/notification.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

namespace pb = operation::v1;

// An operation that does as a test says.
class ScriptedOperation final : public Operation {
 public:
  absl::StatusOr<Backup> CreateBackup(
      const Principal& who, const std::string& dir,
      const std::string& request_id, bool repeated,
      const std::function<bool()>& cancelled) override {
    asked_dir = dir;
    if (cancelled()) return absl::CancelledError("cancelled");
    return backups.front();
  }
  absl::StatusOr<std::vector<Backup>> ListBackups(
      const Principal& who) const override {
    return backups;
  }
  absl::StatusOr<DoctorReport> Examine(const Principal& who) const override {
    DoctorReport report;
    report.time = ParseInstant("2026-11-23T09:00:00Z").value();
    report.checks = {{"disk", CheckOutcome::kOk, "50 % free", ""},
                     {"backup", CheckOutcome::kFail, "none", "make one"},
                     {"clock", CheckOutcome::kWarn, "moved", "look"}};
    return report;
  }
  absl::StatusOr<std::string> RenderMetrics(
      const Principal& who) const override {
    return std::string("a 1\n");
  }

  std::vector<Backup> backups;
  std::string asked_dir;
};

class OperationHandlersTest : public ::testing::Test {
 protected:
  OperationHandlersTest() {
    for (int i = 0; i < 3; ++i) {
      Backup backup;
      backup.path = "/b/" + std::to_string(i);
      backup.manifest.time = ParseInstant("2026-11-23T08:00:00Z").value();
      backup.manifest.summary.rows["delivery"] = 7;
      operation_.backups.push_back(backup);
    }
  }

  absl::Notification cancelled_;
  const CallContext call_{.who = Principal::LocalAdministrator(),
                          .cancelled = cancelled_};
  ScriptedOperation operation_;
  OperationHandlers handlers_{&operation_};
};

TEST_F(OperationHandlersTest, CreatesABackupAndTellsWhatItHolds) {
  pb::CreateBackupRequest request;
  request.set_dir("/mnt/b");
  const auto backup = handlers_.CreateBackup(call_, request);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(operation_.asked_dir, "/mnt/b");
  EXPECT_EQ(backup->path(), "/b/0");
  EXPECT_EQ(backup->deliveries(), 7);
  EXPECT_EQ(backup->time().seconds(), 1795420800);  // date -u +%s
  cancelled_.Notify();
  EXPECT_EQ(handlers_.CreateBackup(call_, request).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(OperationHandlersTest, ListsBackupsByPages) {
  pb::ListBackupsRequest request;
  request.set_page_size(2);
  auto page = handlers_.ListBackups(call_, request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->backups_size(), 2);
  request.set_page_token(page->next_page_token());
  page = handlers_.ListBackups(call_, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->backups_size(), 1);
  EXPECT_EQ(page->backups(0).path(), "/b/2");
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(OperationHandlersTest, TheReportHasTheWorstOutcome) {
  const auto report = handlers_.GetDoctorReport(call_, {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->outcome(), pb::CHECK_OUTCOME_FAIL);
  ASSERT_EQ(report->checks_size(), 3);
  EXPECT_EQ(report->checks(1).action(), "make one");
}

TEST_F(OperationHandlersTest, WithoutAnOperationThereIsNone) {
  OperationHandlers none(nullptr);
  EXPECT_EQ(none.GetMetrics(call_, {}).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(handlers_.GetMetrics(call_, {})->text(), "a 1\n");
}

}  // namespace
}  // namespace regisseur
