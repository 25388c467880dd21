/** What a display says of itself. */
export interface Panel {
  readonly manufacturer: string;
  readonly product: number;
  readonly serial: number;
  readonly week: number;
  readonly year: number;
  readonly widthCm: number;
  readonly heightCm: number;
  /** Bytes 38–39: the first standard timing. */
  readonly standardTiming: readonly [number, number];
  readonly timing: Timing;
  readonly name: string;
  readonly serialText: string;
}

/** A detailed timing: active, blank, sync offset and sync width of both directions, in pixels and lines; clock in 10 kHz. */
export interface Timing {
  readonly clock: number;
  readonly h: readonly [active: number, blank: number, offset: number, width: number];
  readonly v: readonly [active: number, blank: number, offset: number, width: number];
  readonly mm: readonly [number, number];
}

const fullHd = (mm: readonly [number, number]): Timing => ({
  clock: 14_850,
  h: [1920, 280, 88, 44],
  v: [1080, 45, 4, 5],
  mm,
});

/** The three made displays of display-edid-ddc.md §2.1. */
export const panels = {
  elo: {
    manufacturer: "ELO",
    product: 0x1939,
    serial: 12_345_678,
    week: 12,
    year: 2021,
    widthCm: 38,
    heightCm: 30,
    standardTiming: [0x81, 0x80],
    timing: { clock: 10_800, h: [1280, 408, 48, 112], v: [1024, 42, 1, 3], mm: [376, 301] },
    name: "KIOSK-19",
    serialText: "SN0012345678",
  },
  samsung: {
    manufacturer: "SAM",
    product: 0x0f65,
    serial: 0x01010101,
    week: 40,
    year: 2022,
    widthCm: 94,
    heightCm: 53,
    standardTiming: [0xd1, 0xc0],
    timing: fullHd([941, 529]),
    name: "QM43R",
    serialText: "H4ZM100001",
  },
  dell: {
    manufacturer: "DEL",
    product: 0xa0c7,
    serial: 0x4c4d5331,
    week: 1,
    year: 2020,
    widthCm: 53,
    heightCm: 30,
    standardTiming: [0xd1, 0xc0],
    timing: fullHd([527, 296]),
    name: "DELL P2419H",
    serialText: "ABC1234",
  },
} as const satisfies Record<string, Panel>;

export type PanelName = keyof typeof panels;
export const isPanelName = (name: string): name is PanelName => Object.hasOwn(panels, name);
