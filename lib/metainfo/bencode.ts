import { refuse } from "./refuse";

/** A string stays a range of the input: nothing is copied until someone asks for it. */
export interface BencodeString {
  readonly kind: "string";
  readonly start: number;
  readonly end: number;
}

export interface BencodeList {
  readonly kind: "list";
  readonly items: readonly BencodeValue[];
}

/** One key of a dictionary with its value, and the exact bytes of both. */
export interface BencodeEntry {
  /** One character a byte (latin1), since keys are bytes: `pieces root` keys are hashes. */
  readonly key: string;
  /** The key's own bytes, without its length. */
  readonly name: BencodeString;
  /** Where the key's length begins: `entryStart` to `end` is the whole entry. */
  readonly entryStart: number;
  /** `start` to `end` are the value's exact bytes. */
  readonly start: number;
  readonly end: number;
  readonly value: BencodeValue;
}

/** Entries in the order of the bytes, which is the sorted order. A list is safe for any key. */
export interface BencodeDictionary {
  readonly kind: "dictionary";
  readonly entries: readonly BencodeEntry[];
}

export type BencodeValue = bigint | BencodeString | BencodeList | BencodeDictionary;

const MAX_DEPTH = 100;
const MAX_KEY_BYTES = 1024;
const MAX_VALUES = 1_500_000;
const MAX_INTEGER = 2n ** 63n - 1n;
const MIN_INTEGER = -(2n ** 63n);

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const DICTIONARY = 0x64;
const END = 0x65;
const INTEGER = 0x69;
const LIST = 0x6c;
const MINUS = 0x2d;

/**
 * Decodes bencode strictly (BEP 3): canonical integers within 64 bits, dictionary keys sorted and
 * unique, nothing after the value. Two programs that read such a file differently would disagree
 * about its info hash, so everything else is refused. Work and memory are linear in `bytes`.
 * @throws AppError `invalid` with the offset of the fault
 */
export function decodeBencode(bytes: Uint8Array): BencodeValue {
  return new Scanner(bytes).scan();
}

/** The value under `key`, or undefined. */
export function valueOf(dictionary: BencodeDictionary, key: string): BencodeValue | undefined {
  return dictionary.entries.find((entry) => entry.key === key)?.value;
}

export function isString(value: BencodeValue | undefined): value is BencodeString {
  return typeof value === "object" && value.kind === "string";
}

export function isList(value: BencodeValue | undefined): value is BencodeList {
  return typeof value === "object" && value.kind === "list";
}

export function isDictionary(value: BencodeValue | undefined): value is BencodeDictionary {
  return typeof value === "object" && value.kind === "dictionary";
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The string as text; bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array, string: BencodeString): string {
  return utf8.decode(bytes.subarray(string.start, string.end));
}

/** A container that is still open, and the entry that waits for its value. */
type Frame =
  | { readonly kind: "list"; readonly items: BencodeValue[] }
  | {
      readonly kind: "dictionary";
      readonly entries: BencodeEntry[];
      pending: { readonly name: BencodeString; readonly key: string; readonly entryStart: number };
      valueStart: number;
    };

/** Iterative: a file of 200,000 nested lists must not end in a stack overflow. */
class Scanner {
  private readonly bytes: Uint8Array;
  private readonly open: Frame[] = [];
  private position = 0;
  private values = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  scan(): BencodeValue {
    let value = this.begin();
    for (;;) {
      while (value === undefined) value = this.step();
      const top = this.open.at(-1);
      if (top === undefined) break;
      this.attach(top, value);
      value = undefined;
    }
    if (this.position !== this.bytes.length) this.fault("something follows the end of the torrent");
    return value;
  }

