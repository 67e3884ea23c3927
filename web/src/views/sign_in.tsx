// For the first hour and for who has a token (docs/identity.md); certificates and the organisation's own sign-in need
// no form.
import { useState } from "preact/hooks";
import { askAgain, forgetAnswers } from "../answer";
import { hasToken, identity, failureOf, signIn, signOut, type Failure } from "../api";
import { Trouble } from "../parts/shown";
import { text } from "../text/text";

export function SignIn({ done }: { done: () => void }) {
  const [failure, setFailure] = useState<Failure | undefined>(hasToken() ? { kind: "signed_out", message: "" } : undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("token");
    setBusy(true);
    signIn(String(given ?? "").trim());
    try {
      await identity.getCaller({});
      forgetAnswers();
      done();
      askAgain();
    } catch (error) {
      signOut();
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  return (
    <main class="sign-in" id="main">
      <h1>{text("sign_in.title")}</h1>
      <p>{text("sign_in.how")}</p>
      <form onSubmit={submit}>
        <label for="token">{text("sign_in.token")}</label>
        <input id="token" name="token" type="password" required autocomplete="off" spellcheck={false} placeholder="rgs_…" />
        <p class="fine">{text("sign_in.kept")}</p>
        {failure && <Trouble failure={failure} />}
        <button type="submit" class="primary" disabled={busy}>{text("sign_in.submit")}</button>
      </form>
    </main>
  );
}
