import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";
import { PythonRandom } from "../../src/interpreter/python-random.js";
import { latin1Text } from "../../src/wire/bytes.js";

/** What a script's expression prints, with `random` freshly seeded. */
function printed(expression: string, seed: number | bigint = 7): string {
  const run = runScript(`pkts = [Raw(str(${expression}))]`, { seed, startSeconds: 0 });
  const layer = run.packets[0]?.layers[0];
  if (layer?.name !== "Raw") return run.diagnostics.map(({ message }) => message).join();
  return latin1Text(layer.fields.load ?? new Uint8Array(0));
}

function numbers(call: string, count: number): number[] {
  return JSON.parse(printed(`[random.${call} for i in range(${count})]`)) as number[];
}

/** Ten results each of CPython 3.11 after `random.seed(7)`. */
const tables: readonly (readonly [call: string, values: readonly number[], digits: number])[] = [
  [
    "random()",
    [
      0.32383276483316237, 0.15084917392450192, 0.6509344730398537, 0.07243628666754276, 0.5358820043066892,
      0.36568891691258554, 0.057998924774706806, 0.5074357331894203, 0.03749565844198488, 0.4336456836623859,
    ],
    17,
  ],
  [
    "gauss(0,0.03)",
    [
      -0.007676408653428012, 0.015342945375495418, -0.006782884943493141, -0.009452052669935563,
      -0.027900545709683023, -0.00639905842263611, 0.03335752142958962, 0.012724400523778084,
      0.03110637236668999, 0.00746708182995274,
    ],
    15,
  ],
  [
    "uniform(1,10)",
    [
      3.91449488, 2.35764257, 6.85841026, 1.65192658, 5.82293804, 4.29120025, 1.52199032, 5.5669216,
      1.33746093, 4.90281115,
    ],
    8,
  ],
  [
    "normalvariate(0,1)",
    [
      -0.35590825, 0.279153093, 0.0970447726, -1.53942373, -1.40095876, -0.747854554, -0.83085808, 0.21924079,
      0.865668124, -0.691776144,
    ],
    8,
  ],
  [
    "expovariate(10)",
    [
      0.0391314844, 0.0163518457, 0.105249562, 0.00751937932, 0.0767616458, 0.0455215778, 0.0059748863,
      0.0708130336, 0.00382167021, 0.0568535396,
    ],
    9,
  ],
  [
    "lognormvariate(0,1)",
    [
      0.700536892, 1.32200972, 1.10190971, 0.214504679, 0.24636065, 0.473381077, 0.435675282, 1.24513106,
      2.37659341, 0.500685989,
    ],
    8,
  ],
  [
    "betavariate(2,5)",
    [
      0.175222065, 0.523959607, 0.127082725, 0.391825369, 0.327614482, 0.15774229, 0.121411114, 0.528431875,
      0.445277174, 0.186148367,
    ],
    8,
  ],
  [
    "triangular(0,1)",
    [
      0.402388348, 0.274635371, 0.582228814, 0.19031065, 0.518274977, 0.427603155, 0.170292285, 0.503731793,
      0.136922713, 0.465642397,
    ],
    8,
  ],
  [
    "getrandbits(32)",
    [
      1390851128, 4071050724, 647892279, 1695753998, 2795742288, 207388624, 311111475, 3527346212, 2301595691,
      404285457,
    ],
    0,
  ],
  ["randint(1,100)", [42, 20, 51, 84, 7, 10, 69, 13, 47, 75], 0],
  ["randrange(0,100,7)", [35, 14, 42, 70, 0, 7, 91, 56, 7, 35], 0],
];

describe("random, as CPython 3.11 draws", () => {
  for (const [call, values, digits] of tables) {
    it(call, () => {
      const drawn = numbers(call, 10);
      expect(drawn).toHaveLength(10);
      drawn.forEach((value, index) => {
        const wanted = values[index] ?? Number.NaN;
        if (digits === 0 || digits === 17) expect(value).toBe(wanted);
        else expect(value).toBeCloseTo(wanted, digits);
      });
    });
  }

  it("choice, choices, sample, shuffle", () => {
    expect(printed('"".join([random.choice("abcdefghij") for i in range(10)])')).toBe("fcgabibfja");
    expect(printed("random.choices(range(10),k=10)")).toBe("[3, 1, 6, 0, 5, 3, 0, 5, 0, 4]");
    expect(printed('"".join(random.choices("abc",[1,2,7],k=10))')).toBe("cbcaccacac");
    expect(printed("random.sample(range(20),10)")).toBe("[10, 4, 12, 1, 2, 13, 8, 16, 5, 9]");
    const pairs = "[[42, 20], [51, 84], [7, 10], [69, 13], [47, 75]]";
    expect(printed("[random.sample(range(1,100),2) for i in range(5)]")).toBe(pairs);
    const run = runScript("x = list(range(10))\nrandom.shuffle(x)\npkt = Raw(str(x))", {
      seed: 7,
      startSeconds: 0,
    });
    const layer = run.packets[0]?.layers[0];
    expect(layer?.name === "Raw" && latin1Text(layer.fields.load ?? new Uint8Array(0))).toBe(
      "[8, 3, 1, 4, 7, 0, 9, 6, 2, 5]",
    );
  });

  it("seeds with any integer, by its absolute value", () => {
    expect(new PythonRandom(0).random()).toBe(0.8444218515250481);
    expect(new PythonRandom(42).random()).toBe(0.6394267984578837);
    expect(new PythonRandom(-7).random()).toBe(new PythonRandom(7).random());
    expect(new PythonRandom(2 ** 40).random()).toBe(0.1036394562812375);
  });

  it("reseeds in a script, floats by their hash, and forgets the stored gauss value", () => {
    const reseeded = (seed: string): string =>
      printed(`[random.gauss(0, 1), random.seed(${seed}), random.random()][2]`);
    expect(reseeded("1.5")).toBe("0.551763726942059");
    expect(reseeded("42")).toBe("0.6394267984578837");
    expect(printed("[random.gauss(0, 1), random.seed(7), random.gauss(0, 0.03)][2]")).toBe(
      printed("random.gauss(0, 0.03)"),
    );
  });

  it("draws large integers and bits exactly", () => {
    // getrandbits(64) is two words, low first: 4071050724 * 2**32 + 1390851128.
    expect(printed("random.getrandbits(64)")).toBe((4071050724n * 2n ** 32n + 1390851128n).toString());
    // 0xffffffff needs 32 bits: the first word, plus 1.
    expect(printed("random.randint(1, 0xffffffff)")).toBe("1390851129");
  });
});
