#include "core/invoice/rule_words.h"

#include "absl/strings/str_cat.h"
#include "core/finding/catalogue.h"

namespace regisseur {

std::string ProblemMessage(const InvoiceProblem& problem) {
  return RenderMessage(problem.rule, problem.arguments);
}

}  // namespace regisseur
