import { client, type FrameSpec, router } from "./day-frames.js";

/**
 * Frames whose delays are quantiles of |N(0, 50 ms)|, in a stirred order; `other` replaces each by what it makes of it. The
 * quantiles by the inverse of the normal distribution (Abramowitz and Stegun, 26.2.23, to 4.5e-4).
 */
export function delayed(
  count: number,
  other: (seconds: number, index: number) => number,
): readonly FrameSpec[] {
  let micros = 0;
  return Array.from({ length: count }, (_, index) => {
    const rank = (index * 37) % count;
    micros += Math.round(other(0.05 * halfNormalQuantile((rank + 0.5) / count), index) * 1e6);
    return {
      micros,
      ethernet: { source: client.mac, destination: router.mac },
      ipv4: { identification: 1000 + index, source: client.ip, destination: router.ip },
      udp: { sourcePort: 9000, destinationPort: 9001 },
      text: "x",
    };
  });
}

function halfNormalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log((1 - share) / 2));
  return (
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  );
}
