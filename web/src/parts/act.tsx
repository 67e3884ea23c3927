// Something that the reader does: a button that opens a form, sends it once, and says what became of it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { askAgain } from "../answer";
import { Code, ConnectError } from "@connectrpc/connect";
import { failureOf, requestId, type Failure } from "../api";
import { language, text } from "../text/text";
import { Trouble } from "./shown";

const told = new EventTarget();
// Says to everybody, also who does not see, what was done.
const tell = (words: string): void => {
  told.dispatchEvent(new CustomEvent("told", { detail: words }));
};
export function Told() {
  const [words, setWords] = useState("");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = (event: Event) => {
      setWords(String((event as CustomEvent).detail));
      clearTimeout(timer);
      timer = setTimeout(() => setWords(""), 8000);
    };
    told.addEventListener("told", hear);
    return () => told.removeEventListener("told", hear);
  }, []);
  return <p class={words === "" ? "told" : "told told-now"} role="status">{words}</p>;
}

export interface ActProps {
  label: string; // of the button
  title: string; // of the form
  done: string; // said when it was kept
  primary?: boolean;
  children: ComponentChildren; // the fields
  send: (form: FormData, requestId: string) => Promise<unknown>;
}

function Form({ label, title, done, children, send, close }: ActProps & { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // One name for as long as the form is open: sent twice, it is done once.
  const id = useRef(requestId());
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await send(new FormData(event.currentTarget as HTMLFormElement), id.current);
      tell(done);
      askAgain();
      close();
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="act" onClose={close} aria-label={title}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        {children}
        {failure && <Trouble failure={failure} act />}
        <div class="act-buttons">
          <button type="submit" class="primary" disabled={busy}>{label}</button>
          <button type="button" onClick={() => dialog.current?.close()}>{text("act.not")}</button>
        </div>
      </form>
    </dialog>
  );
}

// The form that is open stands beside the views and not in one: what is being typed stays when an answer redraws what it
// is about, or takes its button away.
interface Opened extends ActProps { button: HTMLButtonElement | null }
const opening = new EventTarget();
export function OpenForm({ at }: { at: string }) {
  const [form, show] = useState<Opened | undefined>(undefined);
  useEffect(() => {
    const open = (event: Event) => show((event as CustomEvent<Opened>).detail);
    opening.addEventListener("open", open);
    return () => opening.removeEventListener("open", open);
  }, []);
  // Who goes elsewhere leaves it.
  useEffect(() => show(undefined), [at]);
  if (!form) return null;
  const close = () => {
    show(undefined);
    form.button?.focus();
  };
  return <Form {...form} close={close} />;
}

export function Act(props: ActProps) {
  const button = useRef<HTMLButtonElement>(null);
  const open = () => opening.dispatchEvent(new CustomEvent("open", { detail: { ...props, button: button.current } }));
  return <button type="button" ref={button} class={props.primary ? "primary" : undefined} aria-haspopup="dialog" onClick={open}>{props.label}</button>;
}

// The fields that forms are made of.
export const TextField = ({ name, label, required = false, long = false, hint, list, value }: { name: string; label: string; required?: boolean; long?: boolean; hint?: string; list?: string[]; value?: string }) => (
  <label class="field">
    <span>{label}{!required && <span class="fine"> {text("act.optional")}</span>}</span>
    {long ? <textarea name={name} required={required} rows={3} maxLength={4000} defaultValue={value} /> : <input name={name} required={required} list={list && `${name}-list`} defaultValue={value} maxLength={200} autocomplete="off" />}
    {list && <datalist id={`${name}-list`}>{list.map((one) => <option key={one} value={one} />)}</datalist>}
    {hint && <span class="fine">{hint}</span>}
  </label>
);
export const DayField = ({ name, label, min, max, value, required = true }: { name: string; label: string; min?: string | undefined; max?: string | undefined; value?: string | undefined; required?: boolean }) => (
  <label class="field">
    <span>{label}{!required && <span class="fine"> {text("act.optional")}</span>}</span>
    <input type="date" name={name} required={required} min={min} max={max} defaultValue={value} />
  </label>
);
export const ChoiceField = ({ name, label, choices }: { name: string; label: string; choices: { value: string; what: ComponentChildren; more?: ComponentChildren }[] }) => (
  <fieldset class="field">
    <legend>{label}</legend>
    {choices.map((one) => (
      <label class="choice" key={one.value}>
        <input type="radio" name={name} value={one.value} required />
        <span><strong>{one.what}</strong>{one.more && <span class="block fine">{one.more}</span>}</span>
      </label>
    ))}
  </fieldset>
);
export const SelectField = ({ name, label, choices, value }: { name: string; label: string; choices: { value: string; what: string }[]; value?: string }) => (
  <label class="field">
    <span>{label}</span>
    <select name={name} defaultValue={value} required>{choices.map((one) => <option key={one.value} value={one.value} selected={one.value === value}>{one.what}</option>)}</select>
  </label>
);

// A step that only needs a word: its button, and its form.
export function Say({ label, about, send, required = false, internal = false, primary = false }: { label: string; about: string; send: (words: string, requestId: string, internal: boolean) => Promise<unknown>; required?: boolean; internal?: boolean; primary?: boolean }) {
  return (
    <Act label={label} title={`${label}: ${about}`} done={text("act.kept", { what: about })} primary={primary} send={(form, requestId) => send(given(form, "text"), requestId, given(form, "internal") === "1")}>
      <TextField name="text" label={text("say.text")} long required={required} />
      {internal && <label class="choice"><input type="checkbox" name="internal" value="1" /><span>{text("say.internal")}</span></label>}
    </Act>
  );
}

// An amount as people type it in their language, as an exact text. What can be read in two ways is not guessed.
export function amountOf(form: FormData, name: string): string {
  const words = given(form, name);
  const typed = words.replace(/\s/g, "");
  // What is no amount at all goes as it is, so that it is refused as it was typed.
  if (!/^-?[\d.,]+$/.test(typed)) return words;
  const [point, thousands] = language() === "nl" ? [",", "."] : [".", ","];
  if (new RegExp(`^-?\\d{1,3}[${thousands}]\\d{3}$`).test(typed)) throw new ConnectError(text("act.ambiguous", { typed }), Code.InvalidArgument);
  const grouped = new RegExp(`^-?\\d{1,3}([${thousands}]\\d{3})+([${point}]\\d+)?$`).test(typed);
  return (grouped ? typed.replaceAll(thousands, "") : typed).replace(",", ".");
}
export const given = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
// A day as a form wants it, in this browser's zone.
export function dayAhead(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}
