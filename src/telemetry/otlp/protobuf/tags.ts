/** Protobuf's wire types: https://protobuf.dev/programming-guides/encoding/#structure */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** What stands in front of a field: strings, messages and packed numbers are all `bytes`. */
export function tag(field: number, type: keyof typeof WIRE): number {
	return (field << 3) | WIRE[type];
}
