#include "aggregator/report/plan_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur {
namespace {

absl::Status Wrong(const ReportPlan& plan, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("report ", plan.id, ": ", what));
}

}  // namespace

absl::Status CheckReportPlans(const ReportPlans& plans,
                              const std::vector<ReportTemplate>& templates) {
  for (const ReportPlan& plan : plans.plans) {
    const auto found = std::find_if(
        templates.begin(), templates.end(),
        [&](const auto& each) { return each.name == plan.template_name; });
    if (found == templates.end()) {
      return Wrong(
          plan,
          absl::StrCat("there is no template \"", plan.template_name,
                       "\"; there are ",
                       absl::StrJoin(templates, ", ",
                                     [](std::string* out, const auto& each) {
                                       absl::StrAppend(out, each.name);
                                     })));
    }
    for (const std::string& name : found->parameters) {
      if (plan.parameters.count(name) == 0) {
        const std::string right = name == "provider"
                                      ? "provider: …"
                                      : absl::StrCat("set: {", name, ": …}");
        return Wrong(
            plan, absl::StrCat("its template ", plan.template_name, " wants ",
                               name, "; say `", right, "`"));
      }
    }
    for (const auto& [name, value] : plan.parameters) {
      if (std::find(found->parameters.begin(), found->parameters.end(), name) ==
          found->parameters.end()) {
        return Wrong(plan, absl::StrCat("its template ", plan.template_name,
                                        " is told ", name,
                                        ", which it does not ask for; leave it "
                                        "out"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur
