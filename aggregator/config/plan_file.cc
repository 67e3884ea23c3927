#include "aggregator/config/plan_file.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/config/config_keys.h"
#include "aggregator/config/key_table.h"
#include "aggregator/config/yaml_reader.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostBytes = 256 * 1024;

constexpr char kObjective[] = "objectives[]";
constexpr char kMeasure[] = "objectives[].measure";

constexpr ConfigKey kKeys[] = {
    {"", "purpose", "text", "", "what the relationship is for"},
    {"", "stage", "word", "", "a stage of ISO 44001"},
    {"", "exit_strategy", "text", "", "how it would end"},
    {"", "objectives", "list", "", "what both sides want to reach"},
    {kObjective, "id", "text", nullptr, "its name in the plan"},
    {kObjective, "statement", "text", nullptr, "what is to be so"},
    {kObjective, "customer", "text", nullptr, "who of the customer answers"},
    {kObjective, "provider", "text", nullptr, "who of the provider answers"},
    {kObjective, "due", "day", nullptr, "the last day in time"},
    {kObjective, "measure", "mapping", "", "none: a statement"},
    {kMeasure, "kind", "word", nullptr, "by what it is held"},
    {kMeasure, "of", "text", "", "what it is about"},
    {kMeasure, "side", "word", "", "customer or provider"},
    {kMeasure, "target", "number", "", "how far it has to come"},
    {kMeasure, "currency", "text", "", "of a cost"},
};

class PlanText : private KeyTable {
 public:
  PlanText() : KeyTable(kKeys) {}

  RelationshipPlan Read(const YamlValue& root) {
    CheckKeys(root, "");
    RelationshipPlan plan;
    plan.purpose = root.Get("purpose").Text();
    plan.exit_strategy = root.Get("exit_strategy").Text();
    if (const YamlValue stage = root.Get("stage"); stage.present()) {
      plan.stage = FindRelationshipStage(stage.Text());
      if (!plan.stage.has_value()) {
        stage.Refuse(absl::StrCat("is '", stage.Text(), "': write one of ",
                                  RelationshipStageWords()));
      }
    }
    if (const YamlValue objectives = root.Get("objectives");
        objectives.present()) {
      for (const YamlValue& value : objectives.Elements()) {
        plan.objectives.push_back(ReadObjective(value));
      }
    }
    return plan;
  }

 private:
  JointObjective ReadObjective(const YamlValue& value) {
    CheckKeys(value, kObjective);
    JointObjective objective;
    objective.id = RequiredText(value, kObjective, "id");
    objective.statement = RequiredText(value, kObjective, "statement");
    objective.customer_responsible =
        RequiredText(value, kObjective, "customer");
    objective.provider_responsible =
        RequiredText(value, kObjective, "provider");
    const YamlValue due = Required(value, kObjective, "due");
    if (due.present()) {
      const auto day = ParseDay(due.Text());
      if (day.ok()) {
        objective.due_on = *day;
      } else {
        due.Refuse("write a day such as 2026-12-31");
      }
    }
    if (const YamlValue measure = value.Get("measure"); measure.present()) {
      objective.measure = ReadMeasure(measure);
    }
    return objective;
  }

  PlanMeasure ReadMeasure(const YamlValue& value) {
    CheckKeys(value, kMeasure);
    PlanMeasure measure;
    const std::string word = RequiredText(value, kMeasure, "kind");
    const std::optional<MeasureKind> kind = FindMeasureKind(word);
    if (kind.has_value()) {
      measure.kind = *kind;
    } else if (!word.empty()) {
      value.Get("kind").Refuse(
          absl::StrCat("is '", word, "': write one of ", MeasureKindWords()));
    }
    measure.subject = value.Get("of").Text();
    measure.currency = value.Get("currency").Text();
    if (const YamlValue side = value.Get("side"); side.present()) {
      measure.side = FindParticipant(side.Text());
      if (!measure.side.has_value()) {
        side.Refuse("write customer or provider");
      }
    }
    if (const YamlValue target = value.Get("target"); target.present()) {
      auto read = ParseTarget(measure.kind, target.Text());
      if (read.ok()) {
        measure.target = *read;
      } else {
        target.Refuse(read.status().message());
      }
    }
    return measure;
  }
};

}  // namespace

absl::StatusOr<RelationshipPlan> PlanFileReader::ReadPlan(
    const std::string& text) const {
  if (text.size() > kMostBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("document: longer than ", kMostBytes / 1024, " kB"));
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<YamlFile> file,
                   YamlFile::Parse("plan", text));
  PlanText reader;
  RelationshipPlan plan = reader.Read(file->root());
  RETURN_IF_ERROR(file->status());
  return plan;
}

}  // namespace regisseur