  /** Inside the innermost container: closes it, or begins its next value. */
  private step(): BencodeValue | undefined {
    const top = this.open.at(-1);
    if (this.bytes[this.position] === END && top !== undefined) {
      this.position++;
      this.open.pop();
      return top.kind === "list"
        ? { kind: "list", items: top.items }
        : { kind: "dictionary", entries: top.entries };
    }
    if (top?.kind === "dictionary") this.readKey(top);
    return this.begin();
  }

  /** Reads a whole integer or string, or opens a container and returns undefined. */
  private begin(): BencodeValue | undefined {
    if (++this.values > MAX_VALUES) this.fault("it has too many parts");
    const first = this.bytes[this.position];
    if (first === INTEGER) return this.readInteger();
    if (first === LIST) this.enter({ kind: "list", items: [] });
    else if (first === DICTIONARY) {
      this.enter({ kind: "dictionary", entries: [], pending: nothing, valueStart: 0 });
    } else return this.readString();
    return undefined;
  }

  private enter(frame: Frame): void {
    if (this.open.length >= MAX_DEPTH) this.fault("it is nested too deep");
    this.open.push(frame);
    this.position++;
  }

  private attach(top: Frame, value: BencodeValue): void {
    if (top.kind === "list") {
      top.items.push(value);
    } else {
      const { name, key, entryStart } = top.pending;
      const end = this.position;
      // Spelled out: a spread costs more than all the rest of the scan.
      top.entries.push({ key, name, entryStart, start: top.valueStart, end, value });
    }
  }

  private readKey(top: Extract<Frame, { kind: "dictionary" }>): void {
    const entryStart = this.position;
    const name = this.readString();
    if (name.end - name.start > MAX_KEY_BYTES) this.fault("a key is too long", entryStart);
    const key = latin1(this.bytes, name);
    const previous = top.entries.at(-1)?.key;
    // Latin1 strings compare like their bytes.
    if (previous === key) this.fault("the same key is there twice", entryStart);
    if (previous !== undefined && previous > key) {
      this.fault("the keys are not in order", entryStart);
    }
    top.pending = { name, key, entryStart };
    top.valueStart = this.position;
  }

  private readInteger(): bigint {
    const start = this.position++;
    const isNegative = this.bytes[this.position] === MINUS;
    if (isNegative) this.position++;
    const digits = this.readDigits(END);
    const value = BigInt(digits) * (isNegative ? -1n : 1n);
    if (isNegative && value === 0n) this.fault("a number is malformed", start);
    if (value > MAX_INTEGER || value < MIN_INTEGER) this.fault("a number is too large", start);
    return value;
  }

  private readString(): BencodeString {
    const start = this.position;
    const length = Number(this.readDigits(COLON));
    if (length > this.bytes.length - this.position) {
      this.fault("it ends in the middle: it may not have been copied whole", start);
    }
    const from = this.position;
    this.position += length;
    return { kind: "string", start: from, end: this.position };
  }

  /** Reads a canonical decimal number and the byte after it. */
  private readDigits(stop: number): string {
    const start = this.position;
    let at = start;
    while (at < this.bytes.length && isDigit(this.bytes[at])) {
      if (++at - start > 19) this.fault("a number is too large", start);
    }
    if (at >= this.bytes.length) {
      this.fault("it ends in the middle: it may not have been copied whole", start);
    }
    const hasLeadingZero = this.bytes[start] === DIGIT_0 && at - start > 1;
    if (at === start || hasLeadingZero || this.bytes[at] !== stop) {
      this.fault("this is not how torrents are written", start);
    }
    this.position = at + 1;
    return latin1(this.bytes, { start, end: at });
  }

  private fault(problem: string, at = this.position): never {
    refuse(`This is not a valid .torrent file: ${problem} (byte ${at}).`);
  }
}

const nothing = { name: { kind: "string", start: 0, end: 0 }, key: "", entryStart: 0 } as const;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_0 && byte <= DIGIT_9;
}

function latin1(bytes: Uint8Array, range: { start: number; end: number }): string {
  let text = "";
  for (let at = range.start; at < range.end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
