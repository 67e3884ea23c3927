// The daemon's sentences by rule, of the languages that were loaded. The English ones are always there: a sentence
// without its rule is known by them.
export const sentences: { en: Record<string, string>; nl: Record<string, string> } = { en: {}, nl: {} };

// What cannot be loaded is shown as the daemon said it.
export async function loadSentences(language: "en" | "nl"): Promise<void> {
  const english = import("sentences:en").then((words) => void (sentences.en = words.default));
  const dutch = language === "nl" ? import("sentences:nl").then((words) => void (sentences.nl = words.default)) : undefined;
  await Promise.allSettled([english, dutch]);
}
