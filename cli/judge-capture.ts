import { decodeReadFrame } from "../src/capture/decode-read-frame.js";
import { openCapture } from "../src/capture/read-capture.js";
import { UsageError } from "../src/contracts/errors.js";
import type { FlowFrame } from "../src/flow/flow-frame.js";
import type { CheckReport, JudgedFindings } from "../src/report/check-report.js";
import { judgedFindings } from "../src/report/check-report.js";
import { CaptureCheck } from "../src/validators/capture-check.js";
import { checkCaptureFile } from "../src/validators/check-capture-file.js";
import type { LinkTypeFacts } from "../src/validators/file/rule.js";
import type { CheckProfile } from "../src/validators/rule.js";
import { formatLinkType } from "../src/wire/link-type.js";

export interface JudgeOptions {
  /** Names the file in errors. */
  readonly name: string;
  readonly profile: CheckProfile;
  /** Called as soon as the file is known to be a capture. */
  readonly onCapture: () => void;
  /** Sees every frame too; its octets are overwritten afterwards. */
  readonly onFrame?: (frame: FlowFrame) => void;
}

export interface JudgedCapture extends Pick<CheckReport, "format" | "frames" | "linkTypes"> {
  readonly ours: JudgedFindings;
}

/**
 * Reads a capture from a stream, decodes its frames and judges them by our rules, in bounded memory.
 * @throws UsageError where it is no capture; what the source throws
 */
export async function judgeCapture(
  source: AsyncIterable<Uint8Array>,
  { name, profile, onCapture, onFrame }: JudgeOptions,
): Promise<JudgedCapture> {
  const opened = await openCapture(source);
  if (!opened.ok) throw notACapture(name, opened.error.message);
  onCapture();
  const reader = opened.value;
  const check = new CaptureCheck({ profile });
  const linkTypes = new Map<number, { frames: number; readonly firstFrame: number }>();
  for await (const batch of reader.batches()) {
    for (const frame of batch) {
      const { linkType } = frame.interface;
      const seen = linkTypes.get(linkType);
      if (seen === undefined) linkTypes.set(linkType, { frames: 1, firstFrame: frame.frameNumber });
      else seen.frames += 1;
      const { frameNumber, timeNanos } = frame;
      const decoded: FlowFrame = { frameNumber, timeNanos, decoded: decodeReadFrame(frame) };
      check.observe(decoded);
      onFrame?.(decoded);
    }
  }
  const { error, interfaces, format } = reader;
  if (error?.code === "not-a-capture") throw notACapture(name, error.message);
  const counted = [...linkTypes].map(([linkType, facts]): LinkTypeFacts => ({ linkType, ...facts }));
  const result = check.finish();
  const { frames } = result;
  const ofFile = checkCaptureFile(
    { frames, linkTypes: counted, ...(error === undefined ? {} : { error }) },
    profile,
  );
  const announced = interfaces.map(({ linkType }) => ({ linkType, frames: 0 }));
  return {
    format,
    frames,
    linkTypes: (counted.length > 0 ? counted : announced).map((each) => ({
      linkType: each.linkType,
      name: formatLinkType(each.linkType),
      frames: each.frames,
    })),
    ours: joinJudged(judgedFindings(ofFile), result),
  };
}

function notACapture(name: string, why: string): UsageError {
  return new UsageError(`${name}: ${why}`, "check reads capture files (pcap, pcapng)");
}

function joinJudged(one: JudgedFindings, other: JudgedFindings): JudgedFindings {
  return {
    findings: [...one.findings, ...other.findings],
    countsByRule: new Map([...one.countsByRule, ...other.countsByRule]),
  };
}
