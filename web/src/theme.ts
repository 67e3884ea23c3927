// Light, dark, or as the system has it.
import { useEffect, useState } from "preact/hooks";

export type Theme = "system" | "light" | "dark";
const kKey = "regisseur.theme";
const changed = new EventTarget();
const system = window.matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", () => changed.dispatchEvent(new Event("change")));

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(kKey);
  return stored === "light" || stored === "dark" ? stored : "system";
}
export function applyTheme(theme: Theme): void {
  if (theme === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset["theme"] = theme;
}
export function setTheme(theme: Theme): void {
  localStorage.setItem(kKey, theme);
  applyTheme(theme);
  changed.dispatchEvent(new Event("change"));
}
const shown = (): string => (chosenTheme() === "system" ? (system.matches ? "dark" : "light") : chosenTheme());

// What is seen now, light or dark.
export function useTheme(): string {
  const [value, setValue] = useState(shown);
  useEffect(() => {
    const update = () => setValue(shown());
    changed.addEventListener("change", update);
    return () => changed.removeEventListener("change", update);
  }, []);
  return value;
}
