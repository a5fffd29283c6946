export function load(): never {
	throw new RangeError('too far');
}
