// Addresses of a partner that hear by themselves of what happens: how they do, and what they did not take.
import { Code, ConnectError } from "@connectrpc/connect";
import { kLive, useAnswer } from "../answer";
import { everyPage, may, webhooks } from "../api";
import { count, moment } from "../format";
import { WebhookDeliveryState, WebhookService, WebhookState, type Webhook, type WebhookDelivery } from "../gen/regisseur/partner/v1/webhook_pb";
import { Act } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Said, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { plural, text, type TextKey } from "../text/text";

const tones: Record<WebhookState, Tone> = { [WebhookState.UNSPECIFIED]: "unknown", [WebhookState.WORKING]: "good", [WebhookState.FAILING]: "warn", [WebhookState.STOPPED]: "bad" };
const stateWord = (state: WebhookState): string => text(`webhook_state.${(WebhookState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const deliveryTones: Record<WebhookDeliveryState, Tone> = {
  [WebhookDeliveryState.UNSPECIFIED]: "unknown", [WebhookDeliveryState.WAITING]: "planned", [WebhookDeliveryState.RETRYING]: "warn",
  [WebhookDeliveryState.TAKEN]: "good", [WebhookDeliveryState.GIVEN_UP]: "bad",
};
const deliveryWord = (state: WebhookDeliveryState): string => text(`webhook_delivery.${(WebhookDeliveryState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

const columns = (): Column<Webhook>[] => [
  // Never a link: the address is the partner's.
  { key: "id", head: text("webhook"), raw: (row) => row.id, cell: (row) => <>{row.id}<span class="fine block">{row.url}</span><span class="fine block">{row.events.join(", ")}</span></> },
  { key: "state", head: text("state"), raw: (row) => stateWord(row.state), cell: (row) => <><Mark tone={tones[row.state] ?? "unknown"} word={stateWord(row.state)} />{row.problem !== "" && <span class="fine block why"><Said>{row.problem}</Said></span>}</> },
  { key: "lastTaken", head: text("webhook.last_taken"), raw: (row) => moment(row.lastTakenTime), cell: (row) => (row.lastTakenTime ? moment(row.lastTakenTime) : text("never")) },
  { key: "nextTry", head: text("webhook.next_try"), raw: (row) => moment(row.nextTryTime), cell: (row) => <>{moment(row.nextTryTime)}{row.failures > 0 && <span class="fine block">{plural("webhook.failures", row.failures)}</span>}</> },
  { key: "waiting", head: text("webhook.waiting"), number: true, raw: (row) => row.waiting.toString(), cell: (row) => <>{count(row.waiting)}{row.waitingSinceTime && <span class="fine block">{text("since", { when: moment(row.waitingSinceTime) })}</span>}</> },
  { key: "givenUp", head: text("webhook.given_up"), number: true, raw: (row) => row.givenUp.toString(), cell: (row) => (row.givenUp === 0n ? "–" : <Mark tone="bad" word={count(row.givenUp)} />) },
  {
    key: "do", head: text("act.head"), acts: true, raw: () => "",
    cell: (row) => may(WebhookService.method.testWebhook) && (
      <Act label={text("webhook.test")} title={`${text("webhook.test")}: ${row.id}`} done={text("webhook.tested")} send={async (_, requestId) => {
        const { taken, problem } = await webhooks.testWebhook({ provider: row.provider, webhook: row.id, requestId });
        if (!taken) throw new ConnectError(problem, Code.FailedPrecondition);
      }}><p>{text("webhook.test_note")}</p></Act>
    ),
  },
];
const deliveryColumns = (): Column<WebhookDelivery>[] => [
  { key: "event", head: text("agenda.what"), raw: (row) => row.event, cell: (row) => <>{row.event}<span class="fine block">{row.webhook} · {row.number.toString()}</span></> },
  { key: "eventTime", head: text("when"), raw: (row) => moment(row.eventTime), cell: (row) => moment(row.eventTime) },
  { key: "state", head: text("state"), raw: (row) => deliveryWord(row.state), cell: (row) => <><Mark tone={deliveryTones[row.state] ?? "unknown"} word={deliveryWord(row.state)} />{row.problem !== "" && <span class="fine block why"><Said>{row.problem}</Said></span>}</> },
  { key: "attempts", head: text("webhook.attempts"), number: true, raw: (row) => String(row.attempts), cell: (row) => <>{row.attempts}{row.code > 0 && <span class="fine block">HTTP {row.code}</span>}</> },
  {
    key: "do", head: text("act.head"), acts: true, raw: () => "",
    cell: (row) => may(WebhookService.method.replayWebhookDelivery) && (
      <Act label={text("webhook.replay")} title={`${text("webhook.replay")}: ${row.event}`} done={text("webhook.replayed")} send={(_, requestId) => webhooks.replayWebhookDelivery({ provider: row.provider, webhook: row.webhook, id: row.id, requestId })}><p>{text("webhook.replay_note")}</p></Act>
    ),
  },
];

// Without an address there is nothing to show.
export function Webhooks({ provider }: { provider: string }) {
  const answered = useAnswer(`webhooks/${provider}`, async () => {
    const { webhooks: rows } = await webhooks.listWebhooks({ provider });
    const missed = rows.every((one) => one.givenUp === 0n) ? [] : (await everyPage((pageToken) => webhooks.listWebhookDeliveries({ provider, state: WebhookDeliveryState.GIVEN_UP, pageToken }), 1)).flatMap((page) => page.deliveries);
    return { rows, missed };
  }, kLive * 3);
  return (
    <Shown of={answered} quiet>
      {({ rows, missed }) => rows.length > 0 && (
        <section id="webhooks">
          <Table name={`webhooks-${provider}`} caption={text("webhooks")} columns={columns()} rows={rows} rowKey={(row) => row.id} empty="" />
          {missed.length > 0 && <Table name={`webhook-missed-${provider}`} caption={text("webhook.missed")} level={3} fold={6} columns={deliveryColumns()} rows={missed} rowKey={(row) => row.webhook + row.id} empty="" />}
        </section>
      )}
    </Shown>
  );
}
