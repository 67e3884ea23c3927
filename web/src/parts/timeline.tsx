// Incidents and maintenance of a partner's services on one axis of time.
import { dateOf, dayOfTime, moment } from "../format";
import type { IncidentRow, MaintenanceRow } from "../gen/regisseur/status/v1/status_pb";
import { plural, text } from "../text/text";
import { impactTone, impactWord } from "./mark";

export interface TimelineRow {
  name: string;
  incidents: IncidentRow[];
  maintenances: MaintenanceRow[];
}

// What is drawn is at least this wide, so that a minute in a year is still seen.
const kLeast = 5;
const kWidth = 1000;

export function Timeline({ rows, from, to }: { rows: TimelineRow[]; from: Date; to: Date }) {
  const x = (date: Date): number => ((date.getTime() - from.getTime()) / (to.getTime() - from.getTime())) * kWidth;
  const stretch = (start: Date | undefined, end: Date | undefined) => {
    const left = Math.max(0, x(start ?? from));
    const right = Math.min(kWidth, x(end ?? to));
    const width = Math.max(kLeast, right - left);
    return { x: Math.min(left, kWidth - width), width };
  };
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => new Date(from.getTime() + part * (to.getTime() - from.getTime())));
  return (
    <div class="timeline">
      {rows.map((row) => (
        <div class="timeline-row" key={row.name}>
          <span class="timeline-name">{row.name}</span>
          <svg
            viewBox={`0 0 ${kWidth} 22`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${row.name}: ${plural("incidents", row.incidents.length)}, ${plural("maintenances", row.maintenances.length)}`}
          >
            <rect class="track" width={kWidth} height="22" />
            {row.maintenances.map((one) => (
              <rect key={one.source + one.id} class="bar planned" y="13" height="7" {...stretch(dateOf(one.start), dateOf(one.end))}>
                <title>{`${one.title}: ${moment(one.start)} – ${moment(one.end)}`}</title>
              </rect>
            ))}
            {row.incidents.map((one) => (
              <rect key={one.source + one.id} class={`bar ${impactTone(one.impact)}`} y="2" height={one.endTime ? 10 : 18} {...stretch(dateOf(one.startTime), dateOf(one.endTime))}>
                <title>{`${impactWord(one.impact)} · ${one.title}: ${moment(one.startTime)} – ${one.endTime ? moment(one.endTime) : text("still_open")}`}</title>
              </rect>
            ))}
          </svg>
        </div>
      ))}
      <div class="timeline-row timeline-axis" aria-hidden="true">
        <span class="timeline-name" />
        <span class="timeline-marks">
          {marks.map((date) => (
            <span key={date.getTime()}>{dayOfTime({ seconds: BigInt(Math.floor(date.getTime() / 1000)), nanos: 0, $typeName: "google.protobuf.Timestamp" })}</span>
          ))}
        </span>
      </div>
    </div>
  );
}
