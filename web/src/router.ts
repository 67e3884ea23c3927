// Addresses: each view has one, and the browser's own back and forward work.
import { useEffect, useState } from "preact/hooks";

export interface Address {
  path: string;
  query: URLSearchParams;
}
const changed = new EventTarget();

export const currentAddress = (): Address => ({
  path: window.location.pathname,
  query: new URLSearchParams(window.location.search),
});

export function go(to: string, replace = false): void {
  if (replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  changed.dispatchEvent(new Event("change"));
}

export function useAddress(): Address {
  const [address, setAddress] = useState(currentAddress);
  useEffect(() => {
    const update = () => setAddress(currentAddress());
    window.addEventListener("popstate", update);
    changed.addEventListener("change", update);
    return () => {
      window.removeEventListener("popstate", update);
      changed.removeEventListener("change", update);
    };
  }, []);
  return address;
}

// Links of ours are followed without loading the page anew.
export function followLinks(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest("a");
    if (!link || link.origin !== window.location.origin || link.hasAttribute("download") || link.target !== "") return;
    if (link.hash !== "" && link.pathname === window.location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
    if (link.hash === "") window.scrollTo(0, 0);
  });
}

// /partners/:id against a path; undefined when it does not fit.
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const parts = pattern.replace(/\/+$/, "").split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (parts.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (let i = 0; i < parts.length; ++i) {
    const part = parts[i] ?? "";
    const value = given[i] ?? "";
    if (part.startsWith(":")) {
      try {
        found[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return undefined;
      }
      if (value === "") return undefined;
    } else if (part !== value) {
      return undefined;
    }
  }
  return found;
}

// An address of ours from its parts, whatever they hold.
export function addressOf(parts: string[], query: Record<string, string> = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== "");
  const search = filled.length === 0 ? "" : `?${new URLSearchParams(filled).toString()}`;
  return `/${parts.map(encodeURIComponent).join("/")}${search}`;
}
export const partnerAddress = (id: string): string => addressOf(["partners", id]);
