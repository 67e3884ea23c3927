#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

// Says under `rule`, whose arguments are `count` and `source`, how many rows or
// documents of the source have errors: they are not in the answer, or not
// right, which nobody may overlook. Nothing when there are none.
absl::Status AddErrorsGap(const AnswerContext& context, const Principal& who,
                          const KnownSource& source, const std::string& rule,
                          AsOf as_of, std::vector<Gap>& gaps);

}  // namespace regisseur
