#include "cli/output/gap_list.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/display_text.h"
#include "cli/output/message_fields.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using type::v1::Gap;

void AddGaps(const Message& message, std::set<std::string>* seen,
             std::vector<Gap>* gaps) {
  if (message.GetDescriptor() == Gap::descriptor()) {
    std::string bytes = message.SerializePartialAsString();
    Gap gap;
    gap.ParsePartialFromString(bytes);
    if (seen->insert(std::move(bytes)).second) gaps->push_back(std::move(gap));
    return;
  }
  const google::protobuf::Reflection& read = *message.GetReflection();
  for (const FieldDescriptor* field : ShownFields(message)) {
    if (!IsStructure(*field)) continue;
    if (!field->is_repeated()) {
      AddGaps(read.GetMessage(message, field), seen, gaps);
      continue;
    }
    for (int i = 0; i < read.FieldSize(message, field); ++i) {
      AddGaps(read.GetRepeatedMessage(message, field, i), seen, gaps);
    }
  }
}

std::string AboutWhat(const Gap& gap) {
  if (gap.provider().empty()) return gap.source();
  if (gap.source().empty()) return gap.provider();
  return absl::StrCat(gap.provider(), " (", gap.source(), ")");
}

std::string Times(const Gap& gap, absl::Time now) {
  std::string times;
  // Where it answered well until it began, one of the two says it.
  const bool same = gap.has_last_good_time() && gap.has_since_time() &&
                    ToTime(gap.since_time()) == ToTime(gap.last_good_time());
  if (gap.has_since_time() && !same) {
    absl::StrAppend(&times, " since ", MinuteWords(gap.since_time()));
  }
  if (gap.has_last_good_time()) {
    absl::StrAppend(&times, times.empty() ? " " : ", ", "last good ",
                    MinuteWords(gap.last_good_time()), " (",
                    AgeWords(now - ToTime(gap.last_good_time())), ")");
  }
  return times.empty() ? times : absl::StrCat(" —", times);
}

// One list of them under `heading`.
std::string RenderList(absl::string_view heading, const std::vector<Gap>& gaps,
                       size_t limit, absl::Time now, const Terminal& terminal) {
  if (gaps.empty()) return "";
  struct Cause {
    const Gap* first;
    std::vector<std::string> about;
  };
  std::vector<Cause> causes;
  for (const Gap& gap : gaps) {
    const auto same =
        std::find_if(causes.begin(), causes.end(), [&gap](const Cause& cause) {
          return cause.first->rule() == gap.rule() &&
                 cause.first->message() == gap.message();
        });
    if (same == causes.end()) {
      causes.push_back({&gap, {AboutWhat(gap)}});
    } else {
      same->about.push_back(AboutWhat(gap));
    }
  }
  std::string out = Styled(absl::StrCat(heading, " (", gaps.size(), ")"),
                           Style::kBold, terminal) +
                    "\n";
  const size_t shown =
      limit == 0 ? causes.size() : std::min(limit, causes.size());
  size_t told = 0;
  for (size_t i = 0; i < shown; ++i) {
    const Cause& cause = causes[i];
    told += cause.about.size();
    const std::string line =
        cause.about.size() == 1
            ? GapLine(*cause.first, now)
            : EscapeControls(absl::StrCat(
                  cause.first->message().empty() ? cause.first->rule()
                                                 : cause.first->message(),
                  " — ", cause.about.size(),
                  " times: ", absl::StrJoin(cause.about, ", ")));
    bool first = true;
    for (const std::string& piece : Wrapped(line, terminal.width - 4)) {
      absl::StrAppend(&out, first ? "  - " : "    ", piece, "\n");
      first = false;
    }
  }
  if (told < gaps.size()) {
    absl::StrAppend(&out, "  … and ", gaps.size() - told,
                    " more: --all shows them; `regisseur source show ID` says "
                    "why\n");
  }
  return out;
}

}  // namespace

std::vector<Gap> GapsOf(const Message& answer) {
  std::vector<Gap> gaps;
  std::set<std::string> seen;
  AddGaps(answer, &seen, &gaps);
  return gaps;
}

std::string GapLine(const Gap& gap, absl::Time now) {
  const std::string about = AboutWhat(gap);
  return EscapeControls(absl::StrCat(
      about, about.empty() ? "" : ": ",
      gap.message().empty() ? gap.rule() : gap.message(), Times(gap, now)));
}

size_t CountIncomplete(const std::vector<Gap>& gaps) {
  return std::count_if(gaps.begin(), gaps.end(),
                       [](const Gap& gap) { return !gap.notice(); });
}

std::string RenderGaps(const std::vector<Gap>& gaps, size_t limit,
                       absl::Time now, const Terminal& terminal) {
  std::vector<Gap> missing, notices;
  for (const Gap& gap : gaps) {
    (gap.notice() ? notices : missing).push_back(gap);
  }
  return absl::StrCat(
      RenderList("What this answer lacks", missing, limit, now, terminal),
      RenderList("Good to know", notices, limit, now, terminal));
}

}  // namespace regisseur
