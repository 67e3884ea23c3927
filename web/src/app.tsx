// The frame around every view: menu, search, language, colours, who is signed in.
import { Component, type ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { askAgain, forgetAnswers, useAnswer } from "./answer";
import { allow, hasToken, identity, may, portfolio, signOut } from "./api";
import { Role } from "./gen/regisseur/identity/v1/identity_pb";
import { PortfolioService } from "./gen/regisseur/portfolio/v1/portfolio_pb";
import { keepNames, useOverview } from "./overview";
import { OpenForm, Told } from "./parts/act";
import { timeZone } from "./format";
import { Shown, Trouble } from "./parts/shown";
import { addressOf, go, match, partnerAddress, useAddress, type Address } from "./router";
import { keepSide } from "./side";
import { loadSentences } from "./text/sentences";
import { language, setLanguage, text, textOr, useLanguage, type Language } from "./text/text";
import { chosenTheme, setTheme, type Theme } from "./theme";
import { SignIn } from "./views/sign_in";
import { views, type View } from "./views";

// A view that breaks takes nothing else with it.
class Guard extends Component<{ children: ComponentChildren; at: string }, { broken: string; at: string }> {
  override state = { broken: "", at: "" };
  override componentDidCatch(error: unknown): void {
    this.setState({ broken: String(error), at: this.props.at });
  }
  override render() {
    if (this.state.broken !== "" && this.state.at === this.props.at) {
      return <Trouble failure={{ kind: "refused", message: this.state.broken }} />;
    }
    return this.props.children;
  }
}

const shownTo = (view: View): boolean => view.needs === undefined || may(view.needs);

function found(address: Address): { view: View; part: Record<string, string> } | undefined {
  for (const view of views) {
    const part = match(view.address, address.path);
    if (part) return { view, part };
  }
  return undefined;
}

const languages: [Language, string][] = [["nl", "Nederlands"], ["en", "English"]];
const themes: Theme[] = ["system", "light", "dark"];

function Settings() {
  const [theme, choose] = useState(chosenTheme);
  const now = useLanguage();
  return (
    <div class="settings">
      <label>
        <span class="unseen">{text("settings.language")}</span>
        <select value={now} onChange={(event) => void setLanguage(event.currentTarget.value as Language)} data-testid="language">
          {languages.map(([key, name]) => <option key={key} value={key} lang={key}>{name}</option>)}
        </select>
      </label>
      <label>
        <span class="unseen">{text("settings.theme")}</span>
        <select
          value={theme}
          data-testid="theme"
          onChange={(event) => {
            const to = event.currentTarget.value as Theme;
            setTheme(to);
            choose(to);
          }}
        >
          {themes.map((one) => <option key={one} value={one}>{text(`theme.${one}`)}</option>)}
        </select>
      </label>
    </div>
  );
}

function SearchField({ address }: { address: Address }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go(addressOf(["search"], { q: String(new FormData(event.currentTarget as HTMLFormElement).get("q") ?? "") }));
  };
  return (
    <form role="search" class="search" onSubmit={submit}>
      <input type="search" name="q" aria-label={text("search")} placeholder={text("search.placeholder")} defaultValue={address.path === "/search" ? (address.query.get("q") ?? "") : ""} />
    </form>
  );
}

function Menu({ current, own, here }: { current: string | undefined; own: string | undefined; here: string }) {
  return (
    <nav class="menu" aria-label={text("nav.main")}>
      <ul>
        {own !== undefined && <li><a href={own} aria-current={here === own ? "page" : undefined}>{text("nav.own")}</a></li>}
        {own !== undefined && <li><a href={`${own}/workspace`} aria-current={here === `${own}/workspace` ? "page" : undefined}>{text("workspace")}</a></li>}
        {views.filter((view) => view.menu && shownTo(view)).map((view) => (
          <li key={view.address}><a href={view.address} aria-current={current === view.address ? "page" : undefined}>{text(view.title)}</a></li>
        ))}
      </ul>
    </nav>
  );
}

// Every view names partners: their names come with the overview, which is asked once for all. A partner knows its own.
function Names({ own }: { own: string }) {
  useOverview();
  useAnswer(`name/${own}`, async () => {
    if (own !== "") keepNames([await portfolio.getProvider({ id: own })]);
    return own;
  }, 300_000);
  return null;
}

export function App() {
  useLanguage();
  const address = useAddress();
  const [, redraw] = useState(0);
  const caller = useAnswer("caller", async () => {
    const who = await identity.getCaller({});
    allow(who.methods);
    keepSide(who.role);
    return who;
  }, 300_000);
  const [spoken, speak] = useState(false);
  useEffect(() => void loadSentences(language()).then(() => speak(true)), []);
  const at = found(address);
  const current = at?.view.menu ? at.view.address : at?.view.under;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // A new view is read from its start: the keyboard and a screen reader stand there too.
  useEffect(() => {
    document.title = at ? `${text(at.view.title)} · Regisseur` : "Regisseur";
    if (first.current) first.current = false;
    else if (window.location.hash === "") main.current?.focus({ preventScroll: true });
  }, [address.path]);
  // What an address points at inside a view comes with the answer.
  useEffect(() => {
    if (window.location.hash === "") return undefined;
    const id = decodeURIComponent(window.location.hash.slice(1));
    const observer = new MutationObserver(() => {
      const element = document.getElementById(id);
      if (element) {
        element.scrollIntoView();
        observer.disconnect();
      }
    });
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [address.path, window.location.hash]);
  // Whose role does not see the first view begins with the first one that it sees.
  // A partner begins with what concerns it.
  const own = caller.data && caller.data.provider !== "" ? partnerAddress(caller.data.provider) : undefined;
  const home = own ?? views.find((view) => view.menu && shownTo(view))?.address;
  useEffect(() => {
    if (caller.data && address.path === "/" && home !== undefined && home !== "/") go(home, true);
  }, [caller.data, address.path, home]);
  const signedOut = caller.failure?.kind === "signed_out";
  if (signedOut) {
    return <><a class="skip" href="#main">{text("skip")}</a><header class="bar"><span class="brand">Regisseur</span><Settings /></header><SignIn done={() => redraw((n) => n + 1)} /></>;
  }
  const role = caller.data ? textOr(`role.${(Role[caller.data.role] ?? "").toLowerCase()}`, Role[caller.data.role] ?? "") : "";
  return (
    <>
      <a class="skip" href="#main">{text("skip")}</a>
      <header class="bar">
        <a class="brand" href={home ?? "/"}>Regisseur</a>
        <Menu current={current} own={own} here={address.path} />
        {may(PortfolioService.method.getProvider) && <SearchField address={address} />}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Told />
        <OpenForm at={address.path} />
        {caller.data && <Names own={caller.data.provider} />}
        <Guard at={address.path}>
          {!spoken || (!caller.data && !caller.failure) ? <div class="loading" role="status"><span class="unseen">{text("loading")}</span></div> : at ? <at.view.show key={address.path} part={at.part} query={address.query} /> : <Trouble top failure={{ kind: "not_found", message: "" }} />}
        </Guard>
      </main>
      <footer class="foot">
        <Settings />
        <p class="fine">{text("settings.zone", { zone: timeZone() })}</p>
        <Shown of={caller} quiet>
          {(who) => (
            <p>
              {who.name} <span class="fine">{role}</span>
              {hasToken() && (
                <button type="button" class="plain" onClick={() => { signOut(); forgetAnswers(); askAgain(); }}>{text("sign_out")}</button>
              )}
            </p>
          )}
        </Shown>
      </footer>
    </>
  );
}
