#include "aggregator/changes/matter_act.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr size_t kMostTextBytes = 4000;

std::string SubjectWords(const NewMatterStep& step) {
  return absl::StrCat(MatterKindWord(step.subject.kind), " ",
                      step.subject.name);
}

}  // namespace

absl::Status CheckText(absl::string_view field, const std::string& text) {
  if (text.size() <= kMostTextBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": longer than ", kMostTextBytes, " bytes"));
}

absl::Status RequireText(absl::string_view field, const std::string& text,
                         absl::string_view example) {
  if (text.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(field, ": is missing; ", example));
  }
  return CheckText(field, text);
}

absl::Status CheckOwnMatter(const Principal& who,
                            const std::optional<Matter>& matter,
                            absl::string_view id) {
  const bool others = matter.has_value() &&
                      who.role == Principal::Role::kProvider &&
                      matter->subject.provider != who.scope;
  if (matter.has_value() && !others) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("id: there is nothing that is called \"", id, "\""));
}

absl::StatusOr<std::vector<std::string>> DoMatterAct(
    Acts& acts, const MatterStore& store, const Principal& who,
    const MatterRequest& request,
    const std::function<absl::StatusOr<MatterAct>(Transaction&)>& decide) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  std::vector<NewMatterStep> steps;
  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts.Do(
          who, std::move(act),
          [&](Transaction& transaction,
              Act& told) -> absl::StatusOr<std::string> {
            ASSIGN_OR_RETURN(MatterAct decided, decide(transaction));
            for (const std::string& text : decided.kept) {
              RETURN_IF_ERROR(store.KeepText(transaction, text).status());
            }
            steps = std::move(decided.steps);
            if (who.kind == Principal::Kind::kMachine) {
              for (NewMatterStep& step : steps) {
                step.values.emplace_back(kByMachine, "true");
              }
            }
            const MatterSubject& first = steps.front().subject;
            if (decided.shared) told.provider = first.provider;
            if (!decided.on_behalf_of.empty()) {
              told.via = absl::StrCat("deputy of ", decided.on_behalf_of);
            }
            told.subject = SubjectWords(steps.front());
            told.arguments = {
                {"move", std::string(MatterMoveWord(steps.front().move))},
                {"contract", first.contract},
                {"objective", first.objective}};
            std::vector<std::string> names;
            for (const NewMatterStep& step : steps) {
              told.rows.push_back(step.Encode());
              names.push_back(step.subject.name);
            }
            for (auto& [name, text] : decided.texts) {
              if (!text.empty()) told.personal.emplace_back(name, text);
            }
            return absl::StrJoin(names, "\n");
          },
          [&](Transaction& transaction, const ActRecord& told) -> absl::Status {
            for (const NewMatterStep& step : steps) {
              RETURN_IF_ERROR(store.Insert(transaction, step, told));
            }
            return absl::OkStatus();
          }));
  std::vector<std::string> names = absl::StrSplit(done.answer, '\n');
  return names;
}

}  // namespace regisseur
