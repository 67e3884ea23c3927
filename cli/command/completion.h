#pragma once

#include "cli/verb/verb.h"

namespace regisseur {

// `regisseur completion bash|zsh|fish`: a script that completes nouns, verbs
// and options, written from the table of verbs.
Verb CompletionVerb();

}  // namespace regisseur
