#include "core/contract/contract_register.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

ContractRegister::Entry Version(const char* file, const char* id,
                                absl::CivilDay from, const char* title,
                                const char* parent = "") {
  Contract contract;
  contract.id = id;
  contract.provider = "cloudnine";
  contract.title = title;
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.valid_from = from;
  contract.parent = parent;
  return {file, contract};
}

std::string Problems(const ContractRegister& contracts) {
  return absl::StrJoin(
      contracts.Check(), " ", [](std::string* out, const auto& problem) {
        absl::StrAppend(out, problem.file, ":", problem.problem.place, ":",
                        problem.problem.rule);
      });
}

TEST(ContractRegisterTest, AnAmendmentDoesNotRewriteThePast) {
  const ContractRegister contracts(
      {Version("b.yaml", "c", absl::CivilDay(2026, 7, 1), "second"),
       Version("a.yaml", "c", absl::CivilDay(2026, 1, 1), "first")});
  EXPECT_EQ(contracts.Find("c", absl::CivilDay(2026, 6, 30))->title, "first");
  EXPECT_EQ(contracts.Find("c", absl::CivilDay(2026, 7, 1))->title, "second");
  EXPECT_EQ(contracts.Find("c", absl::CivilDay(2025, 1, 1))->title, "first");
  EXPECT_EQ(contracts.Find("d", absl::CivilDay(2026, 7, 1)), nullptr);
  EXPECT_EQ(contracts.Versions("c").size(), 2u);
  EXPECT_EQ(Problems(contracts), "");
}

TEST(ContractRegisterTest, FindsTheCallOffsOfAFramework) {
  const absl::CivilDay start(2026, 1, 1);
  const ContractRegister contracts(
      {Version("f.yaml", "framework", start, "f"),
       Version("1.yaml", "call-1", start, "1", "framework"),
       Version("2.yaml", "call-2", start, "2", "framework")});
  EXPECT_EQ(contracts.Children("framework", start).size(), 2u);
  EXPECT_EQ(contracts.Children("call-1", start).size(), 0u);
  EXPECT_EQ(Problems(contracts), "");
}

TEST(ContractRegisterTest, SaysWhatContractsHaveWrongBetweenThem) {
  const absl::CivilDay start(2026, 1, 1);
  ContractRegister::Entry other =
      Version("b.yaml", "c", absl::CivilDay(2026, 2, 1), "b");
  other.contract.provider = "cloudten";
  EXPECT_EQ(
      Problems(ContractRegister({Version("a.yaml", "c", start, "a"), other})),
      "b.yaml:provider:contract-version-provider");
  EXPECT_EQ(Problems(ContractRegister({Version("a.yaml", "c", start, "a"),
                                       Version("b.yaml", "c", start, "b")})),
            "b.yaml:valid_from:contract-version-double");
  EXPECT_EQ(Problems(ContractRegister(
                {Version("a.yaml", "c", start, "a", "framework")})),
            "a.yaml:parent:contract-no-such-parent");
  EXPECT_EQ(
      Problems(ContractRegister({Version("a.yaml", "a", start, "a", "b"),
                                 Version("b.yaml", "b", start, "b", "a")})),
      "a.yaml:parent:contract-parent-circle "
      "b.yaml:parent:contract-parent-circle");
}

}  // namespace
}  // namespace regisseur
