#include "services/openslo/slo_document.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/openslo/document_tree.h"
#include "services/openslo/field_view.h"
#include "services/openslo/object_rules.h"

namespace regisseur::openslo {
namespace {

constexpr char kAllVersions[] =
    "openslo/v1, openslo/v1alpha, openslo.com/v2alpha";

// The version of an object; nullopt when it is none that is read.
std::optional<SloVersion> VersionOf(const TreeNode& node) {
  const TreeNode* version = node.Find("apiVersion");
  if (version == nullptr || version->kind != TreeNode::Kind::kText) {
    return std::nullopt;
  }
  return ParseSloVersion(version->text);
}

// The spec of an object whose version and kind are known.
void ReadSpec(const FieldView& spec, SloVersion version, SloObject& object) {
  if (object.kind == "SLO") {
    if (version == SloVersion::kV1alpha) {
      ReadAlphaSloSpec(spec, *object.slo, object.references);
    } else {
      ReadSloSpec(spec, version, *object.slo, object.references);
    }
  } else if (object.kind == "SLI") {
    CheckSliSpec(spec, version, object.references);
  } else if (object.kind == "Service") {
    CheckServiceSpec(spec);
  } else if (object.kind == "DataSource") {
    CheckDataSourceSpec(spec);
  } else if (object.kind == "AlertPolicy") {
    CheckAlertPolicySpec(spec, version, object.references);
  } else if (object.kind == "AlertCondition") {
    CheckAlertConditionSpec(spec);
  } else if (object.kind == "AlertNotificationTarget") {
    CheckNotificationTargetSpec(spec);
  }
}

void ReadFields(const FieldView& root, std::optional<SloVersion> version,
                SloObject& object) {
  if (!root.CheckMapping(RuleWeight::kSubstance)) return;
  const FieldView api_version = root.Member("apiVersion");
  const auto version_text =
      api_version.RequiredText(kAllVersions, RuleWeight::kSubstance);
  const FieldView kind = root.Member("kind");
  const auto kind_text = kind.RequiredText(
      "the kind of the object, such as SLO", RuleWeight::kSubstance);
  if (!version.has_value()) {
    if (version_text.has_value()) {
      api_version.Broken(RuleWeight::kSubstance, "openslo-api-version",
                         {{"allowed", kAllVersions}});
    }
    return;
  }
  root.CheckKnown({"apiVersion", "kind", "metadata", "spec"});
  const FieldView metadata = root.Member("metadata");
  object.name = CheckMetadata(metadata, *version, RuleWeight::kSubstance);
  if (!kind_text.has_value()) return;
  const std::vector<std::string> kinds = KindsOf(*version);
  if (std::find(kinds.begin(), kinds.end(), *kind_text) == kinds.end()) {
    return kind.Broken(
        RuleWeight::kSubstance, "openslo-kind",
        {{"version", *version_text}, {"allowed", absl::StrJoin(kinds, ", ")}});
  }
  object.kind = *kind_text;
  if (object.kind == "SLO") {
    object.slo.emplace();
    object.slo->name = object.name;
    object.slo->display_name =
        FirstCharacters(metadata.Member("displayName").raw(), kMaxText);
    object.slo->format = *version_text;
    object.slo->line = object.line;
  }
  ReadSpec(root.Member("spec"), *version, object);
}

void AddFault(const TreeFault& fault, absl::string_view file,
              FindingList& findings) {
  findings.Add(Severity::kError, fault.rule, FieldName(fault.field), file,
               fault.line, fault.value, fault.arguments);
}

}  // namespace

SloFile ReadSloFile(absl::string_view text, absl::string_view file,
                    FindingList& findings) {
  const DocumentTree tree = ReadDocumentTree(text, file);
  SloFile read;
  for (const TreeObject& found : tree.objects) {
    SloObject& object = read.objects.emplace_back();
    object.line = found.node->line;
    const std::optional<SloVersion> version = VersionOf(*found.node);
    const bool draft = version.has_value() && *version != SloVersion::kV1;
    ObjectReport report(file, draft, findings);
    for (const TreeFault& fault : found.faults) {
      report.Broken(RuleWeight::kSubstance, fault.rule, FieldName(fault.field),
                    fault.line, fault.value, fault.arguments);
    }
    ReadFields(FieldView(found.node, &report), version, object);
    if (report.broken()) {
      object.slo.reset();
      object.references.clear();
    } else if (object.slo.has_value()) {
      object.slo->document = tree.objects.size() == 1
                                 ? std::string(file)
                                 : absl::StrCat(file, "#", read.objects.size());
    }
    read.untold += report.untold();
  }
  if (tree.ended.has_value()) {
    AddFault(*tree.ended, file, findings);
    const int64_t last_line = std::count(text.begin(), text.end(), '\n');
    read.cut =
        tree.ended->rule == "openslo-yaml" && tree.ended->line >= last_line;
  } else if (tree.objects.empty()) {
    findings.Add(Severity::kWarning, "openslo-empty", "", file, 0, "",
                 {{"origin", std::string(file)}});
  }
  return read;
}

void CheckAcrossFiles(std::vector<SloFile>& files,
                      const std::vector<std::string>& names,
                      FindingList& findings) {
  std::set<std::pair<std::string, std::string>> known;
  std::map<std::string, std::string> slos;  // and where the first one stands
  for (size_t i = 0; i < files.size(); ++i) {
    for (SloObject& object : files[i].objects) {
      known.insert({object.kind, object.name});
      if (!object.slo.has_value()) continue;
      const auto [first, is_new] = slos.try_emplace(
          object.name, absl::StrCat(names[i], ", line ", object.line));
      if (is_new) continue;
      object.slo.reset();
      object.references.clear();
      findings.Add(Severity::kError, "openslo-duplicate-name", "metadata.name",
                   names[i], object.line, object.name,
                   {{"other", first->second}});
    }
  }
  for (size_t i = 0; i < files.size(); ++i) {
    for (const SloObject& object : files[i].objects) {
      for (const SloReference& reference : object.references) {
        if (known.contains({reference.kind, reference.name}) ||
            findings.findings().size() >= ObjectReport::kMaxFindings) {
          continue;
        }
        findings.Add(Severity::kWarning, "openslo-reference", reference.field,
                     names[i], reference.line, reference.name,
                     {{"kind", reference.kind}});
      }
    }
  }
}

}  // namespace regisseur::openslo
