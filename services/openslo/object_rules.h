#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/openslo/field_view.h"
#include "services/openslo/slo_document.h"

namespace regisseur::openslo {

// The versions of OpenSLO that are read.
enum class SloVersion { kV1alpha, kV1, kV2alpha };

// `openslo/v1`; nullopt for a version that is not read.
std::optional<SloVersion> ParseSloVersion(absl::string_view api_version);
// The kinds of objects that a version has.
std::vector<std::string> KindsOf(SloVersion version);

// Longest texts, in characters.
inline constexpr int kMaxDisplayName = 63;
inline constexpr int kMaxText = 1050;

// A name of RFC 1123: at most 63 small letters, digits and hyphens, the first
// and the last no hyphen.
bool IsDnsLabel(absl::string_view text);
// The text's first `characters` characters.
std::string FirstCharacters(absl::string_view text, int characters);

// `2w` in its parts. Nullopt unless it is a number above 0 and one of the units
// m (minute), h, d, w, M (month), Q, Y.
struct Shorthand {
  int64_t count = 0;
  char unit = 'd';
};
std::optional<Shorthand> ParseShorthand(absl::string_view text);

// The rules of parts that several kinds of objects have. Each reports what it
// finds; those that return something give what can be used.
void CheckLength(const FieldView& field, int limit);
// A reference; adds it to `references`.
void CheckReference(const FieldView& field, absl::string_view kind,
                    std::vector<SloReference>& references);
void CheckShorthand(const FieldView& field);
void CheckOperator(const FieldView& field);
// Exactly one of the members is there; true when so.
bool CheckOneOf(const FieldView& parent,
                std::initializer_list<absl::string_view> names,
                RuleWeight weight);
// The object's name; empty when there is none that is one. `path` is
// `metadata`.
std::string CheckMetadata(const FieldView& metadata, SloVersion version,
                          RuleWeight weight);

// What an indicator measures.
enum class MetricKind { kUnknown, kThreshold, kRatio };

// The specs of objects, standing alone or inline.
MetricKind CheckSliSpec(const FieldView& spec, SloVersion version,
                        std::vector<SloReference>& references);
void CheckServiceSpec(const FieldView& spec);
void CheckDataSourceSpec(const FieldView& spec);
void CheckAlertConditionSpec(const FieldView& spec);
void CheckNotificationTargetSpec(const FieldView& spec);
void CheckAlertPolicySpec(const FieldView& spec, SloVersion version,
                          std::vector<SloReference>& references);
// An element that is either a reference or an object of `kind` written out.
// True when it is the latter; its spec is then the caller's to check.
bool CheckInline(const FieldView& element, absl::string_view kind,
                 absl::string_view reference, SloVersion version,
                 std::vector<SloReference>& references);

// The spec of an SLO into `slo`, whose name is set.
void ReadSloSpec(const FieldView& spec, SloVersion version,
                 DeclaredObjective& slo, std::vector<SloReference>& references);
// The same of v1alpha, which is built otherwise.
void ReadAlphaSloSpec(const FieldView& spec, DeclaredObjective& slo,
                      std::vector<SloReference>& references);

}  // namespace regisseur::openslo
